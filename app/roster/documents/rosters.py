"""Workbooks of one compound's roster: the template to fill in, the list of rooms, the rows to mend."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.core.documents import A4, SAFE, Cell, Column, Listing, Stamp, workbook_of
from app.roster.imports.columns import (
    AREA,
    BUILDING,
    FLOOR,
    HEADINGS,
    MARKS,
    NAME,
    NUMBER,
    PHONE,
    SHARED,
    SOURCE,
    UNIT,
)
from app.roster.imports.faults import how_to_mend, what_is_wrong
from app.roster.imports.rows import CHOICES, CellError
from app.roster.imports.suggestions import SOURCE_NAMES
from app.roster.queries.listings import RoomLine
from surveys.privacy import mask_phone

ROWS_PREPARED = 3000
TEMPLATE = (*HEADINGS, SHARED)
EXAMPLE = ("3号楼", "2单元", "501", "5", "示例（导入时跳过）", "13800000000", "89.60", CHOICES[0], "")
WIDTHS = (10, 10, 10, 8, 22, 16, 12, 16, 8)
EXPLANATIONS = (
    (BUILDING, "写 3号楼、3、3# 都可以；字母楼写 A座。"),
    (UNIT, "写 2单元 或 2；只有一个单元的写 1单元。"),
    (NUMBER, "写 501；写成 3-2-501 也认得。"),
    (FLOOR, "写数字；不写就按房号推算。"),
    (NAME, "一行一位业主。一套房有几位业主，就写几行，并在「共有」里选「是」。"),
    (PHONE, "11 位手机号，或带区号的座机。没有就空着。"),
    (AREA, "平方米，只写数字，最多两位小数。"),
    (SOURCE, "从下拉框里选：" + "、".join(CHOICES) + "。"),
    (SHARED, "几位业主共有的选「是」，一位业主的空着。"),
    ("黄色的一行", "是示例，导入时会跳过，可以留着也可以删掉。"),
)
LIST_HEADS = (
    (BUILDING, 10), (UNIT, 10), (NUMBER, 10), (FLOOR, 8), (NAME, 22), (PHONE, 22), ("专有面积（㎡）", 14),
    (SOURCE, 14), ("绑定微信", 14),
)  # fmt: skip
BOUND = {"owner": "业主已绑", "member": "家人已绑", "": "还没绑"}


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be imported: where it stands, its cells by heading, what is wrong with them."""

    sheet: str
    row: int
    cells: dict[str, str]
    faults: tuple[CellError, ...]


def template_workbook() -> bytes:
    """An empty roster workbook: headings, an example that stands out, lists to choose from."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as book:
        head = book.add_format({"bold": True, "bg_color": "#E5E7EB", "border": 1})
        text = book.add_format({"num_format": "@"})
        example = book.add_format({"num_format": "@", "italic": True, "bg_color": "#FEF3C7", "border": 1})
        sheet = book.add_worksheet("名册")
        for place, (heading, width) in enumerate(zip(TEMPLATE, WIDTHS, strict=True)):
            sheet.set_column(place, place, width, text)
            sheet.write_string(0, place, heading, head)
            sheet.write_string(1, place, EXAMPLE[place], example)
        sheet.freeze_panes(1, 0)
        sources = {"validate": "list", "source": list(CHOICES), "error_message": "请从下拉框里选。"}
        for heading, rule in ((SOURCE, sources), (SHARED, {"validate": "list", "source": ["是"]})):
            place = TEMPLATE.index(heading)
            sheet.data_validation(1, place, ROWS_PREPARED, place, rule)
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        notes = book.add_worksheet("怎么填")
        notes.set_column(0, 0, 14)
        notes.set_column(1, 1, 70)
        for row, (heading, meaning) in enumerate(EXPLANATIONS):
            notes.write_string(row, 0, heading, head)
            notes.write_string(row, 1, meaning)
    return out.getvalue()


def rooms_workbook(place: str, rooms: Sequence[RoomLine], stamp: Stamp) -> bytes:
    """Every room of a compound with its owners; telephones are masked, areas can be added up."""
    known = [room.area for room in rooms if room.area is not None]
    total: list[Cell] = [
        "合计",
        "",
        f"{len(rooms)} 户",
        "",
        f"{sum(bool(room.owners) for room in rooms)} 户有业主",
    ]
    total += [f"{sum(any(phone for _, phone in room.owners) for room in rooms)} 户有电话", _area(sum(known))]
    total += [f"{len(known)} 户有面积", f"{sum(bool(room.bound) for room in rooms)} 户已绑"]
    listing = Listing(
        f"{place}名册",
        [Column(*pair) for pair in LIST_HEADS],
        [_room(room) for room in rooms],
        total,
        sheet="名册",
        frozen=3,
        notes=("手机号只显示头三位和末四位。要改名册，请用模板导入。",),
    )
    return workbook_of(listing, stamp)


def errors_workbook(place: str, bad: Iterable[BadRow], stamp: Stamp) -> bytes:
    """The rows to mend as they stood, each with what is wrong and what to write; it can be uploaded again."""
    rows = list(bad)
    headings = list(dict.fromkeys(heading for one in rows for heading in one.cells))
    sheet, number, wrong, cure = MARKS
    columns = [Column(sheet, 12), Column(number, 8), *(Column(heading, 14) for heading in headings)]
    lines = [
        [one.sheet, str(one.row), *(one.cells.get(heading, "") for heading in headings), *_words(one.faults)]
        for one in rows
    ]
    listing = Listing(
        f"{place}要改的行（{len(rows)} 行）",
        [*columns, Column(wrong, 40), Column(cure, 40)],
        lines,
        sheet="要改的行",
        frozen=2,
        notes=(
            "照最后两列改好，存盘，在检查结果页面传上来。前两列别动；不要的行，把内容清空。",
            "一套房要再写一位业主：在这一行下面插一行，前两列照抄或者空着。",
        ),
    )
    return workbook_of(listing, stamp)


def _words(faults: Sequence[CellError]) -> list[str]:
    wrong = [f"{fault.column}：{what_is_wrong(fault)}" for fault in faults]
    cure = [f"{fault.column}：{how}" for fault in faults if (how := how_to_mend(fault))]
    return ["；".join(wrong), "；".join(cure)]


def _room(room: RoomLine) -> list[Cell]:
    return [
        room.building,
        room.unit,
        room.number,
        room.floor,
        "、".join(name for name, _ in room.owners),
        "、".join(mask_phone(phone) for _, phone in room.owners if phone),
        "" if room.area is None else _area(room.area),
        "" if room.area_source is None else SOURCE_NAMES[room.area_source],
        BOUND[room.bound],
    ]


def _area(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)
