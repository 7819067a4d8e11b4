"""The registry of compounds as a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.core.documents import Cell, Column, Listing, Stamp, workbook_of
from app.roster.queries.registry import RegistryRow

REGISTRY_HEADS = (
    "编号", "小区", "地址", "建成", "楼栋（栋）", "住户（户）", "建筑面积（㎡）", "结论", "2000 年前建成",
    "不满足", "没查清", "说法不一（项）", "暂停",
)  # fmt: skip
REGISTRY_WIDTHS = (14, 20, 24, 14, 8, 8, 12, 10, 9, 20, 24, 9, 24)
CONDITIONS = {
    "built-in-time": "建成时间", "state-land": "国有土地", "in-town": "城区或县城",
    "no-demolition-plan": "拆迁棚改", "neglected": "失养失修失管", "lacks-facilities": "设施和服务",
    "residents-want-it": "居民意愿",
}  # fmt: skip
VERDICTS = {True: "符合", False: "不符合", None: "还不能定"}
YES_NO = {True: "是", False: "否", None: "没查清"}
HALTS = {"demolition": "拆迁", "shantytown": "棚改"}


@dataclass(frozen=True)
class RegistryStamp:
    """Which area the list covers, who took it out, and when."""

    area: str
    name: str
    at: datetime


def registry_workbook(rows: Sequence[RegistryRow], stamp: RegistryStamp) -> bytes:
    """The registry of compounds on A4."""
    columns = [Column(*pair) for pair in zip(REGISTRY_HEADS, REGISTRY_WIDTHS, strict=True)]
    lines, total = [_registry_line(row) for row in rows], _registry_total(rows)
    title = f"{stamp.area}小区摸底档案"
    listing = Listing(title, columns, lines, total, sheet="摸底档案", frozen=2)
    return workbook_of(listing, Stamp(stamp.name, stamp.at))


def _registry_line(row: RegistryRow) -> list[Cell]:
    halted = f"{HALTS[row.plan]}，{row.suspended_on}起（{row.suspended_by}）" if row.plan else ""
    return [
        row.code,
        row.name,
        row.address,
        row.built_text or "",
        row.building_count or "",
        row.household_count or "",
        Decimal(row.floor_area).scaleb(-2) if row.floor_area else "",
        VERDICTS[row.is_eligible],
        YES_NO[row.is_first_class],
        _conditions(row, "failed"),
        _conditions(row, "unknown"),
        len(row.disputed or ()),
        halted,
    ]


def _registry_total(rows: Sequence[RegistryRow]) -> list[Cell]:
    stands = [row.is_eligible for row in rows]
    sums = "，".join(f"{word} {stands.count(key)}" for key, word in VERDICTS.items())
    first = sum(row.is_first_class is True and row.is_eligible is not False for row in rows)
    line: list[Cell] = ["合计", f"{len(rows)} 个", "", "", *[""] * 3, sums, f"优先 {first}", *[""] * 4]
    line[4] = sum(row.building_count or 0 for row in rows)
    line[5] = sum(row.household_count or 0 for row in rows)
    return line


def _conditions(row: RegistryRow, state: str) -> str:
    if not row.states:
        return "全部" if state == "unknown" else ""
    return "、".join(word for code, word in CONDITIONS.items() if row.states[code] == state)
