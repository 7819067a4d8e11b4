"""Objections as the desk, the person who raised one, and the public may see them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.decisions.models import Objection, ObjectionEvent, ObjectionKind, ObjectionMove
from app.decisions.queries.decisions import DecisionRow
from app.roster import queries as roster
from surveys.errors import Missing

ROLL_STAGES = ("notice", "ready")
RESULT_STAGES = ("preliminary",)
LATE_STAGES = ("final", "archived")


@dataclass(frozen=True)
class EventRow:
    """One move: what was done, by whom, with which words."""

    move: ObjectionMove
    words: str
    evidence: str | None
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class ObjectionRow:
    """An objection with everything said about it; `said` is opened from its seal."""

    id: int
    public_id: str
    decision_id: int
    kind: ObjectionKind
    room: str
    person_id: int | None
    said: str
    evidence: str | None
    recorded_by: str
    raised_at: datetime
    due_at: datetime
    outcome: ObjectionMove | None
    closed_at: datetime | None
    events: tuple[EventRow, ...]

    def is_late(self, at: datetime) -> bool:
        """Whether the answer should have been given by now."""
        return self.closed_at is None and self.due_at <= at


def kinds_for(decision: DecisionRow, at: datetime) -> tuple[ObjectionKind, ...]:
    """What can be objected to now: the roll while it is announced, everything else against the result.

    Who withdraws an agreement after the publication objects; that moves no tally.
    """
    stage = decision.stage(at)
    if stage in ROLL_STAGES:
        return (ObjectionKind.ROLL,)
    if stage in RESULT_STAGES:
        return tuple(kind for kind in ObjectionKind if kind is not ObjectionKind.ROLL)
    return (ObjectionKind.WITHDRAWAL,) if stage in LATE_STAGES else ()


def objections_of(decision_id: int) -> list[ObjectionRow]:
    """Every objection to a decision: open ones first by their clock, then the closed ones."""
    rows = _rows(Objection.decision_id == decision_id)
    return sorted(rows, key=lambda row: (row.closed_at is not None, row.due_at, row.id))


def objections_by(decision_id: int, person_ids: Collection[int]) -> list[ObjectionRow]:
    """What these entries of the roster objected to, the newest first."""
    rows = _rows(Objection.decision_id == decision_id, Objection.person_id.in_(person_ids))
    return sorted(rows, key=lambda row: row.id, reverse=True)


def get_objection(decision_id: int, public_id: str) -> ObjectionRow:
    """One objection to this decision, or Missing."""
    found = _rows(Objection.decision_id == decision_id, Objection.public_id == public_id)
    if not found:
        raise Missing("objection-not-found")
    return found[0]


def objections_due_in(decision_ids: Collection[int]) -> dict[int, tuple[int, datetime, datetime]]:
    """How many objections wait for an answer in each decision, the oldest since when, the first due when."""
    statement = (
        select(
            Objection.decision_id,
            func.count(Objection.id),
            func.min(Objection.raised_at, type_=Objection.raised_at.type),
            func.min(Objection.due_at, type_=Objection.due_at.type),
        )
        .where(Objection.decision_id.in_(decision_ids), Objection.closed_at.is_(None))
        .group_by(Objection.decision_id)
    )
    return {one: (count, since, due) for one, count, since, due in db.session.execute(statement)}


def count_objections_by_kind(decision_id: int) -> dict[ObjectionKind, tuple[int, int]]:
    """All that the public sees: of each kind how many were raised, and how many are closed."""
    statement = select(Objection.kind, Objection.closed_at.is_not(None)).where(
        Objection.decision_id == decision_id
    )
    rows = [(kind, is_closed) for kind, is_closed in db.session.execute(statement)]
    raised = Counter(kind for kind, _ in rows)
    closed = Counter(kind for kind, is_closed in rows if is_closed)
    return {kind: (raised[kind], closed[kind]) for kind in ObjectionKind if raised[kind]}


def _rows(*conditions: Any) -> list[ObjectionRow]:
    rows = list(db.session.execute(select(Objection).where(*conditions).order_by(Objection.id)).scalars())
    rooms = roster.rooms_by_id([row.room_id for row in rows if row.room_id is not None])
    events: dict[int, list[EventRow]] = {}
    told = select(ObjectionEvent).where(ObjectionEvent.objection_id.in_([row.id for row in rows]))
    for one in db.session.execute(told.order_by(ObjectionEvent.id)).scalars():
        event = EventRow(one.move, one.words or "", one.evidence, one.made_by, one.made_at)
        events.setdefault(one.objection_id, []).append(event)
    return [
        ObjectionRow(
            row.id, row.public_id, row.decision_id, row.kind,
            rooms[row.room_id].label if row.room_id in rooms else "", row.person_id, row.said or "",
            row.evidence, row.recorded_by, row.raised_at, row.due_at, row.outcome, row.closed_at,
            tuple(events.get(row.id, ())),
        )
        for row in rows
    ]  # fmt: skip
