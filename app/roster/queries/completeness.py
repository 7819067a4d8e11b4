"""How complete the roster of a building is: what every home of it lacks."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.roster.models import (
    Binding,
    BindingLevel,
    BindingState,
    Building,
    HouseCode,
    Ownership,
    Person,
    Room,
    Unit,
)
from surveys.errors import Missing

GAPS = ("area", "owner", "phone")


class BuildingRow(NamedTuple):
    """A building of a compound."""

    id: int
    name: str


class HomeState(NamedTuple):
    """One home of the grid: what is known of it, who is bound, whether its code is printed."""

    id: int
    unit_id: int
    number: str
    floor: int
    has_area: bool
    has_owner: bool
    has_phone: bool
    is_bound: bool
    is_owner_bound: bool
    is_printed: bool

    @property
    def gaps(self) -> tuple[str, ...]:
        """What the roster lacks; without an owner nobody asks for a telephone."""
        lacks = {"area": not self.has_area, "owner": not self.has_owner}
        lacks["phone"] = self.has_owner and not self.has_phone
        return tuple(gap for gap in GAPS if lacks[gap])


_LIVE = select(Ownership.id).where(Ownership.room_id == Room.id, Ownership.ended_at.is_(None))
_ACTIVE = select(Binding.id).where(Binding.room_id == Room.id, Binding.state == BindingState.ACTIVE)
_PRINTED = select(HouseCode.id).where(
    HouseCode.room_id == Room.id, HouseCode.killed_at.is_(None), HouseCode.printed_at.is_not(None)
)
_STATE = (
    Room.id,
    Room.unit_id,
    Room.number,
    Room.floor,
    Room.area.is_not(None),
    _LIVE.exists(),
    _LIVE.join(Person, Person.id == Ownership.person_id).where(Person.phone_index.is_not(None)).exists(),
    _ACTIVE.exists(),
    _ACTIVE.where(Binding.level == BindingLevel.OWNER).exists(),
    _PRINTED.exists(),
)


def get_building(compound_id: int, building_id: int) -> BuildingRow:
    """A building of this compound, or Missing."""
    row = db.session.execute(
        select(Building.id, Building.name).where(
            Building.id == building_id, Building.compound_id == compound_id
        )
    ).first()
    if row is None:
        raise Missing("building-not-found")
    return BuildingRow(*row)


def homes_in_building(building_id: int) -> dict[int, list[HomeState]]:
    """The homes of every stairwell, in the order of the plates, top floor first."""
    statement = (
        select(*_STATE)
        .join(Unit, Unit.id == Room.unit_id)
        .where(Room.building_id == building_id)
        .order_by(Unit.position, Unit.id, Room.floor.desc(), Room.number)
    )
    return _by_unit([HomeState._make(row) for row in db.session.execute(statement)])


def homes_in_unit(unit_id: int) -> list[HomeState]:
    """The homes of one stairwell, top floor first."""
    statement = select(*_STATE).where(Room.unit_id == unit_id)
    rows = db.session.execute(statement.order_by(Room.floor.desc(), Room.number))
    return [HomeState._make(row) for row in rows]


def _by_unit(homes: Sequence[HomeState]) -> dict[int, list[HomeState]]:
    found: dict[int, list[HomeState]] = {}
    for home in homes:
        found.setdefault(home.unit_id, []).append(home)
    return found
