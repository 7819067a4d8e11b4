"""The officials' table of decisions as a workbook."""

from collections.abc import Mapping, Sequence

from app.core import clock
from app.core.documents import Cell, Column, Listing, Stamp, workbook_of
from app.decisions.documents.result import INTENTIONS, MATTERS, OUTCOMES
from app.decisions.queries.overview import Line, Wanted
from surveys.figures import area_to_text

STAGES = {
    "notice": "公告中",
    "ready": "等开始",
    "open": "正在投票",
    "closed": "已截止，等计票",
    "preliminary": "初步结果公示",
    "final": "已公布",
    "archived": "已归档",
    "void": "已作废",
}
STANDINGS = {"official": "正式表决", "supporting": "辅助统计（意向）"}
COLUMNS = (
    Column("小区", 16), Column("表决", 28), Column("事项", 22), Column("效力", 12), Column("进行到哪里", 14),
    Column("已投人数", 9), Column("总人数", 9), Column("人数占比", 9), Column("人数要够", 9),
    Column("已投面积㎡", 12), Column("总面积㎡", 12), Column("面积占比", 9), Column("面积要够㎡", 12),
    Column("还有几天", 9), Column("结果", 26), Column("异议件数", 9), Column("待答复", 8),
)  # fmt: skip
NOTE = "公布初步结果以前只有参加情况，没有选择内容。演练不在内。"


def overview_workbook(
    lines: Sequence[Line], wanted: Wanted, names: Mapping[int, str], *, stamp: Stamp
) -> bytes:
    """One row a decision, under what was asked for; a result only once it is published."""
    rows = [_row(line, names.get(line.decision.compound_id, "")) for line in lines]
    title = f"业主表决一览：{_asked(wanted)}（{clock.local(stamp.at):%Y-%m-%d}）"
    total: list[Cell] = ["合计", f"{len(rows)} 次"]
    listing = Listing(title, COLUMNS, rows, total=total, sheet="表决", frozen=2, notes=(NOTE,))
    return workbook_of(listing, stamp)


def _asked(wanted: Wanted) -> str:
    """The filter in words, as the heading names it."""
    place = wanted.region.name if wanted.region else "辖区全部"
    return "，".join((
        place, MATTERS[wanted.matter] if wanted.matter else "所有事项",
        STAGES[wanted.stage] if wanted.stage else "所有阶段",
    ))  # fmt: skip


def _row(line: Line, compound: str) -> list[Cell]:
    decision, came, is_void = line.decision, line.came, line.stage == "void"
    words = INTENTIONS if decision.standing == "supporting" else OUTCOMES
    return [
        compound, decision.title, MATTERS[decision.matter], STANDINGS[decision.standing], STAGES[line.stage],
        "" if is_void else came.heads, came.of_heads, "" if is_void else line.heads_percent, line.need.heads,
        "" if is_void else area_to_text(came.area), area_to_text(came.of_area),
        "" if is_void else line.area_percent, area_to_text(line.need.area),
        "" if line.days_left is None else line.days_left,
        words[line.shown.outcome] if line.shown else "", line.objections.raised, line.objections.waiting,
    ]  # fmt: skip
