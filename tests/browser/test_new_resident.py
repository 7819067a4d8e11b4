"""Somebody new: a slip, the privacy notice, the home, the proof, the poll, a person to ask."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.desks import Desk
from tests.browser.phones import Phone
from tests.browser.product import Product, keep_picture

pytestmark = pytest.mark.browser
NEWCOMER, GUESSER, READER = 150, 160, 170  # places on the demo roster nobody is bound to


def slip_of(product: Product, place: int) -> dict[str, Any]:
    """The house code of a home of the demo city."""
    slip: dict[str, Any] = product.city["house_codes"][place]
    return slip


def test_a_new_resident_scans_a_slip_proves_ownership_and_answers(
    product: Product, new_phone: Callable[[], Phone]
) -> None:
    slip = slip_of(product, NEWCOMER)
    phone = new_phone().buy("新来的住户")
    notice = phone.scan(slip["code"])
    assert "谁看得到" in notice, "the privacy notice stands before the first name"
    assert "您同意吗" in notice
    keep_picture(phone.page, "new-1-privacy", whole=False)
    assert f"{slip['unit']}{slip['number']}，对吗" in phone.say("同意")
    assert "姓名" in phone.say("对")
    assert "绑好了" in phone.say("叶海燕")
    expect(phone.page.locator(".handset-state").last).to_contain_text("家庭成员")
    assert "手机号" in phone.say("我是业主")
    assert "对不上" in phone.say("13800000000")
    assert "业主身份" in phone.say(f"1990000{NEWCOMER:04d}")
    expect(phone.page.locator(".handset-state").last).to_contain_text("业主")
    keep_picture(phone.page, "new-2-owner", whole=False)
    assert "回执" in phone.answer_poll(phone.say("投票"))


def test_the_code_on_the_slip_opens_the_page_that_binds(
    product: Product, new_phone: Callable[[], Phone]
) -> None:
    slip = slip_of(product, READER)
    phone = new_phone().buy("看网页的住户")
    phone.scan(f"{product.base_url}/my/bind?code={slip['code']}")
    page = phone.page
    expect(page.get_by_role("heading", level=1)).to_have_text("绑定之前，先说清楚")
    page.get_by_role("button", name="同意，去绑定").click()
    page.get_by_label("怎么称呼您").fill("钱桂兰")
    page.get_by_role("button", name="绑定", exact=True).click()
    expect(page.locator("main")).to_contain_text(f"{slip['unit']}{slip['number']}")
    keep_picture(page, "new-3-bound-on-the-page")


def test_five_wrong_codes_lock_the_sixth_though_it_is_right(
    product: Product, new_phone: Callable[[], Phone]
) -> None:
    phone = new_phone().buy("乱试的人")
    phone.page.get_by_role("button", name="关注“小区议事厅”").click()
    phone.say("绑定")
    phone.say("同意")
    for number in range(5):
        said = phone.say(f"AAAA-BBBB-000{number}")
        if "再试一次" in said:
            assert number < 4, said
    locked = phone.say(slip_of(product, GUESSER)["code"])
    assert re.search(r"\d+月\d+日（周.）00:00 以后才能再试", locked), locked
    expect(phone.page.locator(".handset-state").last).to_contain_text("还没有绑定房屋")
    keep_picture(phone.page, "new-4-locked", whole=False)


def test_a_clerk_answers_somebody_who_asked_for_a_person(
    product: Product, new_phone: Callable[[], Phone], desk: Desk
) -> None:
    phone = new_phone().pick(product.resident(8)["openid"])
    phone.say("人工")
    handed_over = phone.say("三单元楼道灯坏了")
    number = re.search(r"编号 (\w+)", handed_over)
    assert number, handed_over
    desk.sign_in()
    desk.go("等人回话")
    keep_picture(desk.page, "new-5-waiting")
    desk.go(number[1])
    assert "三单元楼道灯坏了" in desk.words
    desk.write("回复住户", "已经报给电工，今天下午来修。")
    desk.press("发给住户")
    phone.wait_for("今天下午来修")
    keep_picture(phone.page, "new-6-reply", whole=False)
    desk.until("已发出")
