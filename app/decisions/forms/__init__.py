"""What people type into the pages of decisions: drafts and ballots, and the totals of a notice."""

from app.decisions.forms.checking import BELOW_THE_FOLD, Typed, read_notice
from app.decisions.forms.drafts import (
    complaint_in,
    day_in,
    hung_in,
    mark_in,
    moment_in,
    moment_out,
    numbers_in,
    plan_in,
    proposal_in,
    reply_in,
    round_in,
    serial_in,
    settlement_in,
    tried_in,
    typed_from,
    typed_in,
)

__all__ = [
    "BELOW_THE_FOLD",
    "Typed",
    "complaint_in",
    "day_in",
    "hung_in",
    "mark_in",
    "moment_in",
    "moment_out",
    "numbers_in",
    "plan_in",
    "proposal_in",
    "read_notice",
    "reply_in",
    "round_in",
    "serial_in",
    "settlement_in",
    "tried_in",
    "typed_from",
    "typed_in",
]
