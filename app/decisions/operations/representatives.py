"""Recording whom the owners of a building or stairwell sent to collect their opinions, and ending that."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from app.audit.operations import record
from app.core import clock
from app.core.db import change, db
from app.decisions.models import DecisionRight, Representative
from app.decisions.operations.locking import lock_decision
from app.decisions.operations.paper import need_before_close, reason_in
from app.decisions.queries.decisions import ANONYMOUS, DecisionRow
from app.decisions.queries.representatives import heads_in_area
from app.roster import queries as roster
from surveys.electorate.scopes import Scope, ScopeKind
from surveys.errors import Invalid, Missing, Refusal

LONGEST = {"name": 40, "document": 120}


@dataclass(frozen=True)
class Mandate:
    """Who was sent, for which building or stairwell, by which paper, from when to when.

    `room_id` is a home they own themselves; None for somebody whom the roster does not know.
    """

    name: str
    area: Scope | None
    document: str
    document_on: date | None
    from_on: date | None
    until_on: date | None
    room_id: int | None = None


def appoint_representative(actor: object, decision_id: int, mandate: Mandate, at: datetime) -> int:
    """Record an owners' representative after their paper was seen; returns the number of the appointment.

    Never after the close: whoever counts then would choose who speaks for the silent.
    """
    decision = lock_decision(decision_id)
    need_named(decision)
    need_before_close(decision, at, late="representative-after-close")
    words = {name: _words(mandate, name) for name in LONGEST}
    days = {name: _day(mandate, name) for name in ("document_on", "from_on", "until_on")}
    if days["document_on"] > clock.local(at).date():
        raise Invalid("representative-paper-later", field="document_on")
    if days["until_on"] < days["from_on"]:
        raise Invalid("representative-days-backwards", field="until_on")
    if mandate.area is None or mandate.area.kind is ScopeKind.COMPOUND:
        raise Invalid("representative-area-missing", field="area")
    if not heads_in_area(decision_id, mandate.area):
        raise Invalid("representative-area-missing", field="area")
    row = Representative(
        decision_id=decision_id, person_id=_owner(decision_id, words["name"], mandate.room_id),
        area=mandate.area.to_json(), **days, appointed_by=str(actor), appointed_at=at,
    )  # fmt: skip
    row.name, row.document = words["name"], words["document"]
    db.session.add(row)
    db.session.flush()
    facts = {"representative": row.id, "area": _parts(mandate.area), "is_owner": row.person_id is not None}
    record(actor, "representative.appointed", f"decision:{decision_id}", at, **facts)
    return row.id


def end_representative(
    actor: object, decision_id: int, representative_id: int, *, reason: str, at: datetime
) -> None:
    """The appointment ends today; what was handed in before stays."""
    lock_decision(decision_id)
    words = reason_in(reason)
    ended = change(
        update(Representative)
        .where(
            Representative.id == representative_id,
            Representative.decision_id == decision_id,
            Representative.ended_at.is_(None),
        )
        .values(ended_at=at, ended_by=str(actor), end_reason=words)
    )
    if ended != 1:
        raise Missing("representative-not-found")
    facts = {"representative": representative_id}
    record(actor, "representative.ended", f"decision:{decision_id}", at, **facts)


def need_named(decision: DecisionRow) -> None:
    """Refuse where ballots are anonymous: a signed list says who chose what."""
    if decision.mode == ANONYMOUS:
        raise Refusal("representative-not-anonymous", title=decision.title)


def _parts(area: Scope) -> list[str]:
    return [*area.buildings, *(f"{building}-{unit}" for building, unit in area.units)]


def _words(mandate: Mandate, field: str) -> str:
    words = " ".join(str(getattr(mandate, field)).split())
    if not words:
        raise Invalid("representative-incomplete", field=field)
    if len(words) > LONGEST[field]:
        raise Invalid("text-too-long", field=field, length=len(words), most=LONGEST[field])
    return words


def _day(mandate: Mandate, field: str) -> date:
    day: date | None = getattr(mandate, field)
    if day is None:
        raise Invalid("representative-incomplete", field=field)
    return day


def _owner(decision_id: int, name: str, room_id: int | None) -> int | None:
    """Their entry in the roster: an owner of that home, by the very name that was typed."""
    if room_id is None:
        return None
    here = select(DecisionRight.room_id).where(
        DecisionRight.decision_id == decision_id, DecisionRight.room_id == room_id
    )
    rooms = list(db.session.execute(here).scalars())
    for owner in roster.owners_of_rooms(rooms):
        if owner.name == name:
            return owner.person_id
    raise Invalid("representative-not-owner", field="room")
