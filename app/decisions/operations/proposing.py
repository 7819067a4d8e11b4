"""Steps about the box, one ballot or one home, as a page asks a second person for them."""

from collections.abc import Sequence
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


@dataclass(frozen=True)
class Found:
    """What lies in the box after the close: the ballots counted, their serials, a photograph of the seal."""

    papers: int | None
    serials: Sequence[str]
    seal: str | None = None


def open_box(actor: Actor, decision_id: int, found: Found, at: datetime) -> int:
    """Propose what lies in the box; an invigilator, or community or street, counts again and confirms."""
    facts = {"papers": found.papers, "serials": list(found.serials), "seal": found.seal}
    return propose_step(actor, decision_id, Proposal(StepKind.BOX, "", facts), at)
