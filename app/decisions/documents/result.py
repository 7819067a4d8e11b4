"""The published result as a table of terms and values: the same rows for workbook, PDF and paper."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from app.core import clock
from app.core.documents import WORKBOOK, Column, Listing, Stamp, workbook_of
from app.decisions.queries import DecisionRow
from app.decisions.queries.announced import Objections
from app.decisions.queries.published import Legal, Shown, ShownLine
from surveys.figures import area_to_text

__all__ = ["WORKBOOK", "Row", "Stamp", "result_rows", "result_workbook"]

MATTERS = {
    "rules-of-procedure": "制定、修改业主大会议事规则",
    "covenant": "制定、修改管理规约",
    "committee-election": "选举、更换业委会成员",
    "property-manager": "选聘、解聘物业服务企业",
    "use-maintenance-fund": "使用建筑物及其附属设施的维修资金",
    "raise-maintenance-fund": "筹集建筑物及其附属设施的维修资金",
    "rebuild": "改建、重建建筑物及其附属设施",
    "change-common-use": "改变共有部分的用途或者利用共有部分从事经营活动",
    "elevator": "加装电梯",
    "public-income": "公共收益的使用",
    "other": "有关共有和共同管理权利的其他重大事项",
}
MEASURES = {"heads": ("人数", "人"), "area": ("面积", "㎡")}
PARTS = {"quorum": "参加表决的", "approval": "同意的", "of-all": "同意的（占全体）"}
OUTCOMES = {
    "passed": "通过",
    "no-quorum": "没有通过：参加表决的不够",
    "no-majority": "没有通过：同意的不够",
    "not-passed": "没有通过",
    "not-known": "还不能判定",
}
INTENTIONS = {
    "passed": "按收到的意向算，人数和面积都够法定比例",
    "no-quorum": "按收到的意向算，参加的不够",
    "no-majority": "按收到的意向算，同意的不够",
    "not-passed": "按收到的意向算，不够法定比例",
    "not-known": "按收到的意向，还不能判定",
}
DRILL = "（演练，不算数）"
SOURCES = {"paper": "纸质意见征集表", "official": "官方表决系统"}
MOST_SUMMARY = 200


class Row(NamedTuple):
    """One line of the published result."""

    term: str
    text: str


def result_rows(facts: dict[str, Any]) -> list[Row]:
    """The fields of the published form, the eight numbers and the sentence; withheld figures say so."""
    decision: DecisionRow = facts["decision"]
    shown: Shown = facts["shown"]
    is_intention = decision.standing == "supporting"
    rows = [*_about(decision, facts), *_lines(shown.lines)]
    words = INTENTIONS if is_intention else OUTCOMES
    sentence = words[shown.outcome] + (f"：{_label(decision, shown.winner)}" if shown.winner else "")
    rows.append(Row("意向统计" if is_intention else "结果", f"{sentence}（依据：{shown.article}）"))
    if shown.with_deemed is not None:
        said = "够" if shown.with_deemed else "不够"
        rows.append(Row("按规约把没投的也算上", f"{said}（{decision.covenant_clause}；正式的以上一行为准）"))
    if shown.legal is not None:
        rows += _legal(shown.legal)
    objections: Objections = facts["objections"]
    rows.append(Row("异议", f"提出 {objections.raised} 件，待答复 {objections.waiting} 件"))
    rows.append(Row("内容指纹", decision.manifest_hash or ""))
    return rows


def result_workbook(facts: dict[str, Any], stamp: Stamp) -> bytes:
    """The published result on A4, in the look of every list of the house."""
    decision: DecisionRow = facts["decision"]
    kind = "意向统计" if decision.standing == "supporting" else "业主共同决定结果"
    drill = DRILL if decision.is_drill else ""
    listing = Listing(
        f"{facts['compound'].name}{kind}公示表{drill}",
        (Column("项目", 26), Column("内容", 90)),
        [list(row) for row in result_rows(facts)],
        sheet="公示表",
    )
    return workbook_of(listing, stamp)


def _about(decision: DecisionRow, facts: dict[str, Any]) -> list[Row]:
    content = " ".join(decision.content.split())
    scope = {"compound": "全小区"}.get(str(decision.scope.kind), "部分楼栋、单元")
    whole = facts["whole"]
    area = f"，{area_to_text(whole.of_area)} ㎡" if whole.of_area is not None else ""
    return [
        Row("标题", decision.title),
        Row("事项", MATTERS[decision.matter]),
        Row("事项概述", content[:MOST_SUMMARY] + ("……" if len(content) > MOST_SUMMARY else "")),
        Row("范围", f"{facts['compound'].name}{scope}，{whole.of_heads} 人{area}"),
        Row("起止时间", f"{_when(decision.opens_at)} 至 {_when(decision.closes_at)}"),
        Row("发起单位", f"{decision.sponsor_name}（{decision.authority}）"),
        Row("联系人、电话", f"{decision.contact_name}　{decision.contact_phone}"),
    ]


def _lines(lines: Sequence[ShownLine]) -> list[Row]:
    """Whole, turnout and agreement by both measures, each with its percentage and what was needed."""
    rows = []
    for line in lines:
        name, unit = MEASURES[line.measure]
        if line.hurdle == "quorum" and line.whole is not None:
            rows.append(Row(f"总{name}", f"{line.whole} {unit}"))
        needed = f"要{'超过' if line.is_strict else '达到'} {line.asked}"
        needed += f"，至少 {line.least} {unit}" if line.least is not None else ""
        met = {True: "，够", False: "，不够", None: ""}[line.met]
        rows.append(Row(PARTS[line.hurdle] + name, f"{_figures(line, unit)}（{needed}{met}）"))
    return rows


def _figures(line: ShownLine, unit: str) -> str:
    if line.part is not None and line.whole is not None:
        return f"{line.part} {unit}，{line.percent}（{line.part} ÷ {line.whole}）"
    return f"{line.floor} 以上（往下取整）" if line.floor else "不公布，以免猜出某一户"


def _legal(legal: Legal) -> list[Row]:
    head = Row("法律上的结果", f"{OUTCOMES[legal.outcome]}（依据：{legal.article}）")
    return [
        head,
        Row("来自", f"{SOURCES[legal.source]}，{legal.document}，{legal.dated_on.isoformat()}"),
        *_lines(legal.lines),
    ]


def _label(decision: DecisionRow, key: str) -> str:
    return next((one["label"] for one in decision.options if one["key"] == key), key)


def _when(instant: datetime | None) -> str:
    return f"{clock.local(instant):%Y-%m-%d %H:%M}" if instant else ""
