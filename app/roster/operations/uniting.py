"""One human, one person: a household member who proves to be an owner goes on under the same number."""

from sqlalchemy import ColumnElement, select, update

from app.core.db import db
from app.roster.models import Binding, Ownership, Person
from app.roster.operations.contacts import LIVE_STATES
from app.roster.operations.following import are_two, has_rights, move_rights
from app.roster.operations.telephones import forget, take_over
from surveys.errors import Invalid


def unite(owner_id: int, member_id: int, contact_id: int) -> int:
    """The person whom a contact stands for from now on, after acting as this member until now.

    The member takes over the owner's name, telephone and rooms: what they have answered as the member they
    have answered as the owner, and no second answer is open to them. Where somebody acted as the owner
    before, or somebody else acts as the member, the two stay apart: nobody may step into another's answers.
    """
    if owner_id == member_id:
        return owner_id
    owner = db.session.get_one(Person, owner_id, with_for_update=True, populate_existing=True)
    if not owns_anything(owner_id):  # another room's member took over a moment ago
        raise Invalid("owner-not-of-this-room")
    if _has_acted(owner_id) or owns_anything(member_id) or _is_shared(member_id, contact_id):
        return owner_id
    if are_two(owner_id, member_id):
        return owner_id
    member = db.session.get_one(Person, member_id)
    take_over(member, owner)
    db.session.flush()
    db.session.execute(update(Ownership).where(Ownership.person_id == owner_id).values(person_id=member_id))
    move_rights(owner_id, member_id)
    return member_id


def forget_unused(person_id: int) -> None:
    """Name and number of somebody who owns nothing and for whom nobody acts any more."""
    acting = Binding.person_id == person_id, Binding.state.in_(LIVE_STATES)
    if not (owns_anything(person_id) or _exists(*acting) or has_rights(person_id)):
        person = db.session.get_one(Person, person_id)
        forget(person)
        db.session.flush()


def owns_anything(person_id: int) -> bool:
    """Whether the roster names this person as an owner, now or before."""
    return (
        db.session.execute(select(Ownership.id).where(Ownership.person_id == person_id)).first() is not None
    )


def _has_acted(owner_id: int) -> bool:
    """Whether any binding as this owner has ever been in force."""
    return _exists(Binding.person_id == owner_id, Binding.bound_at.is_not(None))


def _is_shared(person_id: int, contact_id: int) -> bool:
    """Whether another WeChat has ever acted as this person."""
    return _exists(
        Binding.person_id == person_id, Binding.contact_id != contact_id, Binding.bound_at.is_not(None)
    )


def _exists(*conditions: ColumnElement[bool]) -> bool:
    return db.session.execute(select(Binding.id).where(*conditions).limit(1)).first() is not None
