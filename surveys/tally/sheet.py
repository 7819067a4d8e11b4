"""The result sheet: the eight numbers, each test with its figures, and the words' codes for the verdict."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from surveys.figures import Share, share
from surveys.tally.packs.pack import RulePack
from surveys.tally.thresholds import Threshold
from surveys.tally.totals import Figure, Measure, Totals
from surveys.tally.verdict import Verdict

PLACES = 2


class Hurdle(StrEnum):
    """What is asked of the figures."""

    QUORUM = "quorum"
    APPROVAL = "approval"
    OF_ALL = "of-all"


class Outcome(StrEnum):
    """What the sentence of the verdict says."""

    PASSED = "passed"
    NO_QUORUM = "no-quorum"
    NO_MAJORITY = "no-majority"
    NOT_PASSED = "not-passed"
    NOT_KNOWN = "not-known"


@dataclass(frozen=True)
class Line:
    """One test by one measure: part and whole, the share asked for, the least that would be enough."""

    hurdle: Hurdle
    measure: Measure
    part: int | None
    whole: int | None
    threshold: Threshold
    least: int | None
    met: bool | None
    share: Share | None


@dataclass(frozen=True)
class Sheet:
    """Everything a result shows: whole, turnout and agreement by heads and by area, with percentages."""

    totals: Totals
    lines: tuple[Line, ...]
    outcome: Outcome
    article: str
    rule_pack: str

    @property
    def unmet(self) -> tuple[Line, ...]:
        """The tests that failed."""
        return tuple(line for line in self.lines if line.met is False)

    @property
    def open(self) -> tuple[Line, ...]:
        """The tests a missing figure leaves open."""
        return tuple(line for line in self.lines if line.met is None)


def sheet_of(totals: Totals, verdict: Verdict, pack: RulePack) -> Sheet:
    """The sheet for a verdict, by the strict count."""
    return Sheet(
        totals, tuple(_lines(totals, verdict, pack)), outcome_of(verdict), verdict.article, pack.name
    )


def outcome_of(verdict: Verdict) -> Outcome:
    """Why a decision stands or falls; without a quorum nobody asks for the majority."""
    if verdict.passed is not False:
        return Outcome.PASSED if verdict.passed else Outcome.NOT_KNOWN
    if verdict.strict.quorum.passed is False:
        return Outcome.NO_QUORUM
    return Outcome.NO_MAJORITY if verdict.strict.approval.passed is False else Outcome.NOT_PASSED


def _lines(totals: Totals, verdict: Verdict, pack: RulePack) -> Iterable[Line]:
    strict, asked = verdict.strict, pack.approval_for(verdict.matter)
    for measure in Measure:
        met = getattr(strict.quorum, measure.value)
        yield _line(Hurdle.QUORUM, measure, (totals.present, totals.total), threshold=pack.quorum, met=met)
    for measure in Measure:
        met = getattr(strict.approval, measure.value)
        yield _line(Hurdle.APPROVAL, measure, (totals.agreed, totals.present), threshold=asked, met=met)
    if verdict.of_all is not None:
        for measure in Measure:
            met = getattr(verdict.of_all, measure.value)
            local = pack.threshold("elevator-of-all")
            yield _line(Hurdle.OF_ALL, measure, (totals.agreed, totals.total), threshold=local, met=met)


def _line(
    hurdle: Hurdle,
    measure: Measure,
    figures: tuple[Figure, Figure],
    *,
    threshold: Threshold,
    met: bool | None,
) -> Line:
    part, whole = (one.by(measure) for one in figures)
    known = None if part is None or whole is None else share(part, whole, PLACES)
    least = None if whole is None else threshold.least(whole)
    return Line(hurdle, measure, part, whole, threshold, least, met, known)
