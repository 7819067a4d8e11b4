"""What is published never tells who answered what."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import Invalid
from surveys.privacy import PublishedSummary, outlook, publishable
from surveys.questionnaires import Kind, Row, Summary, counted
from tests.surveys.attackers import multiple, pick_worlds, recovered, single, split_worlds

COUNTS = st.lists(st.integers(0, 60) | st.integers(0, 6), min_size=2, max_size=8)


def shown(summary: PublishedSummary) -> list[int | None]:
    return [row.count for row in summary.rows]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([40, 30, 20], [40, 30, 20]),
        ([40, 0, 20], [40, 0, 20]),
        ([5, 5], [5, 5]),
        ([40, 30, 2], [40, None, None]),
        ([90, 3, 2], [90, None, None]),
        ([90, 2, 1], [None, None, None]),
        ([98, 2, 0], [None, None, 0]),
        ([50, 4, 4, 9], [50, None, None, None]),
        ([50, 9, 9, 2], [50, None, None, None]),
        ([1, 1, 1, 1, 1], [None] * 5),
        ([30, 0, 0], [None, None, None]),
        ([0, 0], [0, 0]),
    ],
)
def test_small_cells_take_others_with_them(counts: list[int], expected: list[int | None]) -> None:
    assert shown(publishable(single(counts))) == expected


@pytest.mark.parametrize(
    ("counts", "base", "expected"),
    [
        ([40, 30, 20], 60, [40, 30, 20]),
        ([40, 0, 30, 3, 2], 60, [40, 0, 30, None, None]),
        ([40, 30, 3], 60, [40, 30, None]),
        ([57, 50, 20, 9], 60, [None, 50, 20, 9]),
        ([60, 50, 20, 9], 60, [None, 50, 20, 9]),
        ([57, 30, 20], 60, [None, 30, None]),
        ([40, 55, 5], 60, [40, 55, 5]),
    ],
)
def test_both_few_choosers_and_few_others_are_withheld(
    counts: list[int], base: int, expected: list[int | None]
) -> None:
    assert shown(publishable(multiple(counts, base, (1, len(counts))))) == expected


def test_a_fixed_number_of_picks_lets_nothing_be_worked_out() -> None:
    assert shown(publishable(multiple([30, 27, 3], 30, (2, 2)))) == [None, None, None]
    assert shown(publishable(multiple([40, 38, 20, 19, 3], 60, (2, 2)))) == [40, 38, 20, None, None]


def test_under_five_respondents_not_even_their_number_is_shown() -> None:
    page = publishable(single([3, 1]))
    assert (page.base, shown(page), page.reason) == (None, [None, None], "too-few-answers")
    assert {row.reason for row in page.rows} == {"too-few-answers"}


def test_five_respondents_are_enough_to_say_so() -> None:
    page = publishable(single([3, 2]))
    assert (page.base, page.reason) == (5, "would-reveal")


def test_a_withheld_row_does_not_say_whether_it_was_the_small_one() -> None:
    page = publishable(single([40, 30, 2]))
    assert [row.reason for row in page.rows] == ["", "small-cell", "small-cell"]
    assert not page.is_whole
    assert not page.reason


def test_everybody_alike_looks_like_any_other_withheld_page() -> None:
    assert publishable(single([30, 0])) == publishable(single([0, 30])) == publishable(single([28, 2]))


def test_a_mean_stands_only_beside_all_its_points() -> None:
    points = single([5, 6, 9])
    scale = replace(points, kind=Kind.RATING, total=44, n=20)
    assert (publishable(scale).total, publishable(scale).n) == (44, 20)
    hiding = replace(single([4, 7, 9]), kind=Kind.RATING, total=45, n=20)
    assert (publishable(hiding).total, publishable(hiding).n) == (None, None)


def test_texts_are_withheld_until_released() -> None:
    texts = Summary("words", "还想说什么？", Kind.TEXT, 6, texts=("好", "张三家漏水", "好"))
    assert (publishable(texts).texts, publishable(texts).reason) == ((), "not-released")
    page = publishable(texts, released={"好"})
    assert (page.texts, page.base, page.reason) == (("好", "好"), 6, "")


def test_few_texts_are_withheld_even_when_released() -> None:
    texts = Summary("words", "还想说什么？", Kind.TEXT, 2, texts=("好", "坏"))
    assert publishable(texts, released={"好"}).texts == ()


def test_shares_by_channel_are_protected_in_the_same_way() -> None:
    channels = counted("channel", "怎么答的", [Row("wechat", "微信", 40), Row("paper", "纸质", 2)])
    assert shown(publishable(channels)) == [None, None]


def test_nobody_at_all_is_shown_as_nobody() -> None:
    page = publishable(multiple([0, 0], 0, (1, 2)))
    assert (page.base, shown(page), page.is_whole) == (0, [0, 0], True)


@pytest.mark.parametrize("least", [2, 1, 0, -5])
def test_a_least_cell_that_protects_nobody_is_refused(least: int) -> None:
    with pytest.raises(Invalid, match="least-cell-too-small"):
        publishable(single([9, 9]), least)


@pytest.mark.parametrize("least", [3, 5])
@pytest.mark.parametrize(("rows", "most"), [(2, 16), (3, 14), (4, 11), (5, 9)])
def test_no_withheld_row_of_a_single_choice_can_be_recovered(rows: int, most: int, least: int) -> None:
    for base in range(least, most):
        assert recovered(split_worlds(base, rows), single, least) == []


@pytest.mark.parametrize("least", [3, 5])
@pytest.mark.parametrize("alone", [0, 1])
@pytest.mark.parametrize(
    ("rows", "picks"), [(2, (1, 2)), (3, (1, 1)), (3, (1, 2)), (3, (2, 2)), (3, (1, 3)), (3, (2, 3))]
)
def test_no_withheld_row_of_several_picks_can_be_recovered(
    rows: int, picks: tuple[int, int], alone: int, least: int
) -> None:
    for base in range(least, 9):
        worlds = pick_worlds(base, rows, picks, alone=alone)
        tell = partial(multiple, base=base, picks=picks, alone=alone)
        assert recovered(worlds, tell, least) == []


@given(COUNTS, st.integers(3, 9))
def test_the_withheld_together_are_never_a_small_cell(counts: list[int], least: int) -> None:
    page = publishable(single(counts), least)
    hidden = [count for row, count in zip(page.rows, counts, strict=True) if row.count is None]
    if page.base and hidden:
        assert sum(hidden) >= least
        assert len(hidden) >= 2


@given(COUNTS, st.integers(3, 9), st.data())
def test_exchanging_two_withheld_rows_publishes_the_same_page(
    counts: list[int], least: int, data: st.DataObject
) -> None:
    page = publishable(single(counts), least)
    hidden = [place for place, row in enumerate(page.rows) if row.count is None]
    if page.base is None or not hidden:
        return
    assert len({counts[place] for place in hidden}) >= 2 or page.reason == "would-reveal"
    first, second = data.draw(st.tuples(st.sampled_from(hidden), st.sampled_from(hidden)))
    counts[first], counts[second] = counts[second], counts[first]
    assert publishable(single(counts), least) == page


@given(COUNTS, st.integers(3, 9))
def test_what_is_shown_is_true_and_never_small(counts: list[int], least: int) -> None:
    page = publishable(single(counts), least)
    for row, count in zip(page.rows, counts, strict=True):
        assert row.count in (None, count)
        assert row.count is None or row.count == 0 or row.count >= least


@pytest.mark.parametrize(("asked", "rows", "expected"), [
    (0, 3, "nothing"), (4, 2, "nothing"), (5, 2, "poor"), (10, 3, "poor"), (29, 3, "poor"), (30, 3, "good"),
    (240, 4, "good"), (5, 0, "good"),
])  # fmt: skip
def test_the_outlook_says_before_the_first_answer_what_can_be_published(
    asked: int, rows: int, expected: str
) -> None:
    assert outlook(asked, rows) == expected
