"""Five people over one small world, for every test of who may do what.

Wang owns 501 (with Li) and 502; Li is her co-owner; Zhao owns a room in the next compound; the clerk serves
Wang's compound; the official oversees the county both compounds lie in.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db
from app.roster.models import Compound, Person, Room, StaffAccount, Unit
from tests import databases
from tests import factories as make


@dataclass(frozen=True)
class World:
    """The small world and its five people; `wang`, `li` and `zhao` are contact ids."""

    app: Flask
    compound: Compound
    unit: Unit
    room: Room
    second_room: Room
    next_compound: Compound
    next_room: Room
    wang_person: Person
    li_person: Person
    zhao_person: Person
    wang: int
    li: int
    zhao: int
    clerk: StaffAccount
    official: StaffAccount

    def resident(self, contact_id: int) -> FlaskClient:
        """A browser signed in by WeChat as this contact."""
        return _signed_in(self.app, "contact", contact_id)

    def staff(self, account: StaffAccount) -> FlaskClient:
        """A browser signed in as this member of staff."""
        return _signed_in(self.app, "staff", make.a_staff_session(account, clock.now()))

    def clients(self) -> dict[str, FlaskClient]:
        """A browser for each of the five, by name, and for a stranger."""
        people = {name: self.resident(getattr(self, name)) for name in ("wang", "li", "zhao")}
        people |= {name: self.staff(getattr(self, name)) for name in ("clerk", "official")}
        return people | {"stranger": self.app.test_client()}


def a_world(app: Flask) -> World:
    """The world in an empty database, or beside what is there."""
    return poured(app, "world", _build)


def poured(app: Flask, kind: str, build: Callable[[Flask], World]) -> World:
    """A world of a kind in an empty database: built once for each engine, poured in again from then on.

    In a database that holds something already it is built beside that.
    """
    with db.engine.connect() as connection:
        is_empty = connection.exec_driver_sql("SELECT 1 FROM region").first() is None
    place = kind, db.engine.dialect.name
    if is_empty and place in _built:
        whole, keys = _built[place]
        databases.pour(whole)
        return World(app, **{name: _again(key) for name, key in keys.items()})
    world = build(app)
    if is_empty:
        keys = {field.name: _key_of(getattr(world, field.name)) for field in fields(World)[1:]}
        _built[place] = databases.contents(), keys
        return World(app, **{name: _again(key) for name, key in keys.items()})
    return world


Key = int | tuple[type[Any], int]
_built: dict[tuple[str, str], tuple[databases.Contents, dict[str, Key]]] = {}


def _key_of(value: Any) -> Key:
    return value if isinstance(value, int) else (type(value), value.id)


def _again(key: Key) -> Any:
    """A contact's number as it is, a row as this session has it."""
    return key if isinstance(key, int) else db.session.get_one(*key)


def _build(app: Flask) -> World:
    compound = make.a_compound("向阳小区", code="XY01")
    next_compound = make.a_compound("花园小区", code="HY01")
    unit = make.a_unit(make.a_building(compound, "3号楼"), "2单元")
    room = make.a_room(unit, "501", area=8960)
    second_room = make.a_room(unit, "502", area=10450)
    next_room = make.a_room(make.a_unit(make.a_building(next_compound, "1号楼"), "1单元"), "101", floor=1)
    wang = make.an_owner(room, "王秀英", "13806350001")
    make.an_owner(second_room, person=wang)
    li = make.an_owner(room, "李建国", "13806350002", is_primary=False)
    zhao = make.an_owner(next_room, "赵敏", "13806350003")
    wang_contact = make.a_resident_contact(room, person=wang, is_owner=True)
    make.a_binding(wang_contact, second_room, wang, is_owner=True)
    return World(
        app, compound, unit, room, second_room, next_compound, next_room, wang, li, zhao, wang_contact,
        make.a_resident_contact(room, person=li, is_owner=True),
        make.a_resident_contact(next_room, person=zhao, is_owner=True),
        make.a_clerk(compound, username="clerk"), make.an_official(username="official"),
    )  # fmt: skip


def _signed_in(app: Flask, key: str, value: object) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session[key] = value
    return client
