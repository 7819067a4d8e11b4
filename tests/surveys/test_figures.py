"""Figures to and from text, to the last digit."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import figures
from surveys.errors import Invalid


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("89.60", 8960),
        ("89.6", 8960),
        ("89", 8900),
        ("0", 0),
        ("0.05", 5),
        ("007.5", 750),
        ("８９．６０", 8960),
        ("\u3000 89.60\n", 8960),
        ("999999999999.99", 99999999999999),
    ],
)
def test_an_area_is_read_in_units_of_a_hundredth(text: str, area: int) -> None:
    assert figures.area_from_text(text) == area


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "figure-missing"),
        ("\u3000", "figure-missing"),
        ("-1", "figure-negative"),
        ("－8.5", "figure-negative"),
        ("1e3", "figure-malformed"),
        ("+5", "figure-malformed"),
        ("1,234.50", "figure-malformed"),
        ("89㎡", "figure-malformed"),
        ("89.6²", "figure-malformed"),
        ("①", "figure-malformed"),
        ("٣", "figure-malformed"),
        (".5", "figure-malformed"),
        ("5.", "figure-malformed"),
        ("1.2.3", "figure-malformed"),
        ("NaN", "figure-malformed"),
        ("八十九", "figure-malformed"),
        ("89.601", "figure-too-precise"),
        ("89.600", "figure-too-precise"),
        ("1000000000000", "figure-too-large"),
        ("9" * 5000, "figure-too-large"),
        ("0" * 5000 + "9" * 13, "figure-too-large"),
    ],
)
def test_what_is_no_plain_figure_is_refused_by_name(text: str, code: str) -> None:
    for read in (figures.area_from_text, figures.fen_from_text):
        with pytest.raises(Invalid) as refused:
            read(text)
        assert refused.value.code == code


@given(st.integers(0, 10**14 - 1))
def test_areas_and_money_come_back_as_they_went(figure: int) -> None:
    assert figures.area_from_text(figures.area_to_text(figure)) == figure
    assert figures.fen_from_text(figures.fen_to_text(figure)) == figure


def test_zeros_in_front_weigh_nothing() -> None:
    assert figures.area_from_text("0" * 5000 + "89.60") == 8960


def test_a_debt_shows_its_sign_once() -> None:
    assert figures.fen_to_text(-5) == "-0.05"
    assert figures.fen_to_text(-1250) == "-12.50"


@given(st.text(max_size=30))
def test_any_text_is_a_figure_or_refused(text: str) -> None:
    try:
        area = figures.area_from_text(text)
    except Invalid:
        return
    assert area >= 0


@pytest.mark.parametrize(
    ("part", "whole", "places", "text"),
    [
        (2, 3, 1, "66.7%"),
        (24, 36, 2, "66.67%"),
        (1, 3, 0, "33%"),
        (1, 8, 1, "12.5%"),
        (1, 16, 1, "6.3%"),
        (1, 2000, 1, "0.1%"),
        (1, 2001, 1, "0.0%"),
        (0, 7, 1, "0.0%"),
        (7, 7, 1, "100.0%"),
        (3, 2, 1, "150.0%"),
        (0, 0, 1, figures.NO_SHARE),
    ],
)
def test_percentages_round_half_up(part: int, whole: int, places: int, text: str) -> None:
    assert figures.percent(part, whole, places) == text


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(0, 4))
def test_a_percentage_is_never_off_by_more_than_half_a_step(part: int, whole: int, places: int) -> None:
    shown = Fraction(figures.percent(part, whole, places).removesuffix("%"))
    off = shown - Fraction(part * 100, whole)
    assert -Fraction(1, 2) < off * 10**places <= Fraction(1, 2)


@pytest.mark.parametrize(("part", "whole"), [(-1, 3), (1, -3)])
def test_a_negative_share_is_refused(part: int, whole: int) -> None:
    with pytest.raises(Invalid, match="share-negative"):
        figures.percent(part, whole)


def test_a_share_is_always_written_beside_its_numbers() -> None:
    assert str(figures.share(2, 3)) == "66.7% (2/3)"
    assert figures.share(2, 3, 2) == figures.Share(2, 3, "66.67%")
