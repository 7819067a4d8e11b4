"""The delivery of a decision as a workbook: households down, attempts across."""

from collections.abc import Mapping, Sequence

from app.core.documents import Cell, Column, Listing, Stamp, workbook_of
from app.decisions.queries import WAYS, AttemptRow, Home

WAY_WORDS = {
    "door": "上门", "phone": "电话", "post": "邮寄", "wechat": "微信", "login": "本人打开", "posting": "张贴",
}  # fmt: skip
OUTCOME_WORDS = {"served": "送达", "refused": "拒收", "absent": "没有人", "unknown": "没有回音"}


def delivery_workbook(title: str, homes: Sequence[Home], stairs: Mapping[int, str], *, stamp: Stamp) -> bytes:
    """One row for each owner, one column for each way, and whether anything of it proves delivery."""
    columns = [
        Column("单元", 14), Column("房屋", 22), *(Column(WAY_WORDS[way], 18) for way in WAYS),
        Column("送达", 8),
    ]  # fmt: skip
    served = sum(home.is_served for home in homes)
    total: list[Cell] = ["合计", f"{len(homes)} 位", *("" for _ in WAYS), f"{served} 位"]
    rows = [_row(home, stairs.get(home.unit_id, "")) for home in homes]
    notes = ("「送达」要有签收、本人打开等凭据；微信发到了只算试过一次。",)
    return workbook_of(Listing(f"{title}送达记录", columns, rows, total, notes=notes), stamp)


def _row(home: Home, stairs: str) -> list[Cell]:
    tried = ["；".join(map(_attempt, home.by(way))) for way in WAYS]
    return [stairs, "、".join(home.rooms), *tried, "是" if home.is_served else "否"]


def _attempt(one: AttemptRow) -> str:
    return f"{one.tried_on:%m-%d} {OUTCOME_WORDS[one.outcome]} {one.note}".strip()
