"""A sheet of errors comes back: every cell in its place, rows put in counted, nothing lost in silence."""

import io

import pytest

from app.roster import imports
from surveys.errors import Invalid
from tests.app.roster import workbooks

FIRST = ["楼栋", "单元", "房号", "业主姓名", "电话", "面积"]
SECOND = ["单元", "房号", "业主姓名", "联系方式", "建筑面积", "备注"]
BOOK = {
    "老楼": [FIRST, ["3", "2", "501", "王秀英", "13806350001", "89㎡"]],
    "5号楼": [SECOND, ["1", "101", "李建国", "13806350002", "约90", "租户在住"]],
}
MARKS = ["原来的工作表", "原来的行"]
TABLES = imports.tables_in
Rows = list[list[str]]


def a_book(**sheets: Rows) -> tuple[imports.Table, ...]:
    out = io.BytesIO()
    with workbooks.xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return TABLES(imports.open_book(out.getvalue(), "a.xlsx"))


def both() -> tuple[tuple[imports.Table, ...], imports.Layout]:
    tables = a_book(**BOOK)
    return tables, imports.propose(tables).layout


def back(headings: list[str], *rows: list[str]) -> imports.Rows:
    tables, layout = both()
    told = a_book(要改的行=[[*MARKS, *headings, "哪里不对", "怎么改"], *[[*row] for row in rows]])
    return imports.mended_rows(told, imports.rows_by_place(tables, layout).keys())


def cells(rows: imports.Rows) -> list[dict[str, str]]:
    tables, layout = both()
    return [line.cells for line in imports.mended(tables, layout, rows).lines]


def test_two_sheets_that_name_a_column_differently_are_one_column_of_the_sheet_of_errors() -> None:
    tables, layout = both()
    rows = [told for places in imports.rows_by_place(tables, layout).values() for told in places]
    first, second = imports.one_heading_each(rows, layout)
    assert second["电话"] == "13806350002"
    assert second["面积"] == "约90"
    assert {"联系方式", "建筑面积"}.isdisjoint(first | second)


def test_a_row_mended_under_the_heading_of_the_other_sheet_loses_nothing() -> None:
    headings = ["楼栋", "单元", "房号", "业主姓名", "电话", "面积", "备注"]
    rows = back(
        headings,
        ["老楼", "2", "3", "2", "501", "王秀英", "13806350001", "89.00"],
        ["5号楼", "2", "", "1", "101", "李建国", "13806350002", "90.00", "租户在住"],
    )
    first, second = cells(rows)
    assert (first["手机号"], first["专有面积"]) == ("13806350001", "89.00")
    assert (second["手机号"], second["专有面积"], second["备注"]) == ("13806350002", "90.00", "租户在住")
    assert second["楼栋"] == "5号楼"


def test_an_empty_column_with_the_same_meaning_hides_nothing() -> None:
    headings = ["楼栋", "单元", "房号", "业主姓名", "电话", "面积", "联系方式", "建筑面积"]
    (first, _) = cells(
        back(headings, ["老楼", "2", "3", "2", "501", "王秀英", "13806350001", "89.00", "", ""])
    )
    assert (first["手机号"], first["专有面积"]) == ("13806350001", "89.00")


def test_a_cell_that_was_emptied_is_empty_and_a_row_that_was_emptied_is_gone() -> None:
    (first, _) = cells(back(FIRST, ["老楼", "2", "3", "2", "501", "王秀英", "", ""]))
    assert (first["手机号"], first["专有面积"]) == ("", "")
    (second,) = cells(back(FIRST, ["老楼", "2", *[""] * 6]))
    assert second["房号"] == "101"


@pytest.mark.parametrize("marks", [["老楼", "2"], ["", ""]])
def test_a_co_owner_put_in_below_is_a_second_row_of_the_same_home(marks: list[str]) -> None:
    one = ["老楼", "2", "3", "2", "501", "王秀英（共有）", "13806350001", "89.00"]
    first, other, _ = cells(back(FIRST, one, [*marks, "", "", "", "王建国（共有）", "", ""]))
    assert [first["业主姓名"], other["业主姓名"]] == ["王秀英（共有）", "王建国（共有）"]
    assert (other["楼栋"], other["单元"], other["房号"]) == ("3", "2", "501")


@pytest.mark.parametrize(
    "marks", [["老楼", "9"], ["别的", "2"], ["老楼", "x"], ["", ""], ["老楼", ""], ["", "2"]]
)
def test_a_row_nobody_can_place_is_refused_by_its_number(marks: list[str]) -> None:
    with pytest.raises(Invalid, match="mended-row-unknown") as refused:
        back(FIRST, [*marks, "3", "2", "501", "王秀英", "", ""])
    assert refused.value.facts["row"] == 2


def test_the_words_at_the_foot_are_no_row_and_another_list_is_refused() -> None:
    one = ["老楼", "2", "3", "2", "501", "王秀英", "", "89"]
    assert list(back(FIRST, one, [""], ["导出时间：2026-11-01"])) == [("老楼", 2)]
    tables, layout = both()
    with pytest.raises(Invalid, match="mended-sheet-unknown"):
        imports.mended_rows(tables, imports.rows_by_place(tables, layout).keys())


def test_suggestions_are_taken_where_the_cell_can_only_mean_them() -> None:
    tables, layout = both()
    faults = [
        imports.CellError(2, "专有面积", "area-not-a-number", "89㎡", "老楼", "89.00"),
        imports.CellError(2, "专有面积", "area-not-a-number", "约90", "5号楼", "90.00"),
        imports.CellError(2, "业主姓名", "several-owners-not-marked", "李建国", "5号楼", "李建国（共有）"),
    ]
    assert [imports.is_plain(one) for one in faults] == [True, True, False]
    first, second = cells(imports.as_suggested(imports.rows_by_place(tables, layout), faults, layout))
    assert (first["专有面积"], first["手机号"]) == ("89.00", "13806350001")
    assert (second["专有面积"], second["业主姓名"]) == ("90.00", "李建国")
