"""Who owns a room no more acts for it no more: their ties end, under any name, and each is told."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.roster.models import Binding, BindingState, Ownership, Person
from app.roster.operations.disputes import withdraw_disputes
from app.roster.operations.telling import tell

SOLD = "sold"
CHUNK = 5000  # bound parameters of one statement stay far below every database's limit


def release(gone: Mapping[int, Collection[int]], at: datetime) -> list[int]:
    """End the ties of those who left, by room: as themselves, under their name, or by their telephone.

    Whoever owns the room still keeps theirs. To be called when the new owners are written; returns the ties.
    """
    ended = [binding for rooms in _chunks(list(gone)) for binding in _ties_in(rooms, gone)]
    for binding in ended:
        binding.state, binding.ended_at, binding.ended_why = BindingState.ENDED, at, SOLD
    db.session.flush()
    ids = [binding.id for binding in ended]
    withdraw_disputes(ids, at)
    for binding in ended:
        tell("binding-sold", binding.id, binding.contact_id, at, about=_moment(at))
    return ids


def tell_restored(bindings: Sequence[Binding], at: datetime) -> None:
    """The change of owners was taken back: whose tie had ended reads that it holds again."""
    for binding in bindings:
        tell("binding-restored", binding.id, binding.contact_id, at, about=_moment(at))


def _ties_in(rooms: Sequence[int], gone: Mapping[int, Collection[int]]) -> Iterator[Binding]:
    statement = (
        select(Binding, Person)
        .join(Person, Person.id == Binding.person_id)
        .where(Binding.room_id.in_(rooms), Binding.state == BindingState.ACTIVE)
        .order_by(Binding.id)
    )
    tied: dict[int, list[tuple[Binding, Person]]] = {}
    for binding, person in db.session.execute(statement):
        tied.setdefault(binding.room_id, []).append((binding, person))
    owners = _owners_in(list(tied))
    names = _names_of({person for room in tied for person in gone[room]})
    for room, ties in tied.items():
        left = {names.get(person) for person in gone[room]} - {None}
        contacts = {binding.contact_id for binding, person in ties if person.id in gone[room]}
        for binding, person in ties:
            is_theirs = person.id in gone[room] or person.name in left or binding.contact_id in contacts
            if is_theirs and person.id not in owners.get(room, ()):
                yield binding


def _moment(at: datetime) -> str:
    """What tells two sales of one home apart: each is news."""
    return f"sale:{int(at.timestamp())}"


def _owners_in(rooms: Sequence[int]) -> dict[int, set[int]]:
    live = select(Ownership.room_id, Ownership.person_id).where(
        Ownership.room_id.in_(rooms), Ownership.ended_at.is_(None)
    )
    found: dict[int, set[int]] = {}
    for room, person in db.session.execute(live):
        found.setdefault(room, set()).add(person)
    return found


def _names_of(people: Collection[int]) -> dict[int, str | None]:
    names: dict[int, str | None] = {}
    for ids in _chunks(sorted(people)):
        for person in db.session.execute(select(Person).where(Person.id.in_(ids))).scalars():
            names[person.id] = person.name
    return names


def _chunks(items: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
