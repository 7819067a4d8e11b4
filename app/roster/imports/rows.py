"""Checks one row of a roster workbook and gives its values, or says what is wrong in which cell."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from app.roster.imports import columns
from app.roster.imports.addresses import (
    building_name,
    floor_number,
    floor_of_number,
    room_number,
    split_address,
    unit_name,
)
from app.roster.imports.phones import normalise_phone
from app.roster.imports.reading import Line
from app.roster.imports.suggestions import suggest
from app.roster.models import AreaSource
from surveys.errors import Invalid
from surveys.figures import area_from_text, half_width

MOST_NAME = 60
MOST_SHOWN = 60
MOST_AREA = 10_000_000  # 100,000 square metres: no home is larger
_SOURCE_WORDS = {
    AreaSource.REGISTERED: "registered 不动产登记簿 不动产登记 登记簿 登记 产权登记 不动产权证 不动产证"
    " 不动产权证书 房产证 产权证 房本",
    AreaSource.SURVEYED: "surveyed 实测 实测面积 测绘 测绘报告",
    AreaSource.CONTRACT: "contract 合同 合同面积 购房合同 买卖合同",
}
SOURCES = {word: source for source, words in _SOURCE_WORDS.items() for word in words.split()}
CHOICES = ("不动产登记簿", "实测", "合同")
YES = {"是", "有", "√", "✓", "y", "yes", "1", "true", "共有", "共同共有", "按份共有"}
_ERROR = re.compile(r"#(?:DIV/0!|N/A|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")
_FORMULA = ("=", "＝", "+", "＋", "-", "－", "@", "＠")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: |$)")
_WORDS = (columns.BUILDING, columns.UNIT, columns.NUMBER, columns.ADDRESS, columns.NAME, columns.SOURCE)
_NO_DATES = (*columns.HOME, columns.ADDRESS, columns.FLOOR, columns.AREA)
_TOTALS = (
    "合计",
    "总计",
    "小计",
    "共计",
    "制表人",
    "填表人",
    "审核人",
    "导出时间",
)  # also of lists we hand out
_EXAMPLES = ("示例", "例:", "例：")
_SHARED_END = re.compile(r"\((?:共有|共同共有|按份共有)\)$")
_SPLIT = re.compile(r"[、,;/]")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_MISSING = {
    columns.BUILDING: "building-missing",
    columns.UNIT: "unit-missing",
    columns.NUMBER: "room-missing",
}
_MALFORMED = {
    columns.BUILDING: "building-malformed",
    columns.UNIT: "unit-malformed",
    columns.NUMBER: "room-malformed",
}
_FIGURE_CODES = {
    "figure-missing": "area-missing",
    "figure-malformed": "area-not-a-number",
    "figure-negative": "area-not-positive",
    "figure-too-precise": "area-too-precise",
    "figure-too-large": "area-too-large",
}


@dataclass(frozen=True)
class CellError:
    """What is wrong with one cell: `code` names it, `value` is what stands there."""

    row: int
    column: str
    code: str
    value: str
    sheet: str = ""
    suggestion: str = ""
    other_row: int = 0  # the row it clashes with


@dataclass(frozen=True)
class Entry:
    """One good row: a home and, where the row names one, an owner. None and "" mean: not told."""

    line: Line
    home: tuple[str, str, str]
    floor: int
    area: int | None
    source: AreaSource | None
    name: str
    phone: str
    is_shared: bool


@dataclass(frozen=True)
class Reader:
    """Collects what one row says and what is wrong with it: of every cell the first thing found."""

    line: Line
    above: Line | None = None
    errors: list[CellError] = field(default_factory=list)
    warnings: list[CellError] = field(default_factory=list)

    def cell(self, column: str) -> str:
        """What stands in a column."""
        return self.line.cells.get(column, "")

    def wrong(self, column: str, code: str) -> None:
        """This cell cannot be imported."""
        if column not in {error.column for error in self.errors}:
            self.errors.append(self._at(column, code))

    def doubtful(self, column: str, code: str) -> None:
        """This cell can be imported, but somebody should look."""
        self.warnings.append(self._at(column, code))

    def _at(self, column: str, code: str) -> CellError:
        value = self.cell(column)[:MOST_SHOWN]
        suggestion = suggest(self.line, column, code, above=self.above)
        return CellError(self.line.row, column, code, value, self.line.sheet, suggestion)


def check_row(reader: Reader) -> Entry | None:
    """The row's values, or None when something in it is wrong."""
    _refuse_machine_words(reader)
    home = _home(reader)
    floor = _floor(reader, home[2])
    area = _area(reader)
    source = _source(reader, area)
    name, is_marked = _name(reader)
    phone = _phone(reader, name)
    if reader.errors:
        return None
    is_shared = is_marked or _says_shared(reader)
    return Entry(reader.line, home, floor, area, source, name, phone, is_shared)


def is_remark(line: Line) -> bool:
    """A total at the foot, the template's example, headings printed once more: no home."""
    first = line.first or next((value for value in line.cells.values() if value), "")
    name = line.cells.get(columns.NAME, "")
    is_heading = sum(columns.canonical_heading(value) == role for role, value in line.cells.items()) >= 2
    return is_heading or is_total(first) or name.startswith(_EXAMPLES)


def is_total(first: str) -> bool:
    """Whether the first words of a row say that it adds up the others, or who made the list."""
    return "".join(first.split()).startswith(_TOTALS)


def _refuse_machine_words(reader: Reader) -> None:
    """Errors and formulas of the spreadsheet, and dates where it thought a room number was one."""
    for column, value in reader.line.cells.items():
        if _ERROR.fullmatch(value):
            reader.wrong(column, "cell-is-an-error")
        elif value.startswith(_FORMULA if column in _WORDS else _FORMULA[:2]):
            reader.wrong(column, "cell-is-a-formula")
        elif column in _NO_DATES and _DATE.match(value):
            reader.wrong(column, "cell-is-a-date")


def _home(reader: Reader) -> tuple[str, str, str]:
    """The home by its three cells, or by one that holds the whole address."""
    cells, is_split = reader.line.cells, bool(reader.cell(columns.BUILDING) or reader.cell(columns.UNIT))
    if columns.ADDRESS in cells and not all(map(reader.cell, columns.HOME)):
        if place := _whole_address(reader):
            return place
        if not is_split or not set(columns.HOME) <= cells.keys():
            is_told = reader.cell(columns.ADDRESS) or reader.cell(columns.NUMBER)
            reader.wrong(columns.ADDRESS, "address-malformed" if is_told else "address-missing")
            return "", "", ""
    elif not is_split and (place := split_address(reader.cell(columns.NUMBER))):
        return place
    building = _named(reader, columns.BUILDING, building_name)
    unit = _named(reader, columns.UNIT, unit_name)
    number = _named(reader, columns.NUMBER, lambda text: room_number(text, building, unit))
    return building, unit, number


def _whole_address(reader: Reader) -> tuple[str, str, str] | None:
    """One cell with all of it; a building or stairwell in a column of its own must say the same."""
    place = split_address(reader.cell(columns.ADDRESS) or reader.cell(columns.NUMBER))
    if place is None:
        return None
    pairs = ((columns.BUILDING, building_name, place[0]), (columns.UNIT, unit_name, place[1]))
    for column, canonical, told in pairs:
        if (text := reader.cell(column)) and canonical(text) != told:
            reader.wrong(columns.ADDRESS, "address-differs")
    return place


def _named(reader: Reader, column: str, canonical: Callable[[str], str | None]) -> str:
    text = reader.cell(column)
    if not text:
        reader.wrong(column, _MISSING[column])
        return ""
    found = canonical(text)
    if found is None:
        reader.wrong(column, _MALFORMED[column])
    return found or ""


def _floor(reader: Reader, number: str) -> int:
    text = reader.cell(columns.FLOOR)
    floor = floor_number(text, number)
    if floor is None and not (number or text):
        return 0  # what is wrong with the home has been said
    if floor is None:
        reader.wrong(columns.FLOOR, "floor-malformed" if text else "floor-missing")
        return 0
    told = floor_of_number(number)
    if told is not None and told != floor:
        reader.doubtful(columns.FLOOR, "floor-differs-from-number")
    return floor


def _area(reader: Reader) -> int | None:
    text = reader.cell(columns.AREA)
    if not text:
        reader.doubtful(columns.AREA, "area-missing")
        return None
    try:
        area = area_from_text(text)
    except Invalid as problem:
        reader.wrong(columns.AREA, _FIGURE_CODES[problem.code])
        return None
    if area == 0:
        reader.wrong(columns.AREA, "area-not-positive")
    elif area > MOST_AREA:
        reader.wrong(columns.AREA, "area-too-large")
    return area


def _source(reader: Reader, area: int | None) -> AreaSource | None:
    text = half_width(reader.cell(columns.SOURCE)).replace(" ", "").lower()
    if not text:
        if area is not None:
            reader.doubtful(columns.SOURCE, "area-source-missing")
        return None
    if text not in SOURCES:
        reader.wrong(columns.SOURCE, "area-source-unknown")
    return SOURCES.get(text)


def _name(reader: Reader) -> tuple[str, bool]:
    text = half_width(reader.cell(columns.NAME))
    name = _SHARED_END.sub("", text).strip()
    is_marked = name != text.strip()
    name = _BETWEEN_CHINESE.sub("", name)
    if not name:
        reader.doubtful(columns.NAME, "owner-missing")
    elif _SPLIT.search(name):
        reader.wrong(columns.NAME, "several-owners-in-one-cell")
    elif len(name) > MOST_NAME or not name.isprintable():
        reader.wrong(columns.NAME, "name-malformed")
    return name, is_marked


def _phone(reader: Reader, name: str) -> str:
    text = reader.cell(columns.PHONE)
    if not text:
        return ""
    if not name:
        reader.wrong(columns.PHONE, "phone-without-owner")
    try:
        return normalise_phone(text)
    except Invalid:
        reader.wrong(columns.PHONE, "phone-malformed")
        return ""


def _says_shared(reader: Reader) -> bool:
    is_marked = half_width(reader.cell(columns.SHARED)).strip().lower() in YES
    return is_marked or "共有" in reader.cell(columns.NOTES)
