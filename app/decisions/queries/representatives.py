"""Owners' representatives of one decision: who they are, where and when they may collect opinions."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.core.db import db
from app.decisions.models import DecisionRight, Representative
from surveys.electorate import scopes
from surveys.electorate.scopes import Scope
from surveys.errors import Missing


@dataclass(frozen=True)
class RepresentativeRow:
    """One appointment; `name` and `document` are for staff and for nobody else."""

    id: int
    name: str
    is_owner: bool
    area: Scope
    document: str
    document_on: date
    from_on: date
    until_on: date
    appointed_by: str
    appointed_at: datetime
    ended_at: datetime | None
    end_reason: str | None


def representatives_of(decision_id: int) -> list[RepresentativeRow]:
    """Everybody who was ever appointed for a decision, the oldest first."""
    statement = select(Representative).where(Representative.decision_id == decision_id)
    return [_row(one) for one in db.session.execute(statement.order_by(Representative.id)).scalars()]


def get_representative(decision_id: int, representative_id: int) -> RepresentativeRow:
    """One appointment of this decision; Missing for any other."""
    mine = Representative.decision_id == decision_id, Representative.id == representative_id
    found = db.session.execute(select(Representative).where(*mine)).scalar()
    if found is None:
        raise Missing("representative-not-found")
    return _row(found)


def heads_in_area(decision_id: int, area: Scope) -> list[int]:
    """Heads with a home in a building or stairwell, in the order of the doors."""
    statement = (
        select(DecisionRight.head_id, DecisionRight.building_id, DecisionRight.unit_id)
        .where(DecisionRight.decision_id == decision_id)
        .order_by(
            DecisionRight.building_id, DecisionRight.unit_id, DecisionRight.floor, DecisionRight.room_id
        )
    )
    rows = db.session.execute(statement)
    return list(dict.fromkeys(head for head, building, unit in rows if area.covers(str(building), str(unit))))


def _row(one: Representative) -> RepresentativeRow:
    return RepresentativeRow(
        one.id, one.name or "", one.person_id is not None, scopes.from_json(one.area), one.document or "",
        one.document_on, one.from_on, one.until_on, one.appointed_by, one.appointed_at, one.ended_at,
        one.end_reason,
    )  # fmt: skip
