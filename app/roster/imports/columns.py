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
ADDRESS = "房屋地址"  # building, stairwell and room in one cell
ROLES = (*HEADINGS, ADDRESS, SHARED, NOTES)
MOST_LETTERS = 200  # of a cell that are looked at
MOST_HEADING = 14  # letters; what is longer is a title or an instruction
HOME = (BUILDING, UNIT, NUMBER)
MARKS = (
    "原来的工作表",
    "原来的行",
    "哪里不对",
    "怎么改",
)  # what a sheet of errors adds; no column of the clerk's
ALIASES = {
    "楼号": BUILDING, "栋号": BUILDING, "幢号": BUILDING, "楼栋号": BUILDING, "楼幢": BUILDING,
    "单元号": UNIT, "室号": NUMBER, "房间号": NUMBER, "房屋号": NUMBER, "门牌号": NUMBER,
    "所在楼层": FLOOR, "层": FLOOR, "业主": NAME, "姓名": NAME, "产权人": NAME,
    "手机": PHONE, "手机号码": PHONE, "电话": PHONE, "联系电话": PHONE, "联系方式": PHONE,
    "专有部分面积": AREA, "面积依据": SOURCE,
    "共有情况": SHARED, "是否共有": SHARED, "说明": NOTES,
}  # fmt: skip
_LIKE = (  # part of a heading, what it most likely means; the clerk is asked
    ("身份证", ""), ("证件", ""), ("车", ""), ("储藏", ""), ("公摊", ""), ("套内", ""),
    ("电话", PHONE), ("手机", PHONE), ("联系", PHONE), ("来源", SOURCE), ("面积", AREA), ("楼层", FLOOR),
    ("坐落", ADDRESS), ("地址", ADDRESS), ("住址", ADDRESS), ("位置", ADDRESS), ("姓名", NAME),
    ("业主", NAME), ("户主", NAME), ("产权人", NAME),
    ("单元", UNIT), ("房号", NUMBER), ("室号", NUMBER), ("门牌", NUMBER), ("房间", NUMBER), ("户号", NUMBER),
    ("楼", BUILDING), ("栋", BUILDING), ("幢", BUILDING),
)  # fmt: skip
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
    plain = plain_heading(cell)
    return plain if plain in ROLES else ALIASES.get(plain)


def likely_heading(cell: str) -> str | None:
    """What a heading nobody has listed most likely means: a role, "" for none of ours, None for no idea."""
    plain = plain_heading(cell)
    if not plain or len(plain) > MOST_HEADING:
        return None
    return next((role for part, role in _LIKE if part in plain), None)


def plain_heading(cell: str) -> str:
    """A heading without its unit of measure, stars and gaps."""
    return _UNIT_OF_MEASURE.sub("", half_width("".join(cell[:MOST_LETTERS].split()))).strip("*: ")
