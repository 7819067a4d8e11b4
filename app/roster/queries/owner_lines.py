"""Some rooms with one line for each owner, in the columns in which a roster is imported."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.roster.models import Building, Ownership, Person, Room, Unit


class OwnerLine(NamedTuple):
    """A room and one of its owners; no owner is a line with empty names."""

    building: str
    unit: str
    number: str
    floor: int
    area: int | None
    area_source: str
    owner: str
    phone: str
    is_shared: bool


def owner_lines_of(room_ids: Collection[int]) -> dict[int, list[OwnerLine]]:
    """The lines of each room, the primary owner first; telephones in full, for they are imported again."""
    owners: dict[int, list[tuple[str, str]]] = defaultdict(list)
    held = (
        select(Ownership.room_id, Person)
        .join(Person, Person.id == Ownership.person_id)
        .where(Ownership.room_id.in_(room_ids), Ownership.ended_at.is_(None))
        .order_by(Ownership.is_primary.desc(), Ownership.id)
    )
    for room_id, person in db.session.execute(held):
        owners[room_id].append((person.name or "", person.phone or ""))
    columns = (Building.name, Unit.name, Room.number, Room.floor, Room.area, Room.area_source)
    rooms = (
        select(Room.id, *columns)
        .join(Unit, Unit.id == Room.unit_id)
        .join(Building, Building.id == Room.building_id)
        .where(Room.id.in_(room_ids))
    )
    found: dict[int, list[OwnerLine]] = {}
    for room_id, building, unit, number, floor, area, source in db.session.execute(rooms):
        here = owners[room_id] or [("", "")]
        found[room_id] = [
            OwnerLine(building, unit, number, floor, area, str(source or ""), name, phone, len(here) > 1)
            for name, phone in here
        ]
    return found
