"""Workbooks as offices keep them: whole addresses beside a building, totals at the foot, empty columns."""

import pytest

from app.roster import imports
from app.roster.imports.guessing import role_by_content
from app.roster.imports.rows import Entry, Reader, check_row, is_remark
from surveys.errors import Invalid
from tests.app.roster import workbooks
from tests.app.roster.imports.test_mending import a_book

MERGED = [
    ["楼号", "房号", "业主姓名", "面积"],
    ["1", "1-1-101", "王秀英", "76.50"],
    ["", "1-1-102", "李建国", "80.10"],
    ["", "合计", "", ("=SUM(D2:D3)", "")],
]


def lines(rows: list[list[object]]) -> tuple[imports.Proposal, tuple[imports.Line, ...]]:
    content = workbooks.xlsx_of(rows[1:], [str(one) for one in rows[0]])
    found = imports.propose(imports.tables_in(imports.open_book(content, "a.xlsx")))
    return found, imports.lines_of(found.tables, found.layout).lines


def checked(line: imports.Line) -> tuple[Entry | None, list[str]]:
    reader = Reader(line)
    return check_row(reader), [error.code for error in reader.errors]


def test_whole_addresses_under_the_heading_of_rooms_are_read_beside_a_merged_building() -> None:
    found, (first, second, total) = lines(MERGED)
    assert found.layout.roles == {
        "楼号": "楼栋",
        "房号": "房屋地址",
        "业主姓名": "业主姓名",
        "面积": "专有面积",
    }
    assert {guess.heading: guess.how for guess in found.guesses}["房号"] == "content"
    homes = [entry.home for line in (first, second) if (entry := checked(line)[0])]
    assert homes == [("1号楼", "1单元", "101"), ("1号楼", "1单元", "102")]
    assert is_remark(total)


@pytest.mark.parametrize(
    ("cells", "home", "codes"),
    [
        ({"楼栋": "1", "房屋地址": "1-1-101"}, ("1号楼", "1单元", "101"), []),
        ({"楼栋": "2", "房屋地址": "1-1-101"}, None, ["address-differs"]),
        ({"楼栋": "1", "房屋地址": "向阳路12号"}, None, ["address-malformed"]),
        ({"楼栋": "1", "房屋地址": ""}, None, ["address-missing"]),
        (
            {"楼栋": "1", "单元": "2", "房号": "101", "房屋地址": "向阳路12号"},
            ("1号楼", "2单元", "101"),
            [],
        ),
        ({"楼栋": "1", "单元": "", "房号": "101", "房屋地址": "向阳路12号"}, None, ["unit-missing"]),
        ({"楼栋": "", "单元": "", "房号": "", "房屋地址": "1-2-101"}, ("1号楼", "2单元", "101"), []),
    ],
)
def test_an_address_and_the_columns_beside_it_agree_or_the_row_says_so_once(
    cells: dict[str, str], home: tuple[str, str, str] | None, codes: list[str]
) -> None:
    entry, told = checked(imports.Line(2, "", {"业主姓名": "王秀英", **cells}))
    assert (entry.home if entry else None, told) == (home, codes)


@pytest.mark.parametrize("first", ["合计", "合 计：", "总计", "小计35户", "制表人：张三"])
def test_a_row_that_adds_up_is_no_home_in_whichever_column_it_says_so(first: str) -> None:
    homes = [["1", *MERGED[1]], ["2", *MERGED[2]]]
    _, found = lines([["序号", *MERGED[0]], *homes, [first, "", "35户", "", ("=SUM(E2)", "")]])
    assert [is_remark(line) for line in found] == [False, False, True]


def test_a_column_that_is_empty_in_one_sheet_shows_what_stands_in_another() -> None:
    rows = [["楼栋", "单元", "房号", "备注"], ["1", "1", "101", ""]]
    more = [rows[0], ["2", "1", "101", "租户在住"]]
    (note,) = [one for one in imports.propose(a_book(甲=rows, 乙=more)).guesses if one.heading == "备注"]
    assert (note.role, note.how, note.samples) == ("备注", "name", ("租户在住",))


def test_what_a_home_is_by_title_is_no_note() -> None:
    headings = ["楼栋", "单元", "房号", "产权性质", "备注"]
    found, _ = lines([headings, ["1", "1", "101", "房改房", "租户在住"], ["1", "1", "102", "商品房", ""]])
    assert (found.layout.roles["产权性质"], found.layout.roles["备注"]) == ("", "备注")
    assert role_by_content(["共同共有", "单独所有", "单独所有"]) == "共有"


def test_a_refused_choice_points_at_the_columns_it_is_about() -> None:
    found, _ = lines(MERGED)
    wrong = imports.Layout({**found.layout.roles, "房号": "房号"})
    with pytest.raises(Invalid) as refused:
        imports.check_layout(found.tables, wrong)
    assert imports.columns_to_look_at(found, wrong, refused.value) == [1]
    twice = imports.Layout({**found.layout.roles, "面积": "房屋地址"})
    with pytest.raises(Invalid) as refused:
        imports.check_layout(found.tables, twice)
    assert imports.columns_to_look_at(found, twice, refused.value) == [1, 3]
