"""What the columns of any workbook are: by name, by content, as confirmed before; which sheets are read."""

import io
from typing import Any

import pytest

from app.roster import imports
from app.roster.imports.addresses import split_address
from app.roster.imports.guessing import role_by_content
from app.roster.imports.layouts import building_of
from surveys.errors import Invalid
from tests.app.roster import workbooks

OWN = ["序号", "栋", "单元", "门号", "产权人姓名", "联系手机", "建筑面积(㎡)", "依据"]
OWN_ROW = ["1", "3", "2", "501", "王秀英", "13806350001", "89.6", "实测"]


def proposal(
    content: bytes, name: str = "a.csv", remembered: imports.Layout | None = None
) -> imports.Proposal:
    return imports.propose(imports.tables_in(imports.open_book(content, name)), remembered)


def roles(found: imports.Proposal) -> dict[str, str]:
    return {guess.heading: guess.role for guess in found.guesses}


def cells(found: imports.Proposal) -> list[dict[str, str]]:
    return [dict(line.cells) for line in imports.lines_of(found.tables, found.layout).lines]


def test_headings_nobody_listed_are_known_by_their_words_or_by_what_stands_below() -> None:
    found = proposal(workbooks.csv_of([OWN_ROW], OWN))
    assert roles(found) == {
        "序号": "", "栋": "楼栋", "单元": "单元", "门号": "房号", "产权人姓名": "业主姓名",
        "联系手机": "手机号",
        "建筑面积": "专有面积", "依据": "面积来源",
    }  # fmt: skip
    assert {guess.heading: guess.how for guess in found.guesses}["门号"] == "content"
    assert not found.is_plain
    assert imports.missing_in(found.tables, found.layout) == ["楼层"]


def test_only_the_exact_headings_of_the_template_need_no_question() -> None:
    assert proposal(workbooks.xlsx_of([workbooks.row()], above=2), "a.xlsx").is_plain
    assert not proposal(workbooks.csv_of([workbooks.row()], ["楼号", *workbooks.HEADINGS[1:]])).is_plain


def test_a_sheet_without_headings_is_read_by_its_content() -> None:
    found = proposal("3-1-502,王秀英,13806350001,89.6\n3-1-503,李建国,13806350002,90.5\n".encode())
    assert list(roles(found).values()) == ["房屋地址", "业主姓名", "手机号", "专有面积"]
    assert cells(found)[0]["房屋地址"] == "3-1-502"


def test_a_row_of_titles_and_merged_group_headings_are_skipped() -> None:
    content = workbooks.csv_of(
        [["", "", "", "业主信息", "业主信息"], ["楼栋", "单元", "房号", "姓名", "电话"],
         ["3", "2", "501", "王秀英", ""]],
        ["向阳小区业主花名册（2026年3月）", "", "", "", ""],
    )  # fmt: skip
    assert cells(proposal(content)) == [
        {"楼栋": "3", "单元": "2", "房号": "501", "业主姓名": "王秀英", "手机号": ""}
    ]


def test_what_was_confirmed_before_goes_before_every_guess() -> None:
    content = workbooks.csv_of([OWN_ROW], OWN)
    told = roles(proposal(content)) | {"产权人姓名": "", "序号": "备注"}
    remembered = imports.Layout({imports.mark_of(heading): role for heading, role in told.items()})
    again = proposal(content, remembered=remembered)
    assert roles(again) == told
    assert again.is_remembered


def test_a_kind_of_workbook_is_its_set_of_headings_in_any_order() -> None:
    tables = proposal(workbooks.csv_of([OWN_ROW], OWN)).tables
    turned = proposal(workbooks.csv_of([OWN_ROW[::-1]], OWN[::-1])).tables
    other = proposal(workbooks.csv_of([OWN_ROW], ["编号", *OWN[1:]])).tables
    assert imports.source_of(tables) == imports.source_of(turned) != imports.source_of(other)


def a_book(**sheets: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    with workbooks.xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name.removeprefix("hidden"))
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name.startswith("hidden"):
                sheet.hide()
    return out.getvalue()


def test_hidden_sheets_are_shown_and_left_out_until_somebody_chooses_them() -> None:
    rows = [list(workbooks.HEADINGS), workbooks.row()]
    found = proposal(a_book(名册=rows, hidden旧=rows, 说明=[["怎么填"]]), "a.xlsx")
    assert [(table.name, table.is_hidden) for table in found.tables] == [("名册", False), ("旧", True)]
    assert found.layout.left_out == ("旧",)
    assert len(cells(found)) == 1
    everything = imports.Layout(found.layout.roles)
    lines = imports.lines_of(found.tables, everything).lines
    assert [line.sheet for line in lines] == ["名册", "旧"]


def test_a_sheet_named_after_its_building_tells_the_building() -> None:
    rows = [["单元", "房号", "业主"], ["2", "501", "王秀英"]]
    found = proposal(a_book(**{"3号楼": rows, "5#": rows}), "a.xlsx")
    assert [line["楼栋"] for line in cells(found)] == ["3号楼", "5号楼"]
    assert [building_of(name) for name in ("Sheet1", "3", "A座", "十二栋", "汇总")] == [
        None, None, "A座", "12号楼", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"门号": ""}, "home-columns-missing"),
        ({"序号": "房号"}, "column-chosen-twice"),
    ],
)
def test_a_reading_that_cannot_work_is_refused(changes: dict[str, str], code: str) -> None:
    found = proposal(workbooks.csv_of([OWN_ROW], OWN))
    with pytest.raises(Invalid, match=code):
        imports.lines_of(found.tables, imports.Layout(roles(found) | changes))
    with pytest.raises(Invalid, match="no-sheet-chosen"):
        imports.check_layout(found.tables, imports.Layout(roles(found), ("",)))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3-1-502", ("3号楼", "1单元", "502")),
        ("3号楼1单元502室", ("3号楼", "1单元", "502")),
        ("３号楼１单元５０２", ("3号楼", "1单元", "502")),
        ("向阳小区3#楼2单元0501", ("3号楼", "2单元", "501")),
        ("十二栋东单元301", ("12号楼", "东单元", "301")),
        ("柳园路12号A座1单元101", ("A座", "1单元", "101")),
        ("502", None),
        ("3-502", None),
        ("2026-01-02", None),
        ("", None),
    ],
)
def test_a_whole_address_is_split_into_its_parts(written: str, meant: tuple[str, str, str] | None) -> None:
    assert split_address(written) == meant


def test_a_column_of_nothing_tells_nothing() -> None:
    assert role_by_content([]) is None
    assert role_by_content(["x", "y", "z"]) is None
    assert role_by_content(["1", "2", "3"]) is None
