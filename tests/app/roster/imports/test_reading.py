"""Files of every kind become rows of text; files that are none are refused by name."""

import io
import zipfile

import pytest

import config
from app.roster import imports
from app.roster.imports import reading, unpacking
from surveys.errors import Invalid
from tests.app.roster import workbooks


def refusal(content: bytes, name: str = "roster.xlsx") -> str:
    with pytest.raises(Invalid) as refused:
        imports.read(content, name)
    return refused.value.code


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (workbooks.xlsx_of([workbooks.row()]), "a.xlsx"),
        (workbooks.xls_of([workbooks.row()]), "a.xls"),
        (workbooks.csv_of([workbooks.row()]), "a.csv"),
        (workbooks.csv_of([workbooks.row()], encoding="utf-8-sig"), "a.csv"),
        (workbooks.csv_of([workbooks.row()], encoding="gbk"), "a.csv"),
        (workbooks.csv_of([workbooks.row()], encoding="utf-16"), "a.csv"),
        (workbooks.csv_of([workbooks.row()]).replace(b",", b"\t"), "a.txt"),
        (workbooks.xlsx_of([workbooks.row()]), "misnamed.csv"),
    ],
)
def test_every_kind_of_file_gives_the_same_rows(content: bytes, name: str) -> None:
    (line,) = imports.read(content, name).lines
    assert tuple(line.cells[heading] for heading in workbooks.HEADINGS) == workbooks.GOOD
    assert line.row == 2


def test_headings_may_stand_lower_in_any_order_beside_other_columns() -> None:
    headings = ["备用", *reversed(workbooks.HEADINGS), "车位"]
    cells = ["x", *reversed(workbooks.row()), "A12"]
    (line,) = imports.read(workbooks.xlsx_of([cells], headings, above=3), "a.xlsx").lines
    assert line.row == 5
    assert line.cells["房号"] == "501"
    assert "车位" not in line.cells


def test_headings_are_known_by_other_names_and_units_of_measure() -> None:
    headings = ["楼号", "单元号", "室号", "层", "产权人", "联系电话", "专有面积（㎡）", "面积来源 *"]
    (line,) = imports.read(workbooks.csv_of([workbooks.row()], headings), "a.csv").lines
    assert line.cells["专有面积"] == "89.60"
    assert line.cells["手机号"] == "13806350001"


def test_numbers_and_formulas_are_read_as_their_values() -> None:
    cells = workbooks.row(number=501, floor=5, phone=13806350001, area=("=100.1-10.5", 89.60000000000001))
    (line,) = imports.read(workbooks.xlsx_of([cells]), "a.xlsx").lines
    assert [line.cells[name] for name in ("房号", "楼层", "手机号", "专有面积")] == [
        "501",
        "5",
        "13806350001",
        "89.6",
    ]


def test_a_merged_cell_counts_in_every_row_it_covers() -> None:
    out = io.BytesIO()
    with reading_book(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, workbooks.HEADINGS)
        for number in (1, 2):
            sheet.write_row(number, 1, workbooks.row(number=f"50{number}")[1:])
        sheet.merge_range(1, 0, 2, 0, "3号楼")
    lines = imports.read(out.getvalue(), "a.xlsx").lines
    assert [line.cells["楼栋"] for line in lines] == ["3号楼", "3号楼"]


def test_several_sheets_with_headings_are_all_read() -> None:
    out = io.BytesIO()
    with reading_book(out) as book:
        for name in ("1号楼", "2号楼"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, workbooks.HEADINGS)
            sheet.write_row(1, 0, workbooks.row(building=name))
        book.add_worksheet("说明").write_string(0, 0, "怎么填")
    lines = imports.read(out.getvalue(), "a.xlsx").lines
    assert [(line.sheet, line.row) for line in lines] == [("1号楼", 2), ("2号楼", 2)]


def test_empty_rows_are_no_rows() -> None:
    assert len(imports.read(workbooks.csv_of([[""] * 8, workbooks.row(), []]), "a.csv").lines) == 1


def test_marks_nobody_can_see_are_dropped() -> None:
    cells = workbooks.row(building="3\u200b号楼\ufeff", name="王\xa0秀\x00英")
    (line,) = imports.read(workbooks.xls_of([cells]), "a.xls").lines
    assert (line.cells["楼栋"], line.cells["业主姓名"]) == ("3号楼", "王 秀英")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        imports.read(workbooks.csv_of([workbooks.row()[:-2]], workbooks.HEADINGS[:-2]), "a.csv")
    assert refused.value.code == "column-missing"
    assert refused.value.facts["columns"] == ["专有面积", "面积来源"]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "file-empty"),
        (b"%PDF-1.7", "a.pdf", "file-kind-unknown"),
        (b"PK\x03\x04 and nothing more", "a.xlsx", "file-unreadable"),
        (b"\xd0\xcf\x11\xe0 and nothing more", "a.xls", "file-unreadable"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "workbook-encrypted"),
        (b"a,b,c\n1,2,3\n", "a.csv", "headings-not-found"),
        (b"\x00\x01\x02" * 50, "a.csv", "file-unreadable"),
        (b'"' + b"x" * 200_000, "a.csv", "file-unreadable"),
        ("樓棟,單元,房號\n3,2,501\n".encode("big5"), "a.csv", "headings-not-found"),
    ],
)
def test_what_is_no_roster_is_refused_by_name(content: bytes, name: str, code: str) -> None:
    assert refusal(content, name) == code


def test_a_truncated_workbook_is_refused() -> None:
    whole = workbooks.xlsx_of(workbooks.homes(50))
    assert {refusal(whole[:cut]) for cut in (30, 500, len(whole) // 2, len(whole) - 5)} == {"file-unreadable"}


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("hello.txt", "hello")
    assert refusal(out.getvalue()) == "file-unreadable"


def test_the_size_offered_is_one_that_the_server_takes() -> None:
    assert reading.MOST_BYTES < config.Settings.MAX_CONTENT_LENGTH


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * (unpacking.MOST_UNPACKED + 1))
    assert len(out.getvalue()) < reading.MOST_BYTES
    assert refusal(out.getvalue()) == "sheet-too-large"


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * 5_000_000)
    lying = out.getvalue().replace((5_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert refusal(lying) == "file-unreadable"


def test_a_cell_at_the_far_corner_is_refused() -> None:
    out = io.BytesIO()
    with reading_book(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, workbooks.HEADINGS)
        sheet.write_string(1_048_575, 16_383, "x")
    assert refusal(out.getvalue()) == "sheet-too-large"


def test_near_empty_sheets_with_a_cell_far_out_add_up() -> None:
    out = io.BytesIO()
    with reading_book(out) as book:
        for _ in range(2):
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, workbooks.HEADINGS)
            sheet.write_string(49_999, 39, "x")
    assert refusal(out.getvalue()) == "sheet-too-large"


def test_a_text_file_of_countless_short_cells_is_refused() -> None:
    lines = [",".join(workbooks.HEADINGS), *[",".join(["1"] * 200)] * 10_001]
    assert refusal("\n".join(lines).encode(), "a.csv") == "sheet-too-large"


def test_a_document_type_in_a_sheet_is_refused() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbooks.xlsx_of([workbooks.row()]))) as good,
        zipfile.ZipFile(out, "w") as bad,
    ):
        for name in good.namelist():
            body = good.read(name)
            if name.endswith("sheet1.xml"):
                body = body.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
            bad.writestr(name, body)
    assert refusal(out.getvalue()) == "file-unreadable"


def test_twenty_thousand_rows_are_read_and_more_than_fifty_thousand_refused() -> None:
    rows = workbooks.homes(20_000)
    assert len(imports.read(workbooks.csv_of(rows), "a.csv").lines) == 20_000
    assert refusal(workbooks.csv_of(rows * 3), "a.csv") == "too-many-rows"


def test_a_file_that_breaks_the_parser_is_refused_and_breaks_nothing_else() -> None:
    whole = bytearray(workbooks.xls_of(workbooks.homes(5)))
    seen = set()
    for place in range(512, len(whole), 211):
        broken = bytes(whole[:place]) + b"\xff\xff" + bytes(whole[place + 2 :])
        seen.add(outcome(broken))
    assert seen <= {
        "read",
        "file-unreadable",
        "headings-not-found",
        "column-missing",
        "sheet-too-large",
        "too-many-rows",
    }


def test_a_workbook_of_endless_words_is_refused() -> None:
    long = "x" * 30_000
    assert refusal(workbooks.xlsx_of([[long] * 100] * 20)) == "sheet-too-large"


def outcome(content: bytes) -> str:
    try:
        imports.read(content, "roster.xls")
    except Invalid as problem:
        return problem.code
    return "read"


def reading_book(out: io.BytesIO) -> "workbooks.xlsxwriter.Workbook":
    return workbooks.xlsxwriter.Workbook(out, {"in_memory": True})
