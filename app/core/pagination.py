"""Long lists in pages, by cursor: the last key seen, so that new rows never shift a page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from surveys.errors import Invalid

Item = TypeVar("Item")
LIMIT, MOST = 50, 200
LARGEST = 2**31 - 1  # what a key column of PostgreSQL can hold


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some items, and the cursor of the next page (None at the end)."""

    items: Sequence[Item]
    next: str | None


def limit_from(text: str | None) -> int:
    """The page size a client asked for: 1 to 200, 50 by default."""
    if not text:
        return LIMIT
    if not text.isascii() or not text.isdigit() or len(text) > 6 or not 1 <= int(text) <= MOST:
        raise Invalid("limit-out-of-range", most=MOST)
    return int(text)


def cursor_from(text: str | None) -> int | None:
    """The key after which the page begins; one beyond every row is the largest there can be."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Invalid("cursor-unknown")
    return min(int(text), LARGEST)


def page_of(rows: Sequence[Item], limit: int, key: Callable[[Item], int]) -> Page[Item]:
    """A page out of `limit + 1` fetched rows."""
    more = len(rows) > limit
    items = rows[:limit]
    return Page(items, str(key(items[-1])) if more else None)
