"""Tying a WeChat contact to a home: by code, by the owner's telephone, or by asking a clerk."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import ColumnElement, Select, func, insert, select, update

from app.audit.operations import record
from app.core import clock
from app.core.db import change, db
from app.core.encryption import blind_index
from app.roster.imports.phones import normalise_phone
from app.roster.models import (
    PHONE_INDEX,
    Binding,
    BindingLevel,
    BindingState,
    Cause,
    Ownership,
    Person,
    Room,
)
from app.roster.operations.codes import Locked, Recognised, WrongCode, lock_contact, try_code
from app.roster.operations.contacts import LIVE_STATES, require_consent
from app.roster.operations.disputes import (
    holders_against,
    open_dispute,
    owners_bound_in,
    welcome_member,
    withdraw_disputes,
)
from app.roster.operations.locking import lock_roster_of_room
from app.roster.operations.photos import forget_photos
from app.roster.operations.tries import count_wrong, locked_until
from app.roster.operations.uniting import forget_unused, unite
from surveys.errors import Invalid, Missing, Refusal

MOST_NAME = 20
MOST_WAITING = 5
MOST_ASKED_A_DAY = 5  # also of claims given up again: nobody tries home after home to learn who is bound
MOST_ASKED_OF_A_HOME = 5  # by whomever: a family fits, many WeChats that try names and numbers do not
MOST_BY_CONTACT, MOST_IN_ROOM = 5, 12  # people ever bound: more is not a household
OWNER_EVIDENCE = ("deed", "phone-call")
EVIDENCE = (*OWNER_EVIDENCE, "household-book", "id-card", "in-person", "other-paper")


@dataclass(frozen=True)
class Redeemed:
    """The contact is bound to the room as a member of its household."""

    binding_id: int
    room_id: int
    label: str


@dataclass(frozen=True)
class WrongPhone:
    """No owner of this room has that telephone on the roster; so many tries are left today."""

    tries_left: int


@dataclass(frozen=True)
class Proven:
    """The contact now acts as this owner."""

    binding_id: int
    person_id: int


@dataclass(frozen=True)
class Waiting:
    """The claim waits for a clerk; nothing that stood before has changed."""

    binding_id: int


OwnerProof = Proven | Waiting | WrongPhone | Locked


def redeem(contact_id: int, code: str, at: datetime, *, name: str) -> Redeemed | WrongCode | Locked:
    """Bind a contact to a room by its code, as the household member of that name.

    The edge must commit a wrong try too. Raises `consent-needed`, `name-needed`, `already-bound`.
    """
    require_consent(contact_id)
    name = tidy_name(name)
    outcome = try_code(contact_id, code, at)
    if not isinstance(outcome, Recognised):
        return outcome
    if any(person.name == name for _, person in live_bindings(contact_id, outcome.room_id)):
        raise Refusal("already-bound", label=outcome.label)
    _need_space(contact_id, outcome)
    known = _own_person(contact_id, outcome.room_id, name) or _known_member(contact_id, outcome.room_id, name)
    person_id = known or _new_person(outcome.room_id, name, None, at)
    binding_id = _bind(
        at, contact_id=contact_id, room_id=outcome.room_id, person_id=person_id, level=BindingLevel.MEMBER,
        state=BindingState.ACTIVE, wants_owner=False, bound_at=at, evidence="code",
    )  # fmt: skip
    record(f"contact:{contact_id}", "binding.redeem", f"binding:{binding_id}", at, room=outcome.room_id)
    welcome_member(binding_id, at)
    return Redeemed(binding_id, outcome.room_id, outcome.label)


def prove_owner(
    contact_id: int, room_id: int, phone: str, at: datetime
) -> Proven | Waiting | WrongPhone | Locked:
    """Second proof after the code: the telephone an owner of this room has on the roster.

    Somebody else bound as that owner already stays bound, is told, and the claim waits for a clerk.
    The edge must commit a wrong try too. Raises `consent-needed`, `code-needed-first`.
    """
    require_consent(contact_id)
    subjects = (lock_contact(contact_id), f"room:{room_id}")
    lock_roster_of_room(room_id)
    held = live_bindings(contact_id, room_id)
    member = [(binding, person) for binding, person in held if binding.state is BindingState.ACTIVE]
    if not member:
        raise Refusal("code-needed-first")
    # parallel guesses from several telephones queue here, so that each is counted before the next
    db.session.execute(select(Room.id).where(Room.id == room_id).with_for_update())
    if until := locked_until(subjects, at):
        return Locked(until)
    owner_id = _owner_with_phone(room_id, phone, {person.name for _, person in member})
    if owner_id is None:
        left = min([count_wrong(subject, at) for subject in subjects])
        record(f"contact:{contact_id}", "owner-phone.miss", subjects[1], at, tries_left=left)
        return WrongPhone(left)
    return _become_owner(contact_id, room_id, owner_id, at)


def request_binding(
    contact_id: int, room_id: int, at: datetime, *, name: str, phone: str | None = None
) -> int:
    """Ask to be recognised as owner of a room; a clerk decides.

    Where another acts as that owner already it becomes a dispute. Returns the binding's id.
    """
    name = tidy_name(name)
    claim = _ask(contact_id, room_id, at, name=name, phone=phone)
    index = blind_index(normalise_phone(phone), PHONE_INDEX) if phone else None
    open_dispute(claim, holders_against(claim, name, index), Cause.OWNER_BOUND, at)
    return claim.id


def request_membership(
    contact_id: int, room_id: int, at: datetime, *, name: str, phone: str | None = None
) -> int:
    """Ask to be recognised as somebody who lives there; a clerk decides. Returns the binding's id."""
    claim = _ask(contact_id, room_id, at, name=tidy_name(name), phone=phone)
    claim.wants_owner = False
    db.session.flush()
    return claim.id


def unbind(contact_id: int, binding_id: int, at: datetime) -> None:
    """A contact gives up one of their own homes."""
    ended = change(
        update(Binding)
        .where(Binding.id == binding_id, Binding.contact_id == contact_id, Binding.state.in_(LIVE_STATES))
        .values(state=BindingState.ENDED, ended_at=at, ended_why="left")
    )
    if not ended:
        raise Missing("home-not-found")
    withdraw_disputes([binding_id], at)
    forget_photos([binding_id], at)
    record(f"contact:{contact_id}", "binding.end", f"binding:{binding_id}", at)


def tidy_name(name: str) -> str:
    """A name as people write it: no control characters, no outer space, at most 20 characters."""
    tidy = "".join(letter for letter in name if letter.isprintable()).strip()
    if not tidy:
        raise Invalid("name-needed")
    if len(tidy) > MOST_NAME:
        raise Invalid("name-too-long", most=MOST_NAME)
    return tidy


def live_bindings(contact_id: int, room_id: int) -> list[tuple[Binding, Person]]:
    """What ties this contact to this room now, active or waiting, oldest first."""
    statement = (
        select(Binding, Person)
        .join(Person, Person.id == Binding.person_id)
        .where(Binding.contact_id == contact_id, Binding.room_id == room_id, Binding.state.in_(LIVE_STATES))
        .order_by(Binding.id)
    )
    return [(binding, person) for binding, person in db.session.execute(statement)]


def _become_owner(contact_id: int, room_id: int, owner_id: int, at: datetime) -> Proven | Waiting:
    taken = [one for one in owners_bound_in(room_id) if one.person_id == owner_id]
    mine = [binding for binding in taken if binding.contact_id == contact_id]
    if mine:
        return Proven(mine[0].id, owner_id)
    if taken:
        if any(one.state is BindingState.WAITING for one, _ in live_bindings(contact_id, room_id)):
            raise Refusal("claim-already-waiting")
        claim = _wait(contact_id, room_id, owner_id, at, evidence="phone")
        open_dispute(claim, taken, Cause.OWNER_BOUND, at)
        return Waiting(claim.id)
    proven = _raise_to_owner(contact_id, room_id, owner_id)
    facts = {"room": room_id, "evidence": "phone"}
    record(f"contact:{contact_id}", "binding.prove", f"binding:{proven.binding_id}", at, **facts)
    return proven


def _raise_to_owner(contact_id: int, room_id: int, owner_id: int) -> Proven:
    """The member of the owner's name, or the first member, now acts as the owner."""
    owner = db.session.get_one(Person, owner_id)
    held = [one for one in live_bindings(contact_id, room_id) if one[0].state is BindingState.ACTIVE]
    members = [one for one in held if one[0].level is BindingLevel.MEMBER] or held
    chosen = next((binding for binding, person in members if person.name == owner.name), members[0][0])
    member_id = chosen.person_id
    chosen.person_id, chosen.level = unite(owner_id, member_id, contact_id), BindingLevel.OWNER
    chosen.evidence = "phone"
    db.session.flush()
    forget_unused(member_id)
    return Proven(chosen.id, chosen.person_id)


def _owner_with_phone(room_id: int, phone: str, names: set[str | None]) -> int | None:
    """The owner of this room with that telephone; of two who share it, the one of a bound name."""
    fingerprint = blind_index(normalise_phone(phone), PHONE_INDEX)
    statement = (
        select(Person)
        .join(Ownership, Ownership.person_id == Person.id)
        .where(Ownership.room_id == room_id, Ownership.ended_at.is_(None), Person.phone_index == fingerprint)
        .order_by(Ownership.is_primary.desc(), Ownership.id)
        .with_for_update(of=Person)
    )
    owners = db.session.execute(statement).scalars().all()
    named = [owner for owner in owners if owner.name in names]
    return next((owner.id for owner in [*named, *owners]), None)


def _ask(contact_id: int, room_id: int, at: datetime, *, name: str, phone: str | None) -> Binding:
    """A claim without a code, under the name and number given; few at a time."""
    require_consent(contact_id)
    number = normalise_phone(phone) if phone else None
    if any(binding.state is BindingState.WAITING for binding, _ in live_bindings(contact_id, room_id)):
        raise Refusal("claim-already-waiting")
    waiting = select(func.count()).where(
        Binding.contact_id == contact_id, Binding.state == BindingState.WAITING
    )
    if db.session.execute(waiting).scalar_one() >= MOST_WAITING:
        raise Refusal("too-many-claims", most=MOST_WAITING)
    if _asked_today(Binding.contact_id == contact_id, at) >= MOST_ASKED_A_DAY:
        raise Refusal("too-many-claims-today", most=MOST_ASKED_A_DAY)
    # parallel claims from several telephones queue here, so that each is counted before the next
    db.session.execute(select(Room.id).where(Room.id == room_id).with_for_update())
    if _asked_today(Binding.room_id == room_id, at) >= MOST_ASKED_OF_A_HOME:
        raise Refusal("home-claimed-too-often-today")
    return _wait(contact_id, room_id, _new_person(room_id, name, number, at), at)


def _asked_today(whose: ColumnElement[bool], at: datetime) -> int:
    """Claims without a code since midnight in Liaocheng, whatever became of them."""
    midnight = clock.from_local(datetime.combine(clock.local(at).date(), time()))
    asked = select(func.count()).where(
        whose,
        Binding.asked_at >= midnight,
        Binding.evidence.is_distinct_from("code"),
    )
    return db.session.execute(asked).scalar_one()


def _wait(contact_id: int, room_id: int, person_id: int, at: datetime, **values: object) -> Binding:
    """A claim that waits for a clerk; to be owner unless said otherwise."""
    binding_id = _bind(
        at, contact_id=contact_id, room_id=room_id, person_id=person_id, level=BindingLevel.MEMBER,
        state=BindingState.WAITING, wants_owner=True, **values,
    )  # fmt: skip
    record(f"contact:{contact_id}", "binding.request", f"binding:{binding_id}", at, room=room_id)
    return db.session.get_one(Binding, binding_id)


def _bind(at: datetime, **values: object) -> int:
    return db.session.execute(
        insert(Binding).values(asked_at=at, **values).returning(Binding.id)
    ).scalar_one()


def _need_space(contact_id: int, home: Recognised) -> None:
    """A home has few people, a telephone speaks for fewer: whoever wants more sees the clerk."""
    db.session.execute(select(Room.id).where(Room.id == home.room_id).with_for_update())
    here = Binding.room_id == home.room_id
    people = func.count(Binding.person_id.distinct())
    by_contact = people.filter(Binding.contact_id == contact_id)
    in_all, in_hand = db.session.execute(select(people, by_contact).where(here)).one()
    if in_hand >= MOST_BY_CONTACT or in_all >= MOST_IN_ROOM:
        raise Refusal("household-full", label=home.label)


def _own_person(contact_id: int, room_id: int, name: str) -> int | None:
    """As whom of that name this contact acts elsewhere in the compound: one human with two homes is one."""
    statement = (
        select(Person)
        .join(Binding, Binding.person_id == Person.id)
        .join(Room, Room.compound_id == Person.compound_id)
        .where(Binding.contact_id == contact_id, Binding.state == BindingState.ACTIVE, Room.id == room_id)
        .order_by(Binding.id)
    )
    return _named(statement, name)


def _known_member(contact_id: int, room_id: int, name: str) -> int | None:
    """As whom of that name this very contact was bound here before.

    Never as whom another contact was: who knows a code and a name must not see what somebody answered.
    """
    statement = (
        select(Person)
        .join(Binding, Binding.person_id == Person.id)
        .where(Binding.room_id == room_id, Binding.contact_id == contact_id)
        .where(Binding.level == BindingLevel.MEMBER)
        .where(Person.id.not_in(select(Ownership.person_id)))
        .order_by(Binding.id)
    )
    return _named(statement, name)


def _named(people: Select[Person], name: str) -> int | None:
    """The first of that name; names are sealed, so that no database can compare them."""
    found = db.session.execute(people).scalars().unique()
    return next((person.id for person in found if person.name == name), None)


def _new_person(room_id: int, name: str, phone: str | None, at: datetime) -> int:
    compound_id = db.session.execute(select(Room.compound_id).where(Room.id == room_id)).scalar()
    if compound_id is None:
        raise Missing("room-not-found")
    person = Person(
        compound_id=compound_id, name=name, phone=phone, is_phone_own=phone is not None, created_at=at
    )
    db.session.add(person)
    db.session.flush()
    return person.id
