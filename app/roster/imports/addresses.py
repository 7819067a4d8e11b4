"""One way to write a building, a stairwell and a room, however the clerk wrote them."""

import re

from surveys.figures import half_width

MOST_NAME = 20
FIRST_UNNUMBERED = 10_000
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_CHINESE_NUMBER = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)|([一二两三四五六七八九])")
_BUILDING_END = re.compile(r"(?:#楼|号楼|号|栋|幢|座|楼|#)$")
_UNIT_END = re.compile(r"(?:号单元|单元|门栋|门)$")
_ROOM_END = re.compile(r"(?<=[0-9A-Z])(?:室|号|户|房)$")
_FLOOR_END = re.compile(r"(?:层|楼|F)$")
_NUMERAL = r"[0-9]{1,4}|[一二两三四五六七八九十]{1,3}|[A-Z]"
_IN_WORDS = re.compile(
    rf"({_NUMERAL})(?:号住宅楼|号楼|栋楼|栋|幢|座|楼|号)-?({_NUMERAL}|[东西南北中])(?:号单元|单元|门栋|门)-?"
    r"([0-9A-Z]{1,6}|[东西中]户)(?:室|号|户|房)?$"
)
_IN_DASHES = re.compile(
    rf"(?:^|[^0-9A-Z-])({_NUMERAL})(?:号楼)?-({_NUMERAL})-([0-9A-Z]{{1,6}})(?:室|号|户)?$"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_LETTER = re.compile(r"[A-Z][0-9]{0,2}")
_NUMBER = re.compile(r"[0-9A-Z\u4e00-\u9fff]{1,10}")
_FLOOR = re.compile(r"-?[0-9]{1,2}")


def building_name(text: str) -> str | None:
    """`3`, `3#`, `三栋` and `３号楼` are all `3号楼`; `a座` is `A座`; other names stay."""
    plain = _plain(text)
    stem = _BUILDING_END.sub("", plain)
    number = whole_number(stem)
    if number is not None:
        return f"{number}号楼"
    if _LETTER.fullmatch(stem):
        return f"{stem}座"
    return plain if 0 < len(plain) <= MOST_NAME else None


def unit_name(text: str) -> str | None:
    """`2`, `二单元` and `2门` are all `2单元`; `东单元` stays."""
    plain = _plain(text)
    number = whole_number(_UNIT_END.sub("", plain))
    if number is not None:
        return f"{number}单元"
    return plain if 0 < len(plain) <= MOST_NAME else None


def room_number(text: str, building: str, unit: str) -> str | None:
    """`0501室` is `501`; so is `3-2-501` where building and stairwell agree. None for no room."""
    plain = _ROOM_END.sub("", _plain(text))
    *before, last = plain.split("-")
    if before and not _is_address(before, building, unit):
        return None
    plain = last
    if plain.isdigit():
        plain = plain.lstrip("0")
    return plain if _NUMBER.fullmatch(plain) else None


def split_address(text: str) -> tuple[str, str, str] | None:
    """Building, stairwell and room out of one cell: `3-1-502`, `3号楼1单元502室`, a place in front or not."""
    plain = _plain(text).replace("－", "-").replace("/", "-").replace("#楼", "#").replace("#", "号楼")
    if _DATE.search(plain):
        return None
    found = _IN_WORDS.search(plain) or _IN_DASHES.search(plain)
    if found is None:
        return None
    building, unit = building_name(found[1]), unit_name(f"{found[2]}单元")
    number = room_number(found[3], building or "", unit or "")
    return (building, unit, number) if building and unit and number else None


def floor_number(text: str, number: str) -> int | None:
    """The floor as written or, where nothing is, as the room number tells. None when neither does."""
    plain = _FLOOR_END.sub("", _plain(text))
    if not plain:
        return floor_of_number(number)
    if (chinese := _from_chinese(plain)) is not None:
        return chinese
    floor = int(plain) if _FLOOR.fullmatch(plain) else 0
    return floor if -5 <= floor <= 60 and floor != 0 else None


def floor_of_number(number: str) -> int | None:
    """501 is on the fifth floor, 1203 on the twelfth; other numbers tell nothing."""
    return int(number[:-2]) if number.isdigit() and 3 <= len(number) <= 4 else None


def label_of(building: str, unit: str, number: str) -> str:
    """The home as people say it: 3号楼2单元501."""
    return f"{building}{unit}{number}"


def position_of(name: str) -> int:
    """Where a building or stairwell stands in a list: numbered ones first, by number."""
    found = re.match(r"[0-9]{1,4}", name)
    return int(found.group()) if found else FIRST_UNNUMBERED


def whole_number(text: str) -> int | None:
    """A number from 1 to 9999 in figures, or up to 99 in Chinese."""
    if text.isascii() and text.isdigit() and len(text) <= 4:
        return int(text) or None
    return _from_chinese(text)


def _from_chinese(text: str) -> int | None:
    found = _CHINESE_NUMBER.fullmatch(text)
    if found is None:
        return None
    tens, ones, single = found.groups()
    if single:
        return _DIGITS[single]
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def _plain(text: str) -> str:
    return half_width(text).replace(" ", "").replace("—", "-").replace("–", "-").upper()


def _is_address(parts: list[str], building: str, unit: str) -> bool:
    """Whether what stands before the room number repeats its building and stairwell."""
    if len(parts) == 1:
        return unit_name(parts[0]) == unit
    return len(parts) == 2 and building_name(parts[0]) == building and unit_name(parts[1]) == unit
