"""A paper that came back is read until two different people have read the same: then it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from surveys.errors import Forbidden


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


def until_settled(looks: Sequence[Seen]) -> Sequence[Seen]:
    """The looks up to the one that found what another had found before: later ones have no say."""
    for place, look in enumerate(looks):
        if any(one.said == look.said for one in looks[:place]):
            return looks[: place + 1]
    return looks


def is_settled(looks: Sequence[Seen]) -> bool:
    """Whether two found the same."""
    return len({one.said for one in looks}) < len(looks)


def look_again(before: Sequence[Seen], now: Seen) -> Look | None:
    """What the next reading comes to; None where nothing is left to be read.

    Nobody reads the same paper twice: Forbidden `second-person-needed`. Where all differ nobody decides
    alone: another person looks, or two persons reject the paper.
    """
    if any(one.by == now.by for one in before):
        raise Forbidden("second-person-needed")
    if is_settled(before):
        return None
    if not before:
        return Look.FIRST
    if all(one.said != now.said for one in before):
        return Look.DIFFERS
    return Look.AGREED if len(before) == 1 else Look.SETTLED
