"""Taking the last import of a compound back: all of it, or nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

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
    VoterDesignation,
)
from app.roster.operations.contacts import LIVE_STATES
from app.roster.operations.heads import refresh_rights
from app.roster.operations.leaving import tell_restored
from app.roster.operations.locking import lock_roster
from app.roster.operations.owning import begin_ownerships, copies_of, end_ownerships
from app.roster.operations.rosters import CHUNK
from app.roster.queries.imports import Before, Values, get_before, get_import, obstacles_for
from surveys.errors import Refusal


def undo_import(compound_id: int, import_id: int, actor: object, at: datetime) -> Before:
    """Rooms, owners and people are from now on as before the last import; who was unbound is bound again.

    What was in force in between stays on record. Only homes that the import made go altogether: nothing has
    used them. Raises `import-not-undoable` when anything since depends on it; `obstacles_for` says what.
    """
    lock_roster(compound_id)
    done = get_import(compound_id, import_id)
    if done.undone_at is None:
        _hold(get_before(compound_id, import_id))
    obstacles = obstacles_for(compound_id, import_id)
    if obstacles:
        raise Refusal("import-not-undoable", reasons=", ".join(one.code for one in obstacles))
    before = get_before(compound_id, import_id)
    _take_owners_back(before, at)
    _take_places_back(before)
    _restore_rooms(before.rooms)
    _restore_people(before.people)
    _name_voters_again(before, at)
    _revive_codes(before)
    tell_restored(_bind_again(before.bindings_ended, done.imported_at), at)
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


def _take_owners_back(before: Before, at: datetime) -> None:
    """Owners of homes that were there before are dated: until now it was so, from now on it is as it was."""
    again = copies_of(before.ownerships_ended, at)
    again += copies_of(before.promoted, at, is_primary=False)
    for ids in _chunks(before.rooms_made):
        _run(delete(Ownership).where(Ownership.room_id.in_(ids)))
    end_ownerships([*before.ownerships_made, *before.promoted], at)
    begin_ownerships(again)


def _name_voters_again(before: Before, at: datetime) -> None:
    """Whom the co-owners had named before the import ended it."""
    columns = (VoterDesignation.room_id, VoterDesignation.person_id, VoterDesignation.reason)
    rows = [
        {"room_id": room_id, "person_id": person_id, "reason": reason, "began_at": at}
        for ids in _chunks(before.voters_ended)
        for room_id, person_id, reason in db.session.execute(
            select(*columns).where(VoterDesignation.id.in_(ids))
        )
    ]
    if rows:
        db.session.execute(insert(VoterDesignation), rows)


def _take_places_back(before: Before) -> None:
    """Rooms with codes and records, stairwells and buildings that hold nothing any more, people.

    Who owned a home that stays, stays on record as its owner of those days.
    """
    for ids in _chunks(before.rooms_made):
        _run(delete(HouseCode).where(HouseCode.room_id.in_(ids)))
        _run(delete(PartRecord).where(PartRecord.room_id.in_(ids)))
        _run(delete(Room).where(Room.id.in_(ids)))
    for ids in _chunks(before.units_made):
        _run(delete(Unit).where(Unit.id.in_(ids), Unit.id.not_in(select(Room.unit_id))))
    for ids in _chunks(before.buildings_made):
        _run(delete(Building).where(Building.id.in_(ids), Building.id.not_in(select(Unit.building_id))))
    for ids in _chunks(before.people_made):
        owners = set(
            db.session.execute(select(Ownership.person_id).where(Ownership.person_id.in_(ids))).scalars()
        )
        _forget([one for one in ids if one not in owners])


def _revive_codes(before: Before) -> None:
    """Slips work again where no new one was made since."""
    newer = select(HouseCode.room_id).where(HouseCode.killed_at.is_(None))
    for ids in _chunks(before.codes_killed):
        _run(
            update(HouseCode)
            .where(HouseCode.id.in_(ids), HouseCode.room_id.not_in(newer))
            .values(killed_at=None)
        )


def _forget(person_ids: Sequence[int]) -> None:
    """People who came with homes that are gone; evidence that spoke of them speaks of the others still."""
    spoken = select(HeadVerdictMember.verdict_id).where(HeadVerdictMember.person_id.in_(person_ids))
    verdicts = list(db.session.execute(spoken.distinct()).scalars())
    _run(delete(HeadVerdictMember).where(HeadVerdictMember.person_id.in_(person_ids)))
    for ids in _chunks(verdicts):
        several = (
            select(HeadVerdictMember.verdict_id)
            .group_by(HeadVerdictMember.verdict_id)
            .having(func.count() > 1)
        )
        lonely = HeadVerdictMember.verdict_id.in_(ids), HeadVerdictMember.verdict_id.not_in(several)
        _run(delete(HeadVerdictMember).where(*lonely))
        empty = HeadVerdict.id.not_in(select(HeadVerdictMember.verdict_id))
        _run(delete(HeadVerdict).where(HeadVerdict.id.in_(ids), empty))
    _run(delete(Person).where(Person.id.in_(person_ids)))


def _restore_rooms(rooms: Sequence[Values]) -> None:
    names = ("id", "floor", "area", "area_source")
    values = [dict(zip(names, row[:4], strict=True)) for row in rooms]
    if values:
        db.session.execute(update(Room), values)


def _restore_people(people: Sequence[Values]) -> None:
    known = {row[0]: row for row in people}
    for ids in _chunks(list(known)):
        for person in db.session.execute(select(Person).where(Person.id.in_(ids))).scalars():
            _, person.name, person.phone, _, _, *whose = known[person.id]
            person.is_phone_own, person.listed_phone = whose or (False, None)
    db.session.flush()


def _bind_again(binding_ids: Sequence[int], at: datetime) -> list[Binding]:
    """Ties the import ended, where the contact is still there, still agrees and has no other of the kind."""
    again: list[Binding] = []
    for ids in _chunks(binding_ids):
        is_ended = (Binding.state == BindingState.ENDED, Binding.ended_at == at)
        statement = (
            select(Binding)
            .join(Contact, Contact.id == Binding.contact_id)
            .where(Binding.id.in_(ids), *is_ended)
            .where(Contact.unfollowed_at.is_(None), Contact.consent_version.is_not(None))
        )
        bindings = db.session.execute(statement).scalars().all()
        taken = _live_ties([one.room_id for one in bindings])
        for binding in bindings:
            if (binding.contact_id, binding.room_id, binding.person_id) not in taken:
                binding.state, binding.ended_at = BindingState.ACTIVE, None
                binding.ended_why = binding.reason = None
                again.append(binding)
    db.session.flush()
    return again


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
