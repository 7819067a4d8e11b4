"""Practising a decision: its clock is moved on, owners and a second person are played, then all is wiped."""

import math
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, select, update

from app.audit.operations import record
from app.core.actors import Actor, Grant
from app.core.db import db
from app.decisions import models
from app.decisions.models import (
    Channel,
    Decision,
    DecisionPicture,
    DecisionStep,
    PaperBallot,
    PaperEntry,
    PaperState,
    Posting,
    StepKind,
)
from app.decisions.operations.bundles import read_bundle
from app.decisions.operations.casting import HeldDecision, Mark, cast_ballot, need_open
from app.decisions.operations.locking import lock_decision
from app.decisions.operations.paper import Reading, enter_ballot
from app.decisions.operations.stages import close_due_decision, open_due_decision
from app.decisions.operations.steps import confirm_step
from app.decisions.queries.bundles import waiting_sheets_in
from app.decisions.queries.decisions import DecisionRow, rehearsed_in
from app.decisions.queries.rehearsing import next_moment_of, played_acts_for
from app.roster import operations as roster
from app.roster.queries import RehearsalRow
from surveys.errors import Invalid, Missing, Refusal

OWNERS, SECOND = Actor("rehearsal", "owners"), "second"
MIXED = "mixed"
MIX = (0, 0, 1, 0, 0, 2, 0, 1)  # places among the choices: most say the first, some another
OURS: tuple[Table, ...] = tuple(
    getattr(models, name).__table__ for name in models.__all__ if hasattr(getattr(models, name), "__table__")
)


@dataclass(frozen=True)
class Wish:
    """How many of the owners who have not voted should now, and what they choose: a choice, or `mixed`."""

    count: int
    choice: str = MIXED


def move_clock(actor: object, decision_id: int, at: datetime) -> DecisionRow:
    """Move a rehearsal's clock on to its next moment, and let it open or close; `at` is the true instant."""
    decision = _lock_rehearsed(decision_id)
    then = next_moment_of(decision, decision.by_its_clock(at))
    if then is None:
        raise Refusal("rehearsal-waits-for-nothing", title=decision.title)
    ahead_s = math.ceil((then - at).total_seconds())
    db.session.execute(update(Decision).where(Decision.id == decision_id).values(ahead_s=ahead_s))
    record(actor, "rehearsal.clock-moved", f"decision:{decision_id}", at, ahead_s=ahead_s)
    return _let_clock_work(decision_id, lock_decision(decision_id).by_its_clock(at))


def play_second_person(actor: object, decision_id: int, step_id: int, at: datetime) -> StepKind:
    """Confirm a step as the second person who is not there; the rules are asked as for a real one."""
    mine = select(DecisionStep.id).where(DecisionStep.id == step_id, DecisionStep.decision_id == decision_id)
    if db.session.execute(mine).scalar() is None:
        raise Missing("step-not-found")
    decision = _lock_rehearsed(decision_id)
    kind = confirm_step(_second_person(decision), step_id, at)
    record(actor, "rehearsal.second-played", f"decision:{decision_id}", at, step=str(kind))
    _let_clock_work(decision_id, at)
    return kind


def play_owners(actor: object, decision_id: int, wish: Wish, at: datetime) -> int:
    """Let some of the invented owners vote, each by the way of a real one; returns how many did."""
    decision = _lock_rehearsed(decision_id)
    need_open(decision, at)
    if wish.choice != MIXED and wish.choice not in decision.choices:
        raise Invalid("choice-unknown")
    if wish.count < 1:
        raise Invalid("rehearsal-needs-number")
    acts = played_acts_for(decision)[: wish.count]
    if not acts:
        raise Refusal("rehearsal-all-voted", title=decision.title)
    for place, act in enumerate(acts):
        mix = decision.choices[min(MIX[place % len(MIX)], len(decision.choices) - 1)]
        choice = mix if wish.choice == MIXED else wish.choice
        mark = Mark(choice, Channel.H5, f"rehearsal-{secrets.token_hex(12)}", recorded_by=str(OWNERS))
        cast_ballot(HeldDecision(decision), act, mark, at)
    record(actor, "rehearsal.owners-played", f"decision:{decision_id}", at, ballots=len(acts))
    return len(acts)


def play_second_reading(actor: object, decision_id: int, at: datetime) -> int:
    """Read every paper and list that one person has read once more, and find the same; how many."""
    decision = _lock_rehearsed(decision_id)
    second = _second_person(decision)
    statement = (
        select(PaperBallot.serial, PaperEntry)
        .join(PaperEntry, PaperEntry.paper_id == PaperBallot.id)
        .where(PaperBallot.decision_id == decision_id, PaperBallot.state == PaperState.RETURNED)
        .order_by(PaperBallot.id, PaperEntry.place)
    )
    read: dict[str, list[PaperEntry]] = {}
    for serial, entry in db.session.execute(statement):
        read.setdefault(str(serial), []).append(entry)
    once = {serial: entries[0].choice or "" for serial, entries in read.items() if len(entries) == 1}
    lists = [one for one in waiting_sheets_in([decision_id]) if len(one.looks) == 1]
    if not once and not lists:
        raise Refusal("rehearsal-nothing-to-read", title=decision.title)
    for serial, choice in once.items():
        enter_ballot(second, decision_id, Reading(serial, choice), at)
    for one in lists:
        read_bundle(second, decision_id, one.id, rows=list(one.looks[0].rows.items()), at=at)
    papers = len(once) + len(lists)
    record(actor, "rehearsal.second-read", f"decision:{decision_id}", at, papers=papers)
    return papers


def wipe_rehearsal(actor: object, rehearsal: RehearsalRow, at: datetime) -> list[str]:
    """Delete a made-up compound with every decision rehearsed in it; one entry of the log says so.

    Returns the names of its pictures, to be removed once this is committed.
    """
    ids = [row.id for row in rehearsed_in([rehearsal.compound.id])]
    for decision_id in ids:
        lock_decision(decision_id)  # whoever is voting there has finished
    pictures = _pictures_of(ids)
    for table in reversed(db.metadata.sorted_tables):
        if table in OURS:
            db.session.execute(delete(table).where(_of(table, ids)))
    roster.drop_rehearsal(rehearsal.compound.id)
    record(actor, "rehearsal.wiped", f"rehearsal:{rehearsal.compound.public_id}", at, decisions=len(ids))
    return pictures


def _let_clock_work(decision_id: int, at: datetime) -> DecisionRow:
    """What the worker would find within a minute: nobody who practises waits for it."""
    open_due_decision(lock_decision(decision_id), at)
    close_due_decision(lock_decision(decision_id), at)
    return lock_decision(decision_id)


def _lock_rehearsed(decision_id: int) -> DecisionRow:
    decision = lock_decision(decision_id)
    if not decision.is_drill:
        raise Refusal("rehearsal-only", title=decision.title)
    return decision


def _second_person(decision: DecisionRow) -> Actor:
    """Somebody of the committee who does not exist."""
    return Actor("rehearsal", SECOND, grants=(Grant("committee", decision.compound_path),))


def _pictures_of(ids: Collection[int]) -> list[str]:
    sealed = select(DecisionPicture.name).where(DecisionPicture.decision_id.in_(ids))
    hung = select(Posting.photo).where(Posting.decision_id.in_(ids), Posting.photo.is_not(None))
    return [str(name) for one in (sealed, hung) for name in db.session.execute(one).scalars()]


def _of(table: Table, ids: Collection[int]) -> Any:
    """SQL for: this row belongs to one of these decisions, itself or by what it points to."""
    if table is Decision.__table__:
        return table.c.id.in_(ids)
    if "decision_id" in table.c:
        return table.c.decision_id.in_(ids)
    (key,) = (key for key in table.foreign_keys if key.column.table in OURS)
    held = select(key.column).where(key.column.table.c.decision_id.in_(ids))
    return key.parent.in_(held)
