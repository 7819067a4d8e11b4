"""Pages of long lists: bounded, and never shifted by new rows."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.pagination import LIMIT, MOST, cursor_from, limit_from, page_of
from surveys.errors import Invalid


@pytest.mark.parametrize(
    ("text", "limit"), [(None, LIMIT), ("", LIMIT), ("1", 1), ("200", MOST), ("007", 7), ("000200", 200)]
)
def test_a_page_has_between_one_and_two_hundred_rows(text: str | None, limit: int) -> None:
    assert limit_from(text) == limit


@pytest.mark.parametrize(
    "text",
    ["0", "201", "-1", "+5", "1.0", "1e2", " 5", "5 ", "²", "٣", "五", "x", "9" * 500, "0001001", "0000000",
     "000200999999", "1;DROP TABLE poll"],
)  # fmt: skip
def test_every_other_page_size_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="limit-out-of-range"):
        limit_from(text)


@given(st.text(max_size=12))
def test_no_text_makes_a_page_larger_than_the_largest(text: str) -> None:
    with contextlib.suppress(Invalid):
        assert 1 <= limit_from(text) <= MOST


@pytest.mark.parametrize(("text", "cursor"), [(None, None), ("", None), ("0", 0), ("9" * 18, 2**31 - 1)])
def test_a_cursor_is_a_key_that_every_database_can_hold(text: str | None, cursor: int | None) -> None:
    assert cursor_from(text) == cursor


@pytest.mark.parametrize("text", ["-1", "x", "1.5", "9" * 19, "٣", " 1", "0x10"])
def test_every_other_cursor_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="cursor-unknown"):
        cursor_from(text)


@pytest.mark.parametrize(
    ("rows", "items", "following"),
    [([], [], None), ([1], [1], None), ([1, 2], [1, 2], None), ([1, 2, 3], [1, 2], "2")],
)
def test_a_page_says_whether_more_follows(rows: list[int], items: list[int], following: str | None) -> None:
    page = page_of(rows, 2, lambda row: row)
    assert (list(page.items), page.next) == (items, following)


@given(st.integers(0, 40), st.integers(1, 7))
def test_walking_the_pages_meets_every_row_once(count: int, limit: int) -> None:
    rows, seen, cursor = list(range(1, count + 1)), [], 0
    while True:
        fetched = [row for row in rows if row > cursor][: limit + 1]
        page = page_of(fetched, limit, lambda row: row)
        seen += page.items
        if page.next is None:
            break
        cursor = cursor_from(page.next) or 0
    assert seen == rows
