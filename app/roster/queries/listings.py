"""A compound's rooms in one list, with their owners and who is bound, for a workbook to keep."""

from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.roster.models import (
    AreaSource,
    Binding,
    BindingLevel,
    BindingState,
    Building,
    Ownership,
    Person,
    Room,
    Unit,
)


class RoomLine(NamedTuple):
    """One room as its compound's staff may take it out; `bound` is owner, member or nothing."""

    building: str
    unit: str
    number: str
    floor: int
    area: int | None
    area_source: AreaSource | None
    owners: tuple[tuple[str, str], ...]
    bound: str


def room_lines_in(compound_id: int) -> list[RoomLine]:
    """Every room in door order: three queries, however many there are."""
    owners, bound = _owners(compound_id), _bound(compound_id)
    columns = (Building.name, Unit.name, Room.number, Room.floor, Room.area, Room.area_source, Room.id)
    statement = (
        select(*columns)
        .join(Unit, Unit.id == Room.unit_id)
        .join(Building, Building.id == Room.building_id)
        .where(Room.compound_id == compound_id)
        .order_by(Building.position, Building.id, Unit.position, Unit.id, Room.floor, Room.number)
    )
    return [
        RoomLine(*row[:6], tuple(owners.get(row[6], ())), bound.get(row[6], ""))
        for row in db.session.execute(statement)
    ]


def _owners(compound_id: int) -> dict[int, list[tuple[str, str]]]:
    rows = db.session.execute(
        select(Ownership.room_id, Person)
        .join(Person, Person.id == Ownership.person_id)
        .join(Room, Room.id == Ownership.room_id)
        .where(Room.compound_id == compound_id, Ownership.ended_at.is_(None))
        .order_by(Ownership.is_primary.desc(), Ownership.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for room_id, person in rows:
        found.setdefault(room_id, []).append((person.name or "", person.phone or ""))
    return found


def _bound(compound_id: int) -> dict[int, str]:
    rows = db.session.execute(
        select(Binding.room_id, Binding.level)
        .join(Room, Room.id == Binding.room_id)
        .where(Room.compound_id == compound_id, Binding.state == BindingState.ACTIVE)
    )
    found: dict[int, str] = {}
    for room_id, level in rows:
        found[room_id] = "owner" if level is BindingLevel.OWNER else found.get(room_id, "member")
    return found
