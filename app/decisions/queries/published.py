"""A result as everybody may see it: the eight numbers with their tests, or as much as the mode lets out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.decisions.queries.decisions import NAMED_PUBLIC, DecisionRow
from app.decisions.queries.results import ResultRow, find_result
from app.decisions.queries.rulebook import pack_for
from surveys.errors import Invalid
from surveys.figures import area_from_text, area_to_text
from surveys.privacy import floors_at
from surveys.tally.matters import Matter
from surveys.tally.packs import RulePack
from surveys.tally.sheet import Hurdle, Line, Outcome, outcome_of, sheet_of
from surveys.tally.totals import Figure, Measure, Totals
from surveys.tally.verdict import verdict_on

FIGURES = ("total", "present", "agreed", "void", "deemed")
LEGAL_SOURCES = ("paper", "official")


@dataclass(frozen=True)
class ShownLine:
    """One test by one measure as people read it; None where it is withheld, `floor` a share rounded down."""

    hurdle: str
    measure: str
    part: str | None
    whole: str | None
    percent: str | None
    floor: str | None
    asked: str
    is_strict: bool
    least: str | None
    met: bool | None


@dataclass(frozen=True)
class Option:
    """How many chose one of several things."""

    key: str
    heads: int | None
    area: str | None
    passed: bool | None = None


@dataclass(frozen=True)
class Part:
    """Heads of one stairwell; None where they are withheld."""

    unit_id: int
    total: int
    present: int | None
    agreed: int | None


@dataclass(frozen=True)
class Legal:
    """The legal result of a supporting decision, from paper or from the official system, and its check."""

    source: str
    document: str
    dated_on: date
    lines: tuple[ShownLine, ...]
    outcome: str
    passed: bool | None
    article: str
    has_other_whole: bool


@dataclass(frozen=True)
class Shown:
    """Everything public about a counted decision; `reason` says why numbers are withheld."""

    passed: bool | None
    outcome: str
    article: str
    lines: tuple[ShownLine, ...]
    choices: tuple[Option, ...]
    parts: tuple[Part, ...]
    winner: str | None
    with_deemed: bool | None
    of_all: bool | None
    void: Figure | None
    deemed: Figure | None
    set_aside: int
    warnings: tuple[str, ...]
    reason: str
    area_step: int
    legal: Legal | None

    def without_verdict(self) -> "Shown":
        """The figures alone, as an intention has them; the legal result beside them keeps its own verdict."""
        return replace(
            self, passed=None, outcome="", winner=None, with_deemed=None, of_all=None,
            lines=tuple(replace(line, met=None) for line in self.lines),
            choices=tuple(replace(one, passed=None) for one in self.choices),
        )  # fmt: skip


def find_shown(decision: DecisionRow) -> Shown | None:
    """The public side of a result that is published; None before, and of a decision that was voided."""
    found = find_result(decision.id)
    is_counted = found is not None and decision.preliminary_at is not None and decision.voided_at is None
    return shown_for(decision, found) if found and is_counted else None


def shown_for(decision: DecisionRow, found: ResultRow) -> Shown:
    """The public side of a result; what it holds was fixed when it was counted."""
    pack, public, sheet = pack_for(decision), found.sheet["published"], found.sheet
    said = {**public, **public.get("intended", {})}
    totals, is_open = _totals(public), decision.mode == NAMED_PUBLIC
    lines = _lines(decision, totals, pack, area=public.get("area"))
    return Shown(
        passed=said["passed"],
        outcome=_outcome(said["passed"], lines),
        article=sheet["article"],
        lines=lines,
        choices=tuple(_options(decision, public)),
        parts=tuple(
            Part(one["unit"], one["total"], one["present"], one["agreed"]) for one in public.get("units", ())
        ),
        winner=said.get("winner"),
        with_deemed=said.get("with_deemed"),
        of_all=said.get("of_all"),
        void=totals.void if is_open else None,
        deemed=totals.deemed,
        set_aside=public.get("set_aside") or 0,
        warnings=tuple(sheet.get("warnings", ())),
        reason=public.get("reason", ""),
        area_step=floors_at(found.computed_at.date()).area_step,
        legal=_legal(decision, sheet.get("legal"), pack),
    )


def figure_in(told: Mapping[str, Any] | None) -> Figure:
    """Heads and area (0.01 m²) as they are kept, area as text."""
    if not told:
        return Figure()
    area = told.get("area")
    return Figure(told.get("heads"), None if area is None else area_from_text(str(area)))


def _totals(told: Mapping[str, Any]) -> Totals:
    figures = {name: figure_in(told.get(name)) for name in FIGURES}
    deemed = figures["deemed"] if told.get("deemed") else None
    void = Figure(figures["void"].heads or 0, figures["void"].area or 0)
    return Totals(figures["total"], figures["present"], figures["agreed"], deemed, void)


def _lines(
    decision: DecisionRow, totals: Totals, pack: RulePack, *, area: Mapping[str, Any] | None = None
) -> tuple[ShownLine, ...]:
    """The tests of a sheet; where only shares of area may be told, these instead of the areas."""
    verdict = verdict_on(totals, Matter(decision.matter), pack)
    lines = []
    for line in sheet_of(totals, verdict, pack).lines:
        is_floored = area is not None and line.measure is Measure.AREA and line.hurdle is not Hurdle.OF_ALL
        lines.append(_floored(line, area) if is_floored and area else _exact(line))
    return tuple(lines)


def _exact(line: Line) -> ShownLine:
    return ShownLine(
        line.hurdle.value, line.measure.value, _text(line, line.part), _text(line, line.whole),
        line.share.percent if line.share else None, None, line.threshold.share, line.threshold.is_strict,
        _text(line, line.least), line.met if line.part is not None and line.whole is not None else None,
    )  # fmt: skip


def _floored(line: Line, area: Mapping[str, Any]) -> ShownLine:
    name = "present_percent" if line.hurdle is Hurdle.QUORUM else "agreed_percent"
    whole = _text(line, line.whole) if line.hurdle is Hurdle.QUORUM else None
    return ShownLine(
        line.hurdle.value, line.measure.value, None, whole, None, f"{area[name]}%", line.threshold.share,
        line.threshold.is_strict, None, bool(area[line.hurdle.value]),
    )  # fmt: skip


def _text(line: Line, number: int | None) -> str | None:
    if number is None:
        return None
    return area_to_text(number) if line.measure is Measure.AREA else str(number)


def _outcome(passed: bool | None, lines: tuple[ShownLine, ...]) -> str:
    """Why it stands or falls, read off what is shown alone."""
    if passed is not False:
        return str(Outcome.PASSED if passed else Outcome.NOT_KNOWN)
    if any(line.met is False and line.hurdle == Hurdle.QUORUM for line in lines):
        return str(Outcome.NO_QUORUM)
    fails = any(line.met is False and line.hurdle == Hurdle.APPROVAL for line in lines)
    return str(Outcome.NO_MAJORITY if fails else Outcome.NOT_PASSED)


def _options(decision: DecisionRow, public: Mapping[str, Any]) -> list[Option]:
    """What was chosen how often, in the order of the ballot; only where every ballot is public."""
    verdicts, counted = public.get("options") or {}, public.get("choices") or {}
    return [
        Option(key, counted[key]["heads"], counted[key]["area"], (verdicts.get(key) or {}).get("passed"))
        for key in (*decision.choices, *sorted(counted.keys() - set(decision.choices)))
        if key in counted
    ]


def _legal(decision: DecisionRow, kept: Mapping[str, Any] | None, pack: RulePack) -> Legal | None:
    if kept is None:
        return None
    totals = _totals(kept)
    verdict = verdict_on(totals, Matter(decision.matter), pack)
    if kept["source"] not in LEGAL_SOURCES:
        raise Invalid("legal-source-unknown")
    return Legal(
        source=kept["source"],
        document=kept["document"],
        dated_on=date.fromisoformat(kept["dated_on"]),
        lines=tuple(_exact(line) for line in sheet_of(totals, verdict, pack).lines),
        outcome=str(outcome_of(verdict)),
        passed=verdict.passed,
        article=verdict.article,
        has_other_whole=bool(kept.get("has_other_whole")),
    )
