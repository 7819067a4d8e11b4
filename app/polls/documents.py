"""Workbooks about polls: the published result, and who has answered."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core import clock
from app.polls.queries import Cell, ChartRow, PollRow, ResultRow, channels_for, charts_for

CHANNELS = {"wechat": "微信聊天", "h5": "手机网页", "paper": "纸质", "door": "上门", "phone": "电话"}
WITHHELD = "少于5，不公布"


@dataclass(frozen=True)
class Stamp:
    """Who took the workbook out, and when."""

    name: str
    at: datetime


def results_workbook(poll: PollRow, found: ResultRow, stamp: Stamp) -> bytes:
    """One row an option, in the order of the questions; small cells withheld as on the page."""
    unit = "户" if found.result["per"] == "room" else "人"
    rows: list[Sequence[str]] = []
    for number, chart in enumerate(charts_for(found.result), start=1):
        base = "不足5" if chart.base is None else str(chart.base)
        start = [str(number), chart.title, base]
        rows += [[*start, row.label, *_count(row)] for row in chart.rows] or [[*start, "写了话", base, ""]]
    came = f"已答 {found.result['answered']} {unit}，共 {found.result['eligible']} {unit}"
    rows += [["", "答案来源", came, CHANNELS[row.key], *_count(row)] for row in channels_for(found.result)]
    heads = ["题号", "题目", f"回答{unit}数", "选项", f"{unit}数", "占比"]
    return _book(f"{poll.title}（结果）", heads, rows, stamp=stamp)


def turnout_workbook(poll: PollRow, cells: Sequence[Cell], stamp: Stamp) -> bytes:
    """One row a home: whether somebody there has answered and how; never what."""
    heads = ["门牌", "楼层", "是否已答", "方式", "份数"]
    rows = [
        [
            cell.room.label,
            str(cell.room.floor),
            "已答" if cell.channel else "未答",
            CHANNELS.get(cell.channel, ""),
            str(cell.answers) if cell.answers else "",
        ]
        for cell in cells
    ]
    return _book(f"{poll.title}（参与情况）", heads, rows, stamp=stamp)


def _count(row: ChartRow) -> list[str]:
    return [WITHHELD, ""] if row.is_withheld else [str(row.count), row.percent]


def _book(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, stamp: Stamp) -> bytes:
    """A sheet that prints on A4; every cell is text, so that nothing typed can become a formula."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("表")
    strong = book.add_format({"bold": True, "border": 1, "text_wrap": True})
    plain = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    sheet.merge_range(0, 0, 0, len(heads) - 1, "")
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14, "align": "center"}))
    _fill(sheet, 1, [heads], look=strong)
    _fill(sheet, 2, rows, look=plain)
    for column, width in enumerate(_widths(heads, rows)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    taken = clock.local(stamp.at).strftime("%Y-%m-%d %H:%M")
    sheet.set_footer(f"&L导出：{_plain(stamp.name)} {taken}&R第 &P 页，共 &N 页")
    book.close()
    return out.getvalue()


def _fill(sheet: Any, top: int, rows: Sequence[Sequence[str]], *, look: Any) -> None:
    for place, row in enumerate(rows, start=top):
        for column, text in enumerate(row):
            sheet.write_string(place, column, text, look)


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Wide enough for the longest text, Chinese counting double, within 8 and 50 characters."""
    columns = list(zip(heads, *rows, strict=True)) if rows else [(head,) for head in heads]
    return [min(50, max(8, 2 + 2 * max(len(text) for text in column))) for column in columns]


def _plain(name: str) -> str:
    """A footer reads `&` as a command."""
    return name.replace("&", "&&")
