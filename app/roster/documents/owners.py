"""Owners and voting rights of a compound as a workbook: a head a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.core import clock
from app.core.documents import Cell, Column, Listing, Stamp, workbook_of
from app.roster.queries.owners_page import HeadLine

OWNERS_HEADS = (
    "序号",
    "房屋",
    "业主",
    "性质",
    "专有面积（㎡）",
    "缺面积的房屋",
    "谁来投票",
    "怎么定的",
    "为什么算一人",
)
OWNERS_WIDTHS = (6, 30, 20, 12, 12, 18, 14, 16, 40)
KINDS = {
    "person": "个人", "institution": "单位", "developer-unsold": "开发商未售",
    "developer-undelivered": "已售未交付", "public-housing": "未售公房（产权单位）",
}  # fmt: skip
STANDINGS = {
    "owner": "业主本人", "designated": "共有人推选", "guardian": "监护人代办", "proxy": "书面委托",
    "unguarded": "未成年，还没登记监护人",
    "undesignated": "共有人还没推选", "divided": "推选了不止一人", "unclear": "开发商登记了不止一条",
    "ownerless": "名册上没有业主",
}  # fmt: skip
GROUNDS = {
    "same-person": "名册上是同一人", "same-telephone": "姓名和电话相同", "same-identity": "证件号相同",
    "same-institution": "信用代码相同", "by-hand": "居委会核定", "same-owners": "共有人相同",
    "same-voter": "推选了同一人", "developer": "开发商合并计一人",
}  # fmt: skip


@dataclass(frozen=True)
class OwnersStamp:
    """Which compound the list is of, who took it out, when, and as of when it is true."""

    compound: str
    name: str
    at: datetime
    as_of: datetime


def owners_workbook(lines: Sequence[HeadLine], totals: dict[str, Any], stamp: OwnersStamp) -> bytes:
    """The list on A4 with its totals, and as of when it is true."""
    columns = [Column(*pair) for pair in zip(OWNERS_HEADS, OWNERS_WIDTHS, strict=True)]
    rows = [_owners_row(number, line) for number, line in enumerate(lines, start=1)]
    title = f"{stamp.compound}产权与投票权（截至 {clock.local(stamp.as_of):%Y-%m-%d %H:%M}）"
    listing = Listing(title, columns, rows, _owners_total(totals), sheet="产权与投票权", frozen=2)
    return workbook_of(listing, Stamp(stamp.name, stamp.at))


def _owners_row(number: int, line: HeadLine) -> list[Cell]:
    merges = [f"{GROUNDS[one.ground]}{f'（{one.reason}）' if one.reason else ''}" for one in line.merges]
    return [
        number,
        "、".join(label for _, label in line.rooms),
        "、".join(line.owners),
        "、".join(KINDS[kind] for kind in line.kinds),
        Decimal(line.area) if line.area else "",
        "、".join(line.without_area),
        line.caster,
        STANDINGS[line.standing],
        "；".join(dict.fromkeys(merges)),
    ]


def _owners_total(totals: dict[str, Any]) -> list[Cell]:
    missing = f"{totals['missing']} 套缺面积" if totals["missing"] else ""
    people = f"{totals['heads']} 人"
    return ["合计", f"{totals['rooms']} 套", people, "", Decimal(totals["area"]), missing, "", "", ""]
