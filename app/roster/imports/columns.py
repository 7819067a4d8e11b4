"""The headings of a roster workbook and the other names clerks give them."""

import re
from collections.abc import Sequence

from surveys.errors import Invalid
from surveys.figures import half_width

BUILDING, UNIT, NUMBER, FLOOR = "楼栋", "单元", "房号", "楼层"
NAME, PHONE, AREA, SOURCE = "业主姓名", "手机号", "专有面积", "面积来源"
HEADINGS = (BUILDING, UNIT, NUMBER, FLOOR, NAME, PHONE, AREA, SOURCE)
SHARED = "共有"
NOTES = "备注"
ALIASES = {
    "楼号": BUILDING, "栋号": BUILDING, "幢号": BUILDING, "楼栋号": BUILDING, "楼幢": BUILDING,
    "单元号": UNIT, "室号": NUMBER, "房间号": NUMBER, "房屋号": NUMBER, "门牌号": NUMBER,
    "所在楼层": FLOOR, "层": FLOOR, "业主": NAME, "姓名": NAME, "产权人": NAME,
    "手机": PHONE, "手机号码": PHONE, "电话": PHONE, "联系电话": PHONE, "联系方式": PHONE,
    "专有部分面积": AREA, "面积依据": SOURCE,
    "共有情况": SHARED, "是否共有": SHARED, "产权性质": NOTES, "说明": NOTES,
}  # fmt: skip
_UNIT_OF_MEASURE = re.compile(r"[(\[].*?[)\]]")


def find_columns(cells: Sequence[str]) -> dict[str, int]:
    """Where each known column stands if this is the heading row, else nothing.

    A row that names the home but lacks other headings raises `column-missing`.
    """
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        heading = canonical_heading(cell)
        if heading is not None:
            places.setdefault(heading, place)
    if len(places.keys() & {BUILDING, UNIT, NUMBER}) < 2:
        return {}
    if missing := [heading for heading in HEADINGS if heading not in places]:
        raise Invalid("column-missing", column=missing[0], columns=missing)
    return places


def canonical_heading(cell: str) -> str | None:
    """The name under which the import knows a column; None for extra ones."""
    plain = _UNIT_OF_MEASURE.sub("", half_width(cell)).strip("*: ").replace(" ", "")
    if plain in HEADINGS or plain in (SHARED, NOTES):
        return plain
    return ALIASES.get(plain)
