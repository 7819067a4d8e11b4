"""A clerk in a stairwell without a network: what was written down is sent once when there is one."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.desks import Desk
from tests.browser.looking import WIDE, faults_by_ear
from tests.browser.product import PHONE, Product

pytestmark = pytest.mark.browser
STAIR = "3号楼2单元"
TAKE_KEY = """key => {
  const name = Object.keys(localStorage).find(one => one.startsWith('visits:'));
  const list = JSON.parse(localStorage.getItem(name));
  localStorage.setItem(name, JSON.stringify(list.map(one => ({...one, key}))));
}"""


@pytest.fixture
def phone(product: Product, profile: Callable[..., BrowserContext]) -> Page:
    """A clerk's telephone with a fresh round of one stairwell on it."""
    desk = Desk(profile(PHONE).new_page()).sign_in()
    page = desk.page
    page.goto("/committee/rounds")
    desk.go("开一轮扫楼")
    desk.write("这一轮叫什么", "没网也能记")
    for words in ("别的事", "每一户都去", "只去勾选的单元"):
        desk.tick(words)
    page.locator("summary", has_text="勾选单元").click()
    desk.tick(STAIR)
    desk.press("开始这一轮")
    expect(page.locator("main")).to_contain_text("名单排好了")
    return page


def write_down(page: Page, place: int, outcome: str, *, note: str = "") -> None:
    """Unfold a home of the list, say what came of the visit."""
    home = page.locator(".visit-home").nth(place)
    home.locator("summary").click()
    home.locator("label.choice", has_text=outcome).click()
    home.get_by_label(re.compile("^备注")).fill(note)
    home.get_by_role("button", name=re.compile("^记下")).click()


def expect_waiting(page: Page, count: int) -> None:
    """The page says how many visits have not been sent yet."""
    if count:
        expect(page.locator("[data-some]")).to_be_visible()
        expect(page.locator("[data-some]")).to_have_text(f"{count} 条还没传上去")
    else:
        expect(page.locator("[data-none]")).to_be_visible()


def visits_on(page: Page) -> list[str]:
    """What the page tells of every visit, after asking the server again."""
    page.reload()
    return page.locator(".visit-history li").all_text_contents()


def test_three_visits_without_a_network_are_each_recorded_once(phone: Page) -> None:
    phone.context.set_offline(True)
    for place, outcome in enumerate(("见到人", "家里没人", "拒绝")):
        write_down(phone, place, outcome, note=f"第{place}家")
    expect_waiting(phone, 3)
    expect(phone.locator(".visit-home").first).to_contain_text("还没传上去")
    phone.context.set_offline(False)
    expect_waiting(phone, 0)
    expect(phone.locator(".visit-home").first).to_contain_text("刚刚记好")
    told = visits_on(phone)
    assert len(told) == 3
    assert [any(f"第{place}家" in line for line in told) for place in range(3)] == [True] * 3
    assert phone.evaluate("Object.keys(localStorage).filter(one => one.startsWith('visits:'))") == []


def test_the_list_on_a_telephone_and_its_paper_are_sound(phone: Page) -> None:
    write_down(phone, 0, "家里没人")
    expect_waiting(phone, 0)
    list_url = phone.url.partition("?")[0]
    for url in (list_url, f"{list_url}/print", list_url.rpartition("/")[0]):
        phone.goto(url)
        assert phone.evaluate(WIDE) == "", url
        assert faults_by_ear(phone) == [], url


def test_a_visit_whose_answer_was_lost_is_sent_again_and_recorded_once(phone: Page) -> None:
    sent: list[str] = []

    def lose_the_answer(route: Route) -> None:
        sent.append(route.request.post_data or "")
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    phone.route("**/visits", lose_the_answer)
    write_down(phone, 0, "电话联系", note="说好了")
    expect_waiting(phone, 1)
    phone.get_by_role("button", name="现在传").click()
    expect_waiting(phone, 0)
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert len(visits_on(phone)) == 1


def test_the_same_key_with_other_content_is_refused_shown_and_dropped(phone: Page) -> None:
    sent: list[str] = []
    phone.on("request", lambda asked: sent.append(asked.post_data or "") if asked.method == "POST" else None)
    write_down(phone, 0, "见到人", note="第一次")
    box = phone.locator("[data-rounds]")
    expect_waiting(phone, 0)
    phone.context.set_offline(True)
    write_down(phone, 1, "家里没人")
    phone.evaluate(TAKE_KEY, re.search(r"key=(\w+)", sent[0]).group(1))
    phone.context.set_offline(False)
    expect(box).to_contain_text("先前传过，内容不一样")
    phone.get_by_role("button", name="知道了").click()
    expect(box).not_to_contain_text("内容不一样")
    assert len(visits_on(phone)) == 1


def test_nobody_signs_out_over_what_was_not_sent(phone: Page) -> None:
    phone.context.set_offline(True)
    write_down(phone, 0, "见到人")
    phone.get_by_role("button", name="退出登录").click()
    expect(phone.locator("[data-stay]")).to_contain_text("先连上网传完再退出")
    phone.context.set_offline(False)
    expect_waiting(phone, 0)
