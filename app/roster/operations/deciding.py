"""How the desk decides between two telephones for one home: with a reason that both read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.audit.operations import record
from app.core.db import db
from app.roster.models import Binding, BindingState, Cause, Dispute, DisputeSide, Outcome
from app.roster.operations.claims import accept_claim, locked_binding, said_reason, turn_down_claim
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
    """Whose home it is and why; what was seen, and as which owner, where the claimant becomes one."""

    outcome: str
    reason: str
    evidence: str = ""
    owner_person_id: int | None = None


def decide_dispute(dispute_id: int, actor: object, decision: Ruling, at: datetime) -> None:
    """Settle a dispute: only now may a holder lose the home, and both sides are told why.

    Raises `dispute-decided`, `outcome-unknown`, `reason-needed`, and what `confirm_binding` raises.
    """
    dispute = _open_dispute(dispute_id)
    if decision.outcome not in {str(outcome) for outcome in BY_DESK}:
        raise Invalid("outcome-unknown")
    outcome, reason = Outcome(decision.outcome), said_reason(decision.reason)
    claim = locked_binding(dispute.claim_id)
    holders = _holders(dispute)
    if outcome is Outcome.HOLDER:
        _turn_away(dispute, claim, actor, reason=reason, at=at)
    elif claim.state is BindingState.WAITING:
        accept_claim(claim, actor, at, evidence=decision.evidence, owner_person_id=decision.owner_person_id)
    for holder in holders:
        if outcome is Outcome.CLAIMANT:
            _end(holder, actor, reason, at)
        tell(TOLD[outcome], holder.id, holder.contact_id, at, about=f"dispute:{dispute.id}")
    if dispute.cause is Cause.NEW_CODE and outcome is not Outcome.HOLDER:
        tell("dispute-both", claim.id, claim.contact_id, at, about=f"dispute:{dispute.id}")
    dispute.decided_at, dispute.decided_by = at, str(actor)
    dispute.outcome, dispute.reason = outcome, reason
    db.session.flush()
    facts = {"outcome": str(outcome), "claim": claim.id, "holders": [one.id for one in holders]}
    record(actor, "dispute.decide", f"dispute:{dispute.id}", at, **facts)


def _open_dispute(dispute_id: int) -> Dispute:
    """The case, held until the transaction ends: two clerks cannot both decide."""
    statement = select(Dispute).where(Dispute.id == dispute_id).with_for_update()
    dispute = db.session.execute(statement.execution_options(populate_existing=True)).scalar()
    if dispute is None:
        raise Missing("dispute-not-found")
    if dispute.decided_at is not None:
        raise Refusal("dispute-decided")
    return dispute


def _holders(dispute: Dispute) -> list[Binding]:
    """The other side, as far as they are still bound."""
    statement = (
        select(Binding)
        .join(DisputeSide, DisputeSide.binding_id == Binding.id)
        .where(
            DisputeSide.dispute_id == dispute.id,
            Binding.id != dispute.claim_id,
            Binding.state == BindingState.ACTIVE,
        )
        .order_by(Binding.id)
        .with_for_update(of=Binding)
    )
    return list(db.session.execute(statement).scalars())


def _turn_away(dispute: Dispute, claim: Binding, actor: object, *, reason: str, at: datetime) -> None:
    """A claim is refused; who came in by a code goes out again."""
    if claim.state is BindingState.WAITING:
        turn_down_claim(claim, actor, reason, at)
    elif claim.state is BindingState.ACTIVE:
        _end(claim, actor, reason, at)
        tell("dispute-lost", claim.id, claim.contact_id, at, about=f"dispute:{dispute.id}")


def _end(binding: Binding, actor: object, reason: str, at: datetime) -> None:
    binding.state, binding.ended_at, binding.ended_why = BindingState.ENDED, at, "dispute"
    binding.reason, binding.decided_by = reason, str(actor)
    db.session.flush()
    record(actor, "binding.end", f"binding:{binding.id}", at, room=binding.room_id)
