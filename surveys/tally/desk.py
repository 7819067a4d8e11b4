"""How much paper one person may read alone before others look: no refusal, a second pair of eyes.

Two people read every ballot, but who keeps the box and reads first chooses which ballots there are.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from surveys.tally.thresholds import Threshold


class Ground(StrEnum):
    """Why somebody's entries are looked at."""

    PER_DAY = "per-day"
    SHARE = "share"


@dataclass(frozen=True)
class Quota:
    """What holds from a day on.

    `per_day`: ballots one person reads in a day. `share` of all first readings of a decision, asked once
    they are `least`: in a small house one clerk reads them all, and that says nothing.
    """

    from_on: date
    per_day: int
    share: Threshold
    least: int


# 100 a day: twelve with their photographs take half an hour; eight stairwells of them are a full day's work.
QUOTAS = (Quota(date(2021, 1, 1), per_day=100, share=Threshold(3, 4, is_strict=True), least=60),)


def quota_at(on: date) -> Quota:
    """The quota in force on a day; the oldest before any was written down."""
    begun = [one for one in QUOTAS if one.from_on <= on]
    return begun[-1] if begun else QUOTAS[0]


def grounds_for(today: int, first: int, of_first: int, *, quota: Quota) -> dict[Ground, int]:
    """Why one person's entries should be looked at, each with the number that says so.

    `today`: ballots they read today; `first`: those of `of_first` that they were the first to read.
    """
    found = {}
    if today > quota.per_day:
        found[Ground.PER_DAY] = today
    if of_first >= quota.least and quota.share.met(first, of_first):
        found[Ground.SHARE] = first
    return found
