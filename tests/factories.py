"""Makers of rows for tests: every argument has a default, everything is committed."""

import base64
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from app.core.actors import Grant
from app.core.db import db, transaction
from app.core.ids import new_public_id
from app.roster import operations as roster
from app.roster.models import (
    AreaSource,
    Binding,
    BindingLevel,
    BindingState,
    Building,
    Compound,
    Ownership,
    Person,
    Region,
    Room,
    StaffAccount,
    StaffSession,
    Unit,
)
from app.roster.operations.passwords import hash_password
from app.roster.queries.staff import hash_of
from bots.desk import NOTICE_VERSION

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, nine in the morning in Liaocheng
PASSWORD = "correct horse battery"
CITY = "371500"
COUNTY = "371502"
_numbers = itertools.count(1)
Row = TypeVar("Row")


def a_region(
    code: str = COUNTY, *, parent: str | None = CITY, level: str = "county", name: str = "东昌府区"
) -> str:
    """A region and, where it is missing, the city above it; returns its path."""
    if db.session.get(Region, code) is not None:
        return db.session.get_one(Region, code).path
    if parent is not None and db.session.get(Region, parent) is None:
        a_region(parent, parent=None, level="city", name="聊城市")
    with transaction():
        return roster.add_region(roster.RegionDetails(code, parent, name, level), "test:maker", AT)


def a_compound(name: str = "向阳小区", *, region: str = COUNTY, **fields: Any) -> Compound:
    """A compound in 东昌府区."""
    a_region(region)
    number = next(_numbers)
    details = {"code": f"C{number:04d}", "name": name, "region_code": region, "address": "柳园路 1 号",
               "telephone": "0635-8200000", "built_year": 1996} | fields  # fmt: skip
    with transaction():
        compound_id = roster.register_compound(roster.CompoundDetails(**details), "test:maker", AT)
    return db.session.get_one(Compound, compound_id)


def a_building(compound: Compound | None = None, name: str = "") -> Building:
    """A building of a compound."""
    compound = compound or a_compound()
    position = next(_numbers)
    building = Building(compound_id=compound.id, name=name or f"{position}号楼", position=position)
    return kept(building)


def a_unit(building: Building | None = None, name: str = "1单元") -> Unit:
    """A stairwell of a building."""
    building = building or a_building()
    unit = Unit(public_id=new_public_id(), building_id=building.id, name=name, position=next(_numbers))
    return kept(unit)


def a_room(unit: Unit | None = None, number: str = "", *, floor: int = 5, area: int | None = 8960) -> Room:
    """A room of 89.60 m² on the fifth floor."""
    unit = unit or a_unit()
    building = db.session.get_one(Building, unit.building_id)
    number = number or f"{floor}{next(_numbers) % 90 + 10:02d}"
    room = Room(
        unit_id=unit.id, building_id=building.id, compound_id=building.compound_id, floor=floor,
        number=number,
        label=f"{building.name}{unit.name}{number}", area=area,
        area_source=AreaSource.REGISTERED if area else None,
    )  # fmt: skip
    return kept(room)


def a_person(compound: Compound | None = None, name: str = "", phone: str | None = None) -> Person:
    """Somebody on the roster of a compound."""
    compound = compound or a_compound()
    person = Person(compound_id=compound.id, name=name or f"住户{next(_numbers)}", phone=phone, created_at=AT)
    return kept(person)


def an_owner(
    room: Room | None = None, name: str = "", phone: str | None = None, *, person: Person | None = None,
    is_primary: bool = True,
) -> Person:  # fmt: skip
    """An owner of a room; pass `person` for one who owns several."""
    room = room or a_room()
    if person is None:
        person = a_person(
            db.session.get_one(Compound, room.compound_id), name or f"业主{next(_numbers)}", phone
        )
    kept(Ownership(room_id=room.id, person_id=person.id, is_primary=is_primary, began_at=AT))
    return person


def a_contact(openid: str = "", *, account: str = "main", consented: bool = True) -> int:
    """Somebody who follows the account on WeChat and has agreed to the privacy notice; bound to nothing."""
    with transaction():
        contact_id = roster.follow(account, openid or f"openid-{next(_numbers)}", AT)
        if consented:
            roster.consent(contact_id, NOTICE_VERSION, AT)
    return contact_id


def a_binding(contact_id: int, room: Room, person: Person, *, is_owner: bool = False) -> Binding:
    """An active tie between a contact, a person and a room."""
    level = BindingLevel.OWNER if is_owner else BindingLevel.MEMBER
    binding = Binding(
        contact_id=contact_id, person_id=person.id, room_id=room.id, level=level, state=BindingState.ACTIVE,
        wants_owner=False, asked_at=AT, bound_at=AT,
    )  # fmt: skip
    return kept(binding)


def a_resident_contact(
    room: Room | None = None, *, person: Person | None = None, is_owner: bool = False, name: str = ""
) -> int:
    """A contact bound to a room, as household member unless `is_owner`."""
    room = room or a_room()
    if person is None:
        compound = db.session.get_one(Compound, room.compound_id)
        person = an_owner(room, name) if is_owner else a_person(compound, name)
    contact_id = a_contact()
    a_binding(contact_id, room, person, is_owner=is_owner)
    return contact_id


def a_staff_account(
    role: str, path: str, *, username: str = "", until: datetime | None = None
) -> StaffAccount:
    """An account with one role over an area; its password is `PASSWORD`."""
    username = username or f"{role}-{next(_numbers)}"
    with transaction():
        key = roster.add_staff(username, f"{role} {username}", "test:maker", AT).key
        roster.give_role(key, Grant(role, path), "test:maker", AT, until=until)
    return settled_in(key)


def settled_in(key: str) -> StaffAccount:
    """An account whose first password has been changed, to `PASSWORD`."""
    account = db.session.query(StaffAccount).filter_by(key=key).one()
    with transaction():
        account.password_hash, account.must_change_password = _hash(), False
    return account


def a_clerk(compound: Compound | None = None, **fields: Any) -> StaffAccount:
    """A clerk of one compound."""
    compound = compound or a_compound()
    return a_staff_account("clerk", compound.path, **fields)


def an_official(path: str = "", role: str = "county", **fields: Any) -> StaffAccount:
    """An official of a county, or of the area named by `path`."""
    return a_staff_account(role, path or a_region(), **fields)


def a_staff_session(account: StaffAccount, at: datetime) -> str:
    """An open session; returns its token."""
    token = f"token-{next(_numbers)}"
    kept(
        StaffSession(
            account_id=account.id, token_hash=hash_of(token), created_at=at - timedelta(seconds=1),
            last_seen_at=at - timedelta(seconds=1),
        )
    )  # fmt: skip
    return token


def a_code(secret: str, at: datetime, *, steps: int = 0) -> str:
    """What a telephone that has this secret shows, so many half minutes later."""
    maker = HOTP(base64.b32decode(secret), 6, SHA1())
    return maker.generate(int(at.timestamp()) // 30 + steps).decode()


def kept(row: Row) -> Row:
    """Store one row and give it back."""
    with transaction():
        db.session.add(row)
    return row


_hashes: dict[str, str] = {}


def _hash() -> str:
    """Hashing is slow on purpose, so the tests do it once."""
    if PASSWORD not in _hashes:
        _hashes[PASSWORD] = hash_password(PASSWORD)
    return _hashes[PASSWORD]
