"""The core of the product with JavaScript switched off, for old telephones and careful offices."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.desks import Desk
from tests.browser.phones import Phone
from tests.browser.product import DESK, PHONE, Product

pytestmark = pytest.mark.browser
RESIDENT = 6
AT_THE_DESK = "5-4-601"


@pytest.fixture
def plain(profile: Callable[..., BrowserContext]) -> Callable[[dict[str, int]], Page]:
    """Opens a page of a browser that runs no scripts."""
    return lambda viewport: profile(viewport, java_script_enabled=False).new_page()


def test_anybody_finds_a_compound_and_its_poll(
    product: Product, plain: Callable[[dict[str, int]], Page]
) -> None:
    page = plain(PHONE)
    page.goto("/")
    for name in ("东昌府区", product.city["compound"]["name"]):
        page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(product.city["compound"]["name"])
    page.get_by_role("link", name="小区最急着改什么").first.click()
    expect(page.locator("main")).to_contain_text("户回答了这一题")
    page.get_by_text("看数字表").first.click()
    expect(page.get_by_role("table").first).to_be_visible()


def test_a_resident_answers_reviews_and_gets_a_receipt(
    product: Product, plain: Callable[[dict[str, int]], Page]
) -> None:
    page = Phone(plain(PHONE)).pick(product.resident(RESIDENT)["openid"]).page
    page.goto("/my/polls")
    page.get_by_role("link", name="小区改造意愿与菜单").first.click()
    page.locator("label", has_text="还没想好").click()
    page.get_by_role("button", name="看一遍，再交").click()
    expect(page.get_by_role("alert")).to_contain_text("这一题还没有回答")
    for key in page.locator("fieldset.question").evaluate_all("all => all.map(one => one.id)"):
        _answer(page, key)
    page.get_by_role("button", name="看一遍，再交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("看一遍，对不对？")
    expect(page.locator("main")).to_contain_text("还没想好")
    page.get_by_role("button", name="对，交上去").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了")
    expect(page.locator("main")).to_contain_text(product.resident(RESIDENT)["rooms"][0])


def _answer(page: Page, key: str) -> None:
    """Pick the first box of a question that wants several; leave what is answered and what may stay empty."""
    boxes = page.locator(f"#{key} input[type=checkbox]")
    if boxes.count() and not page.locator(f"#{key} input:checked").count():
        page.locator(f"#{key} label.choice").first.click()


def test_the_committee_sees_who_answered_and_writes_a_paper_answer_down(
    product: Product, plain: Callable[[dict[str, int]], Page]
) -> None:
    desk = Desk(plain(DESK)).sign_in()
    desk.page.goto(f"/committee/polls/{product.live_poll}/turnout")
    expect(desk.page.locator("main")).to_contain_text(re.compile(r"/ \d+ 户"))
    desk.go("登记纸质、上门、电话")
    desk.write("门牌", AT_THE_DESK)
    desk.press("找这一户")
    desk.go("5号楼4单元601")
    desk.tick("上门")
    desk.tick("还没想好")
    for key in desk.page.locator("fieldset.question").evaluate_all("all => all.map(one => one.id)"):
        _answer(desk.page, key)
    desk.press("登记")
    expect(desk.page.locator("main")).to_contain_text("登记好了")
    desk.page.goto(f"/committee/polls/{product.live_poll}/turnout")
    stair = desk.page.get_by_role("table", name="5号楼4单元：按楼层")
    expect(stair).to_contain_text("已答·上门")
