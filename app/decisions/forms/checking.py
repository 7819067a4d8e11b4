"""The totals of a published notice as somebody types them in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from surveys.electorate.rules import Basis
from surveys.errors import Invalid
from surveys.figures import half_width
from surveys.tally import fields
from surveys.tally.exchange import Notice, percent_from_text
from surveys.tally.matters import Matter
from surveys.tally.packs import RulePack
from surveys.tally.totals import Figure, Measure, Totals

PARTS = ("total", "present", "agreed", "void", "deemed")
PRINTED = ("present", "agreed")
MOST_TYPED = 40
BELOW_THE_FOLD = (
    *(f"{part}_{measure}" for part in ("void", "deemed") for measure in Measure),
    *(f"{part}_{measure}_percent" for part in PRINTED for measure in Measure),
)
Value = TypeVar("Value")


@dataclass(frozen=True)
class Typed:
    """What was typed, field by field, and why some of it cannot be read; `notice` only without faults."""

    values: Mapping[str, str]
    faults: Mapping[str, Invalid]
    notice: Notice | None = None


def read_notice(typed: Mapping[str, str], pack: RulePack) -> Typed:
    """The notice, with every fault at once and everything that was typed."""
    values = {name: typed.get(name, "").strip()[:MOST_TYPED] for name in _names()}
    reader = _Reader(values)
    matter = reader.read("matter", lambda text: fields.a_word(Matter, text or None, "matter"))
    figures = {part: reader.figure(part) for part in PARTS}
    percents = {
        (part, measure): text
        for part in PRINTED
        for measure in Measure
        if (text := reader.read(f"{part}_{measure}_percent", _percent))
    }
    if figures["total"] == Figure() and not reader.faults.keys() & {"total_heads", "total_area"}:
        reader.faults["total_heads"] = Invalid("field-missing", field="total_heads")
    if reader.faults or matter is None:
        return Typed(values, reader.faults)
    deemed = None if figures["deemed"] == Figure() else figures["deemed"]
    void = Figure(figures["void"].heads or 0, figures["void"].area or 0)
    totals = Totals(figures["total"], figures["present"], figures["agreed"], deemed, void)
    return Typed(values, {}, Notice(matter, totals, Basis(pack.counting().basis), pack, percents))


def _names() -> list[str]:
    figures = [f"{part}_{measure}" for part in PARTS for measure in Measure]
    return ["matter", *figures, *(name for name in BELOW_THE_FOLD if name.endswith("_percent"))]


class _Reader:
    """Reads one field after another and keeps what went wrong."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.faults: dict[str, Invalid] = {}

    def read(self, name: str, reading: Callable[[str], Value]) -> Value | None:
        """The value of a field, None when it cannot be read."""
        try:
            return reading(self.values[name])
        except Invalid as fault:
            self.faults[name] = fault
            return None

    def figure(self, part: str) -> Figure:
        """Heads and area of one part of the notice; an empty field is a missing figure."""
        heads = self.read(f"{part}_heads", _heads)
        return Figure(heads, self.read(f"{part}_area", lambda text: fields.area(text or None, part)))


def _percent(text: str) -> str:
    return percent_from_text(text) if text else ""


def _heads(text: str) -> int | None:
    plain = half_width(text).replace(" ", "")
    if plain and not (plain.isascii() and plain.isdigit()):
        raise Invalid("figure-not-whole")
    return fields.heads(int(plain), "heads") if plain else None
