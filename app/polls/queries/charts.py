"""Published results as the values that charts and tables show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TONES = {"yes": "agree", "no": "disagree", "unsure": "abstain"}


@dataclass(frozen=True)
class ChartRow:
    """One bar; a withheld one has neither count nor percentage."""

    key: str
    label: str
    count: int | None
    percent: str
    width: int
    tone: str

    @property
    def is_withheld(self) -> bool:
        """Whether showing it would tell who answered what."""
        return self.count is None


@dataclass(frozen=True)
class Chart:
    """How one question was answered. `base` counts who answered it, None when even that is withheld."""

    key: str
    title: str
    kind: str
    base: int | None
    rows: tuple[ChartRow, ...]
    reason: str
    may_pass_whole: bool
    mean: str


def charts_for(result: Mapping[str, Any]) -> list[Chart]:
    """One chart a question, in the order they were asked."""
    return [_chart(entry) for entry in result["questions"]]


def channels_for(result: Mapping[str, Any]) -> tuple[ChartRow, ...]:
    """By which way the answers came, the most used first; the labels are the channels' codes."""
    rows = _rows(result["channels"], result["answered"], is_stance=False)
    return tuple(sorted(rows, key=lambda row: -(row.count or 0)))


def _chart(entry: Mapping[str, Any]) -> Chart:
    base = entry["base"]
    rows = _rows(entry["rows"], base, is_stance=entry["kind"] == "yes-no-unsure")
    if entry["kind"] in ("single", "multiple"):
        rows = sorted(rows, key=lambda row: -(row.count or 0))
    return Chart(
        entry["key"],
        entry["title"],
        entry["kind"],
        base,
        tuple(rows),
        entry["reason"],
        entry["picks"] is not None,
        _mean(entry["total"], entry["n"]),
    )


def _rows(entries: list[Mapping[str, Any]], base: int | None, *, is_stance: bool) -> list[ChartRow]:
    return [
        ChartRow(
            entry["key"],
            entry["label"],
            entry["count"],
            entry["percent"] or "",
            entry["count"] * 100 // base if entry["count"] and base else 0,
            TONES.get(entry["key"], "plain") if is_stance else "plain",
        )
        for entry in entries
    ]


def _mean(total: int | None, n: int | None) -> str:
    """The mean of a scale with one decimal, half up; empty where there is none to show."""
    if not n or total is None:
        return ""
    tenths = (2 * total * 10 + n) // (2 * n)
    return f"{tenths // 10}.{tenths % 10}"
