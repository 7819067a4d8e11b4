"""Shares of co-owners: read exactly, together the whole."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from surveys.electorate.shares import check_shares, share_from_text, share_to_text
from surveys.errors import Invalid

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("1/2", HALF), (" 2 / 4 ", HALF), ("５０％", HALF), ("50.00%", HALF), ("1/1", Fraction(1)),
        ("33.33%", Fraction(3333, 10000)), ("１／３", THIRD), ("100%", Fraction(1)),
    ],
)  # fmt: skip
def test_a_share_is_read_as_people_write_it(text: str, share: Fraction) -> None:
    assert share_from_text(text) == share


@pytest.mark.parametrize(
    "text", ["", "0/2", "1/0", "3/2", "0%", "101%", "0.5", "-1/2", "half", "1/2/3", "=1/2"]
)
def test_what_is_no_part_of_a_whole_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="share-unreadable"):
        share_from_text(text)


@given(some.integers(1, 999_999), some.integers(1, 999_999))
def test_what_is_written_out_is_read_back_the_same(first: int, second: int) -> None:
    top, bottom = sorted((first, second))
    assert share_from_text(share_to_text(top, bottom)) == Fraction(top, bottom)
    assert share_to_text(None, None) == ""


@pytest.mark.parametrize(
    ("shares", "owners", "code"),
    [
        ([], 2, None), ([HALF, HALF], 2, None), ([THIRD] * 3, 3, None), ([Fraction(1)], 1, None),
        ([HALF], 2, "shares-incomplete"), ([HALF, THIRD], 2, "shares-not-whole"),
        ([Fraction(3333, 10000)] * 3, 3, "shares-not-whole"), ([HALF, HALF, HALF], 3, "shares-not-whole"),
    ],
)  # fmt: skip
def test_all_co_owners_have_a_share_or_none_and_together_they_are_the_whole(
    shares: list[Fraction], owners: int, code: str | None
) -> None:
    if code is None:
        check_shares(shares, owners)
        return
    with pytest.raises(Invalid, match=code):
        check_shares(shares, owners)
