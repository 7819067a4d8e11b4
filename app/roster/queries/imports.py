"""Reading what workbooks did to a roster, and what stands in the way of undoing the last of them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Select, Table, and_, func, literal, or_, select, union_all

from app.core.db import Base, db
from app.roster.models import (
    Binding,
    BindingState,
    Guardianship,
    HeadVerdict,
    HeadVerdictMember,
    HouseCode,
    Ownership,
    PartRecord,
    Person,
    Proxy,
    Room,
    RosterImport,
    StaffAccount,
    VoterDesignation,
    WorkbookLayout,
)
from surveys.electorate.persons import Ground
from surveys.errors import Missing

CHUNK = 5000
STAFF = "staff:"
# looked at apart: an import makes them, and codes go with their rooms
OWN = ("ownership", "house_code", "part_record", "head_verdict_member")
KINDS = {"answer": "answers", "poll_draft": "answers", "binding": "bindings", "delivery": "notices"}
Values = tuple[Any, ...]


@dataclass(frozen=True)
class Before:
    """What one import made and changed: ids, and facts before and after (area in 0.01 m²)."""

    buildings_made: Sequence[int] = ()
    units_made: Sequence[int] = ()
    rooms_made: Sequence[int] = ()
    rooms: Sequence[Values] = ()  # id, floor, area, source before; floor, area, source after
    people: Sequence[Values] = ()  # id, name, telephone before; both after; whose word it was before
    people_made: Sequence[int] = ()
    ownerships_made: Sequence[int] = ()
    ownerships_ended: Sequence[int] = ()
    bindings_ended: Sequence[int] = ()
    promoted: Sequence[int] = ()  # of imports until ownership was dated
    voters_ended: Sequence[int] = ()
    codes_killed: Sequence[int] = ()

    def __str__(self) -> str:
        """As it is sealed."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


class ImportRow(NamedTuple):
    """One import as the list of them shows it."""

    id: int
    who: str  # empty for the command line
    imported_at: datetime
    counts: dict[str, Any]
    file: str
    undone_who: str
    undone_at: datetime | None


class Obstacle(NamedTuple):
    """Why an import cannot be undone: a reason, and how often it holds."""

    code: str
    times: int


class LayoutRow(NamedTuple):
    """How a kind of workbook was read before: role by fingerprint of the heading, sheets left out."""

    roles: dict[str, str]
    left_out: tuple[str, ...]


def imports_in(compound_id: int, limit: int = 20) -> list[ImportRow]:
    """The last imports of a compound, newest first."""
    statement = select(RosterImport).where(RosterImport.compound_id == compound_id)
    statement = statement.order_by(RosterImport.id.desc()).limit(limit)
    return _rows(db.session.execute(statement).scalars().all())


def get_import(compound_id: int, import_id: int) -> ImportRow:
    """One import of this compound, or Missing."""
    return _rows([_kept(compound_id, import_id)])[0]


def get_before(compound_id: int, import_id: int) -> Before:
    """What undoing needs, or Missing when it was thrown away: undone, or another import came after."""
    text = _kept(compound_id, import_id).before
    if text is None:
        raise Missing("import-not-found")
    return Before(**json.loads(text))


def obstacles_for(compound_id: int, import_id: int) -> list[Obstacle]:
    """Everything since that undoing would take back or contradict; nothing: it can be undone."""
    kept = _kept(compound_id, import_id)
    if kept.undone_at is not None:
        return [Obstacle("already-undone", 1)]
    later = select(func.count()).where(RosterImport.compound_id == compound_id, RosterImport.id > import_id)
    if count := db.session.execute(later).scalar_one():
        return [Obstacle("later-import", count)]
    if kept.before is None:
        raise Missing("import-not-found")
    before = Before(**json.loads(kept.before))
    found = [
        *_uses_of("room", before.rooms_made),
        *_uses_of("person", before.people_made),
        Obstacle("rooms-edited", _count_edited_rooms(before)),
        Obstacle("people-edited", _count_edited_people(before)),
        Obstacle("owners-edited", _count_edited_owners(before, kept.imported_at)),
        Obstacle("bindings", _count_bound_since(before, kept.imported_at)),
        Obstacle("records", _count_rights_since(before, kept.imported_at)),
    ]
    counts: dict[str, int] = {}
    for obstacle in found:
        counts[obstacle.code] = counts.get(obstacle.code, 0) + obstacle.times
    return [Obstacle(code, count) for code, count in counts.items() if count]


def count_printed(before: Before) -> int:
    """Slips that were printed for rooms the import made: their codes go with the rooms."""
    printed = (HouseCode.printed_at.is_not(None), HouseCode.killed_at.is_(None))
    return _sum(
        before.rooms_made, lambda ids: select(func.count()).where(HouseCode.room_id.in_(ids), *printed)
    )


def find_layout(compound_id: int, source: str) -> LayoutRow | None:
    """How workbooks with these headings were read in this compound, if one was confirmed."""
    statement = select(WorkbookLayout.roles, WorkbookLayout.left_out).where(
        WorkbookLayout.compound_id == compound_id, WorkbookLayout.source == source
    )
    row = db.session.execute(statement).first()
    return LayoutRow(dict(row[0]), tuple(row[1])) if row else None


def _kept(compound_id: int, import_id: int) -> RosterImport:
    statement = select(RosterImport).where(
        RosterImport.id == import_id, RosterImport.compound_id == compound_id
    )
    found = db.session.execute(statement.execution_options(populate_existing=True)).scalar()
    if found is None:
        raise Missing("import-not-found")
    return found


def _rows(kept: Sequence[RosterImport]) -> list[ImportRow]:
    keys = {str(actor).removeprefix(STAFF) for one in kept for actor in (one.imported_by, one.undone_by)}
    accounts = db.session.execute(select(StaffAccount).where(StaffAccount.key.in_(keys))).scalars()
    names = {f"{STAFF}{one.key}": one.name or "" for one in accounts}
    return [
        ImportRow(
            one.id,
            names.get(one.imported_by, ""),
            one.imported_at,
            one.counts,
            one.file or "",
            names.get(one.undone_by or "", ""),
            one.undone_at,
        )
        for one in kept
    ]


def _uses_of(kind: str, ids: Sequence[int]) -> Iterator[Obstacle]:
    """Rows of any table of the house that speak of these rooms or people, whichever room it belongs to."""
    columns = [
        (table, column) for table in Base.metadata.sorted_tables for column in _speaking_of(kind, table)
    ]
    for chunk in _chunks(ids):
        key = Room.id if kind == "room" else Person.id
        made = select(key).where(key.in_(chunk)).cte("made")
        counted = [
            select(literal(table.name), func.count()).select_from(table).where(column.in_(select(made.c.id)))
            for table, column in columns
        ]
        for name, count in db.session.execute(union_all(*counted)):
            yield Obstacle(KINDS.get(name, "records"), count)


def _speaking_of(kind: str, table: Table) -> list[Column[int]]:
    """Columns that hold ids of this kind: by a foreign key, or by their name where a room keeps no key."""
    if table.name in OWN:
        return []
    return [
        column
        for column in table.columns
        if any(key.column.table.name == kind for key in column.foreign_keys) or column.name == f"{kind}_id"
    ]


def _count_edited_rooms(before: Before) -> int:
    after = {row[0]: tuple(row[4:]) for row in before.rooms}
    same = 0
    for chunk in _chunks(list(after)):
        columns = (Room.id, Room.floor, Room.area, Room.area_source)
        rows = db.session.execute(select(*columns).where(Room.id.in_(chunk)))
        same += sum(after[room_id] == (floor, area, source) for room_id, floor, area, source in rows)
    made = _sum(before.rooms_made, lambda ids: select(func.count()).where(Room.id.in_(ids)))
    return len(after) - same + len(before.rooms_made) - made


def _count_edited_people(before: Before) -> int:
    after = {row[0]: (row[3] or None, row[4] or None) for row in before.people}
    same = 0
    for chunk in _chunks(list(after)):
        people = db.session.execute(select(Person).where(Person.id.in_(chunk))).scalars()
        same += sum(after[one.id] == (one.name, one.phone) for one in people)
    made = _sum(before.people_made, lambda ids: select(func.count()).where(Person.id.in_(ids)))
    return len(after) - same + len(before.people_made) - made


def _count_edited_owners(before: Before, at: datetime) -> int:
    """Ownerships it made that ended, those it ended that live again, later ones of its rooms and people."""
    touched = [*before.ownerships_made, *before.ownerships_ended]
    counted, rooms = select(func.count()).select_from(Ownership), select(Ownership.room_id)
    living, over = counted.where(Ownership.ended_at.is_(None)), counted.where(Ownership.ended_at == at)
    written = func.coalesce(Ownership.recorded_at, Ownership.began_at)
    after, other = counted.where(written > at), counted.where(written != at)
    alive = _sum(before.ownerships_made, lambda ids: living.where(Ownership.id.in_(ids)))
    ended = _sum(before.ownerships_ended, lambda ids: over.where(Ownership.id.in_(ids)))
    later = _sum(touched, lambda ids: after.where(Ownership.room_id.in_(rooms.where(Ownership.id.in_(ids)))))
    others = _sum(before.people_made, lambda ids: other.where(Ownership.person_id.in_(ids)))
    return len(touched) - alive - ended + later + others


def _count_bound_since(before: Before, at: datetime) -> int:
    """Who has come since to act as an owner whom the import gave to a home that was there before.

    A household member who proves to be the owner goes on under their own number: the rows of ownership
    know who the owners are now.
    """
    since = or_(Binding.bound_at > at, and_(Binding.asked_at > at, Binding.bound_at.is_(None)))
    is_live = Binding.state.in_((BindingState.ACTIVE, BindingState.WAITING))
    counting = (
        select(func.count(Binding.id.distinct()))
        .select_from(Binding)
        .join(
            Ownership,
            and_(Ownership.room_id == Binding.room_id, Ownership.person_id == Binding.person_id),
        )
        .where(since, is_live)
    )
    return _sum(before.ownerships_made, lambda ids: counting.where(Ownership.id.in_(ids)))


def _count_rights_since(before: Before, at: datetime) -> int:
    """What a clerk has since decided about rooms it made or changed, and owners it made or gave."""
    corrected = select(func.count()).where(PartRecord.reason.is_not(None))
    rooms = _sum(before.rooms_made, lambda ids: corrected.where(PartRecord.room_id.in_(ids)))
    changed = [row[0] for row in before.rooms]
    rooms += _sum(changed, lambda ids: corrected.where(PartRecord.room_id.in_(ids), PartRecord.began_at > at))
    people = _sum(before.people_made, lambda ids: _decided(HeadVerdictMember.person_id.in_(ids)))
    return rooms + people + _count_decided_about(before, at)


def _count_decided_about(before: Before, at: datetime) -> int:
    """Voters named, guardians, papers and heads decided on since, of the owners the import gave."""
    touched = [*before.ownerships_made, *before.ownerships_ended]
    held, rooms = select(Ownership.person_id), select(Ownership.room_id)
    named = select(func.count()).where(VoterDesignation.began_at > at, VoterDesignation.ended_at.is_(None))
    found = _sum(
        touched, lambda ids: named.where(VoterDesignation.room_id.in_(rooms.where(Ownership.id.in_(ids))))
    )
    wards = select(func.count()).where(Guardianship.began_at > at, Guardianship.ended_at.is_(None))
    papers = select(func.count()).where(Proxy.recorded_at > at, Proxy.revoked_at.is_(None))
    for counting, column in ((wards, Guardianship.ward_id), (papers, Proxy.principal_id)):
        found += _sum(
            before.ownerships_made,
            lambda ids, counting=counting, column=column: counting.where(
                column.in_(held.where(Ownership.id.in_(ids))), column.not_in(before.people_made[:CHUNK])
            ),
        )
    return found


def _decided(condition: ColumnElement[bool]) -> Select[int]:
    """How often a clerk decided on heads."""
    return (
        select(func.count())
        .select_from(HeadVerdictMember)
        .join(HeadVerdict, HeadVerdict.id == HeadVerdictMember.verdict_id)
        .where(HeadVerdict.ground == Ground.BY_HAND, condition)
    )


def _sum(ids: Sequence[int], counting: Any) -> int:
    """A count over many ids, some thousands at a time."""
    return sum(db.session.execute(counting(chunk)).scalar_one() for chunk in _chunks(ids))


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
