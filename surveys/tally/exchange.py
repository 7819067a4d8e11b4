"""Totals in and verdicts out as JSON holds them (`python -m surveys verdict`)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.electorate.rules import Basis
from surveys.errors import Invalid
from surveys.figures import NO_SHARE, area_to_text, half_width, percent
from surveys.tally import fields
from surveys.tally.matters import Matter
from surveys.tally.packs.loading import HERE, get_pack
from surveys.tally.packs.pack import RulePack
from surveys.tally.totals import NOTHING, Figure, Measure, Totals
from surveys.tally.verdict import Both, Caution, Finding, Verdict, verdict_on

Percents = Mapping[tuple[str, Measure], str]
PLACES = 2
_PRINTED = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?%?")


@dataclass(frozen=True)
class Notice:
    """What a published notice states, with the percentages printed on it."""

    matter: Matter
    totals: Totals
    basis: Basis
    pack: RulePack
    percents: Percents = field(default_factory=dict)


def notice_from_json(data: object, pack: RulePack | None = None) -> Notice:
    """The notice as contract and form state it; Invalid names the field that cannot be right."""
    told = fields.an_object(data, "totals")
    if told.get("total") is None:
        raise Invalid("field-missing", field="total")
    rules = pack or get_pack(HERE)
    figures = {key: fields.a_figure(told.get(key), key) for key in ("total", "present", "agreed", "void")}
    deemed = None if told.get("deemed") is None else fields.a_figure(told["deemed"], "deemed")
    void = Figure(figures["void"].heads or 0, figures["void"].area or 0)
    basis = told.get("basis")
    return Notice(
        matter=fields.a_word(Matter, told.get("matter"), "matter"),
        totals=Totals(figures["total"], figures["present"], figures["agreed"], deemed, void),
        basis=rules.counting().basis if basis is None else fields.a_word(Basis, basis, "basis"),
        pack=rules,
        percents=dict(_percents(told.get("percent"))),
    )


def judged(notice: Notice) -> tuple[Verdict, tuple[Caution, ...]]:
    """The verdict with everything that is wrong with the figures, printed percentages included."""
    verdict = verdict_on(notice.totals, notice.matter, notice.pack)
    cautions = list(verdict.warnings)
    if not all(follows(notice.totals, *one) for one in notice.percents.items()):
        cautions.append(Caution.PERCENT_DOES_NOT_FOLLOW)
    return verdict, tuple(one for one in Caution if one in cautions)


def answer_to(notice: Notice) -> dict[str, object]:
    """The whole answer of the command."""
    verdict, cautions = judged(notice)
    return {
        **verdict_to_json(verdict, notice.totals),
        "warnings": [one.value for one in cautions],
        "basis": notice.basis.value,
        "rule_pack": notice.pack.name,
    }


def verdict_to_json(verdict: Verdict, totals: Totals) -> dict[str, object]:
    """The verdict as JSON holds it: `strict` repeated at the top."""
    strict = _finding(verdict.strict)
    answer = {
        **strict,
        "strict": strict,
        "with_deemed": verdict.with_deemed and _finding(verdict.with_deemed),
        "needed": figure_to_json(verdict.needed),
        "percent": percents_of(totals),
        "article": verdict.article,
    }
    if verdict.of_all is not None:
        answer["two_thirds_of_all"] = {"passed": verdict.of_all.passed, **_both(verdict.of_all)}
    return answer


def figure_to_json(figure: Figure) -> dict[str, object]:
    """Heads as a number, area as text."""
    return {"heads": figure.heads, "area": None if figure.area is None else area_to_text(figure.area)}


def percents_of(totals: Totals) -> dict[str, dict[str, str | None]]:
    """Those taking part out of all, those agreeing out of those taking part; half-up, two decimals."""
    return {
        name: {measure.value: _percent(*_share(totals, name, measure), PLACES) for measure in Measure}
        for name in ("present", "agreed")
    }


def follows(totals: Totals, where: tuple[str, Measure], printed: str) -> bool:
    """Whether a printed percentage is the one the figures give, at as many decimals as were printed."""
    units, _, decimals = printed.rstrip("%").partition(".")
    ours = _percent(*_share(totals, *where), len(decimals))
    if ours is None:
        return True
    return ours != NO_SHARE and ours == f"{int(units)}{'.' + decimals if decimals else ''}%"


def percent_from_text(text: str) -> str:
    """A percentage as it is printed, with or without its sign; Invalid `percent-malformed`."""
    plain = half_width(text).replace(" ", "")
    if _PRINTED.fullmatch(plain) is None:
        raise Invalid("percent-malformed")
    return plain


def _share(totals: Totals, name: str, measure: Measure) -> tuple[int | None, int | None]:
    figure = getattr(totals, name) or NOTHING
    whole = totals.present if name == "agreed" else totals.total
    return figure.by(measure), whole.by(measure)


def _percent(part: int | None, whole: int | None, places: int) -> str | None:
    return None if part is None or whole is None else percent(part, whole, places)


def _percents(data: object) -> Iterable[tuple[tuple[str, Measure], str]]:
    if data is None:
        return
    told = fields.an_object(data, "percent")
    for name in ("total", "present", "agreed", "deemed", "void"):
        pair = fields.an_object(told.get(name) or {}, f"percent.{name}")
        for measure in Measure:
            if (value := pair.get(measure.value)) is not None:
                yield (name, measure), _printed(value, f"percent.{name}.{measure}")


def _printed(value: object, at: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or _is_huge(value):
        raise Invalid("percent-malformed", field=at)
    try:
        return percent_from_text(str(value))
    except Invalid:
        raise Invalid("percent-malformed", field=at) from None


def _is_huge(value: object) -> bool:
    return isinstance(value, int) and abs(value) >= 10**12


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "passed": finding.passed,
        "quorum": _both(finding.quorum),
        "approval": _both(finding.approval),
    }


def _both(both: Both) -> dict[str, bool | None]:
    return {"heads": both.heads, "area": both.area}
