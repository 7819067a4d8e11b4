"""Who owns and who uses a room: a sale ends rows and begins others, nothing is overwritten."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import case, func, insert, select, update

from app.audit.operations import record
from app.core import clock
from app.core.db import db
from app.roster.models import (
    Ownership,
    Room,
    RoomUse,
    UseKind,
    VoterDesignation,
)
from app.roster.operations.acting import owners_of
from app.roster.operations.codes import kill_codes
from app.roster.operations.heads import refresh_rights
from app.roster.operations.identifying import Somebody, as_written, identify, require_room
from app.roster.operations.leaving import release
from app.roster.operations.locking import lock_roster
from app.roster.operations.owning import begin_ownerships, go_on
from app.roster.operations.reasons import tidy_reason
from surveys.electorate.parts import OwnerKind
from surveys.errors import Invalid, Missing, Refusal


@dataclass(frozen=True)
class Transfer:
    """All owners of a room, the first-named first, as what they hold it, why, and since which day.

    Without a day it is since now.
    """

    room_id: int
    owners: Sequence[Somebody]
    kind: OwnerKind
    reason: str
    effective_on: date | None = None


@dataclass(frozen=True)
class Use:
    """Somebody rents or uses a room; they may speak and never vote."""

    room_id: int
    who: Somebody
    kind: str


def transfer_ownership(compound_id: int, told: Transfer, actor: object, at: datetime) -> None:
    """A sale, an inheritance, a correction: who stays keeps their row, others end and begin.

    Shares written down for other owners hold no longer: they are asked for anew. Who is first-named is
    dated too: a row that becomes it, or is it no more, ends and goes on as another. Whoever acted as an owner
    who leaves acts for the room no more. Raises `owner-needed`, `owner-repeated`, `nothing-changed`,
    `reason-needed`, `effective-in-the-future`, `effective-before-another-change`.
    """
    reason = check_transfer(told)
    lock_roster(compound_id)
    require_room(compound_id, told.room_id)
    since = _effective_at(told, at)
    wanted = [identify(compound_id, one, at) for one in told.owners]
    if len(set(wanted)) < len(wanted):
        raise Invalid("owner-repeated")
    live = select(Ownership).where(Ownership.room_id == told.room_id, Ownership.ended_at.is_(None))
    known = {row.person_id: row for row in db.session.execute(live).scalars()}
    is_same = set(known) == set(wanted)
    if is_same and known[wanted[0]].is_primary and all(row.kind is told.kind for row in known.values()):
        raise Refusal("nothing-changed")
    kept = {key for key, row in known.items() if is_same or row.share_top is None}
    staying = [key for key in kept if key in wanted and known[key].kind is told.kind]
    for row in (row for key, row in known.items() if key not in staying):
        row.ended_at, row.end_recorded_at, row.reason = since, at, reason
    db.session.flush()  # the old ones end before the new ones begin: the database allows one of each
    began = {"began_at": since, "recorded_at": at, "reason": reason}
    lesser = [known[key].id for key in staying if known[key].is_primary and key != wanted[0]]
    go_on(lesser, since, is_primary=False, recorded_at=at, reason=reason)
    first = [known[key].id for key in staying if not known[key].is_primary and key == wanted[0]]
    go_on(first, since, is_primary=True, recorded_at=at, reason=reason)
    begin_ownerships(_fresh(told, wanted, {*staying}, began=began))
    _release(told.room_id, set(known) - set(wanted), at, since=since)
    facts = {"ended": sorted(set(known) - set(wanted)), "owners": wanted, "kind": str(told.kind)}
    record(actor, "ownership.transfer", f"room:{told.room_id}", at, since=since.isoformat(), **facts)
    refresh_rights(compound_id, at)


def check_transfer(told: Transfer) -> str:
    """What is wrong with a change before anybody is asked whether it is meant; its reason, tidied."""
    reason = tidy_reason(told.reason)
    if not told.owners:
        raise Invalid("owner-needed")
    for one in told.owners:
        if one.person_id is None:
            as_written(one)
    return reason


def record_use(compound_id: int, told: Use, actor: object, at: datetime) -> int:
    """Note a tenant or user of a room. Raises `tenant-is-owner`, `tenant-already-there`."""
    if told.kind not in set(UseKind):
        raise Invalid("use-unknown")
    lock_roster(compound_id)
    require_room(compound_id, told.room_id)
    person_id = identify(compound_id, told.who, at)
    if person_id in owners_of(told.room_id):
        raise Refusal("tenant-is-owner")
    live = select(RoomUse.id).where(
        RoomUse.room_id == told.room_id, RoomUse.person_id == person_id, RoomUse.ended_at.is_(None)
    )
    if db.session.execute(live).scalar() is not None:
        raise Refusal("tenant-already-there")
    values = {"room_id": told.room_id, "person_id": person_id, "kind": UseKind(told.kind), "began_at": at}
    use_id: int = db.session.execute(insert(RoomUse).values(**values).returning(RoomUse.id)).scalar_one()
    record(actor, "use.record", f"room:{told.room_id}", at, person=person_id, kind=told.kind)
    return use_id


def end_use(compound_id: int, use_id: int, actor: object, at: datetime) -> None:
    """A tenant moved out."""
    here = select(Room.id).where(Room.compound_id == compound_id)
    statement = update(RoomUse).where(
        RoomUse.id == use_id, RoomUse.room_id.in_(here), RoomUse.ended_at.is_(None)
    )
    if db.session.execute(statement.values(ended_at=at).returning(RoomUse.id)).first() is None:
        raise Missing("holding-not-found")
    record(actor, "use.end", f"use:{use_id}", at)


def _effective_at(told: Transfer, at: datetime) -> datetime:
    """Now, or the beginning of an earlier day; never before the last change of the room's owners."""
    on, today = told.effective_on, clock.local(at).date()
    if on is None or on == today:
        return at
    if on > today:
        raise Invalid("effective-in-the-future")
    moments = select(func.max(Ownership.began_at), func.max(Ownership.ended_at))
    found = db.session.execute(moments.where(Ownership.room_id == told.room_id)).one()
    morning = clock.from_local(datetime.combine(on, time()))
    last = max((one for one in found if one is not None), default=morning)
    if on < clock.local(last).date():
        raise Invalid("effective-before-another-change", day=clock.local(last).date().isoformat())
    return max(morning, last)


def _fresh(
    told: Transfer, wanted: Sequence[int], staying: set[int], *, began: dict[str, object]
) -> list[dict[str, Any]]:
    """Rows of those who come, the first-named among them as such."""
    return [
        {
            "room_id": told.room_id,
            "person_id": person_id,
            "kind": told.kind,
            "is_primary": person_id == wanted[0],
            **began,
        }
        for person_id in wanted
        if person_id not in staying
    ]


def _release(room_id: int, people: Collection[int], at: datetime, *, since: datetime) -> None:
    """Who left acts for the room no more, under no name; nor is a slip of theirs worth anything.

    A designation of one of them ended with the ownership.
    """
    if not people:
        return
    release({room_id: people}, at)
    named = update(VoterDesignation).where(
        VoterDesignation.room_id == room_id,
        VoterDesignation.person_id.in_(people),
        VoterDesignation.ended_at.is_(None),
    )
    began = VoterDesignation.began_at
    db.session.execute(named.values(ended_at=case((began > since, began), else_=since)))
    db.session.flush()
    kill_codes([room_id], at)
