"""Two persons for every step that cannot be taken back: one proposes, another confirms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import insert, select, update

from app.audit.operations import record
from app.core.actors import Actor
from app.core.db import change, db
from app.decisions.models import DecisionStep, StepKind, StepOutcome
from app.decisions.operations import box, rejecting, settling, stages
from app.decisions.operations.locking import lock_decision
from app.decisions.queries.decisions import DecisionRow
from app.roster import queries as roster
from surveys.errors import Forbidden, Invalid, Missing, Refusal

PROPOSERS = ("committee", "clerk")
CONFIRMERS = ("committee", "community", "street")
LONGEST_REASON = 400
NEED_REASON = (
    StepKind.EXTEND, StepKind.STOP, StepKind.SETTLE, StepKind.REJECT, StepKind.VOID, StepKind.RELEASE,
)  # fmt: skip

Check = Callable[[DecisionRow, dict[str, Any], datetime], None]
Carry = Callable[[object, DecisionRow, DecisionStep, datetime], None]


@dataclass(frozen=True)
class Proposal:
    """What one person wants done, with what belongs to it, and why."""

    kind: StepKind
    reason: str = ""
    facts: dict[str, Any] | None = None

    @classmethod
    def of(cls, kind: str) -> Self:
        """A step that needs neither reason nor facts, by its name."""
        return cls(StepKind(kind))


def propose_step(actor: Actor, decision_id: int, proposal: Proposal, at: datetime) -> int:
    """Ask a second person for a step; refused at once where it could not be confirmed now.

    Raises `step-waiting-already`, `reason-missing`, and whatever stands in the step's way.
    """
    decision = lock_decision(decision_id)
    if not _holds(actor, decision, PROPOSERS + CONFIRMERS):
        raise Forbidden("not-your-area")
    reason, facts = _reason(proposal), dict(proposal.facts or {})
    _need_stranger(actor, decision, proposal.kind, facts=facts)
    CHECKS[proposal.kind](decision, facts, at)
    waiting = select(DecisionStep.id).where(
        DecisionStep.decision_id == decision_id,
        DecisionStep.kind == proposal.kind,
        DecisionStep.decided_at.is_(None),
    )
    if db.session.execute(waiting).scalar() is not None:
        raise Refusal("step-waiting-already")
    values = {
        "decision_id": decision_id, "kind": proposal.kind, "facts": facts, "reason": reason,
        "proposed_by": str(actor), "proposed_at": at,
    }  # fmt: skip
    step_id = db.session.execute(
        insert(DecisionStep).values(**values).returning(DecisionStep.id)
    ).scalar_one()
    record(
        actor,
        "decision.propose",
        f"decision:{decision_id}",
        at,
        step=str(proposal.kind),
        **box.told_of(facts),
    )
    return step_id


def confirm_step(actor: Actor, step_id: int, at: datetime) -> StepKind:
    """The second person agrees, and it is done in the same moment; never by the one who proposed it."""
    step, decision = _open_step(step_id)
    if step.proposed_by == str(actor):
        raise Forbidden("second-person-needed")
    _need_confirmer(actor, decision, step.kind)
    if roster.is_disabled(step.proposed_by):
        raise Refusal("step-proposer-gone")
    for each in (actor, step.proposed_by):  # who proposed it may have read it since
        _need_stranger(each, decision, step.kind, facts=step.facts)
    CHECKS[step.kind](decision, step.facts, at)
    _decide(step, actor, StepOutcome.CONFIRMED, answer=None, at=at)
    CARRY_OUT[step.kind](actor, decision, step, at)
    facts = {"step": str(step.kind), "proposed_by": step.proposed_by}
    record(actor, "decision.confirm", f"decision:{decision.id}", at, **facts)
    return step.kind


def refuse_step(actor: Actor, step_id: int, answer: str, at: datetime) -> None:
    """The second person says no, and why; whoever proposed it takes it back instead."""
    step, decision = _open_step(step_id)
    is_own = step.proposed_by == str(actor)
    if not is_own and not _holds(actor, decision, CONFIRMERS):
        _need_confirmer(actor, decision, step.kind)
    words = " ".join(answer.split())[:LONGEST_REASON]
    if not words and not is_own:
        raise Invalid("reason-missing")
    outcome = StepOutcome.WITHDRAWN if is_own else StepOutcome.REFUSED
    _decide(step, actor, outcome, answer=words or None, at=at)
    facts = {"step": str(step.kind), "outcome": str(outcome)}
    record(actor, "decision.refuse", f"decision:{decision.id}", at, **facts)


def _need_confirmer(actor: Actor, decision: DecisionRow, kind: StepKind) -> None:
    if kind is StepKind.BOX and not decision.is_drill:
        box.need_second(actor, decision)
    elif not _holds(actor, decision, CONFIRMERS):
        raise Forbidden("not-your-area")


def _need_stranger(
    actor: Actor | str, decision: DecisionRow, kind: StepKind, *, facts: dict[str, Any]
) -> None:
    if kind is StepKind.SETTLE:
        settling.need_stranger(actor, decision, int(facts.get("head") or 0))
    if kind is StepKind.REJECT:
        rejecting.need_stranger(actor, decision, facts)


def _open_step(step_id: int) -> tuple[DecisionStep, DecisionRow]:
    """A proposal still waiting; the decision is locked first, as everywhere."""
    decision_id = db.session.execute(
        select(DecisionStep.decision_id).where(DecisionStep.id == step_id)
    ).scalar()
    if decision_id is None:
        raise Missing("step-not-found")
    decision = lock_decision(decision_id)
    step = db.session.execute(
        select(DecisionStep).where(DecisionStep.id == step_id).with_for_update()
    ).scalar_one()
    if step.decided_at is not None:
        raise Refusal("step-decided")
    return step, decision


def _decide(
    step: DecisionStep, actor: Actor, outcome: StepOutcome, *, answer: str | None, at: datetime
) -> None:
    decided = change(
        update(DecisionStep)
        .where(DecisionStep.id == step.id, DecisionStep.decided_at.is_(None))
        .values(outcome=outcome, decided_by=str(actor), decided_at=at, answer=answer)
    )
    if decided != 1:
        raise Refusal("step-decided")


def _reason(proposal: Proposal) -> str:
    words = " ".join(proposal.reason.split())
    if not words and proposal.kind in NEED_REASON:
        raise Invalid("reason-missing")
    if len(words) > LONGEST_REASON:
        raise Invalid("reason-too-long", most=LONGEST_REASON)
    return words


def _holds(actor: Actor, decision: DecisionRow, roles: tuple[str, ...]) -> bool:
    return any(actor.may(role, decision.compound_path) for role in roles)


CHECKS: dict[StepKind, Check] = {
    StepKind.APPROVE: stages.check_approval,
    StepKind.OPEN: stages.check_opening,
    StepKind.EXTEND: stages.check_extension,
    StepKind.STOP: stages.check_stop,
    StepKind.BOX: box.check_box,
    StepKind.SETTLE: settling.check_settlement,
    StepKind.REJECT: rejecting.check_rejection,
    StepKind.PRELIMINARY: stages.check_preliminary,
    StepKind.FINAL: stages.check_final,
    StepKind.LEGAL: stages.check_legal_result,
    StepKind.VOID: stages.check_void,
    StepKind.RELEASE: stages.check_release,
}
CARRY_OUT: dict[StepKind, Carry] = {
    StepKind.APPROVE: stages.approve,
    StepKind.OPEN: stages.arm,
    StepKind.EXTEND: stages.extend,
    StepKind.STOP: stages.stop,
    StepKind.BOX: box.note_box,
    StepKind.SETTLE: settling.settle,
    StepKind.REJECT: rejecting.reject,
    StepKind.PRELIMINARY: stages.publish_preliminary,
    StepKind.FINAL: stages.publish_final,
    StepKind.LEGAL: stages.publish_legal_result,
    StepKind.VOID: stages.void,
    StepKind.RELEASE: stages.release,
}
