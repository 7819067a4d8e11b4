"""The gap calculator, held against every possible set of heads."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.tally.gap import Gap, Path, Stance, Voter, gap, quorum_gap
from surveys.tally.matters import Matter
from surveys.tally.packs import get_pack
from surveys.tally.thresholds import Threshold
from surveys.tally.totals import Figure, Totals
from surveys.tally.verdict import verdict_on

HERE = get_pack("liaocheng")
AGREES, OTHERWISE, SILENT = Stance


def building(agrees: int, otherwise: int, silent: int) -> list[Voter]:
    stances = [AGREES] * agrees + [OTHERWISE] * otherwise + [SILENT] * silent
    return [Voter(f"h{place:02}", 8000, stance) for place, stance in enumerate(stances)]


def totals(voters: list[Voter]) -> Totals:
    def both(chosen: list[Voter]) -> Figure:
        return Figure(len(chosen), sum(one.area for one in chosen))

    here = [one for one in voters if one.stance is not SILENT]
    return Totals(both(voters), both(here), both([one for one in voters if one.stance is AGREES]))


def passes(voters: list[Voter], won: set[str], matter: Matter, *, of_all: bool) -> bool:
    turned = [one._replace(stance=AGREES) if one.key in won else one for one in voters]
    told = totals(turned)
    local = Threshold(2, 3)
    enough = not of_all or (
        local.met(told.agreed.heads or 0, told.total.heads or 0)
        and local.met(told.agreed.area or 0, told.total.area or 0)
    )
    return enough and verdict_on(told, matter, HERE).passed is True


@pytest.mark.parametrize(
    ("voters", "matter", "lacking", "silent", "otherwise"),
    [
        (building(9, 3, 0), Matter.REBUILD, (0, 0), 0, 0),
        (building(8, 4, 0), Matter.REBUILD, (0, 0), 0, 1),
        (building(5, 0, 7), Matter.OTHER, (3, 24000), 3, 0),
        (building(6, 2, 4), Matter.OTHER, (0, 0), 0, 0),
        (building(5, 5, 2), Matter.OTHER, (0, 0), 1, 0),
        (building(0, 0, 12), Matter.OTHER, (8, 64000), 8, 0),
    ],
)
def test_the_fewest_heads_are_found(
    voters: list[Voter], matter: Matter, lacking: tuple[int, int], silent: int, otherwise: int
) -> None:
    found = gap(voters, matter, HERE, is_sealed=False)
    assert found.path is not None
    assert found.quorum == Figure(*lacking)
    assert (len(found.path.silent), len(found.path.otherwise)) == (silent, otherwise)


def test_before_close_only_the_quorum_is_told() -> None:
    assert gap(building(5, 2, 5), Matter.OTHER, HERE, is_sealed=True) == Gap(Figure(1, 8000), None)


def test_sealed_gaps_do_not_depend_on_what_was_said() -> None:
    first, second = (gap(building(*said, 5), Matter.OTHER, HERE, is_sealed=True) for said in ((7, 0), (0, 7)))
    assert first == second


def test_a_lift_may_ask_for_all_as_well() -> None:
    by_law = gap(building(6, 2, 4), Matter.ELEVATOR, HERE, is_sealed=False).path
    by_both = gap(building(6, 2, 4), Matter.ELEVATOR, HERE, is_sealed=False, of_all=True).path
    assert (by_law, by_both) == (Path((), ()), Path(("h08", "h09"), ()))


def test_the_largest_of_the_silent_are_asked_first() -> None:
    voters = [Voter("small", 1000, SILENT), Voter("large", 9000, SILENT), Voter("yes", 9000, AGREES)]
    assert quorum_gap(voters, HERE) == Figure(1, 3667)
    path = gap(voters, Matter.OTHER, HERE, is_sealed=False).path
    assert path is not None
    assert path.heads == ("large",)


@pytest.mark.parametrize("voters", [[], [Voter("a", 0, SILENT)]])
def test_where_there_is_nothing_to_count_nobody_helps(voters: list[Voter]) -> None:
    assert gap(voters, Matter.OTHER, HERE, is_sealed=False).path is None


@settings(max_examples=120)
@given(
    st.integers(0, 2**32), st.integers(1, 12), st.sampled_from([Matter.OTHER, Matter.REBUILD]), st.booleans()
)
def test_no_smaller_set_of_heads_would_do(seed: int, size: int, matter: Matter, of_all: bool) -> None:
    lot = Random(seed)
    sizes = [lot.choice([6000, 8000, 8010, 20000, lot.randrange(1, 30000)]) for _ in range(size)]
    voters = [Voter(f"h{n:02}", area, lot.choice(list(Stance))) for n, area in enumerate(sizes)]
    path = gap(voters, matter, HERE, is_sealed=False, of_all=of_all).path
    assert path is not None
    assert passes(voters, set(path.heads), matter, of_all=of_all)
    open_ones = [one.key for one in voters if one.stance is not AGREES]
    fewer = len(path.heads) - 1
    if fewer >= 0:
        smaller = combinations(open_ones, fewer)
        assert not any(passes(voters, set(won), matter, of_all=of_all) for won in smaller)


def test_a_whole_compound_takes_a_moment() -> None:
    lot = Random(1)
    voters = [
        Voter(f"h{n}", lot.randrange(4000, 16000), lot.choices(list(Stance), [5, 3, 2])[0])
        for n in range(5000)
    ]
    path = gap(voters, Matter.REBUILD, HERE, is_sealed=False).path
    assert path is not None
    assert path.heads
