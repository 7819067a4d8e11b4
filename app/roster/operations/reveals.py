"""A masked field is shown for a reason, and the log keeps who read whose, never what it said."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from app.audit.operations import record
from app.core.actors import Actor
from app.core.db import db
from app.roster.models import (
    Binding,
    BindingState,
    Compound,
    Ownership,
    Person,
    PersonalField,
    Reveal,
    Room,
    StaffAccount,
)
from app.roster.queries.finding import DESK_ROLES
from surveys.errors import Forbidden, Invalid, Missing

MASKED = (str(PersonalField.PHONE),)  # the clerks of a compound read names in full on its pages
REASONS = ("call", "visit", "verify", "complaint", "correction", "other")
MOST_WORDS = 200


@dataclass(frozen=True)
class Look:
    """What somebody asks to read, and why."""

    room_id: int
    person_id: int
    field: str
    reason: str
    words: str


def reveal_field(look: Look, actor: Actor, at: datetime) -> str:
    """The field in full, for one who serves the room's compound; written down before it is shown."""
    if look.field not in MASKED:
        raise Invalid("field-unknown")
    if look.reason not in REASONS:
        raise Invalid("reveal-reason-unknown")
    words = look.words.strip()
    if not words:
        raise Invalid("reason-needed")
    if len(words) > MOST_WORDS:
        raise Invalid("reason-too-long", most=MOST_WORDS)
    path = db.session.execute(
        select(Compound.path).join(Room, Room.compound_id == Compound.id).where(Room.id == look.room_id)
    ).scalar()
    person = _person_of_room(look)
    if path is None or person is None:
        raise Missing("person-not-found")
    if not any(actor.may(role, path) for role in DESK_ROLES):
        raise Forbidden("not-your-compound")
    account_id = db.session.execute(select(StaffAccount.id).where(StaffAccount.key == actor.key)).scalar_one()
    db.session.execute(
        insert(Reveal).values(
            account_id=account_id, person_id=person.id, room_id=look.room_id, path=path,
            field=PersonalField(look.field), reason=look.reason, words=words, at=at,
        )
    )  # fmt: skip
    subject = f"person:{person.id}"
    record(actor, "field.reveal", subject, at, field=look.field, reason=look.reason, room=look.room_id)
    return person.phone or ""


def _person_of_room(look: Look) -> Person | None:
    """The person, if an owner of the room or bound to it, or asking to be."""
    owns = select(Ownership.id).where(
        Ownership.person_id == look.person_id, Ownership.room_id == look.room_id
    )
    bound = select(Binding.id).where(
        Binding.person_id == look.person_id,
        Binding.room_id == look.room_id,
        Binding.state.in_((BindingState.ACTIVE, BindingState.WAITING)),
    )
    statement = select(Person).where(Person.id == look.person_id, owns.exists() | bound.exists())
    return db.session.execute(statement).scalar()
