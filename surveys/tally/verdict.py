"""What totals say of a decision: passed, failed, or not known for want of a figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from surveys.tally.knowledge import (
    Known,
    exceeds_present,
    exceeds_total,
    known_from,
    parts_exceed,
    with_deemed,
)
from surveys.tally.matters import Matter
from surveys.tally.packs.pack import RulePack
from surveys.tally.thresholds import Threshold, all_of
from surveys.tally.totals import UNKNOWN, Figure, Measure, Totals

HALF = Threshold(1, 2, is_strict=True)


class Caution(StrEnum):
    """What is wrong with the figures of a notice."""

    PRESENT_EXCEEDS_TOTAL = "present-exceeds-total"
    AGREED_EXCEEDS_PRESENT = "agreed-exceeds-present"
    PARTS_DO_NOT_ADD_UP = "parts-do-not-add-up"
    PERCENT_DOES_NOT_FOLLOW = "percent-does-not-follow"
    AREA_MISSING = "area-missing"
    HEADS_MISSING = "heads-missing"


@dataclass(frozen=True)
class Both:
    """One test by both measures; None where a missing figure could still change it."""

    heads: bool | None
    area: bool | None

    @property
    def passed(self) -> bool | None:
        """Both must hold."""
        return all_of((self.heads, self.area))


@dataclass(frozen=True)
class Finding:
    """One way of counting: enough took part, and enough of them agreed."""

    passed: bool | None
    quorum: Both
    approval: Both


@dataclass(frozen=True)
class Verdict:
    """Both ways of counting side by side; `strict` is the official one.

    `of_all` is the further test of a lift and does not touch `passed`; `needed` is what the quorum takes.
    """

    matter: Matter
    strict: Finding
    with_deemed: Finding | None
    of_all: Both | None
    needed: Figure
    article: str
    warnings: tuple[Caution, ...]

    @property
    def passed(self) -> bool | None:
        """By the strict count."""
        return self.strict.passed


def verdict_on(totals: Totals, matter: Matter, pack: RulePack) -> Verdict:
    """The verdict under a rule pack; Refusal `unanimity-required` for what no majority may decide."""
    rule = pack.rule_for(matter)
    tests = pack.quorum, pack.approval_for(matter)
    strict = [known_from(totals, measure) for measure in Measure]
    local = pack.threshold("elevator-of-all") if matter is Matter.ELEVATOR else None
    return Verdict(
        matter=matter,
        strict=_finding(strict, *tests),
        with_deemed=None if totals.deemed is None else _deemed(totals, strict, tests),
        of_all=None if local is None else Both(*(one.of_all(local) for one in strict)),
        needed=quorum_need(totals.total, pack),
        article=rule.article,
        warnings=tuple(_warnings(totals)),
    )


def quorum_need(total: Figure, pack: RulePack) -> Figure:
    """The fewest heads and the smallest area that make a quorum, area rounded up to 0.01 m²."""
    heads, area = (None if one is None else pack.quorum.least(one) for one in (total.heads, total.area))
    return Figure(heads, area)


def follows_majority(strict: Iterable[Known]) -> bool | None:
    """Whether more agree than do not, by heads and by area: only then do those who are silent follow."""
    return all_of(one.approval(HALF) for one in strict)


def _finding(known: list[Known], quorum: Threshold, approval: Threshold) -> Finding:
    enough = Both(*(one.quorum(quorum) for one in known))
    agreed = Both(*(one.approval(approval) for one in known))
    passed = all_of((enough.passed, agreed.passed))
    if passed is None and not all(one.may_pass(quorum, approval) for one in known):
        passed = False
    return Finding(passed, enough, agreed)


def _deemed(totals: Totals, strict: list[Known], tests: tuple[Threshold, Threshold]) -> Finding:
    follows = follows_majority(strict)
    either, other = (
        _finding([with_deemed(totals, one, follows=way) for one in Measure], *tests)
        for way in ((True, False) if follows is None else (follows, follows))
    )
    return Finding(
        _agreed(either.passed, other.passed),
        _both_agreed(either.quorum, other.quorum),
        _both_agreed(either.approval, other.approval),
    )


def _agreed(one: bool | None, other: bool | None) -> bool | None:
    return one if one is other else None


def _both_agreed(one: Both, other: Both) -> Both:
    return Both(_agreed(one.heads, other.heads), _agreed(one.area, other.area))


def _warnings(totals: Totals) -> Iterable[Caution]:
    checks = (
        (Caution.PRESENT_EXCEEDS_TOTAL, exceeds_total),
        (Caution.AGREED_EXCEEDS_PRESENT, exceeds_present),
        (Caution.PARTS_DO_NOT_ADD_UP, parts_exceed),
    )
    for warning, fails in checks:
        if any(fails(totals, measure) for measure in Measure):
            yield warning
    figures = [one or UNKNOWN for one in (totals.total, totals.present, totals.agreed)]
    if any(one.area is None for one in figures):
        yield Caution.AREA_MISSING
    if any(one.heads is None for one in figures):
        yield Caution.HEADS_MISSING
