"""Lists about owner decisions as workbooks: decisions, who has voted, why rooms are one head."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.core.documents import Cell, Listing, Stamp, columns_of, moment, words_of, workbook_of
from app.decisions.documents.result import DRILL
from app.decisions.queries import Came, DecisionRow, HeadRow
from app.decisions.queries.turnout import Cell as HomeCell

WORDS = "decisions/_words.html"
UNGUARDED = "unguarded"
GROUNDS = "roster/_rights_words.html"
DECISION_COLUMNS = columns_of(
    ("标题", 36), ("小区", 20), ("进行到哪里", 16), ("事项", 28), ("总人数", 10), ("已投人数", 10),
    ("总面积 ㎡", 14), ("已投面积 ㎡", 14), ("开始", 17), ("截止", 17),
)  # fmt: skip
HOME_COLUMNS = columns_of(("房屋", 24), ("投了没有", 12), ("怎么投的", 14))
HEAD_COLUMNS = columns_of(("房屋", 48), ("面积 ㎡", 12), ("为什么算一人", 36))


def decisions_workbook(
    decisions: Sequence[tuple[DecisionRow, str]],
    came: Mapping[int, Came],
    names: Mapping[int, str],
    *,
    stamp: Stamp,
) -> bytes:
    """Every decision with its stage and its turnout by both measures, never what was chosen."""
    words = words_of(WORDS)
    rows: list[list[Cell]] = [
        [
            row.title, names.get(row.compound_id, ""), words.STAGES[stage], words.MATTERS[row.matter],
            came[row.id].of_heads, came[row.id].heads, _square(came[row.id].of_area),
            _square(came[row.id].area), moment(row.opens_at), moment(row.closes_at),
        ]
        for row, stage in decisions
    ]  # fmt: skip
    total: list[Cell] = ["合计", f"{len(rows)} 次", *[""] * (len(DECISION_COLUMNS) - 2)]
    return workbook_of(Listing("业主表决", DECISION_COLUMNS, rows, total, sheet="业主表决"), stamp)


def turnout_workbook(decision: DecisionRow, cells: Sequence[HomeCell], stamp: Stamp) -> bytes:
    """Home by home whether its head has voted."""
    words = words_of(WORDS)
    rows: list[list[Cell]] = [
        [
            cell.label,
            "已投" if cell.channel else "未投",
            words.CHANNELS[str(cell.channel)] if cell.channel else "",
        ]
        for cell in cells
    ]
    voted = sum(1 for cell in cells if cell.channel)
    total: list[Cell] = ["合计", f"已投 {voted} 户", f"共 {len(rows)} 户"]
    title = f"{decision.title}{DRILL if decision.is_drill else ''}：谁投了，谁没投"
    return workbook_of(Listing(title, HOME_COLUMNS, rows, total, sheet="投票情况"), stamp)


def heads_workbook(decision: DecisionRow, heads: Sequence[HeadRow], stamp: Stamp) -> bytes:
    """Every head with its rooms, its area and why they are one."""
    words = words_of(GROUNDS)
    rows: list[list[Cell]] = [
        [
            "、".join(head.rooms), _square(head.area),
            _why(head, words.GROUND_WORDS, words.STANDING_WORDS),
        ]
        for head in heads
    ]  # fmt: skip
    total: list[Cell] = ["合计", _square(sum(head.area for head in heads)), f"{len(rows)} 人"]
    title = f"{decision.title}{DRILL if decision.is_drill else ''}：人数怎么算出来的"
    return workbook_of(Listing(title, HEAD_COLUMNS, rows, total, sheet="人数"), stamp)


def _why(head: HeadRow, grounds: Mapping[str, str], standings: Mapping[str, str]) -> str:
    """Why its rooms are one head, and that nobody votes for it where a minor has no guardian."""
    told = [grounds.get(one["ground"], one["ground"]) for one in head.explanation] or ["一套一人"]
    return "；".join([*told, standings[UNGUARDED]] if head.standing == UNGUARDED else told)


def _square(area: int) -> Decimal:
    """Square metres as Excel adds them up."""
    return Decimal(area) / 100
