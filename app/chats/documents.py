"""Conversations that wait for a person as a workbook."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.documents import Cell, Listing, Stamp, columns_of, moment, workbook_of

COLUMNS = columns_of(
    ("编号", 10),
    ("小区", 20),
    ("房屋", 20),
    ("最近一句", 17),
    ("等了（小时）", 12),
    ("轮到谁", 12),
    ("条数", 8),
)


def requests_workbook(lines: Sequence[Mapping[str, Any]], stamp: Stamp) -> bytes:
    """Who waits, longest first; never what was said."""
    rows: list[list[Cell]] = [
        [
            one["number"], one["compound"], one["home"] or "还没有绑定房屋", moment(one["last_said_at"]),
            one["age_hours"], "等您回话" if one["waits_for_clerk"] else "已回话", one["messages"],
        ]
        for one in lines
    ]  # fmt: skip
    waiting = sum(one["waits_for_clerk"] for one in lines)
    messages = sum(one["messages"] for one in lines)
    total: list[Cell] = ["合计", f"{len(rows)} 位", "", "", "", f"等回话 {waiting}", messages]
    return workbook_of(Listing("等人回话", COLUMNS, rows, total, sheet="等人回话"), stamp)
