"""Tables that join rooms, as workbooks: turnout by area, rounds from door to door."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.documents import Cell, Listing, Stamp, as_download, columns_of, moment, words_of, workbook_of
from app.dashboards.queries import Part, Place, Totals, totals_for
from app.dashboards.queries.rounds import Home, Stair
from app.roster.queries.visits import RoundRow, Tally

__all__ = ["Sheet", "Stamp", "as_download", "round_workbook", "rounds_workbook", "turnout_workbook"]

TURNOUT_COLUMNS = columns_of(
    ("区域", 16), ("小区", 20), ("小区数", 9), ("登记户数", 10), ("名册户数", 10), ("已绑定户数", 12),
    ("正在投票", 10), ("总份数", 10), ("已答份数", 10), ("已答比例", 10), ("已截止", 9), ("截至", 18),
)  # fmt: skip
ROUND_COLUMNS = columns_of(
    ("单元", 16), ("楼层", 7), ("房号", 9), ("业主", 16), ("电话", 18), ("去过几次", 9), ("结果", 12),
    ("再来的时间", 17), ("最近一次", 17), ("谁记的", 12), ("备注", 34),
)  # fmt: skip
ROUNDS_COLUMNS = columns_of(
    ("扫楼", 26),
    ("为了", 22),
    ("开始", 17),
    ("结束", 17),
    ("户数", 8),
    ("走过", 8),
    ("了结", 8),
    ("约了再来", 10),
)
ROUND_NOTE = "姓名和电话已遮住一部分。备注 180 天后删除，导出的表也请按时删掉。"
NOTE = "份数：按户投票一户一份，按人投票一人一份。只含参与情况，不含选择内容。"
Row = list[Cell]


@dataclass(frozen=True)
class Sheet:
    """What the table covers: `name` is empty for everything somebody oversees."""

    name: str
    parts: tuple[Part, ...]
    places: tuple[Place, ...]


def turnout_workbook(sheet: Sheet, stamp: Stamp) -> bytes:
    """Areas first, then compounds, then the sum."""
    rows = [_turnout_row(part.region.name, "", part.totals) for part in sheet.parts]
    rows += [_turnout_row("", place.compound.name, totals_for([place])) for place in sheet.places]
    total = _turnout_row("合计", "", totals_for(sheet.places))
    title = f"{sheet.name}小区投票参与情况"
    listing = Listing(title, TURNOUT_COLUMNS, rows, total, sheet="参与情况", frozen=2, notes=(NOTE,))
    return workbook_of(listing, stamp)


def rounds_workbook(place: str, rounds: Sequence[tuple[RoundRow, Tally]], stamp: Stamp) -> bytes:
    """The rounds of a compound, newest first, each with how far it is."""
    purposes = words_of("dashboards/_rounds.html").PURPOSES
    rows: list[Row] = [
        [
            one.title, purposes[str(one.purpose)], moment(one.planned_at),
            moment(one.closed_at) or "正在走", tally.homes, tally.visited, tally.settled, tally.again,
        ]
        for one, tally in rounds
    ]  # fmt: skip
    sums = [
        sum(getattr(tally, name) for _, tally in rounds) for name in ("homes", "visited", "settled", "again")
    ]
    listing = Listing(
        f"{place}扫楼", ROUNDS_COLUMNS, rows, ["合计", f"{len(rows)} 轮", "", "", *sums], sheet="扫楼"
    )
    return workbook_of(listing, stamp)


def round_workbook(title: str, stairs: Sequence[Stair], stamp: Stamp) -> bytes:
    """A round from door to door: every home with its last outcome, then the sum."""
    rows = [_home_row(home) for stair in stairs for home in stair.homes]
    homes = sum(stair.tally.homes for stair in stairs)
    visited = sum(stair.tally.visited for stair in stairs)
    settled = sum(stair.tally.settled for stair in stairs)
    total: Row = [
        "合计",
        "",
        f"{homes} 户",
        "",
        "",
        f"走过 {visited} 户",
        f"了结 {settled} 户",
        "",
        "",
        "",
        "",
    ]
    listing = Listing(title, ROUND_COLUMNS, rows, total, sheet="扫楼名单", frozen=3, notes=(ROUND_NOTE,))
    return workbook_of(listing, stamp)


def _home_row(home: Home) -> Row:
    stop, last = home.stop, home.last
    facts: Row = [
        f"{stop.building}{stop.unit}",
        stop.floor,
        stop.number,
        "、".join(name for name, _ in home.owners),
        "、".join(phone for _, phone in home.owners if phone),
        len(home.visits),
    ]
    if last is None:
        return [*facts, "还没去", "", "", "", ""]
    outcome = words_of("dashboards/_rounds.html").OUTCOME_WORDS[last.outcome]
    return [*facts, outcome, moment(last.again_at), moment(last.visited_at), last.noted_by, last.note]


def _turnout_row(region: str, compound: str, totals: Totals) -> Row:
    return [
        region,
        compound,
        totals.compounds,
        "未登记" if totals.compounds == totals.unregistered else totals.households,
        totals.rooms,
        totals.bound_rooms,
        totals.open_polls,
        totals.eligible,
        totals.answered,
        totals.turnout.percent,
        totals.closed_polls,
        moment(totals.as_at) or "还没有统计",
    ]
