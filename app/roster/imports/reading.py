"""Turns an uploaded file into rows of text, whatever it is; never more than it may hold."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.roster.imports.columns import find_columns
from surveys.errors import Invalid

MOST_BYTES = 11 * 1024 * 1024  # with its form it stays under MAX_CONTENT_LENGTH
MOST_ROWS = 50_000
MOST_CELLS = 2_000_000  # of a .csv: forty in each of the most rows
MOST_SECONDS = 30
MOST_TABS = 100
HEADING_ROWS = 10
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|meta|table|\?xml)", re.IGNORECASE)
UNPACKING = Path(__file__).with_name("unpacking.py")

Grid = Sequence[Sequence[str]]
Finder = Callable[[Sequence[str]], dict[str, int]]  # where the known columns stand, {} in other rows


@dataclass(frozen=True)
class Line:
    """One row of the file: its number there, its cells by canonical heading, and what it begins with."""

    row: int
    sheet: str
    cells: dict[str, str]
    first: str = ""


@dataclass(frozen=True)
class Sheet:
    """Every row below the headings, in order."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Tab:
    """One sheet of a workbook as it stands there; the only one of a .csv has no name."""

    name: str
    is_hidden: bool
    rows: Grid


def read(content: bytes, filename: str, find: Finder = find_columns) -> Sheet:
    """The rows of an .xlsx, .xls or .csv file that are not hidden; `find` knows the headings of its list.

    Raises Invalid: `file-empty`, `file-too-large`, `file-kind-unknown`, `file-is-a-web-page`,
    `file-unreadable`, `workbook-encrypted`, `sheet-too-large`, `too-many-rows`, `headings-not-found`,
    `column-missing`.
    """
    grids = [(tab.name, tab.rows) for tab in open_book(content, filename) if not tab.is_hidden]
    return Sheet(tuple(_lines(grids, find)))


def open_book(content: bytes, filename: str) -> tuple[Tab, ...]:
    """Every sheet of a file, whatever stands in it; raises what `read` does, save what is about headings."""
    if not content:
        raise Invalid("file-empty")
    if len(content) > MOST_BYTES:
        raise Invalid("file-too-large", most_mb=MOST_BYTES // 1024 // 1024)
    if content.startswith((ZIP, OLE)):
        return _workbook(content)
    if _WEB_PAGE.match(content[:400]):
        raise Invalid("file-is-a-web-page")
    if not filename.lower().endswith((".csv", ".txt")):
        raise Invalid("file-kind-unknown")
    return (Tab("", False, _csv(content)),)


def _lines(grids: Iterable[tuple[str, Grid]], find: Finder) -> list[Line]:
    """The rows of every sheet that has headings; a sheet is named only where there are several."""
    headed = [(name, grid, place) for name, grid in grids if (place := _heading_row(grid, find)) is not None]
    if not headed:
        raise Invalid("headings-not-found", rows=HEADING_ROWS)
    if sum(len(grid) for _, grid, _ in headed) > MOST_ROWS + HEADING_ROWS:
        raise Invalid("too-many-rows", most=MOST_ROWS)
    found: list[Line] = []
    for name, grid, place in headed:
        sheet = name if len(headed) > 1 else ""
        found += _lines_below(sheet, grid[place + 1 :], (place + 2, find(grid[place])))
    return found


def _heading_row(grid: Grid, find: Finder) -> int | None:
    return next((row for row in range(min(HEADING_ROWS, len(grid))) if find(grid[row])), None)


def _lines_below(sheet: str, rows: Grid, headings: tuple[int, dict[str, int]]) -> Iterator[Line]:
    """What stands under the headings, from the row number given; rows without any of our cells are none."""
    first, columns = headings
    for number, cells in enumerate(rows, start=first):
        by_heading = {name: tidy(cells[at]) if at < len(cells) else "" for name, at in columns.items()}
        if any(by_heading.values()):
            yield Line(number, sheet, by_heading, first_of(cells))


def _workbook(content: bytes) -> tuple[Tab, ...]:
    """The sheets of a workbook, parsed by a process of their own: see `unpacking`."""
    command = [sys.executable, "-I", str(UNPACKING)]
    try:
        done = subprocess.run(  # noqa: S603 -- a fixed program of ours; the file only goes to its input
            command, input=content, capture_output=True, timeout=MOST_SECONDS, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        raise Invalid("file-unreadable") from problem
    answer = json.loads(done.stdout)
    match answer.get("refused"):
        case None:
            if len(answer["sheets"]) > MOST_TABS:
                raise Invalid("sheet-too-large")
            return tuple(Tab(*sheet) for sheet in answer["sheets"])
        case "workbook-encrypted":
            raise Invalid("workbook-encrypted")
        case "sheet-too-large":
            raise Invalid("sheet-too-large")
        case _:
            raise Invalid("file-unreadable")


def _csv(content: bytes) -> Grid:
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",\t;", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return list(_at_most(rows))
    except csv.Error as problem:
        raise Invalid("file-unreadable") from problem


def _at_most(rows: Iterable[list[str]]) -> Iterable[list[str]]:
    cells = 0
    for number, row in enumerate(rows):
        cells += len(row)
        if number > MOST_ROWS + HEADING_ROWS:
            raise Invalid("too-many-rows", most=MOST_ROWS)
        if cells > MOST_CELLS:
            raise Invalid("sheet-too-large")
        yield row


def first_of(cells: Sequence[str]) -> str:
    """What a row begins with, in whichever column."""
    return next((words for cell in cells if (words := tidy(cell))), "")


def tidy(cell: str) -> str:
    """Plain words with single spaces; marks nobody can see are dropped (a database refuses some)."""
    words = " ".join(cell.split())
    return words if words.isprintable() else "".join(letter for letter in words if letter.isprintable())


def _decoded(content: bytes) -> str:
    """UTF-8, else what Chinese Excel writes: GBK, or UTF-16 when it begins with that mark."""
    encodings: tuple[str, ...] = ("utf-8-sig", "gb18030")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    elif b"\x00" in content:
        raise Invalid("file-unreadable")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("file-unreadable")
