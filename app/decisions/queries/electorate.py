"""The frozen electorate: rights as the rules count them, heads with why their rooms are one."""

from typing import Any, NamedTuple

from sqlalchemy import func, select

from app.core.db import db
from app.decisions.models import DecisionHead, DecisionRight
from app.decisions.queries.acting import rooms_of_heads
from surveys.tally.counting import VotingRight


class HeadRow(NamedTuple):
    """One head of the electorate: its rooms, its area (0.01 m²), who votes for it and why."""

    id: int
    uid: str
    area: int
    standing: str
    explanation: list[dict[str, Any]]
    rooms: tuple[str, ...]


def rights_in(decision_id: int) -> list[VotingRight]:
    """Every right under its opaque name, in an order that says nothing."""
    statement = (
        select(DecisionRight.uid, DecisionHead.uid, DecisionRight.area, DecisionRight.source)
        .join(DecisionHead, DecisionHead.id == DecisionRight.head_id)
        .where(DecisionRight.decision_id == decision_id)
        .order_by(DecisionRight.uid)
    )
    return [VotingRight(*row) for row in db.session.execute(statement)]


class HomeRow(NamedTuple):
    """One home of the electorate: its door, its area (0.01 m²), and whose head it is, opaque."""

    label: str
    unit_id: int
    area: int
    head: str


def homes_in(decision_id: int) -> list[HomeRow]:
    """Every home of the electorate in the order of the doors."""
    statement = (
        select(DecisionRight.label, DecisionRight.unit_id, DecisionRight.area, DecisionHead.uid)
        .join(DecisionHead, DecisionHead.id == DecisionRight.head_id)
        .where(DecisionRight.decision_id == decision_id)
        .order_by(
            DecisionRight.building_id, DecisionRight.unit_id, DecisionRight.floor, DecisionRight.room_id
        )
    )
    return [HomeRow(*row) for row in db.session.execute(statement)]


def heads_in(decision_id: int, *, merged_only: bool = False) -> list[HeadRow]:
    """Every head, in the order of its first room; or only those that join several rooms."""
    statement = select(
        DecisionHead.id, DecisionHead.uid, DecisionHead.area, DecisionHead.standing, DecisionHead.explanation
    ).where(DecisionHead.decision_id == decision_id)
    if merged_only:
        joined = (
            select(DecisionRight.head_id)
            .where(DecisionRight.decision_id == decision_id)
            .group_by(DecisionRight.head_id)
            .having(func.count(DecisionRight.id) > 1)
        )
        statement = statement.where(DecisionHead.id.in_(joined))
    rows = db.session.execute(statement.order_by(DecisionHead.id)).all()
    rooms = rooms_of_heads([row[0] for row in rows])
    return [HeadRow(row[0], row[1], row[2], row[3], row[4], rooms[row[0]]) for row in rows]


def first_room_of(head_id: int) -> int:
    """The first room of a head in the order of the building."""
    statement = (
        select(DecisionRight.room_id)
        .where(DecisionRight.head_id == head_id)
        .order_by(
            DecisionRight.building_id, DecisionRight.unit_id, DecisionRight.floor, DecisionRight.room_id
        )
    )
    return db.session.execute(statement.limit(1)).scalar_one()
