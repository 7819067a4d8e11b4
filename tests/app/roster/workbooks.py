"""Roster workbooks of every kind, made for tests."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
import xlwt

HEADINGS = ("楼栋", "单元", "房号", "楼层", "业主姓名", "手机号", "专有面积", "面积来源")
GOOD = ("3号楼", "2单元", "501", "5", "王秀英", "13806350001", "89.60", "不动产登记簿")


def row(**changes: Any) -> list[Any]:
    """A good row with some cells changed; keys are `building unit number floor name phone area source`."""
    keys = ("building", "unit", "number", "floor", "name", "phone", "area", "source")
    values = dict(zip(keys, GOOD, strict=True)) | changes
    return [values[key] for key in keys]


def csv_of(
    rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS, encoding: str = "utf-8"
) -> bytes:
    """The rows as comma-separated text."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([headings, *rows])
    return out.getvalue().encode(encoding)


def xlsx_of(rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS, above: int = 0) -> bytes:
    """The rows as a workbook, with `above` lines of title before the headings."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number in range(above):
            sheet.write_string(number, 0, "向阳小区业主花名册")
        for number, cells in enumerate([headings, *rows], start=above):
            for column, cell in enumerate(cells):
                _write(sheet, (number, column), cell)
    return out.getvalue()


def xls_of(rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS) -> bytes:
    """The rows in the format of Excel 97."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    for number, cells in enumerate([headings, *rows]):
        for column, cell in enumerate(cells):
            sheet.write(number, column, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def homes(count: int) -> list[list[Any]]:
    """So many homes with an owner each, 60 to a building."""
    rows = []
    for number in range(count):
        building, place = divmod(number, 60)
        unit, place = divmod(place, 20)
        floor, side = divmod(place, 2)
        rows.append(
            [f"{building + 1}号楼", f"{unit + 1}单元", f"{floor + 1}0{side + 1}", floor + 1, f"业主{number}",
             f"138{number:08d}", 89.6, "不动产登记簿"]
        )  # fmt: skip
    return rows


def _write(sheet: Any, place: tuple[int, int], cell: Any) -> None:
    if isinstance(cell, tuple):
        formula, value = cell
        sheet.write_formula(*place, formula, None, value)
    elif isinstance(cell, str):
        sheet.write_string(*place, cell)
    else:
        sheet.write(*place, cell)
