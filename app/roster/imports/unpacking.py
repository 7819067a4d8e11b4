"""A program of its own that turns a workbook on its input into JSON rows on its output.

A crafted file can make the parser panic, abort or fill the memory; here that ends this process and
nothing else. It prints `{"sheets": [[name, is_hidden, rows], …]}` or `{"refused": code}`.
"""

import datetime
import io
import json
import re
import resource
import struct
import sys
import zipfile
import zlib

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MOST_UNPACKED = 160 * 1024 * 1024
MOST_MEMORY = 1536 * 1024 * 1024
MOST_CPU_S = 20
MOST_MEMBERS = 3000
MOST_CELLS = 3_000_000
MOST_LETTERS = 30_000_000  # the answer stays small enough for the process that asked
ZIP = b"PK\x03\x04"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CELL = re.compile(rb"<(?:\w+:)?(?:c|row)\s[^>]*?\br=[\"']([A-Za-z]{0,4})([0-9]{1,9})[\"'][^>]*?(?<!/)>")
_ERROR = re.compile(rb"(<(?:\w+:)?c\s[^>]*?\bt=)([\"'])e\2")
_UNCOUNTED = re.compile(  # a formula that no program has worked out yet
    rb"(<(?:\w+:)?c\b[^>]*?)(?:\s+t=[\"']\w+[\"'])?([^>]*>\s*<f\b[^>]*(?:/>|>[^<]*</f>))\s*(?:<v\s*/>|<v></v>)?\s*(</(?:\w+:)?c>)"
)
_BROKEN = (  # what a damaged package makes zipfile raise
    zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, EOFError, OSError, ValueError, LookupError,
)  # fmt: skip

Grid = list[list[str]]


class Refused(Exception):
    """This is no workbook we read; the argument is the code."""


def main() -> None:
    """Read, parse under limits, print."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    try:
        answer: dict[str, object] = {"sheets": sheets_in(sys.stdin.buffer.read())}
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    json.dump(answer, sys.stdout)


def sheets_in(content: bytes) -> list[tuple[str, bool, Grid]]:
    """Every sheet with its rows as text, and whether it is hidden."""
    if content.startswith(ZIP):
        content = _checked_package(content)
    elif ENCRYPTED in content:
        raise Refused("workbook-encrypted")
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        tabs = [one for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        cells, sheets = 0, []
        for one in tabs:
            sheet = workbook.get_sheet_by_name(one.name)
            cells = _counted(cells, sheet.total_height, sheet.total_width)
            sheets.append((one.name, one.visible != SheetVisibleEnum.Visible, _grid(sheet)))
    except CalamineError as problem:
        is_locked = "assword" in str(problem)
        raise Refused("workbook-encrypted" if is_locked else "file-unreadable") from problem
    if sum(len(cell) for _, _, grid in sheets for row in grid for cell in row) > MOST_LETTERS:
        raise Refused("sheet-too-large")
    return sheets


def _counted(cells: int, rows: int, columns: int) -> int:
    """The cells of a file so far: near-empty sheets with one cell far out add up as full ones do."""
    cells += rows * max(columns, 1)
    if cells > MOST_CELLS:
        raise Refused("sheet-too-large")
    return cells


def _grid(sheet: CalamineSheet) -> Grid:
    """Cells as text; a merged area repeats its value in every cell."""
    grid = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for row in grid[top : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                row[column] = row[column] or grid[top][left]
    return grid


def _text(cell: object) -> str:
    """A cell as a person reads it; binary noise behind the sixth decimal is dropped."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return f"{cell:.6f}".rstrip("0").rstrip(".")
    if isinstance(cell, (datetime.date, datetime.time, datetime.timedelta)):
        return str(cell)
    return str(cell)


def _checked_package(content: bytes) -> bytes:
    """Unpack once under a cap before the parser does: no bomb, no cell far out that fills the memory.

    Cells that hold an error, or a formula without a value, would be read as empty: they get a text.
    """
    marked: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            if any(one.compress_type not in PACKINGS for one in members):
                raise Refused("file-unreadable")
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
                raise Refused("sheet-too-large")
            cells = 0
            for member in members:
                body = package.read(member)
                rows, columns = _extent(member.filename, body)
                cells = _counted(cells, rows, columns)
                marked |= _marked(member.filename, body)
            return _repacked(package, marked) if marked else content
    except _BROKEN as problem:
        raise Refused("file-unreadable") from problem


def _is_sheet(name: str) -> bool:
    return name.lower().endswith(".xml") and "sheet" in name.lower()


def _extent(name: str, body: bytes) -> tuple[int, int]:
    """The last row and column of a sheet in which anything stands; nothing stands in other members."""
    if not _is_sheet(name):
        return 0, 0
    if b"<!DOCTYPE" in body or b"\x00" in body[:400]:
        raise Refused("file-unreadable")
    last_row, last_column = 0, 1
    for column, row in _CELL.findall(body):
        last_row, last_column = max(last_row, int(row)), max(last_column, _column_number(column))
    return last_row, last_column


def _marked(name: str, body: bytes) -> dict[str, bytes]:
    """A sheet with a text in cells that would be read as empty, where there are such."""
    if not _is_sheet(name):
        return {}
    fresh = _ERROR.sub(rb"\1\2str\2", body)
    if b"<f" in fresh:
        fresh = _UNCOUNTED.sub(rb'\1 t="str"\2<v>=</v>\3', fresh)
    return {name: fresh} if fresh != body else {}


def _repacked(package: zipfile.ZipFile, marked: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as fresh:
        for member in package.infolist():
            fresh.writestr(member.filename, marked.get(member.filename) or package.read(member))
    return out.getvalue()


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


if __name__ == "__main__":
    main()
