"""The timeline of a compound as a workbook."""

from collections.abc import Sequence

from app.bulletins.queries import Entry
from app.core.documents import Listing, Stamp, columns_of, moment, plain, words_of, workbook_of

COLUMNS = columns_of(
    ("哪一天的事", 12), ("到了哪一步", 12), ("说什么", 60), ("照片", 8), ("状态", 10), ("发布时间", 17)
)


def timeline_workbook(place: str, entries: Sequence[Entry], stamp: Stamp) -> bytes:
    """What has been published, newest day first, corrections marked."""
    words = words_of("bulletins/words.html")
    rows = [
        [
            one.happened_on.isoformat(), plain(words.stage_word(one.stage)), one.text,
            "有" if one.picture else "", _state(one), moment(one.posted_at),
        ]
        for one in entries
    ]  # fmt: skip
    pictures = sum(one.picture is not None for one in entries)
    total = ["合计", f"{len(rows)} 条", "", f"{pictures} 张", "", ""]
    return workbook_of(Listing(f"{place}进度", COLUMNS, rows, total, sheet="小区进度"), stamp)


def _state(one: Entry) -> str:
    return "已更正" if one.is_corrected else "更正" if one.corrects_id else ""
