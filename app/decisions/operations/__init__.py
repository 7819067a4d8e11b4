"""What may be done with decisions: drawing up, approving, announcing, voting, counting, publishing."""

from app.decisions.operations.casting import (
    BallotReceipt,
    HeldDecision,
    Mark,
    cast_ballot,
    hold_decision,
    keep_ballot,
)
from app.decisions.operations.conflicts import Settlement, settle_conflict
from app.decisions.operations.drafting import (
    Plan,
    change_decision,
    create_decision,
    discard_decision,
    hand_over,
    sign_request,
)
from app.decisions.operations.locking import lock_decision
from app.decisions.operations.noticing import announce_decision
from app.decisions.operations.paper import (
    Reading,
    Round,
    enter_ballot,
    leave_out,
    print_ballots,
    replace_ballot,
    set_paper_round,
    spoil_ballot,
)
from app.decisions.operations.stages import REMIND_BEFORE, close_due_decision, open_due_decision
from app.decisions.operations.steps import CONFIRMERS, Proposal, confirm_step, propose_step, refuse_step

__all__ = [
    "CONFIRMERS",
    "REMIND_BEFORE",
    "BallotReceipt",
    "HeldDecision",
    "Mark",
    "Plan",
    "Proposal",
    "Reading",
    "Round",
    "Settlement",
    "announce_decision",
    "cast_ballot",
    "change_decision",
    "close_due_decision",
    "confirm_step",
    "create_decision",
    "discard_decision",
    "enter_ballot",
    "hand_over",
    "hold_decision",
    "keep_ballot",
    "leave_out",
    "lock_decision",
    "open_due_decision",
    "print_ballots",
    "propose_step",
    "refuse_step",
    "replace_ballot",
    "set_paper_round",
    "settle_conflict",
    "sign_request",
    "spoil_ballot",
]
