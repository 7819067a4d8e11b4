"""The figures as a table for people and as JSON for scripts."""

import dataclasses
import json
import os
import platform
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.contestants import BY_HAND, PRODUCT
from benchmarks.measuring import Course, Result

HEAD = ("engine", "contestant", "req/s", "p50", "p99", "p50 at half", "p99 at half", "product is")
WIDTHS = (11, 17, 8, 8, 8, 12, 12, 18)


def circumstances(course: Course, sync_ms: float) -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
        "sync_ms": round(sync_ms, 3),
        "course": dataclasses.asdict(course),
    }


def lines(results: Sequence[Result], about: dict[str, Any]) -> Iterator[str]:
    """The table, milliseconds, medians over the rounds, and what it was measured under."""
    yield _row(HEAD)
    yield _row(["-" * (width - 1) for width in WIDTHS])
    for result in results:
        at_peak = [result.median("peaks", figure) for figure in ("rate", "p50_ms", "p99_ms")]
        at_half = [result.median("halves", figure) for figure in ("p50_ms", "p99_ms")]
        figures = [f"{at_peak[0]:.0f}", *(f"{each:.1f}" for each in (*at_peak[1:], *at_half))]
        yield _row([result.engine, result.name, *figures, _ratio_text(result, results)])
    yield f"messages in safe mode; times in ms; {about}"


def as_json(results: Sequence[Result], about: dict[str, Any]) -> dict[str, Any]:
    """Everything measured, and the ratios."""
    rows = [{**dataclasses.asdict(each), "product_ratio": _ratio(each, results)} for each in results]
    return {"circumstances": about, "results": rows}


def write(path: Path, results: Sequence[Result], about: dict[str, Any]) -> None:
    """Keep the JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(as_json(results, about), indent=2), encoding="utf-8")


def _ratio(result: Result, results: Sequence[Result]) -> float:
    """The product's rate over this contestant's, by rounds measured side by side."""
    product = next(each for each in results if each.engine == result.engine and each.name == PRODUCT.name)
    pairs = zip(product.peaks, result.peaks, strict=True)
    ratios = sorted(ours.rate / theirs.rate for ours, theirs in pairs)
    return round(ratios[len(ratios) // 2], 3)


def _ratio_text(result: Result, results: Sequence[Result]) -> str:
    if result.name == PRODUCT.name:
        return ""
    aim = " (aim 0.7)" if result.name == BY_HAND.name else ""
    return f"{_ratio(result, results):.2f}{aim}"


def _row(cells: Sequence[str]) -> str:
    return "".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()
