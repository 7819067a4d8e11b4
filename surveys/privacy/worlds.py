"""Whether a page of numbers leaves open how every home voted, judged from the page alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from surveys.tally.thresholds import Threshold

STEPS = 12  # how finely the worlds between the two extremes are tried
MOST_TRIED = 12  # homes tried from each end: the largest and the smallest are the ones a sum pins down


class Stratum(NamedTuple):
    """Heads that the page does not tell apart but by area: their areas in order, and how many did what."""

    areas: tuple[int, ...]
    present: int
    agreed: int


class Area(NamedTuple):
    """What is told about area: whether the tests are met by it, and shares in whole percent, rounded down."""

    quorum: bool
    approval: bool
    present_percent: int
    agreed_percent: int

    @classmethod
    def of(
        cls, total: int, present: int, agreed: int, *, tests: tuple[Threshold, Threshold], step: int
    ) -> "Area":
        """Shares rounded down to a multiple of `step`: of the whole, and of those taking part."""
        quorum, approval = tests
        return cls(
            quorum.met(present, total),
            approval.met(agreed, present),
            100 * present // (step * total) * step if total else 0,
            100 * agreed // (step * present) * step if present else 0,
        )


class View(NamedTuple):
    """Everything the page says beside the heads of each stratum."""

    quorum: Threshold
    approval: Threshold
    total: int
    heads_pass: bool
    passed: bool
    area: Area | None
    step: int

    def fits(self, present: int, agreed: int) -> bool:
        """Whether a world with these areas would have the very same page."""
        by_area = self.quorum.met(present, self.total) and self.approval.met(agreed, present)
        if self.passed is not (self.heads_pass and by_area):
            return False
        tests = self.quorum, self.approval
        return self.area is None or self.area == Area.of(
            self.total, present, agreed, tests=tests, step=self.step
        )


@dataclass(frozen=True)
class _Crowd:
    """A stratum, perhaps without one head whose stance is taken for granted."""

    areas: tuple[int, ...]
    silent: int
    otherwise: int

    def world(self, silent_at: int, otherwise_at: int) -> tuple[int, int]:
        """Area taking part and agreeing when neighbours in size are silent, and others vote otherwise."""
        start = silent_at * (len(self.areas) - self.silent) // STEPS
        here = self.areas[:start] + self.areas[start + self.silent :]
        start = otherwise_at * (len(here) - self.otherwise) // STEPS
        present = sum(here)
        return present, present - sum(here[start : start + self.otherwise])


@lru_cache(maxsize=512)
def leaves_open(strata: tuple[Stratum, ...], view: View) -> bool:
    """Whether every home could have done at least two different things and the page be the same.

    It looks for such worlds without knowing the real one; where it finds too few the answer is no, which is
    safe and, being a function of the page, tells nothing beyond it.
    """
    return all(
        _is_open(strata, (place, area), view)
        for place, stratum in enumerate(strata)
        for area in _extremes(stratum.areas)
    )


def _extremes(areas: Sequence[int]) -> list[int]:
    different = sorted(set(areas))
    return different if len(different) <= 2 * MOST_TRIED else different[:MOST_TRIED] + different[-MOST_TRIED:]


def _is_open(strata: Sequence[Stratum], head: tuple[int, int], view: View) -> bool:
    """Whether two of the three stances are possible for a head of this area in this stratum."""
    place, area = head
    others = [_crowd(one) for at, one in enumerate(strata) if at != place]
    ours = _crowd(strata[place])
    rest = list(ours.areas)
    rest.remove(area)
    agreeing = len(ours.areas) - ours.silent - ours.otherwise
    ways = (
        (ours.silent, _Crowd(tuple(rest), ours.silent - 1, ours.otherwise), 0, 0),
        (ours.otherwise, _Crowd(tuple(rest), ours.silent, ours.otherwise - 1), area, 0),
        (agreeing, _Crowd(tuple(rest), ours.silent, ours.otherwise), area, area),
    )
    possible = 0
    for number, crowd, present, agreed in ways:
        possible += number > 0 and _exists([*others, crowd], (present, agreed), view)
        if possible == 2:
            return True
    return False


def _crowd(stratum: Stratum) -> _Crowd:
    areas = stratum.areas
    return _Crowd(areas, len(areas) - stratum.present, stratum.present - stratum.agreed)


def _exists(crowds: Sequence[_Crowd], fixed: tuple[int, int], view: View) -> bool:
    for silent_at, otherwise_at in _tries():
        worlds = [crowd.world(silent_at, otherwise_at) for crowd in crowds]
        present, agreed = (sum(column) for column in zip(fixed, *worlds, strict=True))
        if view.fits(present, agreed):
            return True
    return False


def _tries() -> Iterator[tuple[int, int]]:
    """From the middle outwards: most pages have most of their worlds there."""
    outwards = sorted(range(STEPS + 1), key=lambda step: abs(2 * step - STEPS))
    yield from sorted(
        ((one, other) for one in outwards for other in outwards),
        key=lambda pair: abs(2 * pair[0] - STEPS) + abs(2 * pair[1] - STEPS),
    )
