"""What is published of a sealed or anonymous ballot tells nothing of any one home."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from surveys.privacy import FLOORS, PublishedResult, Seat, floors_at
from surveys.tally.manifest import Mode
from surveys.tally.thresholds import Threshold
from surveys.tally.totals import Figure
from tests.surveys.privacy.buildings import (
    AGREES,
    MAJOR,
    ORDINARY,
    OTHERWISE,
    SILENT,
    Seats,
    exhaustively_revealed,
    page_of,
    pinned_by_exact_sums,
    random_building,
    revealed,
)

PUBLIC, SEALED, ANONYMOUS = Mode


def building(*counts: tuple[int, int, int], area: int = 8000) -> Seats:
    """Equal homes, stairwell by stairwell: how many agree, vote otherwise, say nothing."""
    return [
        Seat(str(unit), area, stance)
        for unit, sizes in enumerate(counts, 1)
        for stance, size in zip((AGREES, OTHERWISE, SILENT), sizes, strict=True)
        for _ in range(size)
    ]


def shown(page: PublishedResult) -> list[tuple[int | None, int | None]]:
    return [(unit.present, unit.agreed) for unit in page.units]


def test_a_public_ballot_is_told_exactly() -> None:
    page = page_of(building((9, 0, 3), (1, 1, 0)), ORDINARY, PUBLIC)
    assert (page.total, page.present, page.agreed) == (
        Figure(14, 112000),
        Figure(11, 88000),
        Figure(10, 80000),
    )
    assert shown(page) == [(9, 9), (2, 1)]
    assert (page.passed, page.reason) == (True, "")


@pytest.mark.parametrize("mode", [SEALED, ANONYMOUS])
def test_a_small_scope_is_told_only_whether_it_passed(mode: Mode) -> None:
    page = page_of(building((5, 4, 0)), ORDINARY, mode)
    assert (page.passed, page.present, page.agreed, page.area) == (True, None, None, None)
    assert (page.total.heads, shown(page), page.reason) == (9, [(None, None)], "small-scope")


@pytest.mark.parametrize("mode", [SEALED, ANONYMOUS])
@pytest.mark.parametrize(
    ("counts", "is_told"),
    [
        ((9, 3, 0), True),
        ((10, 2, 0), False),  # two who did not agree
        ((12, 0, 0), False),  # unanimous
        ((0, 12, 0), False),
        ((2, 10, 0), False),
        ((6, 3, 3), False),  # nine ballots
        ((7, 3, 2), True),
    ],
)
def test_heads_are_told_when_no_cell_is_small(
    counts: tuple[int, int, int], is_told: bool, mode: Mode
) -> None:
    page = page_of(building(counts), ORDINARY, mode)
    assert (page.present is not None) is is_told
    assert page.reason == ("" if is_told else "would-reveal")


def test_everything_withheld_looks_alike() -> None:
    pages = [page_of(building(counts), ORDINARY, SEALED) for counts in [(12, 0, 0), (11, 1, 0), (9, 0, 3)]]
    assert pages[0] == pages[1] == pages[2]


def test_small_scopes_are_told_nothing_about_area() -> None:
    page = page_of(building((20, 6, 3)), ORDINARY, SEALED)
    assert (page.area, page.present, page.agreed) == (None, Figure(26), Figure(20))


def test_large_scopes_are_told_rounded_shares_of_area() -> None:
    lot = Random(5)
    seats = [seat._replace(area=seat.area + lot.randrange(3000)) for seat in building((41, 12, 7))]
    page = page_of(seats, ORDINARY, SEALED)
    assert page.area is not None
    assert (page.area.quorum, page.area.approval) == (True, True)
    assert page.area.present_percent % 5 == page.area.agreed_percent % 5 == 0
    assert page.agreed == Figure(41)
    assert page_of(seats, ORDINARY, ANONYMOUS).area is None


def test_an_anonymous_ballot_counts_heads_alone() -> None:
    seats = building((9, 3, 0))
    seats[-1] = seats[-1]._replace(area=900000)
    assert page_of(seats, ORDINARY, ANONYMOUS).passed is True
    assert page_of(seats, ORDINARY, ANONYMOUS).total == Figure(12)
    assert page_of(seats, ORDINARY, SEALED).passed is False


def test_nothing_withheld_is_left_by_subtraction() -> None:
    large, small = (20, 8, 2), (10, 1, 1)
    assert shown(page_of(building(large, large, small), ORDINARY, SEALED)) == [
        (None, None),
        (28, 20),
        (None, None),
    ]
    assert shown(page_of(building(large, small, small), ORDINARY, ANONYMOUS)) == [(None, None)] * 3
    assert shown(page_of(building(large, large), ORDINARY, SEALED)) == [(28, 20), (28, 20)]


def test_heads_of_several_units_are_in_none() -> None:
    seats = [*building((20, 8, 2), (20, 8, 2)), Seat("", 30000, AGREES)]
    page = page_of(seats, ORDINARY, ANONYMOUS)
    assert [unit.key for unit in page.units] == ["", "1", "2"]
    assert shown(page)[0] == (None, None)
    assert (None, None) in shown(page)[1:]


def test_one_larger_home_on_the_very_line_is_not_given_away() -> None:
    seats = building((9, 3, 0))
    seats[0] = seats[0]._replace(area=10000)
    assert page_of(seats, MAJOR, SEALED).reason == "would-reveal"
    assert page_of(building((9, 3, 0)), MAJOR, SEALED).reason == ""


@pytest.mark.parametrize("mode", [SEALED, ANONYMOUS])
def test_no_home_of_two_hundred_buildings_is_revealed(mode: Mode) -> None:
    lot = Random(20260301)
    told = 0
    for number in range(220):
        seats, hurdles = random_building(lot), (ORDINARY, MAJOR)[number % 2]
        told += page_of(seats, hurdles, mode).present is not None
        assert revealed(seats, hurdles, mode, lot=lot) == []
    assert told > 60


@pytest.mark.parametrize("mode", [SEALED, ANONYMOUS])
def test_a_share_of_everybody_is_told_where_the_page_settles_it_and_gives_no_home_away(mode: Mode) -> None:
    lot, hurdles = Random(278), MAJOR._replace(of_all=Threshold(2, 3))
    seen: Counter[bool | None] = Counter()
    for _ in range(40):
        seats = random_building(lot)
        page = page_of(seats, hurdles, mode)
        seen[page.of_all] += 1
        if page.of_all is not None:
            assert page.of_all is page_of(seats, hurdles, PUBLIC).of_all or mode is ANONYMOUS
        assert replace(page, of_all=None) == page_of(seats, MAJOR, mode)
        assert revealed(seats, hurdles, mode, lot=lot) == []
    assert seen[None] > seen[False] > 0


@pytest.mark.parametrize(
    ("counts", "of_all"),
    [((41, 12, 7), None), ((50, 4, 6), True), ((30, 20, 10), False), ((12, 0, 0), None), ((5, 4, 0), None)],
)
def test_two_thirds_of_everybody_follows_from_what_is_shown(
    counts: tuple[int, int, int], of_all: bool | None
) -> None:
    lot = Random(5)
    seats = [seat._replace(area=seat.area + lot.randrange(3000)) for seat in building(counts)]
    assert page_of(seats, ORDINARY._replace(of_all=Threshold(2, 3)), SEALED).of_all is of_all


def test_exact_sums_would_have_given_homes_away() -> None:
    lot = Random(3)
    small = [random_building(lot, 7, 7) for _ in range(12)]
    unlike = [[seat._replace(area=seat.area + lot.randrange(900)) for seat in seats] for seats in small]
    assert sum(map(pinned_by_exact_sums, unlike)) > 0.5 * 12 * 7


@pytest.mark.parametrize("seed", range(6))
def test_every_world_of_a_small_building_is_tried(seed: int) -> None:
    lot = Random(seed)
    areas = [8000 + lot.choice([0, 0, 0, 5, 1500]) for _ in range(12)]
    seats = [
        Seat("", area, stance) for area, stance in zip(areas, [OTHERWISE] * 3 + [AGREES] * 9, strict=True)
    ]
    page = page_of(seats, MAJOR, SEALED)
    if page.present is not None:
        assert exhaustively_revealed(areas, page, MAJOR) == []


def test_floors_are_dated() -> None:
    assert floors_at(FLOORS[-1].from_on) is FLOORS[-1]
    assert floors_at(FLOORS[0].from_on.replace(year=2000)) is FLOORS[0]
