"""A clerk's day, in the browser only: workbook, slips, poll, answers in WeChat and on paper, the print."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page

from tests.app.roster.workbooks import xlsx_of
from tests.browser.desks import Desk
from tests.browser.phones import Phone
from tests.browser.product import PICTURES, Product, keep_picture
from tests.browser.times import in_liaocheng

pytestmark = pytest.mark.browser
SLIP = re.compile(r"(6号楼1单元)\s*(\d{3})\s*住户亲启\s*((?:[0-9A-Z]{4}-){2}[0-9A-Z]{4})")
TITLE = "6号楼先修哪一样"
BY_PHONE = (("101", "屋顶防水"), ("102", "屋顶防水"), ("201", "楼道灯"))
ON_PAPER = "202"
PILE = (  # five of each in the end, for fewer are not published
    ("301", "屋顶防水"), ("302", "屋顶防水"), ("401", "楼道灯"), ("402", "楼道灯"),
    ("501", "楼道灯"), ("502", "楼道灯"),
)  # fmt: skip
MOST_CLICKS, MOST_FIELDS = 40, 20


def test_a_clerk_gets_from_the_workbook_to_the_printed_result(
    product: Product, desk: Desk, new_phone: Callable[[], Phone], tmp_path: Path
) -> None:
    desk.sign_in()
    _import_a_building(desk)
    codes = _print_slips(desk)
    _launch_a_poll(desk)
    for number, pick in BY_PHONE:
        _answer_in_wechat(new_phone(), codes[number], pick)
    desk.go("登记纸质、上门、电话")
    _write_down(desk, ON_PAPER, "屋顶防水")
    spent = f"{desk.clicks} clicks, {desk.fields} fields, {len(desk.pages)} pages"
    for number, pick in PILE:
        _write_down(desk, number, pick)
    _close(desk)
    _print_the_result(desk, tmp_path)
    click.echo(f"\na clerk's way from workbook to the first paper answer: {spent}")
    assert desk.clicks <= MOST_CLICKS + 4 * len(PILE), spent
    assert desk.fields <= MOST_FIELDS + len(PILE), spent


def _import_a_building(desk: Desk) -> None:
    desk.go("名册")
    keep_picture(desk.page, "clerk-1-roster")
    desk.go("导入新的名册")
    desk.bring("名册文件", "6号楼.xlsx", _workbook())
    desk.press("检查")
    assert "12 行" in desk.words
    assert "新增 12 户" in desk.words
    keep_picture(desk.page, "clerk-2-preview")
    desk.press("导入")
    assert "导入好了" in desk.words


def _workbook() -> bytes:
    rows = []
    for place in range(12):
        floor, door = place // 2 + 1, place % 2 + 1
        rows.append(
            [
                "6号楼",
                "1单元",
                f"{floor}0{door}",
                floor,
                f"住户{place + 1}",
                f"1990001{place:04d}",
                "78.60",
                "实测",
            ]
        )
    return xlsx_of(rows)


def _print_slips(desk: Desk) -> dict[str, str]:
    desk.go("6号楼")
    desk.go("1单元")
    desk.press("打印这个单元的房屋码")
    found = {number: code for _, number, code in SLIP.findall(desk.page.locator("main").text_content() or "")}
    assert len(found) == 12
    keep_picture(desk.page, "clerk-3-slips")
    assert _codes_seen(desk.page) == set(found.values()), "a camera reads what is printed beside it"
    assert _pages_of(desk.page, "clerk-3-slips") == 3, "four slips on a sheet"
    desk.go("返回")
    return found


def _codes_seen(page: Page) -> set[str]:
    """The house codes a camera reads off the sheets as they look."""
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    return {code.text.rpartition("code=")[2] for code in zxingcpp.read_barcodes(picture)}


def _launch_a_poll(desk: Desk) -> None:
    desk.go("投票")
    desk.go("发起一次投票")
    desk.tick("自己出题")
    desk.write("标题", TITLE)
    desk.press("下一步：看题目")
    desk.page.locator("#new-title").fill("今年先修哪一样？")
    desk.write("选项，一行写一个", "屋顶防水\n楼道灯")
    desk.press("加上这道题")
    keep_picture(desk.page, "clerk-4-questions")
    desk.press("下一步：问谁、何时")
    desk.tick("只问勾选的楼")
    desk.page.locator("summary", has_text="勾选楼").click()
    desk.page.locator("#building label", has_text="6号楼").click()
    desk.write("什么时候截止", in_liaocheng(timedelta(days=7)))
    keep_picture(desk.page, "clerk-5-plan")
    desk.press("保存")
    if "预览" in desk.page.title():
        desk.go("下一步：开始")
    assert "12 户" in desk.words
    desk.press("现在开始")
    assert "正在进行" in desk.words
    keep_picture(desk.page, "clerk-6-open")


def _answer_in_wechat(phone: Phone, code: str, pick: str) -> None:
    phone.buy(f"6号楼{code}")
    assert "您同意吗" in phone.scan(code)
    phone.say("同意")
    phone.say("对")
    phone.say("李春生")
    phone.say("2")
    receipt = phone.answer_poll(phone.say("投票"), {"今年先修哪一样": pick, "您要答哪一份": TITLE})
    assert TITLE in receipt


def _write_down(desk: Desk, number: str, pick: str) -> None:
    desk.write("门牌", f"6-1-{number}")
    desk.press("找这一户")
    desk.go(f"6号楼1单元{number}")
    desk.tick(pick)
    if number == ON_PAPER:
        keep_picture(desk.page, "clerk-7-entry")
    desk.press("登记")
    assert "登记好了" in desk.words


def _close(desk: Desk) -> None:
    desk.go("看谁家没答")
    assert "10 / 12 户" in desk.words
    keep_picture(desk.page, "clerk-8-turnout")
    desk.go("投票")
    desk.go(TITLE)
    desk.go("延长、提前截止、作废")
    desk.go("去截止")
    desk.press("确定，现在截止")
    assert "已经截止" in desk.words


def _print_the_result(desk: Desk, folder: Path) -> None:
    address = desk.page.url.rstrip("/") + "/results"
    desk.page.goto(address)
    desk.until("户回答了这一题")
    assert "10 / 12 户" in desk.words
    keep_picture(desk.page, "clerk-9-result")
    desk.go("打印（A4）")
    assert _pages_of(desk.page, "clerk-9-result") == 1, "a usual poll fits one sheet"
    said = _text_of(desk.page)
    for words in (TITLE, "已答 10 户，共 12 户", "屋顶防水", "5 户", "50.0%", "楼道灯", "年", "盖章"):
        assert words in said, f"{words} is missing from the print: {said}"


def _pages_of(page: Page, name: str) -> int:
    """Print to A4 and keep it; how many sheets it takes."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    printed = page.pdf(path=PICTURES / f"{name}.pdf", prefer_css_page_size=True, print_background=False)
    return len(re.findall(rb"/Type /Page\b", printed))


def _text_of(page: Page) -> str:
    """What is left to read when the page is shown as print."""
    page.emulate_media(media="print")
    said: str = page.locator("body").inner_text()
    page.emulate_media(media="screen")
    return said
