"""A large roster workbook with known damage: what was planted where, and what the report must say."""

import datetime
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import xlsxwriter

from tests.app.roster import workbooks

FIRST = 4  # a title, an empty line and the headings stand above
STEP = 300  # rows between two plantings
Cells = list[Any]
BUILDING, UNIT, NUMBER, FLOOR, NAME, PHONE, AREA, SOURCE = range(8)


class Planted(NamedTuple):
    """What must be reported of a row: in which column, under which code, with which word to write."""

    row: int
    column: str
    code: str
    suggestion: str


@dataclass(frozen=True)
class Damage:
    """One kind of damage: cells put into a good row, and what must come of it ("" for nothing)."""

    cells: dict[int, Any]
    column: str = ""
    code: str = ""
    suggestion: str = ""


def _area(value: Any, code: str, suggestion: str = "") -> Damage:
    return Damage({AREA: value}, "专有面积", code, suggestion)


def _phone(value: Any, suggestion: str = "") -> Damage:
    return Damage({PHONE: value}, "手机号", "phone-malformed", suggestion)


WRONG = (
    _area("89㎡", "area-not-a-number", "89.00"),
    _area("89.6平方米", "area-not-a-number", "89.60"),
    _area("约90", "area-not-a-number", "90.00"),
    _area("1,089.60", "area-not-a-number", "1089.60"),
    _area("八十九", "area-not-a-number"),
    _area("89.6.0", "area-not-a-number"),
    _area("89。6", "area-not-a-number", "89.60"),
    _area(0, "area-not-positive"),
    _area("０", "area-not-positive"),
    _area(-89.6, "area-not-positive", "89.60"),
    _area("89.605", "area-too-precise", "89.61"),
    _area(9e9, "area-too-large"),
    _area(1e20, "area-too-large"),
    _area(("=1/0", "#DIV/0!"), "cell-is-an-error"),
    _area(("=A1", ""), "cell-is-a-formula"),
    _area("=1+1", "cell-is-a-formula"),
    _area(datetime.date(2026, 8, 9), "cell-is-a-date"),
    _area("无", "area-not-a-number"),
    _phone("1.38E+10"),
    _phone("1.3806350001E+10", "13806350001"),
    _phone("1380635000"),
    _phone("138063500011"),
    _phone("13806350001/13906350002", "13806350001"),
    _phone("手机13806350001", "13806350001"),
    _phone("138O6350001", "13806350001"),
    _phone("12345"),
    _phone(True),
    _phone("没有"),
    Damage({NAME: ""}, "手机号", "phone-without-owner"),
    Damage({NAME: "王秀英、李建国"}, "业主姓名", "several-owners-in-one-cell"),
    Damage({NAME: "王" * 61}, "业主姓名", "name-malformed"),
    Damage({NAME: "=HYPERLINK(1)"}, "业主姓名", "cell-is-a-formula"),
    Damage({NAME: "@SUM(A1)"}, "业主姓名", "cell-is-a-formula"),
    Damage({NAME: ("=VLOOKUP(1)", "#N/A")}, "业主姓名", "cell-is-an-error"),
    Damage({BUILDING: "很" * 21}, "楼栋", "building-malformed"),
    Damage({UNIT: "很" * 21}, "单元", "unit-malformed"),
    Damage({NUMBER: ""}, "房号", "room-missing"),
    Damage({NUMBER: "999-9-101"}, "房号", "room-malformed"),
    Damage({NUMBER: datetime.date(2026, 1, 2)}, "房号", "cell-is-a-date"),
    Damage({NUMBER: "a b!"}, "房号", "room-malformed"),
    Damage({FLOOR: "五楼半"}, "楼层", "floor-malformed", "1"),
    Damage({FLOOR: 99}, "楼层", "floor-malformed", "1"),
    Damage({FLOOR: "", NUMBER: "东户"}, "楼层", "floor-missing"),
    Damage({SOURCE: "听说"}, "面积来源", "area-source-unknown"),
    Damage({SOURCE: "按房本"}, "面积来源", "area-source-unknown", "不动产登记簿"),
    Damage({SOURCE: "测绘局给的"}, "面积来源", "area-source-unknown", "实测"),
)
HARMLESS = (
    Damage({AREA: " ８９．６０ "}),
    Damage({NAME: "王\u3000秀\n英"}),
    Damage({PHONE: 13806350001.0}),
    Damage({PHONE: "138-0635 0001"}),
    Damage({PHONE: "+86 13806350001"}),
    Damage({FLOOR: "一层"}),
    Damage({AREA: ("=40+49.6", 89.6)}),
    Damage({AREA: 89.60000000000001}),
    Damage({NAME: "欧阳·买买提"}),
    Damage({PHONE: "0635-8200000"}),
    Damage({SOURCE: "房产证"}),
    Damage({NUMBER: "101 室"}),
)


def damaged(count: int) -> tuple[bytes, list[Planted]]:
    """A workbook of `count` homes with every kind of damage planted, and the report it must give.

    Beside single cells: titles, an empty line, merged buildings, a hidden sheet, a repeated row, an owner not
    marked as sharing, headings printed once more, a total at the foot.
    """
    rows = [list(cells) for cells in workbooks.homes(count)]
    planted: list[Planted] = []
    for number, damage in enumerate((*WRONG, *HARMLESS)):
        place = 60 + number * STEP  # the first room of a building, so that its floor is 1
        for column, value in damage.cells.items():
            rows[place - place % 20][column] = value
        if damage.code:
            planted.append(_planted(place - place % 20, damage))
    _repeat(rows, planted)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        _write(book, rows)
    return out.getvalue(), sorted(planted)


def _planted(place: int, damage: Damage) -> Planted:
    return Planted(FIRST + place, damage.column, damage.code, damage.suggestion)


def _repeat(rows: list[Cells], planted: list[Planted]) -> None:
    """The same home twice, and a second owner nobody marked; both stand below the others."""
    second = [*rows[5][:NAME], "李建国", "13806350002", *rows[5][AREA:]]
    for cells, column, code, word in (
        (rows[3], "房号", "room-repeated", ""),
        (second, "业主姓名", "several-owners-not-marked", "李建国（共有）"),
    ):
        planted.append(Planted(FIRST + len(rows), column, code, word))
        rows.append(list(cells))


def _write(book: xlsxwriter.Workbook, rows: list[Cells]) -> None:
    sheet = book.add_worksheet("花名册")
    title = book.add_format({"bold": True})
    sheet.merge_range(0, 0, 0, 7, "向阳小区业主花名册", title)
    sheet.write_row(2, 0, workbooks.HEADINGS)
    put: Callable[[int, int, Any], None] = _putter(sheet, book.add_format({"num_format": "m-d"}))
    for number, cells in enumerate(rows, start=FIRST - 1):
        for column, value in enumerate(cells):
            put(number, column, value)
    sheet.merge_range(FIRST - 1, BUILDING, FIRST + 3, BUILDING, rows[0][BUILDING])
    sheet.write_row(FIRST - 1 + len(rows), 0, workbooks.HEADINGS)
    sheet.write_row(FIRST + len(rows), 0, ["合计", "", "", "", "", "", 89.6 * len(rows), ""])
    old = book.add_worksheet("旧数据")
    old.write_row(0, 0, workbooks.HEADINGS)
    old.write_row(1, 0, workbooks.row(area="坏的"))
    old.hide()


def _putter(sheet: Any, as_date: Any) -> Callable[[int, int, Any], None]:
    def put(row: int, column: int, value: Any) -> None:
        if isinstance(value, tuple):
            sheet.write_formula(row, column, value[0], None, value[1])
        elif isinstance(value, str):
            sheet.write_string(row, column, value)
        elif isinstance(value, datetime.date):
            sheet.write_datetime(row, column, value, as_date)
        else:
            sheet.write(row, column, value)

    return put
