"""What a notice states: heads and area of the whole, of those taking part, of those who agree."""

from dataclasses import dataclass, field
from enum import StrEnum


class Measure(StrEnum):
    """The two things that are counted; every test is made by both."""

    HEADS = "heads"
    AREA = "area"


@dataclass(frozen=True)
class Figure:
    """One pair of figures, area in 0.01 m²; None for one that is not known, which is never nought."""

    heads: int | None = None
    area: int | None = None

    def by(self, measure: Measure) -> int | None:
        """The figure of one measure."""
        return self.heads if measure is Measure.HEADS else self.area


NOTHING = Figure(0, 0)
UNKNOWN = Figure()


@dataclass(frozen=True)
class Totals:
    """The figures of one decision.

    `present` took part: neither void ballots nor those deemed to follow are among them. `deemed` is None
    where nobody is deemed anything.
    """

    total: Figure
    present: Figure = UNKNOWN
    agreed: Figure = UNKNOWN
    deemed: Figure | None = None
    void: Figure = field(default=NOTHING)
