"""Promising a job, taking it, and saying how it went."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, or_, update

from app.core.db import change, db, insert_once
from app.outbox.models import Job
from app.outbox.queries import LEASE

ATTEMPTS = 8
CALLING_OUT = frozenset({"notices.deliver"})  # these wait for WeChat: everything else is served first
FIRST_PAUSE_S = 5
KEPT = timedelta(days=7)


def promise(
    kind: str,
    payload: dict[str, Any],
    at: datetime,
    *,
    due_at: datetime | None = None,
    slot: str | None = None,
) -> bool:
    """Write a job into the running transaction; of one `slot` only the first. True if written."""
    times = {"promised_at": at, "due_at": due_at or at}
    values = {"kind": kind, "payload": payload, "lane": int(kind in CALLING_OUT), "attempts": 0, **times}
    if slot is None:
        db.session.execute(insert(Job).values(**values))
        return True
    return insert_once(Job, slot=slot, **values)


def claim(job_id: int, at: datetime) -> int:
    """Take a job. Of any number of workers exactly one gets the number of its attempt, the others 0.

    The claim holds until the lease runs out; then the next attempt may begin, and this one signs nothing off.
    """
    free = or_(Job.claimed_at.is_(None), Job.claimed_at < at - LEASE)
    taken = db.session.execute(
        update(Job)
        .where(Job.id == job_id, Job.done_at.is_(None), Job.dead_at.is_(None), free)
        .values(claimed_at=at, attempts=Job.attempts + 1)
        .returning(Job.attempts)
        .execution_options(synchronize_session=False)
    ).scalar()
    return taken or 0


def finish(job_id: int, attempt: int, at: datetime) -> bool:
    """The job is done; False when this attempt no longer holds it."""
    finished = update(Job).where(*_held(job_id, attempt)).values(done_at=at, last_error=None)
    return change(finished) == 1


@dataclass(frozen=True)
class Failure:
    """Why a job did not work, and how long whoever refused it asks us to wait."""

    words: str
    wait: timedelta = timedelta()


def postpone(job_id: int, attempt: int, at: datetime, *, failure: Failure) -> bool:
    """Try again later, each pause twice as long and never shorter than asked for.

    False when it was the last attempt and the job is dead. Nothing happens to a job that another one holds.
    """
    alive = attempt < ATTEMPTS
    pause = timedelta(seconds=FIRST_PAUSE_S * 2 ** (attempt - 1))
    values: dict[str, Any] = {"last_error": failure.words[:400], "claimed_at": None}
    values |= {"due_at": at + max(pause, failure.wait)} if alive else {"dead_at": at}
    return change(update(Job).where(*_held(job_id, attempt)).values(**values)) == 0 or alive


def _held(job_id: int, attempt: int) -> tuple[ColumnElement[bool], ...]:
    """Claimed by this very attempt, and neither done nor given up."""
    is_open = Job.claimed_at.is_not(None), Job.done_at.is_(None), Job.dead_at.is_(None)
    return Job.id == job_id, Job.attempts == attempt, *is_open


def revive(job_id: int, at: datetime) -> bool:
    """Give a dead job a fresh start, after its cause was mended."""
    revived = change(
        update(Job)
        .where(Job.id == job_id, Job.dead_at.is_not(None))
        .values(dead_at=None, attempts=0, claimed_at=None, due_at=at)
    )
    return revived == 1


def sweep(at: datetime) -> int:
    """Forget jobs finished more than a week ago; returns how many."""
    return change(delete(Job).where(Job.done_at < at - KEPT))
