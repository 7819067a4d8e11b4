"""Whatever file somebody uploads, it gives rows or one plain reason, quickly and never a crash."""

import io
import zipfile

import openpyxl
import pytest

from app.roster import imports
from app.roster.imports import reading
from surveys.errors import Invalid
from tests.app.roster import workbooks

ROW = workbooks.row()
TEXT = workbooks.csv_of([ROW])


def outcome(content: bytes, name: str) -> str:
    """What the file gives: so many rows, or the code of the refusal."""
    try:
        tables = imports.tables_in(imports.open_book(content, name))
        lines = imports.lines_of(tables, imports.propose(tables).layout).lines
    except Invalid as problem:
        return problem.code
    return f"{len(lines)} rows"


def with_macros() -> bytes:
    """A workbook that carries a macro: nobody runs it."""
    out = io.BytesIO(workbooks.xlsx_of([ROW]))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Sub AutoOpen()")
    return out.getvalue()


def by_openpyxl(*rows: list[object]) -> bytes:
    """A workbook whose formulas nobody has worked out."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WIDE = ",".join(["x"] * 16_000).encode() + b"\n" + b",".join([b"1"] * 16_000)


@pytest.mark.parametrize(
    ("content", "name", "meant"),
    [
        (TEXT.decode().encode("gbk"), "a.csv", "1 rows"),
        (TEXT.decode().encode("gb18030"), "a.txt", "1 rows"),
        (TEXT.decode().encode("utf-16"), "a.csv", "1 rows"),
        (TEXT.decode().encode("utf-16-le"), "a.csv", "file-unreadable"),
        (TEXT.replace(b",", b";"), "a.csv", "1 rows"),
        (workbooks.xls_of([ROW]), "a.xlsx", "1 rows"),
        (workbooks.xlsx_of([ROW]), "a.xls", "1 rows"),
        (with_macros(), "a.xlsm", "1 rows"),
        (b"<html><table><tr><td>3</td></tr></table></html>", "a.xls", "file-is-a-web-page"),
        (b"\xef\xbb\xbf <!DOCTYPE html><p>", "a.csv", "file-is-a-web-page"),
        (b'<?xml version="1.0"?><Workbook></Workbook>', "a.xls", "file-is-a-web-page"),
        (workbooks.xlsx_of([], []), "a.xlsx", "headings-not-found"),
        (workbooks.xlsx_of([], ["向阳小区业主花名册"]), "a.xlsx", "headings-not-found"),
        (workbooks.xlsx_of([]), "a.xlsx", "0 rows"),
        (b"\n\n,,,\n", "a.csv", "headings-not-found"),
        (WIDE, "a.csv", "headings-not-found"),
        (("(" * 30_000 + ",平" * 30_000 + "\n").encode() * 3, "a.csv", "headings-not-found"),
        (workbooks.xlsx_of([["(" * 30_000] * 8] * 9, ["平" * 30_000] * 8), "a.xlsx", "headings-not-found"),
    ],
)  # fmt: skip
def test_every_kind_of_file_has_its_answer(content: bytes, name: str, meant: str) -> None:
    assert outcome(content, name) == meant


def test_a_workbook_of_too_many_sheets_is_refused() -> None:
    out = io.BytesIO()
    with workbooks.xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for _ in range(reading.MOST_TABS + 1):
            book.add_worksheet()
    assert outcome(out.getvalue(), "a.xlsx") == "sheet-too-large"


def test_errors_and_formulas_without_a_result_are_told_and_not_taken_for_empty() -> None:
    content = by_openpyxl([*workbooks.HEADINGS], [*ROW[:6], "=40+49.6", ROW[7]], [*ROW[:6], "#N/A", ROW[7]])
    lines = imports.read(content, "a.xlsx").lines
    assert [line.cells["专有面积"] for line in lines] == ["=", "#N/A"]
