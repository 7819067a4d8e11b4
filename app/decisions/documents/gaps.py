"""请核对表: the rooms of which the roster does not know enough, in the columns in which it is imported."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.core.documents import Cell, Column, Listing, Stamp, workbook_of
from app.decisions.queries import Gap
from app.roster.queries import OwnerLine

HEADS = (
    ("楼栋", 10), ("单元", 10), ("房号", 10), ("楼层", 8), ("业主姓名", 22), ("手机号", 16), ("专有面积", 12),
    ("面积来源", 16), ("共有", 8), ("请核对", 20),
)  # fmt: skip
SOURCES = {"registered": "不动产登记簿", "surveyed": "实测", "contract": "合同"}
LACKS = {"area": "面积", "source": "面积来源", "owner": "业主", "guardian": "未成年业主的监护人"}
NOTES = (
    "请拿到不动产登记或街道，把空着的格子填上；已经有的不对，也请改正。",
    "一位业主一行；几位业主共有的，每人一行，并在「共有」里写「是」。填好在「名册—导入」里传上来。",
)


def gaps_workbook(
    title: str, gaps: Sequence[Gap], known: Mapping[int, Sequence[OwnerLine]], *, stamp: Stamp
) -> bytes:
    """Every room that lacks something with what is known, one row for each owner; to fill in and import."""
    rows = [_row(line, gap) for gap in gaps for line in known.get(gap.room_id, ())]
    columns = [Column(*pair) for pair in HEADS]
    listing = Listing(f"{title}请核对表", columns, rows, sheet="请核对表", frozen=3, notes=NOTES)
    return workbook_of(listing, stamp)


def _row(line: OwnerLine, gap: Gap) -> list[Cell]:
    area: Cell = "" if line.area is None else Decimal(line.area).scaleb(-2)
    return [
        line.building, line.unit, line.number, line.floor, line.owner, line.phone, area,
        SOURCES.get(line.area_source, ""), "是" if line.is_shared else "",
        "、".join(LACKS[name] for name in gap.lacks),
    ]  # fmt: skip
