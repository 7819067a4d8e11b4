"""Shares that must be reached or passed, compared by cross-multiplication."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from surveys.errors import Invalid

_SHARE = re.compile(r"([1-9][0-9]{0,2})/([1-9][0-9]{0,2})")


@dataclass(frozen=True)
class Threshold:
    """A share of a whole; `is_strict` where it must be passed (over 1/2), not merely reached (2/3).

    "Above" includes the figure itself, "more than" does not: Civil Code art. 1259.
    """

    numerator: int
    denominator: int
    is_strict: bool = False

    def met(self, part: int, whole: int) -> bool:
        """Whether the part is enough; nothing is ever enough of an empty whole."""
        if whole <= 0:
            return False
        ours, theirs = self.denominator * part, self.numerator * whole
        return ours > theirs if self.is_strict else ours >= theirs

    def least(self, whole: int) -> int:
        """The smallest part that is enough."""
        product = self.numerator * whole
        return product // self.denominator + 1 if self.is_strict else -(-product // self.denominator)

    def widest(self, part: int) -> int:
        """The largest whole of which this part is still enough."""
        product = self.denominator * part
        return max((product - 1 if self.is_strict else product) // self.numerator, 0)

    @property
    def share(self) -> str:
        """The fraction as it is written, `2/3`."""
        return f"{self.numerator}/{self.denominator}"


def threshold_from_text(text: str, *, is_strict: bool = False) -> Threshold:
    """`2/3` as a threshold; Invalid `threshold-malformed` for anything but a share of at most the whole."""
    found = _SHARE.fullmatch(text)
    if found is None or int(found[1]) > int(found[2]):
        raise Invalid("threshold-malformed", text=text[:20])
    return Threshold(int(found[1]), int(found[2]), is_strict)


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """Whether all hold: one that fails settles it, otherwise one that is unknown leaves it open."""
    known = list(answers)
    if any(answer is False for answer in known):
        return False
    return None if None in known else True
