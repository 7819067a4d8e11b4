"""Steps about one ballot or one home, as a page asks a second person for them."""

from dataclasses import dataclass
from datetime import datetime

from app.core.actors import Actor
from app.decisions.models import StepKind
from app.decisions.operations.steps import Proposal, propose_step


@dataclass(frozen=True)
class Settlement:
    """Which ballot of a head counts (None: neither does), and why."""

    head_id: int
    revision: int | None
    reason: str


def settle_conflict(actor: Actor, decision_id: int, settlement: Settlement, at: datetime) -> int:
    """Propose which ballot of a head counts, or that none does, and why; from the close until the count.

    A second person confirms it. Neither of them entered a side: Forbidden `second-person-needed`.
    """
    facts = {"head": settlement.head_id, "counts": settlement.revision}
    return propose_step(actor, decision_id, Proposal(StepKind.SETTLE, settlement.reason, facts), at)


@dataclass(frozen=True)
class Rejection:
    """Which returned ballot should not count, on which ground, and what was found."""

    serial: str
    ground: str
    reason: str


def reject_ballot(actor: Actor, decision_id: int, rejection: Rejection, at: datetime) -> int:
    """Propose that a returned ballot does not count; a second person confirms. Neither has read it."""
    facts = {"serial": rejection.serial, "ground": rejection.ground}
    return propose_step(actor, decision_id, Proposal(StepKind.REJECT, rejection.reason, facts), at)
