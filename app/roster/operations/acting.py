"""Who hands the ballot in: the voter co-owners name, a guardian, a proxy with a written authority."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from app.audit.operations import record
from app.core import clock
from app.core.db import db
from app.roster.models import (
    GuardianGround,
    Guardianship,
    Ownership,
    Person,
    PersonNumber,
    Proxy,
    Room,
    VoterDesignation,
)
from app.roster.operations.identifying import Somebody, identify, require_people, require_room
from app.roster.operations.lapsing import between_persons, end_fallen, rules_in
from app.roster.operations.locking import lock_roster
from app.roster.operations.reasons import tidy_reason
from app.roster.queries.electorate import authorities_in, guardians_in, persons_of, verdicts_in
from surveys.electorate.persons import Persons
from surveys.electorate.proxies import Authority, check_authority
from surveys.electorate.rules import CountingRules
from surveys.errors import Invalid, Missing, Refusal

GUARDIAN_GROUNDS = tuple(str(one) for one in GuardianGround)


@dataclass(frozen=True)
class Designation:
    """The co-owners' common choice for one room; nobody where they take it back."""

    room_id: int
    person_id: int | None
    reason: str


@dataclass(frozen=True)
class Appointment:
    """Who votes for an owner who cannot, and why."""

    ward_id: int
    guardian: Somebody
    ground: str
    reason: str


@dataclass(frozen=True)
class Authorisation:
    """A written authority as it lies on the clerk's desk: its picture by name, or what the clerk saw."""

    principal_id: int
    agent: Somebody
    begins_at: datetime
    ends_at: datetime
    scan: str | None = None
    seen: str = ""


def designate_voter(compound_id: int, told: Designation, actor: object, at: datetime) -> None:
    """Write down whom the co-owners of a room named. Raises `owner-not-of-this-room`, `nothing-changed`."""
    reason = tidy_reason(told.reason)
    lock_roster(compound_id)
    require_room(compound_id, told.room_id)
    live = select(VoterDesignation).where(
        VoterDesignation.room_id == told.room_id, VoterDesignation.ended_at.is_(None)
    )
    known = db.session.execute(live).scalar()
    if (known.person_id if known else None) == told.person_id:
        raise Refusal("nothing-changed")
    if told.person_id is not None and told.person_id not in owners_of(told.room_id):
        raise Invalid("owner-not-of-this-room")
    if known is not None:
        known.ended_at = at
        db.session.flush()
    if told.person_id is not None:
        values = {"room_id": told.room_id, "person_id": told.person_id, "reason": reason}
        db.session.execute(insert(VoterDesignation).values(**values, began_at=at))
    record(actor, "voter.designate", f"room:{told.room_id}", at, person=told.person_id)


def appoint_guardian(compound_id: int, told: Appointment, actor: object, at: datetime) -> int:
    """Write down who votes for a minor, or for somebody who cannot decide alone; returns its number.

    Whoever gets a guardian is nobody's agent from now on (Civil Code art. 173, item 3). That of a minor
    whose number is known ends by itself at the eighteenth birthday (arts. 17, 18). Raises `guardian-chain`,
    `guardian-of-oneself`, `guardian-already-there`, `agent-phone-needed`, `agent-under-age`, `ward-of-age`.
    """
    reason = tidy_reason(told.reason)
    lock_roster(compound_id)
    require_people(compound_id, {told.ward_id})
    guardian_id = identify(compound_id, told.guardian, at)
    _check_guardian(compound_id, (told.ward_id, guardian_id), at)
    _require_known(compound_id, guardian_id)
    if _is_under_age(guardian_id, at):
        raise Invalid("agent-under-age")
    ground, noted = GuardianGround(told.ground), _noted_of(told.ward_id)
    if ground is GuardianGround.MINOR and noted is not None and not _is_under_age(told.ward_id, at):
        raise Invalid("ward-of-age")
    values = {
        "ward_id": told.ward_id,
        "guardian_id": guardian_id,
        "ground": ground,
        "ends_on": noted.of_age_on if noted and ground is GuardianGround.MINOR else None,
        "reason": reason,
    }
    _close_over(told.ward_id, at)
    statement = insert(Guardianship).values(**values, began_at=at).returning(Guardianship.id)
    guardianship_id: int = db.session.execute(statement).scalar_one()
    record(actor, "guardian.appoint", f"person:{told.ward_id}", at, guardian=guardian_id, ground=told.ground)
    end_fallen(compound_id, at)
    return guardianship_id


def end_guardianship(compound_id: int, guardianship_id: int, actor: object, at: datetime) -> None:
    """The owner votes again for themselves, such as after coming of age."""
    here = select(Person.id).where(Person.compound_id == compound_id)
    statement = update(Guardianship).where(
        Guardianship.id == guardianship_id, Guardianship.ended_at.is_(None), Guardianship.ward_id.in_(here)
    )
    _require_one(statement.values(ended_at=at).returning(Guardianship.id))
    record(actor, "guardian.end", f"guardianship:{guardianship_id}", at)


def record_proxy(
    compound_id: int, told: Authorisation, actor: object, at: datetime, *, rules: CountingRules | None = None
) -> int:
    """Write a written authority down; returns its number. It counts from now on, never backwards.

    An agent who owns nothing here comes with a telephone: by name alone nobody could tell for how many
    owners they act; for how many they may, the rule pack of the place says unless others are given. Raises
    `proxy-without-evidence`, `proxy-too-late`, `proxy-ends-before-it-begins`,
    `proxy-to-oneself`, `proxy-already-given`, `proxy-chain`, `proxy-cap-reached`, `owner-under-guardian`,
    `agent-under-age`, `agent-phone-needed`, `owner-not-of-this-room`.
    """
    seen = tidy_reason(told.seen) if told.seen.strip() else None
    if seen is None and told.scan is None:
        raise Invalid("proxy-without-evidence")
    lock_roster(compound_id)
    require_people(compound_id, {told.principal_id})
    agent_id = identify(compound_id, told.agent, at)
    if not _owns(compound_id, told.principal_id):
        raise Invalid("owner-not-of-this-room")
    if told.begins_at < told.ends_at <= at:
        raise Invalid("proxy-too-late")
    _require_known(compound_id, agent_id)
    beside, guarded = authorities_in(compound_id, at), guardians_in(compound_id, at)
    rules = rules or rules_in(compound_id, at)
    acting = {who for one in beside for who in (one.principal, one.agent)}
    persons = persons_of(compound_id, {told.principal_id, agent_id, *acting, *guarded}, at)
    new = between_persons(Authority(told.principal_id, agent_id, told.begins_at, told.ends_at), persons)
    check_authority(new, [between_persons(one, persons) for one in beside], rules)
    wards = {persons.one_for(ward) for ward in guarded}
    if new.principal in wards:
        raise Refusal("owner-under-guardian")
    if new.agent in wards or _is_under_age(agent_id, at):
        raise Invalid("agent-under-age")
    values = {"principal_id": told.principal_id, "agent_id": agent_id, "scan": told.scan, "seen": seen}
    span = {"begins_at": told.begins_at, "ends_at": told.ends_at, "recorded_at": at}
    proxy_id: int = db.session.execute(
        insert(Proxy).values(**values, **span).returning(Proxy.id)
    ).scalar_one()
    facts = {"agent": agent_id, "until": told.ends_at.isoformat(), "scan": told.scan is not None}
    record(actor, "proxy.record", f"person:{told.principal_id}", at, **facts)
    return proxy_id


def revoke_proxy(compound_id: int, proxy_id: int, actor: object, at: datetime, *, reason: str) -> None:
    """The owner took the authority back, or it should never have been written down."""
    here = select(Person.id).where(Person.compound_id == compound_id)
    statement = update(Proxy).where(
        Proxy.id == proxy_id, Proxy.revoked_at.is_(None), Proxy.ends_at > at, Proxy.principal_id.in_(here)
    )
    _require_one(statement.values(revoked_at=at, reason=tidy_reason(reason)).returning(Proxy.id))
    record(actor, "proxy.revoke", f"proxy:{proxy_id}", at)


def owners_of(room_id: int) -> set[int]:
    """Who owns a room now."""
    live = select(Ownership.person_id).where(Ownership.room_id == room_id, Ownership.ended_at.is_(None))
    return set(db.session.execute(live).scalars())


def _check_guardian(compound_id: int, new: tuple[int, int], at: datetime) -> None:
    """Ward and guardian are two persons, the ward has no guardian yet, and no guardian is a ward."""
    persons, known = Persons(verdicts_in(compound_id, at)), guardians_in(compound_id, at)
    ward, guardian = (persons.one_for(one) for one in new)
    wards = {persons.one_for(one) for one in known}
    if guardian == ward:
        raise Invalid("guardian-of-oneself")
    if ward in wards:
        raise Refusal("guardian-already-there")
    if guardian in wards or ward in {persons.one_for(one) for one in known.values()}:
        raise Refusal("guardian-chain")


def _is_under_age(person_id: int, at: datetime) -> bool:
    """Known to be under eighteen: only an identity number tells."""
    known = _noted_of(person_id)
    return known is not None and known.of_age_on is not None and known.of_age_on > clock.day_of(at)


def _noted_of(person_id: int) -> PersonNumber | None:
    live = select(PersonNumber).where(PersonNumber.person_id == person_id, PersonNumber.ended_at.is_(None))
    return db.session.execute(live).scalar()


def _close_over(ward_id: int, at: datetime) -> None:
    """A guardianship that a birthday ended makes room for another one."""
    live = Guardianship.ward_id == ward_id, Guardianship.ended_at.is_(None)
    over = update(Guardianship).where(*live, Guardianship.ends_on <= clock.day_of(at))
    db.session.execute(over.values(ended_at=at))


def _require_known(compound_id: int, agent_id: int) -> None:
    """An owner here, or somebody whose telephone is known. Raises `agent-phone-needed`."""
    has_phone = select(Person.id).where(Person.id == agent_id, Person.phone_index.is_not(None))
    if not _owns(compound_id, agent_id) and db.session.execute(has_phone).first() is None:
        raise Invalid("agent-phone-needed")


def _owns(compound_id: int, person_id: int) -> bool:
    statement = (
        select(Ownership.id)
        .join(Room, Room.id == Ownership.room_id)
        .where(
            Ownership.person_id == person_id, Ownership.ended_at.is_(None), Room.compound_id == compound_id
        )
    )
    return db.session.execute(statement.limit(1)).first() is not None


def _require_one(statement: Any) -> None:
    if db.session.execute(statement).first() is None:
        raise Missing("holding-not-found")
