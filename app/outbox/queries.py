"""Reading the job table."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from app.core.db import db
from app.outbox.models import Job

LEASE = timedelta(seconds=60)


def get_due_jobs(at: datetime, *, limit: int = 20) -> Sequence[Job]:
    """Open jobs whose time has come and that nobody holds, oldest first."""
    free = or_(Job.claimed_at.is_(None), Job.claimed_at < at - LEASE)
    statement = (
        select(Job)
        .where(Job.done_at.is_(None), Job.dead_at.is_(None), Job.due_at <= at, free)
        .order_by(Job.lane, Job.due_at, Job.id)
        .limit(limit)
    )
    return db.session.execute(statement).scalars().all()


def get_dead_jobs() -> Sequence[Job]:
    """Jobs given up after the last attempt: somebody must look."""
    return db.session.execute(select(Job).where(Job.dead_at.is_not(None)).order_by(Job.id)).scalars().all()


def count_overdue(at: datetime) -> int:
    """How many open jobs are overdue: the backlog."""
    statement = select(func.count()).where(Job.done_at.is_(None), Job.dead_at.is_(None), Job.due_at <= at)
    return db.session.execute(statement).scalar_one()


def slots_in(slots: Collection[str]) -> set[str]:
    """Which of these periodic slots somebody has promised already."""
    found = db.session.execute(select(Job.slot).where(Job.slot.in_(slots))).scalars()
    return {slot for slot in found if slot is not None}
