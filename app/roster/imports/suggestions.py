"""What to write into a cell that is wrong, where its words leave no doubt."""

import re
from collections.abc import Callable

from app.roster.imports import columns
from app.roster.imports.addresses import floor_of_number, room_number, split_address
from app.roster.imports.phones import normalise_phone
from app.roster.imports.reading import Line
from app.roster.models import AreaSource
from surveys.errors import Invalid
from surveys.figures import area_from_text, area_to_text, half_width

SOURCE_NAMES = {
    AreaSource.REGISTERED: "不动产登记簿",
    AreaSource.SURVEYED: "实测",
    AreaSource.CONTRACT: "合同",
}
MOST_LETTERS = 60
_SOURCE_SIGNS = (
    ("测", AreaSource.SURVEYED), ("合同", AreaSource.CONTRACT), ("登记", AreaSource.REGISTERED),
    ("证", AreaSource.REGISTERED), ("房本", AreaSource.REGISTERED),
)  # fmt: skip
_UNITS = re.compile(r"(?:平方米|平米|平方|平|㎡|m²|m2|米²)+$", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:约|大约|面积|建筑面积|[::]|≈|~)+")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_LONG = re.compile(r"([0-9]+)\.([0-9]{2})([0-9])[0-9]*")
_POWER = re.compile(r"([1-9])(?:\.([0-9]{10}))[Ee]\+?10")
_PHONE_INSIDE = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})(?![0-9])")
_LETTERS = str.maketrans("OoIl", "0011")


def suggest(line: Line, column: str, code: str, *, above: Line | None = None) -> str:
    """What this cell most likely should say, or "" where only a person can know."""
    make = _MAKERS.get(code)
    return make(line, column, above) if make else ""


def may_be_taken(code: str, suggestion: str) -> bool:
    """Whether one click may write this: figures and words of a list, never who owns or lives where."""
    return bool(suggestion) and code in _PLAIN


def _area(line: Line, column: str, _above: Line | None) -> str:
    plain = half_width(line.cells.get(column, "")[:MOST_LETTERS]).replace(" ", "").replace("。", ".")
    plain = _UNITS.sub("", _ABOUT.sub("", plain)).removeprefix("-").rstrip(".")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if found := _LONG.fullmatch(plain):
        return area_to_text(int(found[1]) * 100 + int(found[2]) + (found[3] >= "5"))
    try:
        area = area_from_text(plain)
    except Invalid:
        return ""
    return area_to_text(area) if area else ""


def _phone(line: Line, column: str, _above: Line | None) -> str:
    plain = half_width(line.cells.get(column, "")[:MOST_LETTERS]).replace(" ", "")
    if found := _POWER.fullmatch(plain):
        return found[1] + found[2]
    for text in (plain, plain.translate(_LETTERS), re.sub(r"[.\-,]", "", plain)):
        if inside := _PHONE_INSIDE.search(text):
            return normalise_phone(inside[0])
    return ""


def _floor(line: Line, _column: str, _above: Line | None) -> str:
    cells = line.cells
    number = room_number(cells.get(columns.NUMBER, ""), "", "") or ""
    whole = split_address(cells.get(columns.ADDRESS, "") or cells.get(columns.NUMBER, ""))
    floor = floor_of_number(whole[2] if whole else number)
    return str(floor) if floor else ""


def _place(line: Line, column: str, above: Line | None) -> str:
    """Out of the whole address where it stands in the room's cell, else as in the row above."""
    whole = split_address(line.cells.get(columns.NUMBER, ""))
    if whole:
        return whole[columns.HOME.index(column)]
    return above.cells.get(column, "") if above and column != columns.NUMBER else ""


def _source(line: Line, column: str, _above: Line | None) -> str:
    text = line.cells.get(column, "")
    return next((SOURCE_NAMES[source] for sign, source in _SOURCE_SIGNS if sign in text), "")


def _shared(line: Line, column: str, _above: Line | None) -> str:
    return f"{line.cells.get(column, '')}（共有）"


_PLAIN = {"area-not-a-number", "area-too-precise", "floor-malformed", "area-source-unknown"}
_MAKERS: dict[str, Callable[[Line, str, Line | None], str]] = {
    "area-not-a-number": _area,
    "area-too-precise": _area,
    "area-not-positive": _area,
    "phone-malformed": _phone,
    "floor-missing": _floor,
    "floor-malformed": _floor,
    "building-missing": _place,
    "unit-missing": _place,
    "area-source-unknown": _source,
    "several-owners-not-marked": _shared,
}
