"""Sums of money in fen."""

import re

from bots.nlu.numbers import DIGITS, SPOKEN, read_number
from bots.nlu.writing import normalise

BEFORE = r"(?:我|俺|家|们|愿意|可以|能|想|打算|准备|就|出|交|捐|认|拿|掏|付|资|[¥￥:,，.\s])*"
AFTER = r"(?:人民币|吧|的|了|整|正|啊|呀|[.。!！\s])*"
DIGIT_SUM = re.compile(
    rf"^{BEFORE}(\d{{1,9}})(?:\.(\d{{1,6}}))?\s*(?:(万|千|百|w|k)\s*([1-9])?)?\s*(?:块钱|块|元钱|元|圆)?{AFTER}$"
)
SPOKEN_SUM = re.compile(rf"^{BEFORE}([{SPOKEN}]+)\s*(?:块钱|块|元钱|元|圆)?{AFTER}$")
SMALL_SUM = re.compile(
    rf"^{BEFORE}(?:(\d+|[{SPOKEN}]+)\s*(?:块|元))?\s*(\d|[{''.join(DIGITS)}])\s*(?:毛|角)?(?:钱)?{AFTER}$"
)
TIMES = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "百": 100, None: 1}


def money(text: str) -> int | None:
    """One exact sum in fen ("三千块", "1.5万", "一万二", "两千五", "3块5"); None for ranges and guesses."""
    plain = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", normalise(text))
    digits = DIGIT_SUM.match(plain)
    if digits:
        return _from_digits(digits)
    spoken = SPOKEN_SUM.match(plain)
    if spoken:
        yuan = read_number(spoken[1])
        return None if yuan is None else yuan * 100
    small = SMALL_SUM.match(plain)
    return _from_small(small) if small and re.search(r"[块元毛角]", plain) else None


def _from_digits(found: re.Match[str]) -> int | None:
    """ "1.5万", "3千5" (3500), "3000.50元": shifted as text, so nothing is rounded."""
    whole, decimals, unit, colloquial = found[1], found[2] or "", found[3], found[4]
    if colloquial:
        return None if decimals or not unit else (int(whole) * 10 + int(colloquial)) * TIMES[unit] * 10
    places = len(str(TIMES[unit])) - 1 + 2
    if len(decimals) > places:
        return None
    return int(whole + decimals.ljust(places, "0"))


def _from_small(found: re.Match[str]) -> int | None:
    yuan, jiao = read_number(found[1] or "0"), read_number(found[2])
    return None if yuan is None or jiao is None else yuan * 100 + jiao * 10
