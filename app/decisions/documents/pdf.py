"""The published result as a PDF that can be archived: A4, the Chinese font embedded, its text extractable."""

import logging
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.core import clock
from app.decisions.documents.result import Row, result_rows
from app.decisions.queries import DecisionRow

FONT_PACKAGE, FONT_FILE, FAMILY = "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf", "NotoSansSC"
MARGIN_MM, WIDE_MM, TERM_MM, LINE_MM = 18, 174, 40, 6.5


def result_pdf(facts: dict[str, Any]) -> bytes:
    """The rows of the published form with room for the seal; the same words as on screen and paper."""
    decision: DecisionRow = facts["decision"]
    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
    kind = "意向统计" if decision.standing == "supporting" else "业主共同决定结果"
    stage = "" if decision.final_at else "（初步）"
    page = _page(f"{facts['compound'].name}{kind}{stage}公示表")
    _title(page, page.title, is_drill=decision.is_drill)
    _table(page, result_rows(facts))
    page.ln(6)
    page.set_font_size(11)
    if decision.final_at is None and decision.objections_close_at:
        until = f"{clock.local(decision.objections_close_at):%Y-%m-%d %H:%M}"
        page.multi_cell(WIDE_MM, LINE_MM, f"有异议的，请在 {until} 以前提出。", new_x="LMARGIN", new_y="NEXT")
    page.ln(8)
    for line in (f"{decision.sponsor_name}（盖章）", "年　　月　　日"):
        page.cell(WIDE_MM, 9, line, align="R", new_x="LMARGIN", new_y="NEXT")
    return bytes(page.output())


def _page(title: str) -> Any:
    import fpdf

    page = fpdf.FPDF(format="A4")
    page.set_margin(MARGIN_MM)
    page.set_auto_page_break(True, MARGIN_MM)
    page.set_title(title)
    page.set_lang("zh-CN")
    page.add_font(FAMILY, fname=str(_font()))
    page.set_font(FAMILY, size=11)
    page.add_page()
    return page


def _title(page: Any, title: str, *, is_drill: bool) -> None:
    page.set_font_size(17)
    page.multi_cell(WIDE_MM, 10, title, align="C", new_x="LMARGIN", new_y="NEXT")
    if is_drill:
        page.multi_cell(WIDE_MM, 9, "演练，不算数", align="C", new_x="LMARGIN", new_y="NEXT")
    page.ln(3)


def _table(page: Any, rows: Sequence[Row]) -> None:
    import fpdf

    page.set_font_size(10.5)
    plain = fpdf.FontFace(emphasis="")
    with page.table(
        width=WIDE_MM, col_widths=(TERM_MM, WIDE_MM - TERM_MM), line_height=LINE_MM, text_align="LEFT",
        headings_style=plain, padding=1,
    ) as table:  # fmt: skip
        for row in (Row("项目", "内容"), *rows):
            table.row(list(row))


def _font() -> Path:
    """The font as its package ships it; a machine without it must say so and never print boxes."""
    spec = find_spec(FONT_PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError("the Chinese font is not installed: run make again")
    return Path(spec.origin).parent / FONT_FILE
