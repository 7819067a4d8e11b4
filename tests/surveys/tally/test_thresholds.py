"""Shares compared by cross-multiplication, held against exact fractions."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import Invalid
from surveys.tally.thresholds import Threshold, all_of, threshold_from_text

TWO_THIRDS, THREE_QUARTERS, HALF = Threshold(2, 3), Threshold(3, 4), Threshold(1, 2, is_strict=True)
THRESHOLDS = st.sampled_from([TWO_THIRDS, THREE_QUARTERS, HALF, Threshold(1, 5), Threshold(1, 1)])
NUMBERS = st.integers(0, 60) | st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("threshold", "part", "whole", "met"),
    [
        (HALF, 12, 24, False),
        (HALF, 13, 24, True),
        (THREE_QUARTERS, 12, 16, True),
        (THREE_QUARTERS, 11, 16, False),
        (TWO_THIRDS, 24, 36, True),
        (TWO_THIRDS, 6666, 10000, False),
        (TWO_THIRDS, 6667, 10000, True),
        (HALF, 0, 0, False),
        (THREE_QUARTERS, 0, 0, False),
    ],
)
def test_a_share_is_reached_or_passed_exactly(threshold: Threshold, part: int, whole: int, met: bool) -> None:
    assert threshold.met(part, whole) is met


@given(THRESHOLDS, NUMBERS, NUMBERS)
def test_it_agrees_with_fractions(threshold: Threshold, part: int, whole: int) -> None:
    share = Fraction(threshold.numerator, threshold.denominator)
    ratio = Fraction(part, whole) if whole else Fraction(-1)
    assert threshold.met(part, whole) == (ratio > share if threshold.is_strict else ratio >= share)


@given(THRESHOLDS, st.integers(1, 10**12))
def test_the_least_part_is_enough_and_one_less_is_not(threshold: Threshold, whole: int) -> None:
    least = threshold.least(whole)
    assert threshold.met(least, whole)
    assert not threshold.met(least - 1, whole)


@given(THRESHOLDS, st.integers(1, 10**9))
def test_the_widest_whole_is_carried_and_one_more_is_not(threshold: Threshold, part: int) -> None:
    widest = threshold.widest(part)
    assert threshold.met(part, widest)
    assert not threshold.met(part, widest + 1)


def test_nothing_carries_nothing() -> None:
    assert HALF.widest(0) == THREE_QUARTERS.widest(0) == 0


@pytest.mark.parametrize("text", ["2/3", "1/1", "999/999"])
def test_a_share_reads_as_it_is_written(text: str) -> None:
    assert threshold_from_text(text).share == text


@pytest.mark.parametrize("text", ["", "2", "3/2", "0/3", "2/0", "-1/2", "0.5", "2 / 3", "1000/1000"])
def test_anything_but_a_share_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="threshold-malformed"):
        threshold_from_text(text)


@pytest.mark.parametrize(
    ("answers", "together"),
    [
        ([True, True], True),
        ([True, None], None),
        ([None, False], False),
        ([False, True], False),
        ([], True),
    ],
)
def test_one_failure_settles_it_and_one_unknown_leaves_it_open(
    answers: list[bool | None], together: bool | None
) -> None:
    assert all_of(answers) is together
