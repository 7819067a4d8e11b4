"""Exact figures to and from text: areas in 0.01 m², money in fen, shares in percent."""

import re
from dataclasses import dataclass

from surveys.errors import Invalid

NO_SHARE = "—"
_FIGURE = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_MOST_DIGITS = 12
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@dataclass(frozen=True)
class Share:
    """A part beside its whole: a percentage never stands alone."""

    part: int
    whole: int
    percent: str

    def __str__(self) -> str:
        return f"{self.percent} ({self.part}/{self.whole})"


def half_width(text: str) -> str:
    """Full-width forms of digits, letters and signs as the plain ones.

    Not NFKC: that would also read `89.6²` as 89.62.
    """
    return text.translate(_HALF_WIDTH)


def area_from_text(text: str) -> int:
    """`89.6` m² as 8960 units of 0.01 m²."""
    return _hundredths(text)


def area_to_text(area: int) -> str:
    """8960 units of 0.01 m² as `89.60`."""
    return _two_decimals(area)


def fen_from_text(text: str) -> int:
    """`12.5` yuan as 1250 fen."""
    return _hundredths(text)


def fen_to_text(fen: int) -> str:
    """1250 fen as `12.50` yuan."""
    return _two_decimals(fen)


def percent(part: int, whole: int, places: int = 1) -> str:
    """The share as text such as `66.7%`, half-up by whole numbers; a dash when there is no whole.

    More than 100 % is a lawful answer (more works started than planned).
    """
    if part < 0 or whole < 0 or places < 0:
        raise Invalid("share-negative")
    if whole == 0:
        return NO_SHARE
    scale = 10**places
    steps = (2 * part * 100 * scale + whole) // (2 * whole)
    units, rest = divmod(steps, scale)
    return f"{units}.{rest:0{places}d}%" if places else f"{units}%"


def share(part: int, whole: int, places: int = 1) -> Share:
    """The percentage together with the two numbers it came from."""
    return Share(part, whole, percent(part, whole, places))


def _hundredths(text: str) -> int:
    plain = half_width(text).strip()
    if not plain:
        raise Invalid("figure-missing")
    found = _FIGURE.fullmatch(plain)
    if found is None:
        raise Invalid("figure-malformed")
    sign, units, decimals = found[1], found[2].lstrip("0") or "0", found[3] or ""
    if sign:
        raise Invalid("figure-negative")
    if len(decimals) > 2:
        raise Invalid("figure-too-precise", most=2)
    if len(units) > _MOST_DIGITS:
        raise Invalid("figure-too-large", most=_MOST_DIGITS)
    return int(units) * 100 + int(decimals.ljust(2, "0"))


def _two_decimals(hundredths: int) -> str:
    """Balances may be below zero, so the sign is kept apart from the division."""
    units, rest = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{units}.{rest:02d}"
