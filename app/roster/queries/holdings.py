"""Reading what is dated about one room: owners, area, voters, guardians, proxies, tenants."""

from collections.abc import Collection, Iterable
from datetime import datetime, time
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.db import db
from app.roster.models import (
    Guardianship,
    HeadVerdict,
    HeadVerdictMember,
    Ownership,
    PartRecord,
    Person,
    PersonNumber,
    Proxy,
    Room,
    RoomUse,
    VoterDesignation,
)
from surveys.electorate.parts import AreaSource, OwnerKind, PartKind
from surveys.electorate.persons import Ground
from surveys.electorate.shares import share_to_text
from surveys.errors import Missing
from surveys.figures import area_to_text
from surveys.privacy import mask_name, mask_phone

MOST_VERDICTS = 500


class Span(NamedTuple):
    """From when to when something held, and why it was changed."""

    began_at: datetime
    ended_at: datetime | None
    reason: str
    recorded_at: datetime | None = None  # the last time it was written on, where that was later

    def holds_at(self, at: datetime) -> bool:
        """Whether it was in force at an instant."""
        return self.began_at <= at and (self.ended_at is None or self.ended_at > at)


class OwnerSpan(NamedTuple):
    """Somebody owned the room, or the part of it that `share` says, such as `1/2`."""

    person_id: int
    name: str
    phone: str | None
    kind: OwnerKind
    is_primary: bool
    share: str
    span: Span


class PartSpan(NamedTuple):
    """What the room was; area in 0.01 m²."""

    kind: PartKind
    area: int | None
    source: AreaSource | None
    span: Span


class PairSpan(NamedTuple):
    """One person acts for another, or stands for the room: `other` is whom the first one has named."""

    id: int
    person_id: int
    name: str
    other: str
    kind: str
    span: Span


class ProxyRow(NamedTuple):
    """A written authority; `until` is its last instant on paper, the agent's telephone is masked."""

    id: int
    person_id: int
    name: str
    agent: str
    agent_phone: str
    begins_at: datetime
    until: datetime
    scan: str | None
    seen: str
    span: Span


class NumberRow(NamedTuple):
    """What is kept of the number noted for somebody: its last four places."""

    tail: str
    is_institution: bool


class VerdictRow(NamedTuple):
    """A decision on who is one person, with the names it speaks of."""

    id: int
    is_same: bool
    ground: Ground
    reason: str
    decided_by: str
    names: tuple[str, ...]
    span: Span


class Entry(NamedTuple):
    """What a resident sees of the roster's entry of their own home; names are masked."""

    area: str
    source: AreaSource | None
    kind: PartKind
    owners: tuple[str, ...]
    voter: str


class Holdings(NamedTuple):
    """Everything dated about one room, the newest first."""

    owners: list[OwnerSpan]
    parts: list[PartSpan]
    voters: list[PairSpan]
    guardians: list[PairSpan]
    proxies: list[ProxyRow]
    uses: list[PairSpan]


def holdings_of(room_id: int) -> Holdings:
    """What holds and what held for one room, and for everybody who ever owned it."""
    owners = _owners(room_id)
    people = {one.person_id for one in owners}
    return Holdings(
        owners, _records(room_id), _voters(room_id), _guardians(people), _proxies(people), _uses(room_id)
    )


def entry_of(room_id: int, at: datetime) -> Entry:
    """The entry of one room at an instant, for those who live there."""
    owners = [one for one in _owners(room_id) if one.span.holds_at(at)]
    part = next((one for one in _records(room_id) if one.span.holds_at(at)), None)
    room = db.session.get_one(Room, room_id)
    area, source = (part.area, part.source) if part else (room.area, room.area_source)
    voters = [one.name for one in _voters(room_id) if one.span.holds_at(at)]
    alone = [one.name for one in owners] if len(owners) == 1 else []
    return Entry(
        area_to_text(area) if area else "",
        source,
        part.kind if part else PartKind.DWELLING,
        tuple(mask_name(one.name) for one in owners),
        mask_name(next(iter([*voters, *alone]), "")),
    )


def numbers_of(person_ids: Collection[int]) -> dict[int, NumberRow]:
    """What is kept of the numbers noted for these people."""
    statement = select(PersonNumber).where(
        PersonNumber.person_id.in_(person_ids), PersonNumber.ended_at.is_(None)
    )
    rows = db.session.execute(statement).scalars()
    return {row.person_id: NumberRow(row.tail or "", row.is_institution) for row in rows}


def get_scan(compound_id: int, proxy_id: int) -> str:
    """The picture of a written authority of this compound, or Missing."""
    statement = (
        select(Proxy.scan)
        .join(Person, Person.id == Proxy.principal_id)
        .where(Proxy.id == proxy_id, Person.compound_id == compound_id)
    )
    found = db.session.execute(statement).scalar()
    if found is None:
        raise Missing("picture-not-found")
    return found


def verdict_rows_in(compound_id: int, verdict_ids: Collection[int] | None = None) -> list[VerdictRow]:
    """Decisions by hand that stand, the newest first; or those asked for, whatever their ground."""
    statement = select(HeadVerdict).where(HeadVerdict.compound_id == compound_id)
    if verdict_ids is None:
        statement = statement.where(HeadVerdict.ended_at.is_(None), HeadVerdict.ground == Ground.BY_HAND)
    else:
        statement = statement.where(HeadVerdict.id.in_(verdict_ids))
    statement = statement.order_by(HeadVerdict.id.desc()).limit(MOST_VERDICTS)
    verdicts = db.session.execute(statement).scalars().all()
    names = _member_names([one.id for one in verdicts])
    return [
        VerdictRow(
            one.id, one.is_same, one.ground, one.reason, one.decided_by, tuple(names.get(one.id, ())),
            Span(one.began_at, one.ended_at, one.reason),
        )
        for one in verdicts
    ]  # fmt: skip


def _member_names(verdict_ids: Collection[int]) -> dict[int, list[str]]:
    statement = (
        select(HeadVerdictMember.verdict_id, Person)
        .join(Person, Person.id == HeadVerdictMember.person_id)
        .where(HeadVerdictMember.verdict_id.in_(verdict_ids))
        .order_by(HeadVerdictMember.verdict_id, Person.id)
    )
    found: dict[int, list[str]] = {}
    for verdict_id, person in db.session.execute(statement):
        found.setdefault(verdict_id, []).append(person.name or "")
    return found


def _owners(room_id: int) -> list[OwnerSpan]:
    statement = (
        select(Ownership, Person)
        .join(Person, Person.id == Ownership.person_id)
        .where(Ownership.room_id == room_id)
        .order_by(Ownership.is_primary.desc(), Ownership.began_at.desc(), Ownership.id.desc())
    )
    return [
        OwnerSpan(
            person.id, person.name or "", person.phone, row.kind, row.is_primary,
            share_to_text(row.share_top, row.share_bottom), _owned(row),
        )
        for row, person in db.session.execute(statement)
    ]  # fmt: skip


def _records(room_id: int) -> list[PartSpan]:
    statement = select(PartRecord).where(PartRecord.room_id == room_id)
    rows = db.session.execute(statement.order_by(PartRecord.began_at.desc(), PartRecord.id.desc())).scalars()
    return [PartSpan(row.kind, row.area, row.area_source, _span(row)) for row in rows]


def _voters(room_id: int) -> list[PairSpan]:
    rows = _named(VoterDesignation, VoterDesignation.person_id, VoterDesignation.room_id == room_id)
    return [PairSpan(row.id, row.person_id, name, "", "", _span(row)) for row, name in rows]


def _guardians(people: Collection[int]) -> list[PairSpan]:
    rows = list(_named(Guardianship, Guardianship.ward_id, Guardianship.ward_id.in_(people)))
    others = _names({row.guardian_id for row, _ in rows})
    return [
        PairSpan(row.id, row.ward_id, name, others[row.guardian_id], str(row.ground), _guarded(row))
        for row, name in rows
    ]


def _uses(room_id: int) -> list[PairSpan]:
    rows = _named(RoomUse, RoomUse.person_id, RoomUse.room_id == room_id)
    return [PairSpan(row.id, row.person_id, name, "", str(row.kind), _span(row)) for row, name in rows]


def _proxies(people: Collection[int]) -> list[ProxyRow]:
    agent = aliased(Person)
    statement = (
        select(Proxy, Person, agent)
        .join(Person, Person.id == Proxy.principal_id)
        .join(agent, agent.id == Proxy.agent_id)
        .where(Proxy.principal_id.in_(people))
        .order_by(Proxy.id.desc())
    )
    return [
        ProxyRow(
            row.id, row.principal_id, principal.name or "", acting.name or "", mask_phone(acting.phone or ""),
            row.begins_at, row.ends_at, row.scan, row.seen or "",
            Span(max(row.begins_at, row.recorded_at), row.revoked_at or row.ends_at, row.reason or ""),
        )
        for row, principal, acting in db.session.execute(statement)
    ]  # fmt: skip


def _named(table: Any, column: Any, condition: Any) -> Iterable[tuple[Any, str]]:
    statement = select(table, Person).join(Person, Person.id == column).where(condition)
    rows = db.session.execute(statement.order_by(table.began_at.desc(), table.id.desc()))
    return [(row, person.name or "") for row, person in rows]


def _names(person_ids: Collection[int]) -> dict[int, str]:
    people = db.session.execute(select(Person).where(Person.id.in_(person_ids))).scalars()
    return {person.id: person.name or "" for person in people}


def _owned(row: Ownership) -> Span:
    """With the day it was written down, where the change was earlier."""
    pairs = ((row.ended_at, row.end_recorded_at), (row.began_at, row.recorded_at))
    later = [told for true, told in pairs if true and told and told > true]
    return Span(row.began_at, row.ended_at, row.reason or "", later[0] if later else None)


def _guarded(row: Guardianship) -> Span:
    """Until the ward comes of age, also where that is still to come."""
    until = [row.ended_at] if row.ended_at else []
    until += [clock.from_local(datetime.combine(row.ends_on, time()))] if row.ends_on else []
    return Span(row.began_at, min(until, default=None), row.reason)


def _span(row: Any) -> Span:
    return Span(row.began_at, row.ended_at, row.reason or "")
