"""Paper and workbooks out: the import template, house-code slips, the drawing of a QR code."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import segno
from markupsafe import Markup

from app.core import clock
from app.roster.imports.columns import AREA, BUILDING, FLOOR, HEADINGS, NAME, NUMBER, PHONE, SOURCE, UNIT
from app.roster.imports.rows import CHOICES
from app.roster.queries.registry import RegistryRow
from surveys.figures import area_to_text

ROWS_PREPARED = 3000
EXAMPLE = ("3号楼", "2单元", "501", "5", "示例（导入时跳过）", "13800000000", "89.60", CHOICES[0])
WIDTHS = (10, 10, 10, 8, 22, 16, 12, 16)
EXPLANATIONS = (
    (BUILDING, "写 3号楼、3、3# 都可以；字母楼写 A座。"),
    (UNIT, "写 2单元 或 2；只有一个单元的写 1单元。"),
    (NUMBER, "写 501；写成 3-2-501 也认得。"),
    (FLOOR, "写数字；不写就按房号推算。"),
    (NAME, "一行一位业主。一套房有几位业主，就写几行，并在姓名后加（共有）。"),
    (PHONE, "11 位手机号，或带区号的座机。没有就空着。"),
    (AREA, "平方米，只写数字，最多两位小数。"),
    (SOURCE, "从下拉框里选：" + "、".join(CHOICES) + "。"),
)
PART_TENTHS = 520  # a part is 58 mm wide and keeps 3 mm free on both sides
QUIET = 4  # modules of white around a QR code
MASK = 3  # readers take any; to weigh all eight against each other was most of the time a code took
STEPS = (("1", "微信扫左边的码"), ("2", "看一眼说明，点「同意」"), ("3", "填上怎么称呼您，完成"))


@dataclass(frozen=True)
class Slip:
    """What stands on one slip: outside only where it belongs, inside the code."""

    compound: str
    stairs: str
    number: str
    code: str
    address: str
    telephone: str


def template_workbook() -> bytes:
    """An empty roster workbook: headings, one example row, a list to choose the area's source from."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E5E7EB", "border": 1})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("名册")
        for place, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.set_column(place, place, width, text)
            sheet.write_string(0, place, heading, head)
            sheet.write_string(1, place, EXAMPLE[place], text)
        sheet.freeze_panes(1, 0)
        last = len(HEADINGS) - 1
        sheet.data_validation(1, last, ROWS_PREPARED, last, {"validate": "list", "source": list(CHOICES)})
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        notes = book.add_worksheet("怎么填")
        notes.set_column(0, 0, 14)
        notes.set_column(1, 1, 70)
        for row, (heading, meaning) in enumerate(EXPLANATIONS):
            notes.write_string(row, 0, heading, head)
            notes.write_string(row, 1, meaning)
    return out.getvalue()


def qr_path(text: str) -> tuple[str, int]:
    """A QR code as one SVG path of unit squares, and its width with the quiet zone."""
    code = segno.make_qr(text, error="m", mask=MASK)
    parts = []
    for row, modules in enumerate(code.matrix):
        column = 0
        for is_dark, run in groupby(modules):
            length = len(list(run))
            if is_dark:
                parts.append(f"M{column + QUIET} {row + QUIET}h{length}v1h-{length}z")
            column += length
    return "".join(parts), len(code.matrix) + 2 * QUIET


def qr_drawing(text: str, title: str) -> Markup:
    """A QR code to stand alone on a page, with words for those who cannot see it."""
    path, width = qr_path(text)
    return Markup(
        '<svg viewBox="0 0 {width} {width}" role="img" shape-rendering="crispEdges"><title>{title}</title>'
        '<path d="{path}" fill="#000"/></svg>'
    ).format(width=width, title=title, path=path)


def slip_drawing(slip: Slip) -> Markup:
    """One slip, 174 x 62 mm, in three parts: outside, code, steps.

    Folded twice, only the room is seen: the right part over the middle, the left part backwards.
    """
    parts = [_FRAME, _outside(slip), _code(slip), _steps(slip)]
    title = Markup("<title>{}{} 的房屋码</title>").format(slip.stairs, slip.number)
    return Markup('<svg viewBox="0 0 174 62" width="100%" role="img">{}{}</svg>').format(
        title, Markup("").join(parts)
    )


_FRAME = Markup(
    '<rect x="0.2" y="0.2" width="173.6" height="61.6" fill="none" stroke="#000" stroke-width="0.2"'
    ' stroke-dasharray="3 1.5"/>'
    '<path d="M58 2v55M116 2v55" stroke="#000" stroke-width="0.2" stroke-dasharray="0.8 1.2" fill="none"/>'
    '<g font-size="2.6" text-anchor="middle" fill="#000">'
    '<text x="58" y="60">向后折</text><text x="116" y="60">向里折</text></g>'
)


def _outside(slip: Slip) -> Markup:
    size = _fitting(slip.compound, 54)
    return Markup(
        '<g text-anchor="middle" fill="#000"><text x="29" y="14" font-size="{size}">{compound}</text>'
        '<text x="29" y="27" font-size="{stairs_size}">{stairs}</text>'
        '<text x="29" y="43" font-size="13" font-weight="700">{number}</text>'
        '<text x="29" y="53" font-size="4">住户亲启</text></g>'
    ).format(
        size=size,
        compound=slip.compound,
        stairs=slip.stairs,
        stairs_size=_fitting(slip.stairs, 70),
        number=slip.number,
    )


def _code(slip: Slip) -> Markup:
    path, width = qr_path(slip.address)
    return Markup(
        '<svg x="66" y="3" width="42" height="42" viewBox="0 0 {width} {width}" aria-hidden="true">'
        '<path d="{path}" fill="#000" shape-rendering="crispEdges"/></svg>'
        '<g text-anchor="middle" fill="#000">'
        '<text x="87" y="51" font-size="5.2" font-weight="700">{code}</text>'
        '<text x="87" y="56.5" font-size="3.2">只给自家人用，别拍照外传</text></g>'
    ).format(width=width, path=path, code=slip.code)


def _steps(slip: Slip) -> Markup:
    lines = [
        Markup(
            '<text x="120" y="{y}" font-size="6" font-weight="700">{number}</text>'
            '<text x="126" y="{y}" font-size="4.3">{words}</text>'
        ).format(y=12 + 11 * place, number=number, words=words)
        for place, (number, words) in enumerate(STEPS)
    ]
    close = Markup(
        '<text x="120" y="46" font-size="3.4">扫不了：关注公众号，把左边的码</text>'
        '<text x="120" y="50.5" font-size="3.4">发给它。不会用请打居委会电话</text>'
        '<text x="120" y="56.5" font-size="4.6" font-weight="700">{telephone}</text>'
    ).format(telephone=slip.telephone)
    return Markup('<g fill="#000">{}{}</g>').format(Markup("").join(lines), close)


def _fitting(words: str, most_tenths: int) -> str:
    """A type size in mm, as text, at which Chinese words of this length fit one part of a slip."""
    tenths = min(most_tenths, PART_TENTHS // max(len(words), 1))
    return f"{tenths // 10}.{tenths % 10}"


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
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 20_000
YES_NO = {True: "是", False: "否", None: "没查清"}
HALTS = {"demolition": "拆迁", "shantytown": "棚改"}


@dataclass(frozen=True)
class RegistryStamp:
    """Which area the list covers, who took it out, and when."""

    area: str
    name: str
    at: datetime


def registry_workbook(rows: Sequence[RegistryRow], stamp: RegistryStamp) -> bytes:
    """The registry of compounds on A4; every cell is text, so that no name becomes a formula."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        table = book.add_worksheet("摸底档案")
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
        head = book.add_format({"border": 1, "text_wrap": True, "bold": True})
        big = book.add_format({"bold": True, "font_size": 14})
        table.write_string(0, 0, f"{stamp.area}小区摸底档案", big)
        for column, (heading, width) in enumerate(zip(REGISTRY_HEADS, REGISTRY_WIDTHS, strict=True)):
            table.set_column(column, column, width)
            table.write_string(1, column, heading, head)
        lines = [_registry_line(row) for row in rows] + [_registry_total(rows)]
        for number, line in enumerate(lines, start=2):
            for column, text in enumerate(line):
                table.write_string(number, column, text, cell)
        taken = f"导出时间：{clock.local(stamp.at):%Y-%m-%d %H:%M}"
        table.write_string(len(lines) + 2, 0, f"{taken}　操作人：{stamp.name}")
        table.freeze_panes(2, 2)
        table.repeat_rows(0, 1)
        table.set_landscape()
        table.set_paper(9)
        table.fit_to_pages(1, 0)
        table.set_footer(f"&L{taken}　操作人：{stamp.name.replace('&', '&&')}&R第 &P 页，共 &N 页")
    return out.getvalue()


def _registry_line(row: RegistryRow) -> list[str]:
    halted = f"{HALTS[row.plan]}，{row.suspended_on}起（{row.suspended_by}）" if row.plan else ""
    return [
        row.code,
        row.name,
        row.address,
        row.built_text or "",
        str(row.building_count or ""),
        str(row.household_count or ""),
        area_to_text(row.floor_area) if row.floor_area else "",
        VERDICTS[row.is_eligible],
        YES_NO[row.is_first_class],
        _conditions(row, "failed"),
        _conditions(row, "unknown"),
        str(len(row.disputed or ())),
        halted,
    ]


def _registry_total(rows: Sequence[RegistryRow]) -> list[str]:
    stands = [row.is_eligible for row in rows]
    sums = "，".join(f"{word} {stands.count(key)}" for key, word in VERDICTS.items())
    first = sum(row.is_first_class is True and row.is_eligible is not False for row in rows)
    line = ["合计", f"{len(rows)} 个", "", "", *[""] * 3, sums, f"优先 {first}", *[""] * 4]
    line[4] = str(sum(row.building_count or 0 for row in rows))
    line[5] = str(sum(row.household_count or 0 for row in rows))
    return line


def _conditions(row: RegistryRow, state: str) -> str:
    if not row.states:
        return "全部" if state == "unknown" else ""
    return "、".join(word for code, word in CONDITIONS.items() if row.states[code] == state)
