"""Workbooks about polls: their list, the published result, and who has answered."""

from collections.abc import Mapping, Sequence

from app.core.documents import (
    MOST_ROWS,
    Cell,
    Listing,
    Stamp,
    as_download,
    columns_of,
    moment,
    plain,
    words_of,
    workbook_of,
)
from app.polls.queries import Cell as HomeCell
from app.polls.queries import ChartRow, PollRow, ResultRow, channels_for, charts_for

__all__ = [
    "MOST_ROWS",
    "Stamp",
    "as_download",
    "channel_words",
    "polls_workbook",
    "results_workbook",
    "turnout_workbook",
]

WITHHELD = "少于5，不公布"
POLL_COLUMNS = columns_of(
    ("标题", 36),
    ("小区", 20),
    ("状态", 12),
    ("一份是", 8),
    ("总份数", 10),
    ("已答份数", 10),
    ("开始", 17),
    ("截止", 17),
)
TURNOUT_COLUMNS = columns_of(("门牌", 24), ("楼层", 8), ("是否已答", 12), ("方式", 14), ("份数", 8))
Row = list[Cell]


def channel_words() -> Mapping[str, str]:
    """How an answer came, in words."""
    found: Mapping[str, str] = words_of("polls/_words.html").CHANNELS
    return found


def polls_workbook(
    polls: Sequence[PollRow], names: Mapping[int, str], answered: Mapping[int, int], *, stamp: Stamp
) -> bytes:
    """All polls of the compounds somebody serves, newest first, with their turnout."""
    words = words_of("polls/_words.html")
    rows: list[Row] = [
        [
            one.title, names.get(one.compound_id, ""), plain(words.state_chip(one.state(stamp.at))),
            words.UNITS[one.per], one.eligible or 0, answered.get(one.id, 0) if one.opened_at else 0,
            moment(one.opened_at or one.opens_at), moment(one.closed_at or one.closes_at),
        ]
        for one in polls
    ]  # fmt: skip
    eligible, came = sum(int(row[4]) for row in rows), sum(int(row[5]) for row in rows)
    total: Row = ["合计", f"{len(rows)} 次", "", "", eligible, came, "", ""]
    return workbook_of(Listing("投票", POLL_COLUMNS, rows, total, sheet="投票"), stamp)


def results_workbook(poll: PollRow, found: ResultRow, stamp: Stamp) -> bytes:
    """One row an option, in the order of the questions; small cells withheld as on the page."""
    channels, unit = channel_words(), "户" if found.result["per"] == "room" else "人"
    rows: list[Row] = []
    for number, chart in enumerate(charts_for(found.result), start=1):
        start: Row = [number, chart.title, "不足5" if chart.base is None else chart.base]
        rows += [[*start, row.label, *_count(row)] for row in chart.rows] or [
            [*start, "写了话", start[2], ""]
        ]
    came = f"已答 {found.result['answered']} {unit}，共 {found.result['eligible']} {unit}"
    rows += [["", "答案来源", "", channels[row.key], *_count(row)] for row in channels_for(found.result)]
    columns = columns_of(
        ("题号", 8), ("题目", 40), (f"回答{unit}数", 12), ("选项", 30), (f"{unit}数", 16), ("占比", 10)
    )
    total: Row = ["合计", came, found.result["answered"], "", "", ""]
    return workbook_of(Listing(f"{poll.title}（结果）", columns, rows, total, sheet="结果", frozen=2), stamp)


def turnout_workbook(poll: PollRow, cells: Sequence[HomeCell], stamp: Stamp) -> bytes:
    """One row a home: whether somebody there has answered and how; never what."""
    channels = channel_words()
    rows: list[Row] = [
        [
            cell.room.label,
            cell.room.floor,
            "已答" if cell.channel else "未答",
            channels.get(cell.channel, ""),
            cell.answers or "",
        ]
        for cell in cells
    ]
    came = sum(bool(cell.channel) for cell in cells)
    total: Row = ["合计", f"{len(rows)} 户", f"已答 {came} 户", "", sum(cell.answers for cell in cells)]
    listing = Listing(f"{poll.title}（参与情况）", TURNOUT_COLUMNS, rows, total, sheet="参与情况")
    return workbook_of(listing, stamp)


def _count(row: ChartRow) -> Row:
    return [WITHHELD, ""] if row.count is None else [row.count, row.percent]
