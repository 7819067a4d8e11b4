"""Fields of a document somebody else wrote, each checked before it is believed."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TypeVar

from surveys.errors import Invalid
from surveys.figures import area_from_text
from surveys.tally.totals import Figure

MOST_HEADS = 10_000_000
MOST_TEXT = 80
Word = TypeVar("Word", bound=StrEnum)


def an_object(value: object, field: str) -> dict[str, Any]:
    """Names and values; Invalid `field-not-an-object`."""
    if not isinstance(value, dict):
        raise Invalid("field-not-an-object", field=field)
    return value


def a_list(value: object, field: str) -> list[Any]:
    """A list; Invalid `field-not-a-list`."""
    if not isinstance(value, list):
        raise Invalid("field-not-a-list", field=field)
    return value


def a_text(value: object, field: str) -> str:
    """A text of a few words; Invalid `field-not-a-text`."""
    if not isinstance(value, str) or not value or len(value) > MOST_TEXT:
        raise Invalid("field-not-a-text", field=field)
    return value


def a_word(words: type[Word], value: object, field: str) -> Word:
    """One of a few words; Invalid `field-missing`, `field-unknown-word`."""
    if value is None:
        raise Invalid("field-missing", field=field)
    if not isinstance(value, str) or value not in set(words):
        raise Invalid("field-unknown-word", field=field, allowed=listed(words))
    return words(value)


def a_figure(value: object, field: str) -> Figure:
    """Heads and area, each of which may be missing."""
    if value is None:
        return Figure()
    pair = an_object(value, field)
    return Figure(heads(pair.get("heads"), f"{field}.heads"), area(pair.get("area"), f"{field}.area"))


def heads(value: object, field: str) -> int | None:
    """A whole number, if given; Invalid `figure-not-whole`, `figure-negative`, `figure-too-large`."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise Invalid("figure-not-whole", field=field)
    if value < 0:
        raise Invalid("figure-negative", field=field)
    if value > MOST_HEADS:
        raise Invalid("figure-too-large", field=field, most=len(str(MOST_HEADS)))
    return value


def area(value: object, field: str) -> int | None:
    """Square metres as text or as a number with at most two decimals, in 0.01 m²; None when missing."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Invalid("figure-malformed", field=field)
    if isinstance(value, int) and abs(value) >= 10**12:
        raise Invalid("figure-too-large", field=field, most=12)
    try:
        return area_from_text(str(value))
    except Invalid as refusal:
        raise Invalid(refusal.code, **{**refusal.facts, "field": field}) from None


def listed(words: Iterable[str]) -> str:
    """What would have been allowed, in a line."""
    return " ".join(words)
