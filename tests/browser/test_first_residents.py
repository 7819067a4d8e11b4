"""A clerk with an empty compound and the committee's own workbook: ten homes are bound in the end."""

import re
from collections.abc import Callable

import click
import pytest
from playwright.sync_api import expect

from tests.app.roster.workbooks import xlsx_of
from tests.browser.desks import PASSWORD, Desk
from tests.browser.phones import Phone
from tests.browser.product import Product, keep_pictures

pytestmark = pytest.mark.browser
COMPOUND = "DEMO0003"
USERNAME = "new-clerk"
HEADINGS = ("坐落楼座", "门洞", "户号", "产权人", "联系人电话", "建面", "备注说明")
SLIP = re.compile(r"1号楼1单元\s*(\d{3})\s*住户亲启\s*((?:[0-9A-Z]{4}-){2}[0-9A-Z]{4})")
NAMES = (
    "丁淑兰", "于建国", "尹桂芝", "文立新", "方秀珍", "牛振华", "冯玉梅", "史长青", "白凤英", "安国庆",
    "齐德胜", "吕春花",
)  # fmt: skip
DOORS = tuple(f"{floor}0{door}" for floor in range(1, 7) for door in (1, 2))
BY_CODE = DOORS[:8]
CLAIMED = ((DOORS[8], NAMES[8]), (DOORS[9], NAMES[9]))  # lost the slip, have the deed
DISPUTED = DOORS[0]
RIVAL = "丁淑兰"


def test_a_clerk_gets_from_an_empty_compound_to_ten_bound_homes(
    product: Product, desk: Desk, new_phone: Callable[[], Phone]
) -> None:
    _begin(product, desk)
    _import(desk)
    codes = _print_slips(desk)
    first = _bind(new_phone(), codes[DISPUTED], NAMES[0])
    _prove(first)
    for place, number in enumerate(BY_CODE[1:], start=1):
        _bind(new_phone(), codes[number], NAMES[place])
    unit = _unit_of(desk)
    for number, name in CLAIMED:
        _claim(product, new_phone(), unit, number=number, name=name)
    _claim(product, new_phone(), unit, number=DISPUTED, name=RIVAL)
    _confirm_claims(desk)
    _decide(desk)
    _look_at_the_roster(desk)
    click.echo(f"\nfrom nothing to ten homes: {desk.clicks} clicks, {desk.fields} fields")


def _begin(product: Product, desk: Desk) -> None:
    said = product.command(
        "staff", "add", USERNAME, "--name", "小崔", "--role", "clerk", "--compound", COMPOUND
    )
    first = said.split()[1]
    desk.page.goto("/staff/sign-in")
    desk.write("用户名", USERNAME)
    desk.write("密码", first)
    desk.press("登录")
    keep_pictures(desk.page, "first-01-password")
    desk.write("原来的密码", first)
    desk.write("新密码", PASSWORD)
    desk.write("新密码再输一次", PASSWORD)
    desk.press("换密码")
    desk.sign_in(USERNAME)
    assert "名册还是空的" in desk.words
    keep_pictures(desk.page, "first-02-today")
    desk.go("名册")
    assert "名册还是空的" in desk.words
    keep_pictures(desk.page, "first-03-empty")


def _import(desk: Desk) -> None:
    desk.go("导入名册")
    keep_pictures(desk.page, "first-04-file")
    desk.bring("名册文件", "花名册2026.xlsx", _workbook())
    desk.press("检查")
    assert "每列是什么" in desk.words
    keep_pictures(desk.page, "first-05-columns")
    for heading, role in (("坐落楼座", "楼栋"), ("门洞", "单元"), ("户号", "房号"), ("建面", "专有面积")):
        desk.choose(heading, role)
    desk.press("就是这样，检查")
    assert "新增 12 户" in desk.words
    keep_pictures(desk.page, "first-06-preview")
    desk.press("导入")
    assert "导入好了" in desk.words
    keep_pictures(desk.page, "first-07-imported")


def _workbook() -> bytes:
    rows = [
        ["1号楼", "1单元", number, name, f"1991234{place:04d}", "62.40", ""]
        for place, (number, name) in enumerate(zip(DOORS, NAMES, strict=True))
    ]
    return xlsx_of(rows, HEADINGS, above=1)


def _print_slips(desk: Desk) -> dict[str, str]:
    desk.press("打印全部房屋码")
    found = dict(SLIP.findall(desk.page.locator("main").text_content() or ""))
    assert tuple(sorted(found)) == DOORS
    keep_pictures(desk.page, "first-08-slips")
    desk.go("返回")
    return found


def _bind(phone: Phone, code: str, name: str) -> Phone:
    phone.buy(f"{name}的手机")
    phone.scan(code)
    phone.say("同意")
    phone.say("对")
    assert "绑好了" in phone.say(name)
    return phone


def _prove(phone: Phone) -> None:
    assert "手机号" in phone.say("我是业主")
    assert "业主身份" in phone.say("19912340000")


def _unit_of(desk: Desk) -> str:
    desk.go("1号楼")
    link = desk.page.get_by_role("link", name="1单元").first.get_attribute("href") or ""
    return link.rpartition("/")[2]


def _claim(product: Product, phone: Phone, unit: str, *, number: str, name: str) -> None:
    phone.buy(f"{number}没有码")
    phone.scan(f"{product.base_url}/my/bind?unit={unit}")
    page = phone.page
    page.get_by_role("button", name="同意，去绑定").click()
    page.get_by_label("房号").fill(number)
    page.get_by_label("姓名").fill(name)
    if number == CLAIMED[0][0]:
        keep_pictures(page, "first-09-claim")
    page.get_by_role("button", name="交给居委会核对").click()
    expect(page.locator("main")).to_contain_text("等居委会核对")
    if number in (CLAIMED[0][0], DISPUTED):
        keep_pictures(page, f"first-10-asked-{number}")


def _confirm_claims(desk: Desk) -> None:
    desk.page.goto("/committee/")
    keep_pictures(desk.page, "first-11-today")
    desk.page.goto("/committee/roster/claims")
    keep_pictures(desk.page, "first-12-desk")
    for number, name in CLAIMED:
        claim = desk.page.locator("section.panel", has_text=f"{number}：{name}")
        claim.locator("summary", has_text="确认").click()
        claim.get_by_label("他是谁").select_option(label=f"是业主 {name}")
        claim.get_by_label("凭什么确认").select_option(label="打名册上的电话问过")
        if number == CLAIMED[0][0]:
            keep_pictures(desk.page, "first-13-confirm")
        desk.press("确认")
        assert "已经确认" in desk.words


def _decide(desk: Desk) -> None:
    dispute = desk.page.locator("section.panel", has_text=f"{DISPUTED}：{RIVAL}")
    dispute.locator("summary", has_text="裁定").click()
    dispute.get_by_text("归原来绑定的人").click()
    dispute.get_by_label("为什么这样定").fill("打了名册上的电话，是原来绑定的本人接的")
    keep_pictures(desk.page, "first-14-decide")
    desk.press("裁定，告诉两边")
    assert "已经裁定" in desk.words
    keep_pictures(desk.page, "first-15-done")


def _look_at_the_roster(desk: Desk) -> None:
    desk.page.goto("/committee/roster/")
    expect(desk.page.locator("main")).to_contain_text("全小区 12 户，其中业主本人绑定 3 户")
    assert re.search(r"10\s*户", desk.words)
    keep_pictures(desk.page, "first-16-roster")
    desk.go("1号楼")
    desk.go("1单元")
    keep_pictures(desk.page, "first-17-unit")
    desk.go(DISPUTED)
    keep_pictures(desk.page, "first-18-room")
