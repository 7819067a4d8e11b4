"""A program of its own that turns a workbook on its input into JSON rows on its output.

A crafted file can make the parser panic, abort or fill the memory; here that ends this process and
nothing else. It prints `{"sheets": [[name, rows], …]}` or `{"refused": code}`.
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

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

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


def sheets_in(content: bytes) -> list[tuple[str, Grid]]:
    """Every sheet with its rows as text."""
    if content.startswith(ZIP):
        _check_package(content)
    elif ENCRYPTED in content:
        raise Refused("workbook-encrypted")
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(name, _grid(workbook.get_sheet_by_name(name))) for name in workbook.sheet_names]
    except CalamineError as problem:
        is_locked = "assword" in str(problem)
        raise Refused("workbook-encrypted" if is_locked else "file-unreadable") from problem
    if sum(len(cell) for _, grid in sheets for row in grid for cell in row) > MOST_LETTERS:
        raise Refused("sheet-too-large")
    return sheets


def _grid(sheet: CalamineSheet) -> Grid:
    """Cells as text; a merged area repeats its value in every cell."""
    if sheet.total_height * max(sheet.total_width, 1) > MOST_CELLS:
        raise Refused("sheet-too-large")
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


def _check_package(content: bytes) -> None:
    """Unpack once under a cap before the parser does: no bomb, no cell far out that fills the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            if any(one.compress_type not in PACKINGS for one in members):
                raise Refused("file-unreadable")
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
                raise Refused("sheet-too-large")
            for member in members:
                _check_member(member.filename, package.read(member))
    except _BROKEN as problem:
        raise Refused("file-unreadable") from problem


def _check_member(name: str, body: bytes) -> None:
    if not name.lower().endswith(".xml") or "sheet" not in name.lower():
        return
    if b"<!DOCTYPE" in body or b"\x00" in body[:400]:
        raise Refused("file-unreadable")
    last_row, last_column = 0, 1
    for column, row in _CELL.findall(body):
        last_row, last_column = max(last_row, int(row)), max(last_column, _column_number(column))
    if last_row * last_column > MOST_CELLS:
        raise Refused("sheet-too-large")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


if __name__ == "__main__":
    main()
