"""Compounds, what their rosters lack and what came in by workbook, as workbooks."""

from collections.abc import Mapping, Sequence

from app.core.documents import Cell, Listing, Stamp, columns_of, moment, words_of, workbook_of
from app.roster.queries import CompoundRow, ImportRow
from app.roster.queries.completeness import HomeState
from app.roster.queries.overview import Counts

COMPOUND_COLUMNS = columns_of(
    ("编号", 14), ("小区", 22), ("地址", 36), ("登记户数", 10), ("绑定申请在等", 12), ("居委会电话", 16)
)
SHARE_COLUMNS = columns_of(
    ("楼栋", 14), ("户数", 8), ("面积已知", 10), ("业主有名", 10), ("电话已知", 10), ("有人绑定", 10),
    ("业主绑定", 10), ("房屋码已印", 10),
)  # fmt: skip
HOME_COLUMNS = columns_of(
    ("单元", 12), ("楼层", 8), ("房号", 10), ("绑定", 16), ("房屋码", 12), ("名册缺什么", 24)
)
IMPORT_COLUMNS = columns_of(
    ("什么时候", 17), ("现在", 10), ("谁", 14), ("文件", 34), ("行数", 8), ("改动", 8), ("新增户", 8),
    ("撤销的人", 14), ("撤销时间", 17),
)  # fmt: skip
COMMAND_LINE = "命令行"


def compounds_workbook(compounds: Sequence[CompoundRow], claims: Mapping[int, int], stamp: Stamp) -> bytes:
    """The compounds somebody serves, and how much waits at their desks."""
    rows: list[list[Cell]] = [
        [
            one.code,
            one.name,
            one.address or "",
            one.household_count or "",
            claims[one.id],
            one.telephone or "",
        ]
        for one in compounds
    ]
    known = sum(one.household_count or 0 for one in compounds)
    total: list[Cell] = ["合计", f"{len(rows)} 个小区", "", known, sum(claims.values()), ""]
    return workbook_of(Listing("小区名单", COMPOUND_COLUMNS, rows, total, sheet="小区", frozen=2), stamp)


def completeness_workbook(
    place: str, buildings: Sequence[tuple[str, Counts]], total: Counts, *, stamp: Stamp
) -> bytes:
    """Of how many homes of each building each thing is known."""
    lines: list[list[Cell]] = [[name, *counts] for name, counts in buildings]
    listing = Listing(f"{place}名册齐不齐（户）", SHARE_COLUMNS, lines, ["合计", *total], sheet="名册齐不齐")
    return workbook_of(listing, stamp)


def homes_workbook(place: str, stairs: Sequence[tuple[str, Sequence[HomeState]]], stamp: Stamp) -> bytes:
    """The homes of a building: who is bound, and what the roster lacks."""
    words = words_of("roster/words.html")
    rows: list[list[Cell]] = [
        [
            unit, home.floor, home.number, words.STATE_WORDS[_state(home)],
            "已印" if home.is_printed else "没印", "、".join(words.GAP_WORDS[gap] for gap in home.gaps),
        ]
        for unit, homes in stairs
        for home in homes
    ]  # fmt: skip
    every = [home for _, homes in stairs for home in homes]
    bound, lacking = sum(home.is_bound for home in every), sum(bool(home.gaps) for home in every)
    total: list[Cell] = ["合计", "", f"{len(every)} 户", f"{bound} 户有人绑定", "", f"{lacking} 户有缺"]
    return workbook_of(Listing(f"{place}逐户情况", HOME_COLUMNS, rows, total, sheet="逐户", frozen=3), stamp)


def imports_workbook(place: str, imports: Sequence[ImportRow], stamp: Stamp) -> bytes:
    """What came in by workbook, newest first."""
    rows: list[list[Cell]] = [
        [
            moment(one.imported_at), "已撤销" if one.undone_at else "在用", one.who or COMMAND_LINE, one.file,
            one.counts["rows"], one.counts["changed"], one.counts["new_rooms"],
            (one.undone_who or COMMAND_LINE) if one.undone_at else "", moment(one.undone_at),
        ]
        for one in imports
    ]  # fmt: skip
    undone = sum(one.undone_at is not None for one in imports)
    total: list[Cell] = ["合计", f"{len(rows)} 次", f"撤销 {undone} 次", *[""] * 6]
    return workbook_of(Listing(f"{place}导入记录", IMPORT_COLUMNS, rows, total, sheet="导入记录"), stamp)


def _state(home: HomeState) -> str:
    return "owner" if home.is_owner_bound else "member" if home.is_bound else "nobody"
