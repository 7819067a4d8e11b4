"""Notices and the homes they reached as workbooks."""

from collections.abc import Sequence
from typing import Any

from app.core.documents import Cell, Listing, Stamp, columns_of, moment, plain, words_of, workbook_of
from app.notifications.queries import NoticeRow, Reach

NOTICE_COLUMNS = columns_of(
    ("通知", 20), ("关于", 34), ("什么时候发的", 17), ("应到户数", 10), ("已送达", 10),
    ("已发出，未确认", 14), ("没送到", 10),
)  # fmt: skip
HOME_COLUMNS = columns_of(("房屋", 22), ("状态", 16), ("方式", 18), ("没送到的原因", 26), ("最近变动", 17))


def notices_workbook(reached: Sequence[Reach], stamp: Stamp) -> bytes:
    """Every notice with how many homes heard of it."""
    words = words_of("notifications/words.html")
    rows: list[list[Cell]] = [
        [
            plain(words.kind_word(one.kind)), subject_of(one.facts), moment(one.created_at), one.rooms,
            one.delivered, one.sent, one.rooms - one.delivered,
        ]
        for one in reached
    ]  # fmt: skip
    sums: list[Cell] = [sum(getattr(one, name) for one in reached) for name in ("rooms", "delivered", "sent")]
    missing = sum(one.rooms - one.delivered for one in reached)
    total: list[Cell] = ["合计", f"{len(rows)} 条", "", *sums, missing]
    return workbook_of(Listing("通知送达", NOTICE_COLUMNS, rows, total, sheet="通知送达"), stamp)


def homes_workbook(notice: NoticeRow, place: str, homes: Sequence[Any], *, stamp: Stamp) -> bytes:
    """One notice home by home, in the order of the doors."""
    words = words_of("notifications/words.html")
    rows = [
        [
            one.label, plain(words.progress_word(one.progress)), plain(words.way_word(one.way)),
            "" if one.is_delivered else plain(words.reason_word(one.reason)), moment(one.changed_at),
        ]
        for one in homes
    ]  # fmt: skip
    reached = sum(one.is_delivered for one in homes)
    total = ["合计", f"{len(rows)} 户", f"已送达 {reached} 户", f"没送到 {len(rows) - reached} 户", ""]
    title = f"{place} {plain(words.kind_word(notice.kind))}：{subject_of(notice.facts)}（送达情况）"
    return workbook_of(Listing(title, HOME_COLUMNS, rows, total, sheet="逐户送达"), stamp)


def subject_of(facts: dict[str, Any]) -> str:
    """What a notice is about, in its own words."""
    return str(facts.get("title") or facts.get("room") or "")
