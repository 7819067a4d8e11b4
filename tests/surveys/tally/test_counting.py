"""The dual count: one head counts once, its area in full, and whoever is of two minds agrees with nothing."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.electorate.rules import Basis
from surveys.errors import Invalid
from surveys.tally.counting import Choice, Count, Rules, VotingRight, count_ballots, rules_of
from surveys.tally.matters import Matter
from surveys.tally.options import contest
from surveys.tally.packs import get_pack
from surveys.tally.totals import Figure
from surveys.tally.verdict import verdict_on

HERE = get_pack("liaocheng")
YES, NO, ABSTAIN, VOID = (choice.value for choice in Choice)
BY_ROOM = Rules(Basis.ROOM)


def owner_of_two(*choices: str | None, rules: Rules = Rules(), deemed: list[str] | None = None) -> Count:
    """An owner with two homes of 100 m², and a neighbour of 50 m² who agrees."""
    rights = [VotingRight("a", "one", 10000), VotingRight("b", "one", 10000), VotingRight("c", "two", 5000)]
    cast = {right: choice for right, choice in zip("ab", choices, strict=True) if choice}
    return count_ballots(rights, {**cast, "c": YES}, rules, deemed=deemed)


def shanghai() -> tuple[list[VotingRight], dict[str, str]]:
    rights = [VotingRight(f"r{place}", f"h{min(place, 820)}", 6000) for place in range(835)]
    choices = {right.id: YES if place < 406 or place >= 820 else NO for place, right in enumerate(rights)}
    return rights, choices


def test_an_owner_of_fifteen_flats_is_one_head_and_fifteen_areas() -> None:
    rights, choices = shanghai()
    count = count_ballots(rights, choices, rules_of(HERE))
    agreed = count.totals_for().agreed
    assert (agreed.heads, count.present.heads, agreed.area) == (407, 821, 421 * 6000)
    assert verdict_on(count.totals_for(), Matter.OTHER, HERE).passed is False
    by_room = count_ballots(rights, choices, rules_of(HERE, Basis.ROOM))
    assert verdict_on(by_room.totals_for(), Matter.OTHER, HERE).passed is True


@pytest.mark.parametrize(
    ("choices", "present", "agreed", "void", "divided"),
    [
        ((YES, YES), (2, 25000), (2, 25000), (0, 0), 0),
        ((YES, NO), (2, 25000), (1, 15000), (0, 0), 1),
        ((YES, ABSTAIN), (2, 25000), (1, 15000), (0, 0), 1),
        ((YES, None), (2, 15000), (2, 15000), (0, 0), 0),
        ((YES, VOID), (2, 15000), (2, 15000), (0, 10000), 0),
        ((VOID, VOID), (1, 5000), (1, 5000), (1, 20000), 0),
        ((VOID, None), (1, 5000), (1, 5000), (1, 10000), 0),
        ((None, None), (1, 5000), (1, 5000), (0, 0), 0),
        ((ABSTAIN, ABSTAIN), (2, 25000), (1, 5000), (0, 0), 0),
    ],
)
def test_a_head_agrees_only_when_it_is_of_one_mind(
    choices: tuple[str | None, str | None],
    present: tuple[int, int],
    agreed: tuple[int, int],
    void: tuple[int, int],
    divided: int,
) -> None:
    for given_in in (choices, choices[::-1]):
        count = owner_of_two(*given_in)
        assert count.present == Figure(*present)
        assert count.totals_for().agreed == Figure(*agreed)
        assert (count.void, count.divided) == (Figure(*void), divided)


def test_by_room_every_home_is_a_head() -> None:
    count = owner_of_two(YES, NO, rules=BY_ROOM)
    assert (count.total.heads, count.totals_for().agreed, count.divided) == (3, Figure(2, 15000), 0)


def test_own_rules_may_move_abstention_and_void_ballots() -> None:
    strict = Rules(abstain_participates=False)
    assert owner_of_two(ABSTAIN, ABSTAIN, rules=strict).present == Figure(1, 5000)
    assert owner_of_two(ABSTAIN, YES, rules=strict).totals_for().agreed == Figure(2, 15000)
    lenient = owner_of_two(VOID, VOID, rules=Rules(void_participates=True))
    assert (lenient.present, lenient.void) == (Figure(2, 25000), Figure(0, 0))


@pytest.mark.parametrize(
    ("choices", "deemed", "rules", "figure"),
    [
        ((None, None), ["a", "b"], Rules(), Figure(1, 20000)),
        ((None, None), ["a"], Rules(), Figure(0, 10000)),
        ((YES, None), ["b"], Rules(), Figure(0, 10000)),
        ((YES, None), ["b"], BY_ROOM, Figure(1, 10000)),
        ((None, None), [], Rules(), Figure(0, 0)),
    ],
)
def test_only_who_cast_nothing_at_all_is_deemed_a_head(
    choices: tuple[str | None, str | None], deemed: list[str], rules: Rules, figure: Figure
) -> None:
    assert owner_of_two(*choices, rules=rules, deemed=deemed).deemed == figure
    assert owner_of_two(*choices, rules=rules).deemed is None


@pytest.mark.parametrize(
    ("rights", "choices", "deemed", "code"),
    [
        ("aa", {}, None, "right-repeated"),
        ("ab", {"c": YES}, None, "ballot-for-unknown-right"),
        ("ab", {"a": YES}, ["a"], "deemed-but-voted"),
        ("ab", {}, ["c"], "deemed-unknown"),
    ],
)
def test_a_count_that_cannot_be_is_refused(
    rights: str, choices: dict[str, str], deemed: list[str] | None, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        count_ballots([VotingRight(one, one, 1) for one in rights], choices, Rules(), deemed=deemed)


@pytest.mark.parametrize(
    ("north", "south", "matter", "winner", "leader"),
    [
        (7, 3, Matter.OTHER, "north", "north"),
        (6, 6, Matter.OTHER, None, "north"),
        (5, 6, Matter.OTHER, None, "south"),
        (3, 9, Matter.REBUILD, "south", "south"),
        (4, 8, Matter.REBUILD, None, "south"),
    ],
)
def test_an_option_needs_the_majority_by_itself(
    north: int, south: int, matter: Matter, winner: str | None, leader: str
) -> None:
    rights = [VotingRight(str(place), str(place), 8000) for place in range(12)]
    said = ["north"] * north + ["south"] * south + [ABSTAIN] * (12 - north - south)
    count = count_ballots(rights, {right.id: one for right, one in zip(rights, said, strict=True)}, Rules())
    found = contest(count, matter, HERE, options=["north", "south"])
    assert (found.winner, found.leader) == (winner, leader)


def by_hand(rights: list[VotingRight], choices: dict[str, str], matter: Matter) -> bool:
    """The law spelt out with fractions, one head after another."""
    heads = {right.head for right in rights}
    cast = {
        head: [choices[one.id] for one in rights if one.head == head and one.id in choices] for head in heads
    }
    valid = {head: [one for one in said if one != VOID] for head, said in cast.items()}
    present = [head for head in heads if valid[head]]
    agreed = [head for head in present if set(valid[head]) == {YES}]
    area = {choice: sum(one.area for one in rights if choices.get(one.id) == choice) for choice in Choice}
    here = area[YES] + area[NO] + area[ABSTAIN]
    if not present or not here:
        return False
    turnout = (Fraction(len(present), len(heads)), Fraction(here, sum(one.area for one in rights)))
    shares = (Fraction(len(agreed), len(present)), Fraction(area[YES], here))
    if min(turnout) < Fraction(2, 3):
        return False
    return min(shares) >= Fraction(3, 4) if matter is Matter.REBUILD else min(shares) > Fraction(1, 2)


@given(st.integers(0, 2**32), st.integers(1, 12), st.sampled_from([Matter.OTHER, Matter.REBUILD]))
def test_any_small_building_counts_as_the_law_spelt_out(seed: int, size: int, matter: Matter) -> None:
    lot = Random(seed)
    rights = [
        VotingRight(f"r{n}", f"h{lot.randrange(size)}", lot.randrange(3000, 12000)) for n in range(size)
    ]
    said = [lot.choice([YES, YES, YES, YES, NO, ABSTAIN, VOID, None]) for _ in rights]
    choices = {right.id: one for right, one in zip(rights, said, strict=True) if one}
    count = count_ballots(rights, choices, Rules())
    assert verdict_on(count.totals_for(), matter, HERE).passed is by_hand(rights, choices, matter)


@given(st.integers(0, 2**32), st.integers(1, 30), st.sampled_from([Rules(), BY_ROOM]))
def test_everybody_stands_in_one_place(seed: int, size: int, rules: Rules) -> None:
    lot = Random(seed)
    rights = [VotingRight(f"r{n}", f"h{lot.randrange(size)}", lot.randrange(9000)) for n in range(size)]
    choices = {right.id: lot.choice(list(Choice)).value for right in rights if lot.random() < 0.7}
    count = count_ballots(rights, choices, rules)
    shares = count.by_choice.values()
    assert (
        sum(one.heads or 0 for one in shares) + count.divided + (count.silent.heads or 0) == count.total.heads
    )
    assert sum(one.area or 0 for one in shares) + (count.silent.area or 0) == count.total.area
    assert (count.present.heads or 0) <= (count.total.heads or 0) <= len(rights)
