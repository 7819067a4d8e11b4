"""What still stands between a draft and its approval, and between an approved decision and its notice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.decisions.models import DecisionRequest, Sponsor
from app.decisions.queries.decisions import ANONYMOUS, OFFICIAL, DecisionRow
from app.decisions.queries.rulebook import counting_for, pack_for
from app.roster import queries as roster
from surveys.electorate.rights import Electorate, Standing
from surveys.electorate.rules import Basis
from surveys.errors import Invalid, Refusal
from surveys.tally.matters import Matter

GUARDIAN = "guardian"
NOBODY = (Standing.OWNERLESS, Standing.UNCLEAR)


@dataclass(frozen=True)
class Gap:
    """A room of which the roster does not know enough to vote: `lacks` of area, source, owner, guardian."""

    room_id: int
    label: str
    lacks: tuple[str, ...]

    @property
    def is_in_the_way(self) -> bool:
        """Whether the notice waits for it: a minor without a guardian is counted, and votes by nobody."""
        return self.lacks != (GUARDIAN,)


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
    """Every room whose area, source or owner is missing, or the guardian of a minor; nothing is guessed."""
    nobody = {part for head in electorate.heads if head.standing in NOBODY for part in head.parts}
    unguarded = {
        part for head in electorate.heads if head.standing is Standing.UNGUARDED for part in head.parts
    }
    lacking = {}
    for right in electorate.rights:
        lacks = [
            name
            for name, is_missing in (
                ("area", right.area is None),
                ("source", right.area is not None and right.source is None),
                ("owner", right.part in nobody),
                (GUARDIAN, right.part in unguarded),
            )
            if is_missing
        ]
        if lacks:
            lacking[right.part] = tuple(lacks)
    rooms = roster.rooms_by_id(list(lacking))
    return [Gap(room, rooms[room].label, lacks) for room, lacks in lacking.items()]


def signed_for(decision: DecisionRow, electorate: Electorate) -> Signed:
    """The heads behind an owners' request: rooms that signed, each head once."""
    rooms = rooms_signed_for(decision.id)
    heads = sum(1 for head in electorate.heads if rooms & set(head.parts))
    needed = pack_for(decision).threshold("owners-request").least(electorate.head_count)
    return Signed(heads, needed, electorate.head_count)


def obstacles_for(decision: DecisionRow, at: datetime) -> list[Refusal]:
    """Everything a second person would have to send back, the first thing to mend first."""
    return list(_obstacles(decision, at))


def _obstacles(decision: DecisionRow, at: datetime) -> Iterator[Refusal]:
    pack = pack_for(decision)
    if not decision.content:
        yield Invalid("decision-needs-text")
    if not decision.sponsor_name:
        yield Invalid("decision-needs-sponsor")
    if not decision.authority:
        yield Invalid("decision-needs-authority")
    if not (decision.contact_name and decision.contact_phone):
        yield Invalid("decision-needs-contact")
    try:
        pack.rule_for(Matter(decision.matter))
        pack.check_in_force(clock.local(at).date())
    except Refusal as refusal:
        yield refusal
    if decision.standing == OFFICIAL and not (decision.appointment and decision.appointment_on):
        yield Invalid("decision-needs-appointment")
    if decision.standing == OFFICIAL and decision.mode == ANONYMOUS:
        yield Invalid("anonymous-cannot-be-official")  # area cannot be weighed without leading back to a home
    yield from _faults_of_window(decision, at)
    yield from _faults_of_electorate(decision, at)


def _faults_of_electorate(decision: DecisionRow, at: datetime) -> Iterator[Refusal]:
    electorate = electorate_of(decision, at)
    if electorate.head_count == 0:
        yield Invalid("decision-asks-nobody")
        return
    namesakes = _namesakes_in(decision, electorate, at)
    if namesakes:
        yield Invalid("decision-has-namesakes", names=namesakes)
    if decision.mode == ANONYMOUS:
        least = pack_for(decision).days("anonymous-least-rooms")
        if len(electorate.rights) < least:
            yield Invalid("decision-too-small-to-be-anonymous", least=least)
    if decision.sponsor == Sponsor.OWNERS_REQUEST:
        signed = signed_for(decision, electorate)
        if signed.heads < signed.needed:
            yield Invalid("owners-request-too-small", heads=signed.heads, needed=signed.needed)


def _namesakes_in(decision: DecisionRow, electorate: Electorate, at: datetime) -> int:
    """How many names stand for several heads though nobody has said whether it is one person."""
    if electorate.rules.basis is Basis.ROOM:
        return 0
    head_of = {owner: head.key for head in electorate.heads for owner in head.owners}
    groups = roster.namesakes_in(decision.compound_id, head_of.keys(), at)
    return sum(len({head_of[one] for one in members}) > 1 for members in groups)


def _faults_of_window(decision: DecisionRow, at: datetime) -> Iterator[Refusal]:
    pack = pack_for(decision)
    if decision.opens_at is None or decision.closes_at is None:
        yield Invalid("decision-needs-window")
        return
    if decision.opens_at < at + timedelta(days=pack.days("notice-days")):
        yield Invalid("decision-notice-too-short", least=pack.days("notice-days"))
    least, most = pack.window.least, pack.window.most
    if not timedelta(days=least) <= decision.closes_at - decision.opens_at <= timedelta(days=most):
        yield Invalid("decision-window-out-of-range", least=least, most=most)
    if decision.objection_days < pack.days("objection-days"):
        yield Invalid("decision-objections-too-short", least=pack.days("objection-days"))


def rooms_signed_for(decision_id: int) -> set[int]:
    """The rooms whose owners have signed the request."""
    statement = select(DecisionRequest.room_id).where(DecisionRequest.decision_id == decision_id)
    return set(db.session.execute(statement).scalars())
