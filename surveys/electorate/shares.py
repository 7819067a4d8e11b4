"""How co-owners hold a room between them (Civil Code art. 298): exactly, and never a weight of votes."""

import re
from collections.abc import Collection
from fractions import Fraction

from surveys.errors import Invalid
from surveys.figures import half_width

_PART = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")
_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,4}))?%")


def share_from_text(text: str) -> Fraction:
    """`1/2` or `33.5%` as an exact part of the whole. Raises `share-unreadable`."""
    plain = "".join(half_width(text).split())
    share = _part(plain) or _percentage(plain)
    if share is None or not 0 < share <= 1:
        raise Invalid("share-unreadable", value=text[:20])
    return share


def share_to_text(top: int | None, bottom: int | None) -> str:
    """A share in lowest terms, such as `1/2`; nothing where none is written down."""
    if not top or not bottom:
        return ""
    share = Fraction(top, bottom)
    return f"{share.numerator}/{share.denominator}"


def check_shares(shares: Collection[Fraction], owners: int) -> None:
    """Either nobody has a share (they own jointly), or everybody has and together they are the whole.

    Raises `shares-incomplete`, `shares-not-whole`.
    """
    if not shares:
        return
    if len(shares) != owners:
        raise Invalid("shares-incomplete", given=len(shares), owners=owners)
    if sum(shares) != 1:
        raise Invalid("shares-not-whole", total=str(sum(shares)))


def _part(text: str) -> Fraction | None:
    found = _PART.fullmatch(text)
    if found is None or int(found[2]) == 0:
        return None
    return Fraction(int(found[1]), int(found[2]))


def _percentage(text: str) -> Fraction | None:
    found = _PERCENT.fullmatch(text)
    if found is None:
        return None
    decimals = found[2] or ""
    return Fraction(int(found[1] + decimals), 100 * 10 ** len(decimals))
