"""Reading places: regions, compounds, buildings, units, rooms."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, and_, false, func, literal, or_, select

from app.core.db import db
from app.roster.models import Building, Compound, PartRecord, Region, Room, Unit
from surveys.electorate.parts import PartKind
from surveys.electorate.scopes import Scope, ScopeKind
from surveys.errors import Invalid, Missing


class RegionRow(NamedTuple):
    """A region as other rooms see it."""

    code: str
    parent_code: str | None
    name: str
    level: str
    is_virtual: bool
    path: str


class CompoundRow(NamedTuple):
    """A compound as other rooms see it; areas in 0.01 m²."""

    id: int
    public_id: str
    code: str
    name: str
    path: str
    region_code: str
    address: str
    built_year: int | None
    building_count: int | None
    household_count: int | None
    floor_area: int | None
    telephone: str
    office_hours: dict[str, Any]

    @property
    def is_rehearsal(self) -> bool:
        """Whether it was made up to practise in."""
        return self.path.startswith(REHEARSAL + ".")


class RoomRow(NamedTuple):
    """A room as other rooms of the house see it; area in 0.01 m², None when the roster has none yet."""

    id: int
    label: str
    building_id: int
    unit_id: int
    floor: int
    number: str
    area: int | None


class UnitRow(NamedTuple):
    """A stairwell with the names that lead to it."""

    id: int
    public_id: str
    name: str
    building_id: int
    building_name: str
    compound_id: int
    compound_name: str


REHEARSAL = "rehearsal"  # what a made-up compound lies under instead of the city
IS_REAL = ~Compound.path.startswith(REHEARSAL + ".")

_COMPOUND = [getattr(Compound, name) for name in CompoundRow._fields]
_REGION = [getattr(Region, name) for name in RegionRow._fields]
_ROOM = [getattr(Room, name) for name in RoomRow._fields]
_DOOR_ORDER = (Building.position, Building.id, Unit.position, Unit.id, Room.floor, Room.number)


def get_compound(compound_id: int) -> CompoundRow:
    """The compound, made up or real, or Missing."""
    return _compound_where(Compound.id == compound_id)


def get_compound_by_public_id(public_id: str) -> CompoundRow:
    """The compound an address names, or Missing; a made-up one has no address."""
    return _compound_where(IS_REAL, Compound.public_id == public_id)


def compound_by_code(code: str) -> CompoundRow:
    """The compound by its staff code, or Missing."""
    return _compound_where(IS_REAL, Compound.code == code.strip().upper())


def find_compound(public_id: str) -> CompoundRow | None:
    """The compound an address names, if there is one."""
    row = db.session.execute(select(*_COMPOUND).where(IS_REAL, Compound.public_id == public_id)).first()
    return CompoundRow(*row) if row else None


def compounds_under(paths: Iterable[str]) -> list[CompoundRow]:
    """Every compound in any of these areas, each once, in the order of their paths."""
    statement = select(*_COMPOUND).where(path_under(Compound.path, paths)).order_by(Compound.path)
    return [CompoundRow(*row) for row in db.session.execute(statement)]


def compounds_in_turn(*, after: int, limit: int) -> list[CompoundRow]:
    """So many compounds registered after this one, the first registered first."""
    statement = (
        select(*_COMPOUND)
        .where(IS_REAL, Compound.id > literal(after, BigInteger))
        .order_by(Compound.id)
        .limit(limit)
    )
    return [CompoundRow(*row) for row in db.session.execute(statement)]


def regions_under(path: str) -> list[RegionRow]:
    """A region and everything below it, parents first; zones stand beside the counties."""
    statement = (
        select(*_REGION)
        .where(path_under(Region.path, [path]))
        .order_by(func.length(Region.path), Region.position, Region.code)
    )
    return [RegionRow(*row) for row in db.session.execute(statement)]


def regions_under_any(paths: Iterable[str]) -> list[RegionRow]:
    """Every region of any of these areas, each followed by what lies in it."""
    statement = select(*_REGION).where(path_under(Region.path, paths)).order_by(Region.path)
    return [RegionRow(*row) for row in db.session.execute(statement)]


def find_region(code: str) -> RegionRow | None:
    """The region with this code, if there is one."""
    row = db.session.execute(select(*_REGION).where(Region.code == code)).first()
    return RegionRow(*row) if row else None


def is_area(path: str) -> bool:
    """Whether a path names a region or a compound, so that a role may be given over it."""
    region = select(Region.code).where(Region.path == path).exists()
    compound = select(Compound.id).where(IS_REAL, Compound.path == path).exists()
    return bool(db.session.execute(select(or_(region, compound))).scalar())


def rooms_in(compound_id: int, scope: Scope) -> list[RoomRow]:
    """The rooms of one compound that a scope covers, in the order one walks past their doors.

    A scope names buildings and units by their ids, written as text.
    """
    return _rooms(Room.compound_id == compound_id, covered_by(scope))


def homes_in(compound_id: int, scope: Scope) -> list[RoomRow]:
    """The same without parking spaces: nobody lives there to be asked."""
    spaces = select(PartRecord.room_id).where(
        PartRecord.kind == PartKind.PARKING, PartRecord.ended_at.is_(None)
    )
    return _rooms(Room.compound_id == compound_id, covered_by(scope), Room.id.not_in(spaces))


def count_rooms(compound_id: int, scope: Scope) -> int:
    """How many rooms a scope covers."""
    statement = select(func.count(Room.id)).where(Room.compound_id == compound_id, covered_by(scope))
    return db.session.execute(statement).scalar_one()


def rooms_by_id(room_ids: Collection[int]) -> dict[int, RoomRow]:
    """Rooms by their ids."""
    rows = db.session.execute(select(*_ROOM).where(Room.id.in_(room_ids)))
    return {row[0]: RoomRow(*row) for row in rows}


def compound_of_room(room_id: int) -> int:
    """The compound a room lies in, or Missing."""
    found = db.session.execute(select(Room.compound_id).where(Room.id == room_id)).scalar()
    if found is None:
        raise Missing("room-not-found")
    return found


def units_in(compound_id: int) -> list[UnitRow]:
    """Every stairwell of a compound, building by building."""
    statement = _units().where(Building.compound_id == compound_id)
    statement = statement.order_by(Building.position, Building.id, Unit.position, Unit.id)
    return [UnitRow(*row) for row in db.session.execute(statement)]


def get_unit_by_public_id(public_id: str) -> UnitRow:
    """The stairwell a poster names, or Missing; no poster hangs in a made-up compound."""
    row = db.session.execute(_units().where(IS_REAL, Unit.public_id == public_id)).first()
    if row is None:
        raise Missing("unit-not-found")
    return UnitRow(*row)


def find_room(unit_id: int, number: str) -> RoomRow | None:
    """The room with this number in a stairwell, if there is one."""
    row = db.session.execute(select(*_ROOM).where(Room.unit_id == unit_id, Room.number == number)).first()
    return RoomRow(*row) if row else None


def path_under(column: Any, paths: Iterable[str]) -> ColumnElement[bool]:
    """SQL for: this path is one of the areas, or lies below one of them."""
    parts = [or_(column == path, column.startswith(path + ".", autoescape=True)) for path in paths]
    return or_(false(), *parts)


def covered_by(scope: Scope) -> ColumnElement[bool]:
    """SQL for: a scope covers this room."""
    if scope.kind is ScopeKind.BUILDINGS:
        return Room.building_id.in_(_ids(scope.buildings))
    if scope.kind is ScopeKind.UNITS:
        units = _ids(unit for _, unit in scope.units)
        buildings = _ids(building for building, _ in scope.units)
        return and_(Room.unit_id.in_(units), Room.building_id.in_(buildings))
    return Room.id.is_not(None)


def _rooms(*conditions: ColumnElement[bool]) -> list[RoomRow]:
    statement = (
        select(*_ROOM)
        .join(Unit, Unit.id == Room.unit_id)
        .join(Building, Building.id == Room.building_id)
        .where(*conditions)
        .order_by(*_DOOR_ORDER)
    )
    return [RoomRow(*row) for row in db.session.execute(statement)]


def _compound_where(*conditions: ColumnElement[bool]) -> CompoundRow:
    row = db.session.execute(select(*_COMPOUND).where(*conditions)).first()
    if row is None:
        raise Missing("compound-not-found")
    return CompoundRow(*row)


def _units() -> Select[*tuple[Any, ...]]:
    return (
        select(Unit.id, Unit.public_id, Unit.name, Building.id, Building.name, Compound.id, Compound.name)
        .join(Building, Building.id == Unit.building_id)
        .join(Compound, Compound.id == Building.compound_id)
    )


def _ids(keys: Iterable[str]) -> Sequence[int]:
    texts = list(keys)
    if not all(text.isascii() and text.isdigit() and len(text) < 10 for text in texts):
        raise Invalid("scope-key-malformed")
    return [int(text) for text in texts]
