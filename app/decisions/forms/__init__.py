"""What people type into the pages of decisions: drafts and ballots, and the totals of a notice."""

from app.decisions.forms.checking import BELOW_THE_FOLD, Typed, read_notice
from app.decisions.forms.drafts import (
    day_in,
    mark_in,
    moment_in,
    moment_out,
    plan_in,
    proposal_in,
    typed_from,
    typed_in,
)

__all__ = [
    "BELOW_THE_FOLD",
    "Typed",
    "day_in",
    "mark_in",
    "moment_in",
    "moment_out",
    "plan_in",
    "proposal_in",
    "read_notice",
    "typed_from",
    "typed_in",
]
