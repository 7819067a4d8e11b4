"""A resident answers the whole live poll in the chat, changes an answer, and finds it on the page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.phones import Phone
from tests.browser.product import Product, keep_picture

pytestmark = pytest.mark.browser
AUTHORIZE = "/simulator/open/connect/oauth2/authorize"


def test_a_poll_is_answered_in_the_chat_changed_and_found_on_the_page(
    product: Product, new_phone: Callable[[], Phone]
) -> None:
    phone = new_phone().pick(product.resident(3)["openid"])
    home = product.resident(3)["rooms"][0]

    asked = phone.tap("参与", "当前投票")
    assert "小区改造意愿与菜单（意向）" in asked
    assert home in asked, "it says for which home the answer is recorded"
    assert "看不到您选了什么" in asked, "it says who sees the answer before the first question"
    keep_picture(phone.page, "phone-1-first-question", whole=False)
    receipt = phone.answer_poll(asked, {"您家愿不愿意小区改造": "愿意", "基础项目里": "1 3"})
    assert home in receipt
    keep_picture(phone.page, "phone-2-receipt", whole=False)

    _change_the_second_answer(phone)
    keep_picture(phone.page, "phone-3-changed", whole=False)
    _find_it_on_the_page(phone, home)


def test_a_message_that_is_no_option_is_asked_again_in_plain_words(
    product: Product, new_phone: Callable[[], Phone]
) -> None:
    phone = new_phone().pick(product.resident(4)["openid"])
    phone.tap("参与", "当前投票")
    assert "请回数字" in phone.say("不是不愿意") or "没听" in phone.newest
    assert "2/6" in phone.say("愿意")
    assert "还没有提交" in phone.say("退出")
    assert "2/6" in phone.say("投票"), "what was answered before is kept"


def _change_the_second_answer(phone: Phone) -> None:
    before = phone.say("投票")
    assert "自来水管" in before
    assert "暖气" in before
    phone.say("修改")
    asked = phone.say("2")
    assert "基础项目里" in asked
    review = phone.say("10 7")
    receipt = phone.answer_poll(review)
    assert "回执" in receipt


def _find_it_on_the_page(phone: Phone, home: str) -> None:
    went: list[str] = []
    phone.page.on("request", lambda request: went.append(request.url))
    phone.tap("参与", "网页上参与")
    assert any(AUTHORIZE in url for url in went), "the page signs in by WeChat's own way"
    phone.page.get_by_role("link", name="小区改造意愿与菜单").first.click()
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("收到了")
    page = phone.page.locator("main")
    expect(page).to_contain_text(home)
    expect(page).to_contain_text("屋顶防水（修漏）；路灯、楼道灯")
    expect(page).not_to_contain_text("自来水管")
    keep_picture(phone.page, "phone-4-page")
