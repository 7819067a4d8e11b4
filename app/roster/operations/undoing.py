"""Taking the last import of a compound back: all of it, or nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from app.audit.operations import record
from app.core.db import db
from app.roster.models import (
    Binding,
    BindingState,
    Building,
    Contact,
    HeadVerdict,
    HeadVerdictMember,
    HouseCode,
    Ownership,
    PartRecord,
    Person,
    Room,
    RosterImport,
    Unit,
)
from app.roster.operations.contacts import LIVE_STATES
from app.roster.operations.heads import refresh_rights
from app.roster.operations.locking import lock_roster
from app.roster.operations.rosters import CHUNK
from app.roster.queries.imports import Before, Values, get_before, get_import, obstacles_for
from surveys.electorate.persons import Ground
from surveys.errors import Refusal


def undo_import(compound_id: int, import_id: int, actor: object, at: datetime) -> Before:
    """Restore rooms, owners and people as they were before the last import; who was unbound is bound again.

    Raises `import-not-undoable` when anything since depends on it; `obstacles_for` says what.
    """
    lock_roster(compound_id)
    done = get_import(compound_id, import_id)
    if done.undone_at is None:
        _hold(get_before(compound_id, import_id))
    obstacles = obstacles_for(compound_id, import_id)
    if obstacles:
        raise Refusal("import-not-undoable", reasons=", ".join(one.code for one in obstacles))
    before = get_before(compound_id, import_id)
    _take_rights_back(compound_id, done.imported_at)
    _take_owners_back(before)
    _take_places_back(before)
    _restore_rooms(before.rooms)
    _restore_people(before.people)
    _bind_again(before.bindings_ended, done.imported_at)
    refresh_rights(compound_id, at)
    values = {"undone_by": str(actor), "undone_at": at, "before_sealed": None}
    _run(update(RosterImport).where(RosterImport.id == import_id).values(**values))
    facts = {"import": import_id, "rooms": len(before.rooms_made), "changed": done.counts.get("changed", 0)}
    record(actor, "roster.undo-import", f"compound:{compound_id}", at, **facts)
    return before


def _hold(before: Before) -> None:
    """Nobody may begin to use what is about to go: the rows are held before the uses are counted."""
    for table, ids in ((Room, before.rooms_made), (Person, before.people_made)):
        for chunk in _chunks(ids):
            db.session.execute(select(table.id).where(table.id.in_(chunk)).with_for_update()).all()


def _take_rights_back(compound_id: int, imported_at: datetime) -> None:
    """What the import itself dated: areas, and who is evidently one person."""
    derived = HeadVerdict.compound_id == compound_id, HeadVerdict.ground != Ground.BY_HAND
    made = select(HeadVerdict.id).where(*derived, HeadVerdict.began_at == imported_at)
    _run(delete(HeadVerdictMember).where(HeadVerdictMember.verdict_id.in_(made)))
    _run(delete(HeadVerdict).where(*derived, HeadVerdict.began_at == imported_at))
    _run(update(HeadVerdict).where(*derived, HeadVerdict.ended_at == imported_at).values(ended_at=None))
    here = PartRecord.room_id.in_(select(Room.id).where(Room.compound_id == compound_id))
    _run(delete(PartRecord).where(here, PartRecord.began_at == imported_at))
    _run(update(PartRecord).where(here, PartRecord.ended_at == imported_at).values(ended_at=None))


def _take_owners_back(before: Before) -> None:
    for ids in _chunks(before.ownerships_made):
        _run(delete(Ownership).where(Ownership.id.in_(ids)))
    for ids in _chunks(before.promoted):
        _run(update(Ownership).where(Ownership.id.in_(ids)).values(is_primary=False))
    for ids in _chunks(before.ownerships_ended):
        _run(update(Ownership).where(Ownership.id.in_(ids)).values(ended_at=None))


def _take_places_back(before: Before) -> None:
    """Rooms with their codes, then stairwells and buildings that hold nothing any more, then people."""
    for ids in _chunks(before.rooms_made):
        _run(delete(HouseCode).where(HouseCode.room_id.in_(ids)))
        _run(delete(Room).where(Room.id.in_(ids)))
    for ids in _chunks(before.units_made):
        _run(delete(Unit).where(Unit.id.in_(ids), Unit.id.not_in(select(Room.unit_id))))
    for ids in _chunks(before.buildings_made):
        _run(delete(Building).where(Building.id.in_(ids), Building.id.not_in(select(Unit.building_id))))
    for ids in _chunks(before.people_made):
        _run(delete(Person).where(Person.id.in_(ids)))


def _restore_rooms(rooms: Sequence[Values]) -> None:
    names = ("id", "floor", "area", "area_source")
    values = [dict(zip(names, row[:4], strict=True)) for row in rooms]
    if values:
        db.session.execute(update(Room), values)


def _restore_people(people: Sequence[Values]) -> None:
    known = {row[0]: (row[1], row[2]) for row in people}
    for ids in _chunks(list(known)):
        for person in db.session.execute(select(Person).where(Person.id.in_(ids))).scalars():
            person.name, person.phone = known[person.id]
    db.session.flush()


def _bind_again(binding_ids: Sequence[int], at: datetime) -> None:
    """Ties the import ended, where the contact is still there and has no other of the same kind."""
    for ids in _chunks(binding_ids):
        is_ended = (Binding.state == BindingState.ENDED, Binding.ended_at == at)
        statement = (
            select(Binding)
            .join(Contact, Contact.id == Binding.contact_id)
            .where(Binding.id.in_(ids), Contact.unfollowed_at.is_(None), *is_ended)
        )
        bindings = db.session.execute(statement).scalars().all()
        taken = _live_ties([one.room_id for one in bindings])
        for binding in bindings:
            if (binding.contact_id, binding.room_id, binding.person_id) not in taken:
                binding.state, binding.ended_at, binding.reason = BindingState.ACTIVE, None, None
    db.session.flush()


def _live_ties(room_ids: Sequence[int]) -> set[tuple[int, int, int]]:
    rows = db.session.execute(
        select(Binding.contact_id, Binding.room_id, Binding.person_id).where(
            Binding.room_id.in_(room_ids), Binding.state.in_(LIVE_STATES)
        )
    )
    return {(contact, room, person) for contact, room, person in rows}


def _run(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
