"""Deciding which entries of a roster are one voting person: by evidence, or by hand with a reason."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from app.audit.operations import record
from app.core import clock
from app.core.actors import SYSTEM
from app.core.db import db
from app.core.encryption import blind_index
from app.roster.models import (
    NUMBER_INDEX,
    GuardianGround,
    Guardianship,
    HeadVerdict,
    HeadVerdictMember,
    PersonNumber,
)
from app.roster.operations.identifying import require_people
from app.roster.operations.lapsing import check_union, end_fallen
from app.roster.operations.locking import lock_roster
from app.roster.operations.parts import record_parts
from app.roster.operations.reasons import tidy_reason
from app.roster.queries.electorate import evidence_in, is_guarding, verdicts_in
from surveys.electorate.identity import of_age_on, tail_of, tidy_number
from surveys.electorate.persons import Ground, Verdict, contradicts, evident
from surveys.errors import Invalid, Missing, Refusal

EVIDENCE = "evidence"


@dataclass(frozen=True)
class Decision:
    """These people are one, or each of them is somebody else, and why."""

    people: frozenset[int]
    is_same: bool
    reason: str


@dataclass(frozen=True)
class Number:
    """The identity number of a person, or the credit code of an institution, as it was typed."""

    person_id: int
    text: str
    is_institution: bool = False


def refresh_rights(compound_id: int, at: datetime) -> None:
    """Date what an import or a correction has changed: areas, and who is evidently one person."""
    record_parts(compound_id, at)
    record_evidence(compound_id, at)


def record_evidence(compound_id: int, at: datetime) -> None:
    """Merge whom a number or a telephone shows to be one; end what nothing shows any more."""
    wanted = evident(evidence_in(compound_id))
    known = {
        one.members: one
        for one in verdicts_in(compound_id, at)
        if one.is_same and one.ground != Ground.BY_HAND
    }
    gone = [one.key for members, one in known.items() if wanted.get(members) != one.ground]
    new = {
        members: ground
        for members, ground in wanted.items()
        if members not in known or known[members].key in gone
    }
    _end(gone, at)
    for members, ground in new.items():
        _write(compound_id, Verdict(0, members, True, ground), EVIDENCE, at, reason="")
    if gone or new:
        record(
            "system:roster", "heads.evident", f"compound:{compound_id}", at, merged=len(new), ended=len(gone)
        )
    if new:
        end_fallen(compound_id, at)


def decide_heads(compound_id: int, told: Decision, actor: object, at: datetime) -> int:
    """Merge entries into one head, or keep them apart; returns the verdict's number.

    Raises `choose-two-people`, `reason-needed`, `heads-decided-otherwise`, and what one person may not hold
    of written authorities (`proxy-cap-reached`, `proxy-chain`, …): those are revoked first.
    """
    reason = tidy_reason(told.reason)
    if len(told.people) < 2:
        raise Invalid("choose-two-people")
    lock_roster(compound_id)
    require_people(compound_id, told.people)
    verdict = Verdict(0, told.people, told.is_same)
    if contradicts(verdicts_in(compound_id, at), verdict):
        raise Refusal("heads-decided-otherwise")
    if told.is_same:
        check_union(compound_id, verdict, at)
    verdict_id = _write(compound_id, verdict, str(actor), at, reason=reason)
    act = "heads.merge" if told.is_same else "heads.separate"
    record(actor, act, f"verdict:{verdict_id}", at, people=sorted(told.people))
    return verdict_id


def end_verdict(compound_id: int, verdict_id: int, actor: object, at: datetime) -> None:
    """Take a decision back; from now on the entries are what evidence says."""
    statement = update(HeadVerdict).where(
        HeadVerdict.id == verdict_id,
        HeadVerdict.compound_id == compound_id,
        HeadVerdict.ground == Ground.BY_HAND,
        HeadVerdict.ended_at.is_(None),
    )
    if db.session.execute(statement.values(ended_at=at).returning(HeadVerdict.id)).first() is None:
        raise Missing("holding-not-found")
    record(actor, "heads.undo", f"verdict:{verdict_id}", at)


def note_number(compound_id: int, told: Number, actor: object, at: datetime) -> None:
    """Note the identity number or credit code of an owner, or correct it; the whole number is not kept.

    Raises `identity-malformed`, `nothing-changed`, `person-not-found`.
    """
    plain = tidy_number(told.text, is_institution=told.is_institution)
    mark, of_age = blind_index(plain, NUMBER_INDEX), None if told.is_institution else of_age_on(plain)
    of_age = of_age if of_age and of_age > clock.day_of(at) else None
    lock_roster(compound_id)
    require_people(compound_id, {told.person_id})
    live = select(PersonNumber).where(
        PersonNumber.person_id == told.person_id, PersonNumber.ended_at.is_(None)
    )
    known = db.session.execute(live).scalar()
    if known is not None:
        if (known.number_index, known.is_institution) == (mark, told.is_institution):
            raise Refusal("nothing-changed")
        known.ended_at = at
        db.session.flush()
    kept = {"number_index": mark, "tail": tail_of(plain), "of_age_on": of_age}
    whose = {"person_id": told.person_id, "is_institution": told.is_institution}
    db.session.add(PersonNumber(**whose, **kept, began_at=at))
    db.session.flush()
    record(actor, "person.number", f"person:{told.person_id}", at, institution=told.is_institution)
    _follow_age(told.person_id, of_age, at)
    record_evidence(compound_id, at)
    end_fallen(compound_id, at)


def _follow_age(ward_id: int, of_age_on: date | None, at: datetime) -> None:
    """A guardian appointed to a minor stays until the day the number says; over now where that is past."""
    running = update(Guardianship).where(
        Guardianship.ward_id == ward_id, Guardianship.ground == GuardianGround.MINOR, is_guarding(at)
    )
    ending: dict[str, Any] = {"ends_on": of_age_on} if of_age_on else {"ended_at": at}
    for (key,) in db.session.execute(running.values(**ending).returning(Guardianship.id)):
        record(SYSTEM, "guardian.of-age", f"guardianship:{key}", at, is_over=of_age_on is None)


def _write(compound_id: int, verdict: Verdict, by: str, at: datetime, *, reason: str) -> int:
    values = {"compound_id": compound_id, "is_same": verdict.is_same, "ground": verdict.ground}
    verdict_id: int = db.session.execute(
        insert(HeadVerdict)
        .values(**values, reason=reason, decided_by=by, began_at=at)
        .returning(HeadVerdict.id)
    ).scalar_one()
    members = [{"verdict_id": verdict_id, "person_id": person_id} for person_id in sorted(verdict.members)]
    db.session.execute(insert(HeadVerdictMember), members)
    return verdict_id


def _end(verdict_ids: Collection[int], at: datetime) -> None:
    statement = update(HeadVerdict).where(HeadVerdict.id.in_(verdict_ids)).values(ended_at=at)
    db.session.execute(statement.execution_options(synchronize_session=False))
