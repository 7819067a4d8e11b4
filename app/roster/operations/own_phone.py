"""A resident changes the telephone kept about them, proving it by the one that is kept."""

from datetime import datetime

from sqlalchemy import select

from app.audit.operations import record
from app.core.db import db
from app.core.encryption import blind_index
from app.roster.imports.phones import normalise_phone
from app.roster.models import PHONE_INDEX, Binding, BindingLevel, BindingState, Person
from app.roster.operations.bindings import WrongPhone
from app.roster.operations.codes import Locked, lock_contact
from app.roster.operations.telephones import put_own
from app.roster.operations.tries import count_wrong, locked_until
from app.roster.operations.uniting import owns_anything
from surveys.errors import Missing, Refusal


def change_own_phone(
    contact_id: int, binding_id: int, at: datetime, *, old: str, new: str
) -> WrongPhone | Locked | None:
    """Put a new telephone in the place of the old one; None when it is done.

    A wrong old one is counted as everywhere, so the edge must commit it. Whoever lives in one home cannot
    change what another is proved by. Raises `phone-malformed`, `no-phone-kept` and `number-of-an-owner`
    (then the desk must look).
    """
    fingerprint, number = blind_index(normalise_phone(old), PHONE_INDEX), normalise_phone(new)
    binding = db.session.execute(
        select(Binding).where(
            Binding.id == binding_id,
            Binding.contact_id == contact_id,
            Binding.state == BindingState.ACTIVE,
        )
    ).scalar()
    if binding is None:
        raise Missing("home-not-found")
    subjects = (lock_contact(contact_id), f"room:{binding.room_id}")
    if until := locked_until(subjects, at):
        return Locked(until)
    person = db.session.get_one(Person, binding.person_id, with_for_update=True, populate_existing=True)
    if binding.level is not BindingLevel.OWNER and owns_anything(person.id):
        raise Refusal("number-of-an-owner")
    if person.phone_index is None:
        raise Refusal("no-phone-kept")
    if person.phone_index != fingerprint:
        left = min([count_wrong(subject, at) for subject in subjects])
        record(f"contact:{contact_id}", "own-phone.miss", f"binding:{binding_id}", at, tries_left=left)
        return WrongPhone(left)
    put_own(person, number)
    db.session.flush()
    record(f"contact:{contact_id}", "own-phone.change", f"binding:{binding_id}", at)
    return None
