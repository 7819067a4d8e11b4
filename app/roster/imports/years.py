"""When a compound was built, read from whatever a list says: 1995年建成, 1995-1998, 九十年代, 不详."""

import calendar
import re
import unicodedata
from datetime import date
from functools import lru_cache

from surveys.errors import Invalid
from surveys.works import Built

EARLIEST, LATEST = 1900, 2099
LONGEST = 60
DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
NOTHING = re.compile(
    r"[-—/\\*?？.。\s]*|无|不详|未知|不清楚?|不明|待查|待定|暂无(信息|数据|资料)?|无(信息|数据|资料)|n/?a|null|none",
    re.IGNORECASE,
)
YEAR = r"(19\d\d|20\d\d)"
MONTH = r"(1[0-2]|0?[1-9])"
DAY = r"(3[01]|[12]\d|0?[1-9])"
SEPARATOR = r"[-./年]"
WHOLE_DATE = re.compile(rf"{YEAR}{SEPARATOR}{MONTH}{SEPARATOR.replace('年', '月')}{DAY}日?")
COMPACT = re.compile(rf"{YEAR}(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])?")
YEAR_MONTH = re.compile(rf"{YEAR}{SEPARATOR}{MONTH}月?(?!\d)")
ONE_YEAR = re.compile(rf"(?<!\d){YEAR}(?!\d)")
SHORT_YEAR = re.compile(r"(?<!\d)(\d\d)年(?!代)")
DECADE = re.compile(r"(?<!\d)(?:(\d{2})(?:世纪)|(上个?世纪|本世纪))?(?:(19|20)?(\d)0)年代(初|中|末)?")
LEFT_OVER = re.compile(r"\d月|\d{3}")  # part of a date that is none
AROUND = re.compile(  # words that may stand around a year; any other may mean another year's event
    r"(?:\d{1,3}(?:#|号|栋|幢|座|期|区|单元)"
    r"|[约大概左右建成于竣工交付使用房入住年月日代份号楼栋幢座期区东西南北至到和与及的、,;:/~\-—–.()\[\]\s"
    r"一二三四五六七八九十第共分批多层部分主体])*"
)
PARTS = {"初": (0, 3), "中": (4, 6), "末": (7, 9)}
BEFORE = re.compile(r"(以前|之前|年前)")
AFTER = re.compile(r"(以后|之后|年后)")


@lru_cache(maxsize=4096)  # a list of thousands has a few dozen ways to write a year
def read_built(text: str) -> Built | None:
    """The span a list's words mean; None when they say that nothing is known.

    Several years ("1995、1998") span all of them, for a compound is only as young as its last building.
    Invalid `built-year-unreadable` for anything else: it is never guessed.
    """
    tidy = unicodedata.normalize("NFKC", text).strip()
    if NOTHING.fullmatch(tidy):
        return None
    if len(tidy) > LONGEST:
        raise Invalid("built-year-unreadable", value=tidy[:LONGEST])
    spans = _spans(_arabic(tidy))
    if not spans or BEFORE.search(tidy) or AFTER.search(tidy):  # open to one side: no span
        raise Invalid("built-year-unreadable", value=tidy)
    earliest, latest = min(span[0] for span in spans), max(span[1] for span in spans)
    return Built(earliest, latest, text.strip())


def _arabic(text: str) -> str:
    """九十年代 and 一九九五年 in digits."""
    text = re.sub(
        r"([一二三四五六七八九])十年代", lambda found: found.group(1).translate(DIGITS) + "0年代", text
    )
    return re.sub(r"[〇零一二三四五六七八九]{4}(?=年)", lambda found: found.group().translate(DIGITS), text)


def _spans(text: str) -> list[tuple[date, date]]:
    """Every date, month, year and decade in the text, the finest reading first; each stretch read once."""
    found = []
    for pattern, read in READINGS:
        for match in pattern.finditer(text):
            span = read(match)
            if span is None:
                return []
            found.append(span)
        text = pattern.sub(" ", text)
    return found if AROUND.fullmatch(text) and not LEFT_OVER.search(text) else []


def _day(match: re.Match[str]) -> tuple[date, date] | None:
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def _compact(match: re.Match[str]) -> tuple[date, date] | None:
    return _day(match) if match.group(3) else _month(match)


def _month(match: re.Match[str]) -> tuple[date, date] | None:
    year, month = int(match.group(1)), int(match.group(2))
    last = calendar.monthrange(year, month)[1]
    return date(year, month, 1), date(year, month, last)


def _year(match: re.Match[str]) -> tuple[date, date] | None:
    year = int(match.group(1))
    return date(year, 1, 1), date(year, 12, 31)


def _short_year(match: re.Match[str]) -> tuple[date, date] | None:
    """95年 is 1995: in a list of old compounds two digits above 49 are of the last century."""
    digits = int(match.group(1))
    year = 1900 + digits if digits >= 50 else 2000 + digits
    return date(year, 1, 1), date(year, 12, 31)


def _decade(match: re.Match[str]) -> tuple[date, date] | None:
    century, words, full, tens, part = match.groups()
    digit = int(tens)
    if full:
        base = int(full) * 100
    elif century:
        base = (int(century) - 1) * 100
    elif words:
        base = 2000 if words == "本世纪" else 1900
    else:
        base = 1900 if digit >= 5 else 2000
    first, last = PARTS.get(part or "", (0, 9))
    decade = base + digit * 10
    if not EARLIEST <= decade <= LATEST:
        return None
    return date(decade + first, 1, 1), date(decade + last, 12, 31)


READINGS = (
    (DECADE, _decade),
    (WHOLE_DATE, _day),
    (COMPACT, _compact),
    (YEAR_MONTH, _month),
    (ONE_YEAR, _year),
    (SHORT_YEAR, _short_year),
)
