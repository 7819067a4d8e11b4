"""Reading people: owners, contacts and the homes they are bound to."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from app.core.db import db, run
from app.core.encryption import keyring
from app.roster.models import (
    Binding,
    BindingLevel,
    BindingState,
    Compound,
    Contact,
    Ownership,
    Person,
    Room,
)
from surveys.errors import Missing

_ALL_HOMES = (
    select(
        Binding.id, Room.id, Room.compound_id, Room.building_id, Room.unit_id, Room.label, Compound.name,
        Compound.public_id, Compound.path, Person.id, Person.uid, Person.name_sealed, Binding.level,
    )
    .join(Room, Room.id == Binding.room_id)
    .join(Compound, Compound.id == Room.compound_id)
    .join(Person, Person.id == Binding.person_id)
    .where(Binding.state == BindingState.ACTIVE)
)  # fmt: skip
_HOMES = _ALL_HOMES.where(Binding.contact_id == bindparam("contact_id"))
_HOMES_OF = _HOMES.order_by(Binding.id)
_HOME_OF = _HOMES.where(Binding.id == bindparam("binding_id"))


class HomeRow(NamedTuple):
    """One home a contact may act for, and as whom."""

    binding_id: int
    room_id: int
    compound_id: int
    building_id: int
    unit_id: int
    label: str
    compound_name: str
    compound_public_id: str
    compound_path: str
    person_id: int
    person_name: str
    is_owner: bool


class Arrival(NamedTuple):
    """When somebody first came on WeChat, whether they have left since, and whether they agree to be kept."""

    made_at: datetime
    is_gone: bool
    agrees: bool


class ContactRow(NamedTuple):
    """A WeChat contact; `openid` is a tombstone once `followed` ended."""

    id: int
    account: str
    openid: str
    followed: bool
    consent_version: str | None


class OwnerRow(NamedTuple):
    """An owner as the roster has them: for staff, and for nobody else."""

    room_id: int
    person_id: int
    name: str
    phone: str | None
    is_primary: bool


def arrivals_of(contact_ids: Collection[int]) -> dict[int, Arrival]:
    """The contacts of these numbers, as far as there are any."""
    columns = (Contact.id, Contact.created_at, Contact.unfollowed_at, Contact.consent_version)
    rows = db.session.execute(select(*columns).where(Contact.id.in_(contact_ids)))
    return {one: Arrival(made, left is not None, agreed is not None) for one, made, left, agreed in rows}


def is_known_contact(contact_id: int) -> bool:
    """Whether this contact exists and still has a WeChat identity."""
    found = select(Contact.id).where(Contact.id == contact_id, Contact.unfollowed_at.is_(None))
    return db.session.execute(found).scalar() is not None


class Visitor(NamedTuple):
    """Which privacy notice a contact agreed to, "" when to none, and how often they signed out."""

    agreed: str
    sign_outs: int


def find_agreement(contact_id: int) -> str | None:
    """Which privacy notice a contact agreed to, "" when to none; None when there is no such contact."""
    found = find_visitor(contact_id)
    return None if found is None else found.agreed


def find_visitor(contact_id: int) -> Visitor | None:
    """What a session of a contact is checked by; None when there is no such contact any more."""
    known = select(Contact.consent_version, Contact.sign_outs)
    known = known.where(Contact.id == contact_id, Contact.unfollowed_at.is_(None))
    row = db.session.execute(known).first()
    return None if row is None else Visitor(row.consent_version or "", row.sign_outs)


def get_contact(contact_id: int) -> ContactRow:
    """How to reach a contact and what they agreed to, or Missing."""
    columns = (Contact.id, Contact.account, Contact.openid, Contact.followed, Contact.consent_version)
    row = db.session.execute(select(*columns).where(Contact.id == contact_id)).first()
    if row is None:
        raise Missing("contact-not-found")
    return ContactRow(*row)


def find_contact(account: str, openid: str) -> int | None:
    """The contact behind a WeChat identity, if we know it."""
    found = select(Contact.id).where(Contact.account == account, Contact.openid == openid)
    return db.session.execute(found).scalar()


def homes_of(contact_id: int) -> list[HomeRow]:
    """Every home this contact may act for, oldest binding first."""
    return [_home(row) for row in run(_HOMES_OF, contact_id=contact_id)]


def homes_of_contacts(contact_ids: Collection[int]) -> dict[int, list[HomeRow]]:
    """The homes of several contacts, for lists; who has none is left out."""
    statement = _ALL_HOMES.add_columns(Binding.contact_id).where(Binding.contact_id.in_(contact_ids))
    found: dict[int, list[HomeRow]] = {}
    for *row, contact_id in db.session.execute(statement.order_by(Binding.id)):
        found.setdefault(contact_id, []).append(_home(row))
    return found


def home_of(contact_id: int, binding_id: int) -> HomeRow:
    """One of this contact's homes; somebody else's, or none, is Missing."""
    row = run(_HOME_OF, contact_id=contact_id, binding_id=binding_id).first()
    if row is None:
        raise Missing("home-not-found")
    return _home(row)


def contacts_of_rooms(room_ids: Collection[int]) -> list[tuple[int, int, int, str]]:
    """(room, contact, person, level) of every active binding to these rooms."""
    statement = (
        select(Binding.room_id, Binding.contact_id, Binding.person_id, Binding.level)
        .where(Binding.room_id.in_(room_ids), Binding.state == BindingState.ACTIVE)
        .order_by(Binding.room_id, Binding.id)
    )
    return [
        (room, contact, person, str(level)) for room, contact, person, level in db.session.execute(statement)
    ]


def owners_of_rooms(room_ids: Collection[int]) -> list[OwnerRow]:
    """The owners of these rooms with their telephones, the first-named owner of each room first."""
    statement = (
        select(Ownership.room_id, Ownership.is_primary, Person)
        .join(Person, Person.id == Ownership.person_id)
        .where(Ownership.room_id.in_(room_ids), Ownership.ended_at.is_(None))
        .order_by(Ownership.room_id, Ownership.is_primary.desc(), Ownership.id)
    )
    return [
        OwnerRow(room_id, person.id, person.name or "", person.phone, is_primary)
        for room_id, is_primary, person in db.session.execute(statement)
    ]


def names_of(person_ids: Collection[int]) -> dict[int, str]:
    """Names by person, for the lists staff may see."""
    people = db.session.execute(select(Person).where(Person.id.in_(person_ids))).scalars()
    return {person.id: person.name or "" for person in people}


def phones_of(person_ids: Collection[int]) -> dict[int, str | None]:
    """Telephones by person, for the person themselves."""
    people = db.session.execute(select(Person).where(Person.id.in_(person_ids))).scalars()
    return {person.id: person.phone for person in people}


def _home(row: Any) -> HomeRow:
    *place, uid, name_sealed, level = row
    name = keyring().open(name_sealed, f"{Person.__tablename__}|name_sealed|{uid}") if name_sealed else ""
    return HomeRow._make((*place, name, level is BindingLevel.OWNER))
