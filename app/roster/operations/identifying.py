"""Whom a clerk means: somebody of the compound's roster, or somebody new to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from app.core.db import db
from app.core.encryption import blind_index
from app.roster.imports.phones import normalise_phone
from app.roster.models import LISTED_INDEX, PHONE_INDEX, Person, Room
from surveys.errors import Invalid, Missing

MOST_NAME = 40  # institutions write themselves out in full


@dataclass(frozen=True)
class Somebody:
    """By their number on the roster, or by name and, where known, telephone."""

    person_id: int | None = None
    name: str = ""
    phone: str = ""


def identify(compound_id: int, who: Somebody, at: datetime) -> int:
    """The person's number; who is new is written down, who has the same name and telephone is not.

    Raises `person-not-found`, `name-needed`, `name-too-long`, `phone-malformed`.
    """
    if who.person_id is not None:
        require_people(compound_id, {who.person_id})
        return who.person_id
    name, phone = as_written(who)
    known = _known(compound_id, name, phone)
    if known is not None:
        return known
    person = Person(compound_id=compound_id, name=name, phone=phone, created_at=at)
    db.session.add(person)
    db.session.flush()
    return person.id


def as_written(who: Somebody) -> tuple[str, str | None]:
    """Name and telephone of somebody new. Raises `name-needed`, `name-too-long`, `phone-malformed`."""
    return _tidy(who.name), normalise_phone(who.phone) if who.phone.strip() else None


def require_people(compound_id: int, person_ids: Collection[int]) -> None:
    """All of these are on the roster of this compound, or Missing."""
    statement = select(Person.id).where(Person.id.in_(person_ids), Person.compound_id == compound_id)
    if set(db.session.execute(statement).scalars()) != set(person_ids):
        raise Missing("person-not-found")


def require_room(compound_id: int, room_id: int) -> None:
    """The room lies in this compound, or Missing."""
    found = select(Room.id).where(Room.id == room_id, Room.compound_id == compound_id)
    if db.session.execute(found).scalar() is None:
        raise Missing("room-not-found")


def _known(compound_id: int, name: str, phone: str | None) -> int | None:
    """Somebody a list or the desk has written down so; what residents type makes nobody known."""
    if phone is None:
        return None
    is_listed = and_(Person.phone_index == blind_index(phone, PHONE_INDEX), ~Person.is_phone_own)
    was_listed = Person.listed_phone_index == blind_index(phone, LISTED_INDEX)
    statement = (
        select(Person)
        .where(Person.compound_id == compound_id, or_(is_listed, was_listed))
        .order_by(Person.id)
    )
    people = db.session.execute(statement).scalars()
    return next((person.id for person in people if person.name == name), None)


def _tidy(name: str) -> str:
    tidy = "".join(letter for letter in name if letter.isprintable()).strip()
    if not tidy:
        raise Invalid("name-needed")
    if len(tidy) > MOST_NAME:
        raise Invalid("name-too-long", most=MOST_NAME)
    return tidy
