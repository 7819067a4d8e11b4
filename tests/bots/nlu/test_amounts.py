"""Sums of money, in whole fen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.nlu import money


@pytest.mark.parametrize(
    ("said", "yuan"),
    [
        ("三千块", 3000),
        ("2000元", 2000),
        ("1.5万", 15_000),
        ("一万二", 12_000),
        ("两千五", 2500),
        ("3千5", 3500),
        ("3万5", 35_000),
        ("五百", 500),
        ("3000", 3000),
        ("3,000元", 3000),
        ("¥3000", 3000),
        ("2000块钱", 2000),
        ("1.2w", 12_000),
        ("3k", 3000),
        ("两万三千五", 23_500),
        ("我出五千", 5000),
        ("０元", 0),
    ],
)
def test_a_sum_is_read(said: str, yuan: int) -> None:
    """Figures, characters, both."""
    assert money(said) == yuan * 100


@pytest.mark.parametrize(
    ("said", "fen"), [("3000.50元", 300_050), ("三块五", 350), ("3块5毛", 350), ("五毛", 50)]
)
def test_small_change_is_kept(said: str, fen: int) -> None:
    """Nothing is rounded."""
    assert money(said) == fen


@pytest.mark.parametrize(
    "said",
    ["3000左右", "3000到5000", "-5", "1.555元", "几千", "万把块", "最多2000", "不出", "两个", "1.5千5"],
)
def test_what_is_no_exact_sum_is_none(said: str) -> None:
    """Ranges, guesses, limits."""
    assert money(said) is None


@settings(deadline=None)
@given(st.integers(0, 999_999_999))
def test_every_whole_sum_is_read_back(yuan: int) -> None:
    """To the fen."""
    assert money(f"{yuan}元") == yuan * 100
