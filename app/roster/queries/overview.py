"""How complete a compound's roster is, stairwell by stairwell and room by room."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.core.db import db
from app.roster.models import (
    AreaSource,
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
from app.roster.queries.people import OwnerRow, owners_of_rooms
from app.roster.queries.places import UnitRow, units_in
from surveys.errors import Missing


class Counts(NamedTuple):
    """How many rooms of a stairwell have what: the figures of one line of the roster page."""

    rooms: int = 0
    with_area: int = 0
    with_owner: int = 0
    with_phone: int = 0
    bound: int = 0
    owner_bound: int = 0
    printed: int = 0


class UnitLine(NamedTuple):
    """A stairwell and its figures."""

    unit: UnitRow
    counts: Counts


class RoomFacts(NamedTuple):
    """Everything staff may see of one room."""

    id: int
    label: str
    unit_id: int
    floor: int
    area: int | None
    area_source: AreaSource | None
    owners: list[OwnerRow]
    bound: list[tuple[int, str, str]]
    is_code_printed: bool


_LIVE_OWNER = and_(Ownership.room_id == Room.id, Ownership.ended_at.is_(None))
_ACTIVE = and_(Binding.room_id == Room.id, Binding.state == BindingState.ACTIVE)
_PRINTED = and_(
    HouseCode.room_id == Room.id, HouseCode.killed_at.is_(None), HouseCode.printed_at.is_not(None)
)


def overview_of(compound_id: int) -> list[UnitLine]:
    """Every stairwell of a compound with its figures, in the order of the plates."""
    here = Room.compound_id == compound_id
    by_part = [
        _by_unit(select(Room.unit_id, func.count(Room.id)), here),
        _by_unit(select(Room.unit_id, func.count(Room.area)), here),
        _by_unit(_rooms_with(Ownership, _LIVE_OWNER), here),
        _by_unit(
            _rooms_with(Ownership, _LIVE_OWNER).join(Person, Person.id == Ownership.person_id),
            and_(here, Person.phone_index.is_not(None)),
        ),
        _by_unit(_rooms_with(Binding, _ACTIVE), here),
        _by_unit(_rooms_with(Binding, _ACTIVE), and_(here, Binding.level == BindingLevel.OWNER)),
        _by_unit(_rooms_with(HouseCode, _PRINTED), here),
    ]
    return [
        UnitLine(unit, Counts(*(part.get(unit.id, 0) for part in by_part))) for unit in units_in(compound_id)
    ]


def get_room_facts(compound_id: int, room_id: int) -> RoomFacts:
    """One room of this compound for its staff, or Missing."""
    room = db.session.execute(
        select(Room).where(Room.id == room_id, Room.compound_id == compound_id)
    ).scalar()
    if room is None:
        raise Missing("room-not-found")
    bound = db.session.execute(
        select(Binding.id, Binding.level, Person)
        .join(Person, Person.id == Binding.person_id)
        .where(Binding.room_id == room_id, Binding.state == BindingState.ACTIVE)
        .order_by(Binding.id)
    )
    printed = select(HouseCode.id).where(
        HouseCode.room_id == room_id, HouseCode.killed_at.is_(None), HouseCode.printed_at.is_not(None)
    )
    return RoomFacts(
        room.id,
        room.label,
        room.unit_id,
        room.floor,
        room.area,
        room.area_source,
        owners_of_rooms([room_id]),
        [(binding_id, str(level), person.name or "") for binding_id, level, person in bound],
        db.session.execute(printed).scalar() is not None,
    )


def slips_in(
    compound_id: int, unit_id: int | None = None, room_id: int | None = None
) -> list[tuple[str, str, str]]:
    """(names of building and stairwell, number, code) of every working code, in door order."""
    statement = (
        select(Room.label, Room.number, HouseCode)
        .join(HouseCode, HouseCode.room_id == Room.id)
        .join(Unit, Unit.id == Room.unit_id)
        .join(Building, Building.id == Room.building_id)
        .where(Room.compound_id == compound_id, HouseCode.killed_at.is_(None))
        .order_by(Building.position, Building.id, Unit.position, Unit.id, Room.floor, Room.number)
    )
    if unit_id is not None:
        statement = statement.where(Room.unit_id == unit_id)
    if room_id is not None:
        statement = statement.where(Room.id == room_id)
    rows = db.session.execute(statement)
    return [(label.removesuffix(number), number, code.code or "") for label, number, code in rows]


def house_code_of(room_id: int) -> str | None:
    """The working code of a room, for its slip; None when none was made."""
    found = db.session.execute(
        select(HouseCode).where(HouseCode.room_id == room_id, HouseCode.killed_at.is_(None))
    ).scalar()
    return found.code if found else None


def _rooms_with(table: Any, condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(Room.unit_id, func.count(Room.id.distinct())).join(table, condition)


def _by_unit(statement: Select[*tuple[Any, ...]], condition: ColumnElement[bool]) -> dict[int, int]:
    rows = db.session.execute(statement.where(condition).group_by(Room.unit_id))
    return dict(rows.all())
