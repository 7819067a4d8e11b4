"""Somebody who knows the rules of publication by heart, and counts every world that fits the page."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations, combinations_with_replacement

from surveys.privacy import PublishedSummary, publishable
from surveys.questionnaires import Kind, Row, Summary

Counts = tuple[int, ...]


def single(counts: Iterable[int]) -> Summary:
    """A single choice with these counts."""
    rows = tuple(Row(str(place), f"选项{place}", count) for place, count in enumerate(counts))
    return Summary("q", "要什么？", Kind.SINGLE, sum(row.count for row in rows), rows)


def multiple(counts: Iterable[int], base: int, picks: tuple[int, int], *, alone: int = 0) -> Summary:
    """Several picks; the last `alone` rows are exclusive."""
    found = tuple(counts)
    rows = tuple(
        Row(str(place), f"选项{place}", count, place >= len(found) - alone)
        for place, count in enumerate(found)
    )
    return Summary("q", "要什么？", Kind.MULTIPLE, base, rows, picks=picks)


def split_worlds(base: int, rows: int) -> set[Counts]:
    """Every way `base` respondents may stand in that many rows."""
    choices = combinations_with_replacement(range(rows), base)
    return {tuple(said.count(row) for row in range(rows)) for said in choices}


def pick_worlds(base: int, rows: int, picks: tuple[int, int], *, alone: int = 0) -> set[Counts]:
    """Every way `base` respondents may pick among that many rows, or one of the exclusive rows after them."""
    sizes = range(picks[0], picks[1] + 1)
    said = [set(chosen) for size in sizes for chosen in combinations(range(rows), size)]
    said += [{rows + place} for place in range(alone)]
    ballots = [tuple(int(row in chosen) for row in range(rows + alone)) for chosen in said]
    worlds: set[Counts] = {(0,) * (rows + alone)}
    for _ in range(base):
        worlds = {
            tuple(a + b for a, b in zip(world, ballot, strict=True)) for world in worlds for ballot in ballots
        }
    return worlds


def recovered(worlds: set[Counts], tell: Callable[[Counts], Summary], least: int) -> list[Counts]:
    """The worlds whose page gives away a withheld cell that was not certain before anything was published."""
    pages: dict[PublishedSummary, list[Counts]] = defaultdict(list)
    for world in worlds:
        pages[publishable(tell(world), least)].append(world)
    known = [len(set(column)) == 1 for column in zip(*worlds, strict=True)]
    return [
        fitting[0]
        for page, fitting in pages.items()
        for row, column, certain in zip(page.rows, zip(*fitting, strict=True), known, strict=True)
        if row.count is None and not certain and len(set(column)) == 1
    ]
