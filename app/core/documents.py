"""What every paper is made with: the one writer of workbooks (no cell becomes a formula), and QR codes."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

import segno
from flask import Response, current_app
from markupsafe import Markup

from app.core import clock

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
A4 = 9
MOST_LETTERS = 32_000  # a cell of Excel holds 32,767
MOST_ROWS = 20_000
Cell = str | int | Decimal
QUIET = 4  # modules of white around a QR code
MASK = 3  # readers take any; to weigh all eight against each other was most of the time a code took


@dataclass(frozen=True)
class Column:
    """One column of a list: its heading and how many letters wide it is."""

    heading: str
    width: int = 12


@dataclass(frozen=True)
class Stamp:
    """Who took a list out, and when."""

    name: str
    at: datetime

    def __str__(self) -> str:
        """As it stands under the list and at the foot of every page."""
        return f"导出时间：{clock.local(self.at):%Y-%m-%d %H:%M}　操作人：{self.name}"


@dataclass(frozen=True)
class Listing:
    """A list to write: texts stay texts, numbers add up; `total` is the last row, if there is one."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()
    sheet: str = "Sheet1"
    frozen: int = 1
    notes: Sequence[str] = ()


def workbook_of(listing: Listing, stamp: Stamp) -> bytes:
    """The list on A4: title, headings that stay in sight and on every page, total, who and when."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as book:
        sheet = book.add_worksheet(listing.sheet)
        looks = _Looks(book)
        sheet.write_string(0, 0, listing.title, looks.big)
        for place, note in enumerate(listing.notes, start=1):
            sheet.write_string(place, 0, note)
        top = len(listing.notes) + 1
        for place, column in enumerate(listing.columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(top, place, column.heading, looks.head)
        lines = [*listing.rows, *([listing.total] if listing.total else [])]
        for number, line in enumerate(lines, start=top + 1):
            write_row(sheet, number, line, look=looks.cell)
        sheet.write_string(top + len(lines) + 2, 0, str(stamp))
        _set_page(sheet, top, listing.frozen, stamp=stamp)
    return out.getvalue()


def columns_of(*pairs: tuple[str, int]) -> list[Column]:
    """Columns by heading and width."""
    return [Column(*pair) for pair in pairs]


def as_download(content: bytes | Iterable[bytes], name: str, kind: str = WORKBOOK) -> Response:
    """A workbook to keep, or a file in pieces; browsers on shared computers keep no copy of their own."""
    reply = Response(content, content_type=kind)
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    reply.headers["Cache-Control"] = "no-store"
    return reply


def words_of(template: str) -> Any:
    """The words a page and its workbook share: dictionaries and macros of a template."""
    return current_app.jinja_env.get_template(template).module


def plain(shown: Markup) -> str:
    """What a macro shows, as a cell has it: without tags."""
    return shown.striptags()


def moment(instant: datetime | None) -> str:
    """An instant as people here read it; nothing where there is none."""
    return f"{clock.local(instant):%Y-%m-%d %H:%M}" if instant else ""


def write_row(sheet: Any, number: int, line: Sequence[Cell], *, look: Any) -> None:
    """One row of cells; whatever a text begins with, it stays a text, also after it was edited in Excel."""
    for place, cell in enumerate(line):
        if isinstance(cell, str):
            sheet.write_string(number, place, cell[:MOST_LETTERS], look)
        else:
            sheet.write_number(number, place, cell, look)


def cell_look(book: Any) -> Any:
    """How a cell of a list looks: framed, wrapped, and marked as text for whoever edits it."""
    look = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    look.set_quote_prefix()
    return look


class _Looks:
    """The few looks of a list."""

    def __init__(self, book: Any) -> None:
        self.big = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"border": 1, "text_wrap": True, "bold": True, "bg_color": "#E5E7EB"})
        self.cell = cell_look(book)


def _set_page(sheet: Any, top: int, frozen: int, *, stamp: Stamp) -> None:
    sheet.freeze_panes(top + 1, frozen)
    sheet.repeat_rows(0, top)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{str(stamp).replace('&', '&&')}&R第 &P 页，共 &N 页")


def qr_path(text: str) -> tuple[str, int]:
    """A QR code as one SVG path of unit squares, and its width with the quiet zone."""
    code = segno.make_qr(text, error="m", mask=MASK)
    parts = []
    for row, modules in enumerate(code.matrix):
        column = 0
        for is_dark, run in groupby(modules):
            length = len(list(run))
            if is_dark:
                parts.append(f"M{column + QUIET} {row + QUIET}h{length}v1h-{length}z")
            column += length
    return "".join(parts), len(code.matrix) + 2 * QUIET


def qr_drawing(text: str, title: str) -> Markup:
    """A QR code to stand alone on a page, with words for those who cannot see it."""
    path, width = qr_path(text)
    return Markup(
        '<svg viewBox="0 0 {width} {width}" role="img" shape-rendering="crispEdges"><title>{title}</title>'
        '<path d="{path}" fill="#000"/></svg>'
    ).format(width=width, title=title, path=path)
