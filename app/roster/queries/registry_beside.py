"""What stands beside the registry's figures: what the compound was put down with, what its roster counts."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select

from app.core.db import db
from app.roster.models import Building, PartRecord, Room
from app.roster.queries.places import CompoundRow
from surveys.electorate.parts import PartKind
from surveys.figures import area_to_text
from surveys.works import Key

NO_HOMES = (PartKind.PARKING, PartKind.STORAGE)


class Beside(NamedTuple):
    """`put_down`: without a source, where no source has spoken; `counted`: by the roster, if there is one."""

    put_down: dict[str, Any] | None
    counted: int | None
    is_other: bool


def figures_in(compound: CompoundRow, lines: Iterable[Any]) -> dict[str, Beside]:
    """What stands beside these lines of the registry, by their keys; only figures have any."""
    told = {line.key: line for line in lines if line.key in (Key.BUILDINGS, Key.HOUSEHOLDS, Key.FLOOR_AREA)}
    counted = roster_counts_in(compound.id) if told else {}
    found = {}
    for key, line in told.items():
        put_down = None if line.words else _put_down(compound, key)
        value = line.value or put_down
        count = counted.get(key)
        is_other = count is not None and value is not None and value["count"] != count
        found[key] = Beside(put_down, count, is_other)
    return found


def roster_counts_in(compound_id: int) -> dict[str, int]:
    """Buildings and homes on the roster, if it has any; parking spaces and storage rooms are no homes."""
    live = and_(PartRecord.room_id == Room.id, PartRecord.ended_at.is_(None))
    is_home = or_(PartRecord.id.is_(None), PartRecord.kind.not_in(NO_HOMES))
    rooms = select(func.count(Room.id)).outerjoin(PartRecord, live)
    homes = db.session.execute(rooms.where(Room.compound_id == compound_id, is_home)).scalar_one()
    buildings = select(func.count(Building.id)).where(Building.compound_id == compound_id)
    if not homes:
        return {}
    return {str(Key.BUILDINGS): db.session.execute(buildings).scalar_one(), str(Key.HOUSEHOLDS): homes}


def _put_down(compound: CompoundRow, key: str) -> dict[str, Any] | None:
    if key == Key.FLOOR_AREA:
        return {"text": area_to_text(compound.floor_area)} if compound.floor_area else None
    count = compound.building_count if key == Key.BUILDINGS else compound.household_count
    return {"count": count} if count else None
