"""A paper that came back is read by two different people: it counts once they have read the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from surveys.errors import Forbidden

MOST_LOOKS = 3


class Look(StrEnum):
    """What one more reading came to."""

    FIRST = "first"
    AGREED = "agreed"
    DIFFERS = "differs"
    SETTLED = "settled"
    REPEATS = "repeats"  # somebody whose ballot lies in the box already: read by two, counted by nobody

    @property
    def is_last(self) -> bool:
        """Whether nobody needs to look again."""
        return self in (Look.AGREED, Look.SETTLED)


@dataclass(frozen=True)
class Seen:
    """Who read it, and what they found."""

    by: str
    said: str


def is_settled(looks: Sequence[Seen]) -> bool:
    """Whether two found the same, or a third has looked."""
    return len(looks) == MOST_LOOKS or (len(looks) == 2 and looks[0].said == looks[1].said)


def look_again(before: Sequence[Seen], now: Seen) -> Look | None:
    """What the next reading comes to; None where nothing is left to be read.

    Nobody reads the same paper twice: Forbidden `second-person-needed`. Where two differ the third decides.
    """
    if any(one.by == now.by for one in before):
        raise Forbidden("second-person-needed")
    if is_settled(before):
        return None
    if not before:
        return Look.FIRST
    if len(before) == 1:
        return Look.AGREED if before[0].said == now.said else Look.DIFFERS
    return Look.SETTLED
