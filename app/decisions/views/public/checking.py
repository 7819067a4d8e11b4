"""For everybody: check the totals of a published notice, read the rules they are held to."""

from dataclasses import dataclass

from flask import render_template, request

from app.decisions.forms import BELOW_THE_FOLD, read_notice
from app.decisions.views.public.blueprint import bp
from surveys.errors import Refusal
from surveys.figures import area_to_text
from surveys.privacy import FLOORS
from surveys.tally.exchange import Notice, judged
from surveys.tally.matters import Matter
from surveys.tally.packs import all_packs, get_pack
from surveys.tally.packs.loading import HERE
from surveys.tally.sheet import Line, Sheet, sheet_of
from surveys.tally.totals import Measure
from surveys.tally.verdict import Caution, Verdict


@dataclass(frozen=True)
class Checked:
    """What the page says of a notice: the sheet with its lines in words' order, and what looks wrong."""

    sheet: Sheet
    verdict: Verdict
    cautions: tuple[Caution, ...]
    lines: tuple[dict[str, object], ...]
    need_heads: int | None
    need_area: str | None


@bp.get("/check")
def check() -> tuple[str, int]:
    """The form, and below its address the answer: it can be passed on and asked again."""
    pack = get_pack(HERE)
    typed = read_notice(request.args, pack)
    is_asked = bool(request.args.keys() & typed.values.keys())
    checked, refused = None, None
    if typed.notice is not None:
        try:
            checked = _checked(typed.notice)
        except Refusal as refusal:
            refused = refusal
    page = render_template(
        "decisions/public_check.html",
        values=typed.values,
        faults=typed.faults if is_asked else {},
        matters=[matter.value for matter in Matter],
        has_more=any(typed.values[name] for name in BELOW_THE_FOLD),
        checked=checked,
        refused=refused,
    )
    return page, 422 if is_asked and typed.faults else 200


@bp.get("/rules")
def rules() -> str:
    """Every rule with its article and how well it is founded, and the floors of publication."""
    return render_template(
        "decisions/public_rules.html",
        packs=[
            (
                pack,
                [rule for rule in pack.rules.values() if rule.source == pack.name],
                [rule for rule in pack.matters.values() if rule.source == pack.name],
            )
            for pack in reversed(all_packs())
        ],
        floors=FLOORS,
    )


def _checked(notice: Notice) -> Checked:
    verdict, cautions = judged(notice)
    sheet = sheet_of(notice.totals, verdict, notice.pack)
    area = verdict.needed.area
    return Checked(
        sheet=sheet,
        verdict=verdict,
        cautions=cautions,
        lines=tuple(map(_in_figures, sheet.lines)),
        need_heads=verdict.needed.heads,
        need_area=None if area is None else area_to_text(area),
    )


def _in_figures(line: Line) -> dict[str, object]:
    """A line with its figures as people read them; None for one that is missing."""

    def text(number: int | None) -> str | None:
        if number is None:
            return None
        return area_to_text(number) if line.measure is Measure.AREA else str(number)

    return {
        "hurdle": line.hurdle.value,
        "measure": line.measure.value,
        "part": text(line.part),
        "whole": text(line.whole),
        "percent": line.share.percent if line.share else None,
        "asked": line.threshold.share,
        "is_strict": line.threshold.is_strict,
        "least": text(line.least),
        "met": line.met,
    }
