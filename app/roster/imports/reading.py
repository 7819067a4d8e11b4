"""Turns an uploaded file into rows of text, whatever it is; never more than it may hold."""

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from app.roster.imports.columns import find_columns
from surveys.errors import Invalid

MOST_BYTES = 24 * 1024 * 1024
MOST_UNPACKED = 160 * 1024 * 1024
MOST_MEMBERS = 3000
MOST_ROWS = 50_000
MOST_CELLS = 3_000_000
HEADING_ROWS = 10
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb"<(?:\w+:)?(?:c|row)\s[^>]*?\br=[\"']([A-Za-z]{0,4})([0-9]{1,9})[\"'][^>]*?(?<!/)>")

Grid = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Line:
    """One row of the file: its number there and its cells by canonical heading."""

    row: int
    sheet: str
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """Every row below the headings, in order."""

    lines: tuple[Line, ...]


def read(content: bytes, filename: str) -> Sheet:
    """The rows of an .xlsx, .xls or .csv file.

    Raises Invalid: `file-empty`, `file-too-large`, `file-kind-unknown`, `file-unreadable`,
    `workbook-encrypted`, `sheet-too-large`, `too-many-rows`, `headings-not-found`, `column-missing`.
    """
    if not content:
        raise Invalid("file-empty")
    if len(content) > MOST_BYTES:
        raise Invalid("file-too-large", most_mb=MOST_BYTES // 1024 // 1024)
    if content.startswith((ZIP, OLE)):
        grids = _workbook(content)
    elif filename.lower().endswith((".csv", ".txt")):
        grids = [("", _csv(content))]
    else:
        raise Invalid("file-kind-unknown")
    return Sheet(tuple(_lines(grids)))


def _lines(grids: Iterable[tuple[str, Grid]]) -> list[Line]:
    """The rows of every sheet that has headings; a sheet is named only where there are several."""
    headed = [(name, grid, place) for name, grid in grids if (place := _heading_row(grid)) is not None]
    if not headed:
        raise Invalid("headings-not-found", rows=HEADING_ROWS)
    if sum(len(grid) for _, grid, _ in headed) > MOST_ROWS + HEADING_ROWS:
        raise Invalid("too-many-rows", most=MOST_ROWS)
    found: list[Line] = []
    for name, grid, place in headed:
        found += _lines_below(name if len(headed) > 1 else "", grid, place)
    return found


def _heading_row(grid: Grid) -> int | None:
    return next((row for row in range(min(HEADING_ROWS, len(grid))) if find_columns(grid[row])), None)


def _lines_below(sheet: str, grid: Grid, place: int) -> Iterator[Line]:
    """What stands under the headings in row `place`; rows without any of our cells are none."""
    columns = find_columns(grid[place])
    for number, cells in enumerate(grid[place + 1 :], start=place + 2):
        by_heading = {heading: cells[at] if at < len(cells) else "" for heading, at in columns.items()}
        if any(by_heading.values()):
            yield Line(number, sheet, by_heading)


def _workbook(content: bytes) -> list[tuple[str, Grid]]:
    if content.startswith(ZIP):
        _check_package(content)
    elif ENCRYPTED in content:
        raise Invalid("workbook-encrypted")
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [(name, _grid(workbook.get_sheet_by_name(name))) for name in workbook.sheet_names]
    except CalamineError as problem:
        if "assword" in str(problem):
            raise Invalid("workbook-encrypted") from problem
        raise Invalid("file-unreadable") from problem


def _grid(sheet: CalamineSheet) -> Grid:
    """Cells as text; a merged area repeats its value in every cell."""
    if sheet.total_height * max(sheet.total_width, 1) > MOST_CELLS:
        raise Invalid("sheet-too-large")
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
    return " ".join(str(cell).split())


def _check_package(content: bytes) -> None:
    """Unpack once under a cap before the parser does: no bomb, no cell far out that fills the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
                raise Invalid("sheet-too-large")
            for member in members:
                _check_member(member.filename, package.read(member))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as problem:
        raise Invalid("file-unreadable") from problem


def _check_member(name: str, body: bytes) -> None:
    if not name.lower().endswith(".xml") or "sheet" not in name.lower():
        return
    if b"<!DOCTYPE" in body or b"\x00" in body[:400]:
        raise Invalid("file-unreadable")
    last_row, last_column = 0, 1
    for column, row in _CELL.findall(body):
        last_row, last_column = max(last_row, int(row)), max(last_column, _column_number(column))
    if last_row * last_column > MOST_CELLS:
        raise Invalid("sheet-too-large")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _csv(content: bytes) -> Grid:
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",\t;", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [[" ".join(cell.split()) for cell in row] for row in _at_most(rows)]
    except csv.Error as problem:
        raise Invalid("file-unreadable") from problem


def _at_most(rows: Iterable[list[str]]) -> Iterable[list[str]]:
    for number, row in enumerate(rows):
        if number > MOST_ROWS + HEADING_ROWS:
            raise Invalid("too-many-rows", most=MOST_ROWS)
        yield row


def _decoded(content: bytes) -> str:
    """UTF-8, else what Chinese Excel writes: GBK, or UTF-16 when it begins with that mark."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    elif b"\x00" in content:
        raise Invalid("file-unreadable")
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("file-unreadable")
