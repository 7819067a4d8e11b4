"""How the desk decides between two telephones for one home: with a reason that both read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from app.audit.operations import record
from app.core.db import db
from app.roster.models import Binding, BindingLevel, BindingState, Cause, Dispute, DisputeSide, Outcome
from app.roster.operations.bindings import live_bindings
from app.roster.operations.claims import accept_claim, locked_binding, said_reason, turn_down_claim
from app.roster.operations.locking import lock_roster_of_claim
from app.roster.operations.telling import tell
from surveys.errors import Invalid, Missing, Refusal

BY_DESK = (Outcome.CLAIMANT, Outcome.HOLDER, Outcome.BOTH)
TOLD = {
    Outcome.CLAIMANT: "dispute-lost",
    Outcome.HOLDER: "dispute-kept",
    Outcome.BOTH: "dispute-both",
}


@dataclass(frozen=True)
class Ruling:
    """Whose home it is and why; what was seen, and as which owner, where the claimant becomes one.

    `removes_member`: a claimant who loses leaves the household too, in which they live or came in by code.
    """

    outcome: str
    reason: str
    evidence: str = ""
    owner_person_id: int | None = None
    removes_member: bool = False


def decide_dispute(dispute_id: int, actor: object, decision: Ruling, at: datetime) -> None:
    """Settle a dispute: only now may a holder lose the home, and both sides are told why.

    With it everything else the same telephone asks for or disputes about this home is settled.

    Raises `dispute-decided`, `outcome-unknown`, `reason-needed`, and what `confirm_binding` raises.
    """
    _lock_roster_of(dispute_id)
    dispute = _open_dispute(dispute_id)
    if decision.outcome not in {str(outcome) for outcome in BY_DESK}:
        raise Invalid("outcome-unknown")
    outcome, reason = Outcome(decision.outcome), said_reason(decision.reason)
    claim = locked_binding(dispute.claim_id)
    cases = [dispute, *_beside(dispute, claim)]
    claims, holders = _claims_of(cases, claim), _holders(cases, claim)
    for one in claims:
        if outcome is Outcome.HOLDER:
            _turn_away(dispute, one, actor, reason=reason, at=at)
            if decision.removes_member:
                _remove_from_household(one, actor, reason, at)
        else:
            _let_in(one, actor, decision, reason=reason, at=at)
    for holder in holders:
        if outcome is Outcome.CLAIMANT:
            _end(holder, actor, reason, at)
        tell(TOLD[outcome], holder.id, holder.contact_id, at, about=f"dispute:{dispute.id}")
    if dispute.cause is Cause.NEW_CODE and outcome is not Outcome.HOLDER:
        tell("dispute-both", claim.id, claim.contact_id, at, about=f"dispute:{dispute.id}")
    facts = {"outcome": str(outcome), "holders": [one.id for one in holders]}
    for case in cases:
        case.decided_at, case.decided_by = at, str(actor)
        case.outcome, case.reason = outcome, reason
        db.session.flush()
        record(actor, "dispute.decide", f"dispute:{case.id}", at, claim=case.claim_id, **facts)


def _lock_roster_of(dispute_id: int) -> None:
    """The roster before the case: a sale, a claim and a ruling about one home follow one another."""
    claim_id = db.session.execute(select(Dispute.claim_id).where(Dispute.id == dispute_id)).scalar()
    if claim_id is None:
        raise Missing("dispute-not-found")
    lock_roster_of_claim(claim_id)


def _open_dispute(dispute_id: int) -> Dispute:
    """The case, held until the transaction ends: two clerks cannot both decide."""
    statement = select(Dispute).where(Dispute.id == dispute_id).with_for_update()
    dispute = db.session.execute(statement.execution_options(populate_existing=True)).scalar()
    if dispute is None:
        raise Missing("dispute-not-found")
    if dispute.decided_at is not None:
        raise Refusal("dispute-decided")
    return dispute


def _beside(dispute: Dispute, claim: Binding) -> list[Dispute]:
    """What else the same telephone disputes about the same home: settled at one stroke."""
    statement = (
        select(Dispute)
        .join(Binding, Binding.id == Dispute.claim_id)
        .where(
            Dispute.room_id == dispute.room_id,
            Dispute.id != dispute.id,
            Dispute.decided_at.is_(None),
            Binding.contact_id == claim.contact_id,
        )
        .order_by(Dispute.id)
        .with_for_update(of=Dispute)
    )
    return list(db.session.execute(statement).scalars())


def _claims_of(cases: Sequence[Dispute], claim: Binding) -> list[Binding]:
    """The disputed claims, and what else the telephone asks for there."""
    told = Binding.id.in_([one.claim_id for one in cases])
    statement = select(Binding).where(
        Binding.room_id == claim.room_id,
        Binding.contact_id == claim.contact_id,
        or_(told, Binding.state == BindingState.WAITING),
    )
    return list(db.session.execute(statement.order_by(Binding.id).with_for_update()).scalars())


def _holders(cases: Sequence[Dispute], claim: Binding) -> list[Binding]:
    """The other side, as far as they are still bound."""
    statement = (
        select(Binding)
        .where(
            Binding.id.in_(
                select(DisputeSide.binding_id).where(DisputeSide.dispute_id.in_([one.id for one in cases]))
            ),
            Binding.contact_id != claim.contact_id,
            Binding.state == BindingState.ACTIVE,
        )
        .order_by(Binding.id)
        .with_for_update()
    )
    return list(db.session.execute(statement).scalars())


def _let_in(claim: Binding, actor: object, decision: Ruling, *, reason: str, at: datetime) -> None:
    """A claim holds; who is a member already and is found to be no owner asks for nothing more."""
    if claim.state is not BindingState.WAITING:
        return
    held = live_bindings(claim.contact_id, claim.room_id)
    is_member = any(one.state is BindingState.ACTIVE for one, _ in held)
    if is_member and decision.owner_person_id is None:
        turn_down_claim(claim, actor, reason, at)
    else:
        accept_claim(claim, actor, at, evidence=decision.evidence, owner_person_id=decision.owner_person_id)


def _turn_away(dispute: Dispute, claim: Binding, actor: object, *, reason: str, at: datetime) -> None:
    """A claim is refused; who came in by a code goes out again."""
    if claim.state is BindingState.WAITING:
        turn_down_claim(claim, actor, reason, at)
    elif claim.state is BindingState.ACTIVE:
        _end(claim, actor, reason, at)
        tell("dispute-lost", claim.id, claim.contact_id, at, about=f"dispute:{dispute.id}")


def _remove_from_household(claim: Binding, actor: object, reason: str, at: datetime) -> None:
    """Who claimed to own the home is of its household no longer either, and is told."""
    statement = (
        select(Binding)
        .where(
            Binding.room_id == claim.room_id,
            Binding.contact_id == claim.contact_id,
            Binding.level == BindingLevel.MEMBER,
            Binding.state == BindingState.ACTIVE,
        )
        .order_by(Binding.id)
        .with_for_update()
    )
    for member in list(db.session.execute(statement).scalars()):
        _end(member, actor, reason, at)
        tell("binding-ended", member.id, member.contact_id, at)


def _end(binding: Binding, actor: object, reason: str, at: datetime) -> None:
    binding.state, binding.ended_at, binding.ended_why = BindingState.ENDED, at, "dispute"
    binding.reason, binding.decided_by = reason, str(actor)
    db.session.flush()
    record(actor, "binding.end", f"binding:{binding.id}", at, room=binding.room_id)
