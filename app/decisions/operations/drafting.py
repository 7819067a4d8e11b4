"""Drawing up a decision: what is decided, by whom it is asked, when; until two persons have approved it."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.audit.operations import record
from app.core import clock
from app.core.db import change, db
from app.core.ids import new_public_id
from app.decisions.models import Decision, DecisionRequest, DecisionStep, PaperRound, Sponsor
from app.decisions.operations.locking import lock_decision
from app.decisions.queries.decisions import (
    MODES,
    NAMED_SEALED,
    STANDINGS,
    SUPPORTING,
    DecisionRow,
    get_decision,
)
from app.decisions.queries.rulebook import pack_of
from app.roster import queries as roster
from app.roster.queries import CompoundRow
from surveys.electorate.rules import Basis
from surveys.electorate.scopes import COMPOUND, Scope
from surveys.errors import Invalid, Refusal
from surveys.tally.matters import Matter
from surveys.tally.packs import RulePack, get_pack
from surveys.tally.packs.pack import Precedence

LONGEST = {
    "title": 120, "content": 8000, "covenant_clause": 200, "sponsor_name": 80, "authority": 200,
    "appointment": 120, "contact_name": 40, "contact_phone": 20,
}  # fmt: skip
MAY_BE_EMPTY = ("covenant_clause", "appointment")  # kept as NULL: nothing there is not an empty text
MOST_OPTIONS, LONGEST_OPTION = 10, 60
MOST_OBJECTION_DAYS = 60


@dataclass(frozen=True)
class Plan:
    """Everything a draft says; texts are "" while nothing is typed."""

    title: str
    content: str = ""
    options: tuple[str, ...] = ()
    matter: str = Matter.OTHER
    scope: Scope = COMPOUND
    basis: str = Basis.PERSON
    mode: str = NAMED_SEALED
    standing: str = SUPPORTING
    precedence: str = Precedence.CONFLICT_CASE
    covenant_clause: str = ""
    sponsor: str = Sponsor.RESIDENTS_COMMITTEE
    sponsor_name: str = ""
    authority: str = ""
    authority_on: date | None = None
    appointment: str = ""
    appointment_on: date | None = None
    contact_name: str = ""
    contact_phone: str = ""
    informed_on: date | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    objection_days: int = 7


def create_decision(actor: object, compound: CompoundRow, plan: Plan, at: datetime) -> DecisionRow:
    """Draw up a decision under the rules in force at its place; nobody sees it before the notice.

    In a made-up compound it is a rehearsal, for the staff of the real one behind it.
    """
    rehearsal = roster.find_rehearsal(compound.id) if compound.is_rehearsal else None
    pack = pack_of(compound, clock.local(at).date())
    values = {
        "public_id": new_public_id(),
        "compound_id": compound.id,
        "compound_path": rehearsal.home_path if rehearsal else compound.path,
        "rule_pack": pack.name,
        "is_drill": rehearsal is not None,
        "created_by": str(actor),
        "created_at": at,
        **_planned(plan, pack),
    }
    decision_id = db.session.execute(insert(Decision).values(**values).returning(Decision.id)).scalar_one()
    record(actor, "decision.created", f"decision:{decision_id}", at, matter=plan.matter, pack=pack.name)
    return get_decision(decision_id)


def change_decision(actor: object, decision_id: int, plan: Plan, at: datetime) -> None:
    """Write the draft anew; a proposal to approve it falls, for it was about other words."""
    decision = lock_draft(decision_id)
    pack = get_pack(*decision.rule_pack.split("@", 1))
    db.session.execute(update(Decision).where(Decision.id == decision_id).values(**_planned(plan, pack)))
    waiting = (DecisionStep.decision_id == decision_id, DecisionStep.decided_at.is_(None))
    db.session.execute(
        update(DecisionStep)
        .where(*waiting)
        .values(outcome="withdrawn", decided_by=str(actor), decided_at=at, answer="draft-changed")
    )
    record(actor, "decision.changed", f"decision:{decision_id}", at, matter=plan.matter)


def discard_decision(actor: object, decision_id: int, at: datetime) -> None:
    """Throw a draft away that was never announced."""
    lock_draft(decision_id)
    for table in (DecisionRequest, DecisionStep, PaperRound):
        db.session.execute(delete(table).where(table.decision_id == decision_id))
    db.session.execute(delete(Decision).where(Decision.id == decision_id))
    record(actor, "decision.discarded", f"decision:{decision_id}", at)


def sign_request(
    actor: object, decision_id: int, room_ids: Collection[int], *, signed_on: date, at: datetime
) -> int:
    """Record whose owners signed the request to put the matter; returns how many rooms are new."""
    decision = lock_draft(decision_id)
    if decision.sponsor != Sponsor.OWNERS_REQUEST:
        raise Refusal("decision-not-by-request")
    here = {room.id for room in roster.rooms_in(decision.compound_id, decision.scope)}
    if not set(room_ids) <= here:
        raise Invalid("room-not-in-scope")
    statement = select(DecisionRequest.room_id).where(DecisionRequest.decision_id == decision_id)
    known = set(db.session.execute(statement).scalars())
    rows = [
        {
            "decision_id": decision_id, "room_id": room, "signed_on": signed_on,
            "recorded_by": str(actor), "recorded_at": at,
        }
        for room in sorted(set(room_ids) - known)
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(DecisionRequest), rows)
        record(actor, "decision.requested", f"decision:{decision_id}", at, rooms=len(rows))
    return len(rows)


def lock_draft(decision_id: int) -> DecisionRow:
    """A decision whose text may still change, held until this transaction ends."""
    decision = lock_decision(decision_id)
    if not decision.is_editable:
        raise Refusal("decision-approved-already", title=decision.title)
    return decision


def hand_over(from_key: str, to_key: str, compound_ids: Collection[int], at: datetime) -> int:
    """Drafts one person drew up for these compounds become another's; returns how many."""
    moved = change(
        update(Decision)
        .where(
            Decision.created_by == f"staff:{from_key}",
            Decision.compound_id.in_(compound_ids),
            Decision.noticed_at.is_(None),
            Decision.voided_at.is_(None),
            ~Decision.is_drill,
        )
        .values(created_by=f"staff:{to_key}")
    )
    if moved:
        record(f"staff:{to_key}", "decision.take-over", f"staff:{from_key}", at, decisions=moved)
    return moved


def _planned(plan: Plan, pack: RulePack) -> dict[str, Any]:
    """The columns a plan fills; Invalid for whatever is no term of the rules."""
    values = asdict(plan) | {"scope": plan.scope.to_json(), "options": _options(plan.options)}
    for name, most in LONGEST.items():
        text = str(values[name]).strip()
        if len(text) > most:
            raise Invalid("text-too-long", field=name, most=most)
        values[name] = None if name in MAY_BE_EMPTY and not text else text
    if not values["title"]:
        raise Invalid("decision-needs-title")
    kinds = (
        (plan.matter, Matter), (plan.basis, Basis), (plan.precedence, Precedence), (plan.sponsor, Sponsor),
    )  # fmt: skip
    if any(given not in set(kind) for given, kind in kinds):
        raise Invalid("decision-term-unknown")
    if plan.mode not in MODES or plan.standing not in STANDINGS:
        raise Invalid("decision-term-unknown")
    if not 1 <= plan.objection_days <= MOST_OBJECTION_DAYS:
        raise Invalid("decision-objections-too-short", least=pack.days("objection-days"))
    if plan.opens_at and plan.closes_at and plan.opens_at >= plan.closes_at:
        raise Invalid("decision-window-backwards")
    pack.rule_for(Matter(plan.matter))
    return values


def _options(labels: tuple[str, ...]) -> list[dict[str, str]]:
    """Options under keys of their own; none where owners agree, disagree or abstain."""
    texts = [" ".join(label.split()) for label in labels if label.strip()]
    if not texts:
        return []
    if len(texts) < 2 or len(texts) > MOST_OPTIONS:
        raise Invalid("decision-options-count", most=MOST_OPTIONS)
    if len(set(texts)) < len(texts):
        raise Invalid("decision-options-repeated")
    if any(len(text) > LONGEST_OPTION for text in texts):
        raise Invalid("text-too-long", field="options", most=LONGEST_OPTION)
    return [{"key": f"option-{place}", "label": text} for place, text in enumerate(texts, start=1)]
