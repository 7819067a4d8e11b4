"""What still stands between a draft and its approval, and between an approved decision and its notice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.core import clock
from app.core.db import db
from app.decisions.models import DecisionRequest, Sponsor
from app.decisions.queries.decisions import ANONYMOUS, OFFICIAL, DecisionRow
from app.decisions.queries.rulebook import counting_for, pack_for
from app.roster import queries as roster
from surveys.electorate.rights import Electorate, Standing
from surveys.errors import Refusal
from surveys.tally.matters import Matter

NOBODY = (Standing.OWNERLESS, Standing.UNCLEAR)


@dataclass(frozen=True)
class Gap:
    """A room of which the roster does not know enough to vote: `lacks` of area, source, owner."""

    room_id: int
    label: str
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class Signed:
    """How many heads of the owners asked for the matter, of how many needed."""

    heads: int
    needed: int
    of_heads: int


def electorate_of(decision: DecisionRow, at: datetime) -> Electorate:
    """Who would count if the decision were announced at this instant."""
    return roster.rights_at(decision.compound_id, decision.scope, at, rules=counting_for(decision))


def gaps_in(electorate: Electorate) -> list[Gap]:
    """Every room whose area, source or owner is missing; nothing is ever guessed."""
    nobody = {part for head in electorate.heads if head.standing in NOBODY for part in head.parts}
    lacking = {}
    for right in electorate.rights:
        lacks = [
            name
            for name, is_missing in (
                ("area", right.area is None),
                ("source", right.area is not None and right.source is None),
                ("owner", right.part in nobody),
            )
            if is_missing
        ]
        if lacks:
            lacking[right.part] = tuple(lacks)
    rooms = roster.rooms_by_id(list(lacking))
    return [Gap(room, rooms[room].label, lacks) for room, lacks in lacking.items()]


def signed_for(decision: DecisionRow, electorate: Electorate) -> Signed:
    """The heads behind an owners' request: rooms that signed, each head once."""
    rooms = set(
        db.session.execute(
            select(DecisionRequest.room_id).where(DecisionRequest.decision_id == decision.id)
        ).scalars()
    )
    heads = sum(1 for head in electorate.heads if rooms & set(head.parts))
    needed = pack_for(decision).threshold("owners-request").least(electorate.head_count)
    return Signed(heads, needed, electorate.head_count)


def obstacles_for(decision: DecisionRow, at: datetime) -> list[str]:
    """Codes of everything a second person would have to send back, the first thing to mend first."""
    return list(_obstacles(decision, at))


def _obstacles(decision: DecisionRow, at: datetime) -> Iterator[str]:
    pack = pack_for(decision)
    needed = {
        "decision-needs-text": decision.content,
        "decision-needs-sponsor": decision.sponsor_name,
        "decision-needs-authority": decision.authority,
        "decision-needs-contact": decision.contact_name and decision.contact_phone,
    }
    yield from (code for code, value in needed.items() if not value)
    try:
        pack.rule_for(Matter(decision.matter))
        pack.check_in_force(clock.local(at).date())
    except Refusal as refusal:
        yield refusal.code
    if decision.standing == OFFICIAL:
        if not (decision.appointment and decision.appointment_on):
            yield "decision-needs-appointment"
        if decision.mode == ANONYMOUS:  # area cannot be weighed without leading back to a home
            yield "anonymous-cannot-be-official"
    yield from _faults_of_window(decision, at)
    electorate = electorate_of(decision, at)
    if electorate.head_count == 0:
        yield "decision-asks-nobody"
        return
    if decision.mode == ANONYMOUS and len(electorate.rights) < pack.days("anonymous-least-rooms"):
        yield "decision-too-small-to-be-anonymous"
    if decision.sponsor == Sponsor.OWNERS_REQUEST:
        signed = signed_for(decision, electorate)
        if signed.heads < signed.needed:
            yield "owners-request-too-small"


def _faults_of_window(decision: DecisionRow, at: datetime) -> Iterator[str]:
    pack = pack_for(decision)
    if decision.opens_at is None or decision.closes_at is None:
        yield "decision-needs-window"
        return
    if decision.opens_at < at + timedelta(days=pack.days("notice-days")):
        yield "decision-notice-too-short"
    length = decision.closes_at - decision.opens_at
    if not timedelta(days=pack.window.least) <= length <= timedelta(days=pack.window.most):
        yield "decision-window-out-of-range"
    if decision.objection_days < pack.days("objection-days"):
        yield "decision-objections-too-short"


def count_signed(decision_id: int) -> int:
    """How many rooms have signed an owners' request."""
    statement = select(func.count(DecisionRequest.id)).where(DecisionRequest.decision_id == decision_id)
    return db.session.execute(statement).scalar_one()
