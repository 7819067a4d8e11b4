"""A compound's whole roster at once, for comparing a workbook with it."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.roster.models import AreaSource, Building, Ownership, Person, Room, Unit


class KnownRoom(NamedTuple):
    """A room as the roster has it; area in 0.01 m²."""

    id: int
    floor: int
    area: int | None
    area_source: AreaSource | None


class KnownOwner(NamedTuple):
    """An owner of a room as the roster has them; `listed` is what a list said before they typed their own."""

    ownership_id: int
    person_id: int
    name: str
    phone: str
    is_primary: bool
    listed: str = ""


@dataclass(frozen=True)
class Snapshot:
    """Everything a workbook can speak of, by the words it uses."""

    buildings: dict[str, int] = field(default_factory=dict)
    units: dict[tuple[str, str], int] = field(default_factory=dict)
    rooms: dict[tuple[str, str, str], KnownRoom] = field(default_factory=dict)
    owners: dict[int, list[KnownOwner]] = field(default_factory=dict)
    people: dict[tuple[str, str], int] = field(default_factory=dict)


def roster_of(compound_id: int) -> Snapshot:
    """What the roster of a compound says now: five queries, however large it is."""
    buildings = db.session.execute(
        select(Building.name, Building.id).where(Building.compound_id == compound_id)
    ).all()
    owners, people = _owners(compound_id)
    return Snapshot(
        buildings=dict(buildings),
        units=_units(compound_id),
        rooms=_rooms(compound_id),
        owners=owners,
        people=people,
    )


def _units(compound_id: int) -> dict[tuple[str, str], int]:
    rows = db.session.execute(
        select(Building.name, Unit.name, Unit.id)
        .join(Building, Building.id == Unit.building_id)
        .where(Building.compound_id == compound_id)
    )
    return {(building, unit): unit_id for building, unit, unit_id in rows}


def _rooms(compound_id: int) -> dict[tuple[str, str, str], KnownRoom]:
    columns = (Room.id, Room.floor, Room.area, Room.area_source)
    rows = db.session.execute(
        select(Building.name, Unit.name, Room.number, *columns)
        .join(Unit, Unit.id == Room.unit_id)
        .join(Building, Building.id == Room.building_id)
        .where(Room.compound_id == compound_id)
    )
    return {(row[0], row[1], row[2]): KnownRoom(*row[3:]) for row in rows}


def _owners(compound_id: int) -> tuple[dict[int, list[KnownOwner]], dict[tuple[str, str], int]]:
    """Owners by room; and the person behind each name and number that a list told."""
    rows = db.session.execute(
        select(Ownership.id, Ownership.room_id, Ownership.is_primary, Person)
        .join(Person, Person.id == Ownership.person_id)
        .join(Room, Room.id == Ownership.room_id)
        .where(Room.compound_id == compound_id, Ownership.ended_at.is_(None))
        .order_by(Ownership.is_primary.desc(), Ownership.id)
    )
    by_room: dict[int, list[KnownOwner]] = defaultdict(list)
    people: dict[tuple[str, str], int] = {}
    opened: dict[int, tuple[str, str, str]] = {}
    for ownership_id, room_id, is_primary, person in rows:
        if person.id not in opened:
            own = person.phone or "" if person.is_phone_own else ""
            opened[person.id] = (person.name or "", person.phone or "", person.listed_phone or "")
            listed = opened[person.id][2] if own else opened[person.id][1]
            if listed:
                people.setdefault((opened[person.id][0], listed), person.id)
        name, phone, listed = opened[person.id]
        by_room[room_id].append(KnownOwner(ownership_id, person.id, name, phone, is_primary, listed))
    return by_room, people
