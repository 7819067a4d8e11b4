"""Owners of the demo city before a decision: by chat, on the page, for somebody else, with a doubt."""

from typing import Any

from playwright.sync_api import Browser

from app.cli.demo import city
from tests.browser.deciding import TEXT, TITLE, Look
from tests.browser.phones import Phone
from tests.browser.product import PHONE, Product


def owners(place: Product) -> list[dict[str, Any]]:
    """Residents proved as owners of one home, of whom no other test takes the telephone."""
    return [one for one in place.city["residents"][20:] if one["is_owner"] and len(one["rooms"]) == 1]


def telephone_of(label: str) -> str:
    """The number the demo roster has for the owner of a home, as the clerk's file said."""
    building, _, rest = label.partition("号楼")
    unit, _, number = rest.partition("单元")
    stairs = (int(building) - 1) * city.UNITS + int(unit) - 1
    floor, door = int(number[:-2]), int(number[-2:])
    return f"1990000{(stairs * city.FLOORS + floor - 1) * city.DOORS + door - 1:04d}"


class Owner:
    """One owner with a telephone, and the decision they are asked about."""

    def __init__(self, place: Product, browser: Browser, resident: dict[str, Any]) -> None:
        self.phone = Phone(place.context(browser, PHONE).new_page()).pick(resident["openid"])
        self.page = self.phone.page
        self.name = resident["name"]
        self.home = resident["rooms"][0]

    def ask_in_chat(self) -> str:
        """The menu, the list, this decision: what the account says of it."""
        asked = self.phone.tap("参与", "业主表决")
        return self.phone.say(TITLE) if "您要看哪一件" in asked else asked

    def vote_in_chat(self, words: str, *, home: str = "") -> str:
        """Everything read back before it counts; the receipt."""
        asked = self.ask_in_chat()
        assert TEXT[:40] in asked, asked
        assert "/my/decisions/" in asked, "the full text is one tap away"
        if home:
            asked = self.phone.say(home)
        assert (home or self.home) in asked, asked
        said = self.phone.say(words)
        assert f"【{words}】" in said, said
        assert TITLE in said
        return self.phone.say("对")

    def vote_on_page(self, key: str, words: str, look: Look) -> str:
        """One question a page, read back, the receipt; its number."""
        self.page.goto(f"/my/decisions/{key}")
        look(self.page, "owner-decision")
        self._go("去投票" if self.page.get_by_role("link", name="去投票").count() else "改票")
        self.page.locator("label", has_text=words).first.click()
        look(self.page, "owner-question")
        self._press("下一步：看一遍")
        assert words in self.said
        assert self.home in self.said
        look(self.page, "owner-read-back")
        self._press("对，投出去")
        assert "选票已经记下" in self.said
        look(self.page, "owner-receipt")
        return self.receipt

    def object(self, key: str, words: str, look: Look) -> None:
        """A doubt about the count, once the first result is published."""
        self.page.goto(f"/my/decisions/{key}")
        self._go("提异议")
        self.page.locator("label", has_text="计票").first.click()
        self.page.get_by_label("怎么回事").fill(words)
        look(self.page, "owner-objection")
        self._press("提交")
        assert words in self.said

    def look_up(self, key: str, receipt: str) -> str:
        """What everybody learns of a receipt on the public page."""
        self.page.goto(f"/d/{key}?receipt={receipt}")
        self._press("查一查")
        return self.page.locator("#receipt-answer").inner_text()

    @property
    def receipt(self) -> str:
        """The number on the receipt page, in fours."""
        href = self.page.get_by_role("link", name="现在就去公开页面查").get_attribute("href") or ""
        return href.partition("receipt=")[2].partition("#")[0]

    @property
    def said(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()

    def _go(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).first.click()

    def _press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()


def without_telephone(place: Product) -> list[str]:
    """Homes of which nobody is in WeChat."""
    bound = {room for one in place.city["residents"] for room in one["rooms"]}
    homes = (one["unit"] + one["number"] for one in place.city["house_codes"])
    return [home for home in homes if home not in bound]
