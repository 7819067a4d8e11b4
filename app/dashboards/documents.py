"""The officials' table as a workbook that prints on A4."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core import clock
from app.dashboards.queries import Part, Place, Totals, totals_for
from app.dashboards.queries.rounds import Home, Stair

HEADS = (
    "区域", "小区", "小区数", "登记户数", "名册户数", "已绑定户数", "正在投票",
    "总份数", "已答份数", "已答比例", "已截止", "截至",
)  # fmt: skip
WIDTHS = (16, 20, 9, 10, 10, 12, 10, 10, 10, 10, 9, 18)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROUND_HEADS = (
    "单元",
    "楼层",
    "房号",
    "业主",
    "电话",
    "去过几次",
    "结果",
    "再来的时间",
    "最近一次",
    "谁记的",
    "备注",
)
ROUND_WIDTHS = (16, 7, 9, 16, 18, 9, 12, 17, 17, 12, 34)
OUTCOMES = {
    "done": "见到人，已办", "away": "家里没人", "refused": "拒绝", "again": "约了再来",
    "vacant": "搬走或空置", "phoned": "电话联系",
}  # fmt: skip
ROUND_NOTE = "姓名和电话已遮住一部分。备注 180 天后删除，导出的表也请按时删掉。"
NOTE = "份数：按户投票一户一份，按人投票一人一份。只含参与情况，不含选择内容。"


@dataclass(frozen=True)
class Stamp:
    """Who took the workbook out, and when."""

    name: str
    at: datetime


@dataclass(frozen=True)
class Sheet:
    """What the table covers: `name` is empty for everything somebody oversees."""

    name: str
    parts: tuple[Part, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Layout:
    """How a table stands on its sheet."""

    title: str
    sheet: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    note: str


def turnout_workbook(sheet: Sheet, stamp: Stamp) -> bytes:
    """Areas first, then compounds, then the sum; every cell is text, so that no name becomes a formula."""
    rows = [_row(part.region.name, "", part.totals) for part in sheet.parts]
    rows += [_row("", place.compound.name, totals_for([place])) for place in sheet.places]
    total = _row("合计", "", totals_for(sheet.places))
    look = Layout(f"{sheet.name}小区投票参与情况", "参与情况", HEADS, WIDTHS, NOTE)
    return _book(look, [*rows, total], stamp)


def round_workbook(title: str, stairs: Sequence[Stair], stamp: Stamp) -> bytes:
    """A round from door to door: every home with its last outcome, then the sum."""
    rows = [_home_row(home) for stair in stairs for home in stair.homes]
    homes = sum(stair.tally.homes for stair in stairs)
    visited = sum(stair.tally.visited for stair in stairs)
    settled = sum(stair.tally.settled for stair in stairs)
    total = ["合计", "", f"{homes} 户", "", "", f"走过 {visited} 户", f"了结 {settled} 户", "", "", "", ""]
    look = Layout(title, "扫楼名单", ROUND_HEADS, ROUND_WIDTHS, ROUND_NOTE)
    return _book(look, [*rows, total], stamp)


def _home_row(home: Home) -> list[str]:
    stop, last = home.stop, home.last
    facts = [
        f"{stop.building}{stop.unit}",
        str(stop.floor),
        stop.number,
        "、".join(name for name, _ in home.owners),
        "、".join(phone for _, phone in home.owners if phone),
        str(len(home.visits)),
    ]
    if last is None:
        return [*facts, "还没去", "", "", "", ""]
    again = _moment(last.again_at) if last.again_at else ""
    return [*facts, OUTCOMES[last.outcome], again, _moment(last.visited_at), last.noted_by, last.note]


def _row(region: str, compound: str, totals: Totals) -> list[str]:
    households = "未登记" if totals.compounds == totals.unregistered else str(totals.households)
    return [
        region,
        compound,
        str(totals.compounds),
        households,
        str(totals.rooms),
        str(totals.bound_rooms),
        str(totals.open_polls),
        str(totals.eligible),
        str(totals.answered),
        totals.turnout.percent,
        str(totals.closed_polls),
        _moment(totals.as_at) if totals.as_at else "还没有统计",
    ]


def _book(look: Layout, rows: Sequence[Sequence[str]], stamp: Stamp) -> bytes:
    """Landscape, as wide as the paper; the heading stays in sight and stands on every page."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    table = book.add_worksheet(look.sheet)
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    strong = book.add_format({"border": 1, "text_wrap": True, "bold": True})
    big = book.add_format({"bold": True, "font_size": 14, "align": "center"})
    table.merge_range(0, 0, 0, len(look.heads) - 1, "")
    table.write_string(0, 0, look.title, big)
    _fill(table, 1, [look.heads], look=strong)
    _fill(table, 2, rows[:-1], look=cell)
    _fill(table, len(rows) + 1, rows[-1:], look=strong)
    _sign(table, len(rows) + 2, look.note, stamp=stamp)
    _set_up(table, look.widths, stamp)
    book.close()
    return out.getvalue()


def _sign(table: Any, row: int, note: str, *, stamp: Stamp) -> None:
    """What the figures are, when they were taken out, and by whom."""
    for place, text in enumerate((note, f"导出时间：{_moment(stamp.at)}", f"操作人：{stamp.name}")):
        table.write_string(row + place, 0, text)


def _set_up(table: Any, widths: Sequence[int], stamp: Stamp) -> None:
    for column, width in enumerate(widths):
        table.set_column(column, column, width)
    table.freeze_panes(2, 0)
    table.repeat_rows(0, 1)
    table.set_landscape()
    table.set_paper(9)
    table.fit_to_pages(1, 0)
    name = stamp.name.replace("&", "&&")  # a footer reads `&` as a command
    table.set_footer(f"&L导出时间：{_moment(stamp.at)}　操作人：{name}&R第 &P 页，共 &N 页")


def _fill(table: Any, top: int, rows: Sequence[Sequence[str]], *, look: Any) -> None:
    for place, row in enumerate(rows, start=top):
        for column, text in enumerate(row):
            table.write_string(place, column, text, look)


def _moment(instant: datetime) -> str:
    return clock.local(instant).strftime("%Y-%m-%d %H:%M")
