"""Voting rights at any instant: the dated facts of a compound, handed to the rules that count heads."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from app.core.clock import day_of
from app.core.db import db
from app.core.encryption import blind_index
from app.roster.models import (
    PHONE_INDEX,
    Guardianship,
    HeadVerdict,
    HeadVerdictMember,
    Ownership,
    PartRecord,
    Person,
    PersonNumber,
    Proxy,
    Room,
    VoterDesignation,
)
from app.roster.queries.places import covered_by
from surveys.electorate.parts import Holding, Part, PartKind
from surveys.electorate.persons import Entry, Persons, Verdict, evident
from surveys.electorate.proxies import Authority
from surveys.electorate.rights import Electorate, Facts, count
from surveys.electorate.rules import DEFAULT, CountingRules
from surveys.electorate.scopes import Scope

ENDED = (Ownership.end_recorded_at, Ownership.ended_at)


class Tenure(NamedTuple):
    """A room and one owner of it, as the roster knew them: `left_at` is None while they still own it."""

    room_id: int
    person_id: int
    known_at: datetime
    left_at: datetime | None

    def is_known(self, at: datetime) -> bool:
        """Whether this owner stood in the roster at an instant."""
        return self.known_at <= at and (self.left_at is None or self.left_at > at)


def rights_in_force(
    compound_id: int, scope: Scope, at: datetime, *, rules: CountingRules = DEFAULT
) -> Electorate:
    """Rights and heads of a scope as they were at an instant, as far as is known today.

    What is entered later never changes it, but for a change of owners that is entered late with the day it
    took effect. An electorate that counts is therefore kept when it is frozen and not asked for again.
    """
    return count(facts_in(compound_id, scope, at), rules)


def facts_in(compound_id: int, scope: Scope, at: datetime) -> Facts:
    """What was known at an instant of the rooms a scope covers, and of everybody who might act."""
    here = and_(Room.compound_id == compound_id, covered_by(scope))
    held = select(Ownership.room_id, Ownership.person_id, Ownership.kind)
    held = held.join(Room, Room.id == Ownership.room_id).where(here, is_in_force(Ownership, at))
    named = select(VoterDesignation.room_id, VoterDesignation.person_id)
    named = named.join(Room, Room.id == VoterDesignation.room_id).where(
        here, is_in_force(VoterDesignation, at)
    )
    return Facts(
        parts=_parts(here, at),
        holdings=tuple(Holding(*row) for row in db.session.execute(held)),
        verdicts=tuple(verdicts_in(compound_id, at)),
        designated=dict(db.session.execute(named).all()),
        guardians=guardians_in(compound_id, at),
        proxies={one.principal: one.agent for one in authorities_in(compound_id, at) if one.begins_at <= at},
        minors=minors_in(compound_id, at),
    )


def verdicts_in(compound_id: int, at: datetime) -> list[Verdict]:
    """Every decision on who is one person that was in force at an instant."""
    statement = (
        select(HeadVerdict.id, HeadVerdict.is_same, HeadVerdict.ground, HeadVerdictMember.person_id)
        .join(HeadVerdictMember, HeadVerdictMember.verdict_id == HeadVerdict.id)
        .where(HeadVerdict.compound_id == compound_id, is_in_force(HeadVerdict, at))
        .order_by(HeadVerdict.id)
    )
    said: dict[int, tuple[Any, Any]] = {}
    members: dict[int, list[int]] = {}
    for verdict_id, is_same, ground, person_id in db.session.execute(statement):
        said[verdict_id] = (is_same, ground)
        members.setdefault(verdict_id, []).append(person_id)
    return [Verdict(key, frozenset(members[key]), *said[key]) for key in said]


def guardians_in(compound_id: int, at: datetime) -> dict[int, int]:
    """Guardians by ward, as they were at an instant; of a minor until they come of age."""
    statement = (
        select(Guardianship.ward_id, Guardianship.guardian_id)
        .join(Person, Person.id == Guardianship.ward_id)
        .where(Person.compound_id == compound_id, is_guarding(at))
    )
    return dict(db.session.execute(statement).all())


def minors_in(compound_id: int, at: datetime) -> frozenset[int]:
    """Who was known to be under eighteen at an instant: only an identity number tells."""
    statement = (
        select(PersonNumber.person_id)
        .join(Person, Person.id == PersonNumber.person_id)
        .where(Person.compound_id == compound_id, is_in_force(PersonNumber, at))
    )
    return frozenset(db.session.execute(statement.where(PersonNumber.of_age_on > day_of(at))).scalars())


def authorities_in(compound_id: int, at: datetime) -> list[Authority]:
    """Proxies recorded and not revoked at an instant that run then or later."""
    statement = (
        select(Proxy.principal_id, Proxy.agent_id, Proxy.begins_at, Proxy.ends_at, Proxy.id)
        .join(Person, Person.id == Proxy.principal_id)
        .where(
            Person.compound_id == compound_id,
            Proxy.recorded_at <= at,
            Proxy.ends_at > at,
            or_(Proxy.revoked_at.is_(None), Proxy.revoked_at > at),
        )
        .order_by(Proxy.id)
    )
    return [Authority(*row) for row in db.session.execute(statement)]


def principals_of(compound_id: int, agent_ids: Collection[int], at: datetime) -> dict[int, int]:
    """Who let one of these people vote for them, by a paper in force at an instant: agents by principal."""
    agents = set(agent_ids)
    return {
        one.principal: one.agent
        for one in authorities_in(compound_id, at)
        if one.agent in agents and one.begins_at <= at
    }


def tenures_in(room_ids: Collection[int]) -> list[Tenure]:
    """Who stood in the roster as an owner of these rooms, from when until when it was written down so."""
    known = func.coalesce(Ownership.recorded_at, Ownership.began_at)
    left = case((Ownership.ended_at.is_(None), None), else_=func.coalesce(*ENDED))
    statement = select(Ownership.room_id, Ownership.person_id, known, left)
    return [Tenure(*row) for row in db.session.execute(statement.where(Ownership.room_id.in_(room_ids)))]


def entries_in(compound_id: int) -> list[Entry]:
    """Today's owners as entries for a clerk to compare, by the numbers they are reached under."""
    return [_entry(*row) for row in _owner_rows(compound_id)]


def evidence_in(compound_id: int) -> list[Entry]:
    """Today's owners by what a list or the desk says of them; named only behind a telephone that repeats.

    A number its owner typed is no evidence: whoever types a namesake's number would take their vote.
    """
    rows = [(person, _listed_index(person), *rest) for person, *rest in _owner_rows(compound_id)]
    shared = _repeated(mark for _, mark, *_ in rows)
    return [
        Entry(
            person.id,
            (person.name or "") if mark in shared else "",
            mark or "",
            number or "",
            bool(is_institution),
        )
        for person, mark, number, is_institution in rows
    ]


def persons_of(compound_id: int, person_ids: Collection[int], at: datetime) -> Persons:
    """Who is one person, owner or not: also these people with whoever shares a telephone with them.

    Verdicts speak of owners only; somebody who owns nothing here can be on the roster twice all the same.
    """
    calling = select(Person.phone_index).where(Person.id.in_(person_ids), Person.phone_index.is_not(None))
    near = or_(Person.id.in_(person_ids), Person.phone_index.in_(calling))
    rows = db.session.execute(_numbered().where(Person.compound_id == compound_id, near))
    alike = evident([_entry(*row) for row in rows])
    found = [Verdict(0, members, is_same=True, ground=ground) for members, ground in alike.items()]
    return Persons([*verdicts_in(compound_id, at), *found])


def is_in_force(table: Any, at: datetime) -> ColumnElement[bool]:
    """SQL for: this row had begun and had not ended."""
    return and_(table.began_at <= at, or_(table.ended_at.is_(None), table.ended_at > at))


def is_guarding(at: datetime) -> ColumnElement[bool]:
    """SQL for: this guardianship was in force, and a minor had not come of age."""
    return and_(
        is_in_force(Guardianship, at), or_(Guardianship.ends_on.is_(None), Guardianship.ends_on > day_of(at))
    )


def _numbered() -> Select[*tuple[Any, ...]]:
    """People with the number noted for them, if any."""
    return (
        select(Person, PersonNumber.number_index, PersonNumber.is_institution)
        .outerjoin(PersonNumber, and_(PersonNumber.person_id == Person.id, PersonNumber.ended_at.is_(None)))
        .order_by(Person.id)
    )


def _entry(person: Person, number: str | None, is_institution: bool | None) -> Entry:
    """By the number somebody is reached under."""
    return Entry(person.id, person.name or "", person.phone_index or "", number or "", bool(is_institution))


def _parts(here: ColumnElement[bool], at: datetime) -> tuple[Part, ...]:
    """A room that no record speaks of is what it says itself; one that came later is not there yet."""
    then = and_(PartRecord.room_id == Room.id, is_in_force(PartRecord, at))
    is_recorded = select(PartRecord.id).where(PartRecord.room_id == Room.id).correlate(Room).exists()
    statement = (
        select(
            Room.id, Room.area, Room.area_source,
            PartRecord.id, PartRecord.kind, PartRecord.area, PartRecord.area_source,
        )
        .outerjoin(PartRecord, then)
        .where(here, or_(PartRecord.id.is_not(None), ~is_recorded))
        .order_by(Room.id)
    )  # fmt: skip
    parts = []
    for room_id, area, source, record_id, kind, area_then, source_then in db.session.execute(statement):
        if record_id is None:
            parts.append(Part(room_id, PartKind.DWELLING, area, source))
        else:
            parts.append(Part(room_id, kind, area_then, source_then))
    return tuple(parts)


def _owner_rows(compound_id: int) -> Sequence[Any]:
    here = Person.compound_id == compound_id, Person.id.in_(_owners_in(compound_id))
    return db.session.execute(_numbered().where(*here)).all()


def _listed_index(person: Person) -> str | None:
    """The fingerprint of the number a list says, under the column all are compared by."""
    if not person.is_phone_own:
        return person.phone_index
    return blind_index(person.listed_phone, PHONE_INDEX) if person.listed_phone else None


def _owners_in(compound_id: int) -> Any:
    owned = select(Ownership.person_id).join(Room, Room.id == Ownership.room_id)
    return owned.where(Room.compound_id == compound_id, Ownership.ended_at.is_(None))


def _repeated(marks: Iterable[str | None]) -> set[str | None]:
    seen: set[str | None] = {None}
    found: set[str | None] = set()
    for mark in marks:
        (found if mark in seen and mark is not None else seen).add(mark)
    return found
