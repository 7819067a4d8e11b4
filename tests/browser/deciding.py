"""An owner decision at the desks of those who run it: a clerk, somebody of the committee, who watches."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.desks import Desk
from tests.browser.product import DESK, Product
from tests.browser.times import in_liaocheng

TITLE = "更换小区大门和监控"
TEXT = "更换东门、北门和全部监控，预算 18.6 万元，从公共收益里出，业主不另交钱。施工单位公开比选，保修三年。"
CLERK, SECOND = "demo-clerk", "demo-committee"
WATCHER, AUDITOR = "demo-liaison", "demo-auditor"  # appointed to watch this count
NOTICE_DAYS, VOTING_DAYS, OBJECTION_DAYS = 16, 7, 7
ROUND = {"地点": "社区服务站一楼", "时间": "每天 9:00—17:00", "计票人": "周敏", "票箱": "一楼大厅 2 号票箱"}

Look = Callable[[Page, str], None]


class Desks:
    """Three desks and one decision; whoever sits down signs in afresh when weeks have passed."""

    def __init__(self, place: Product, browser: Browser, look: Look) -> None:
        pages = {name: place.context(browser, DESK).new_page() for name in (CLERK, SECOND, WATCHER, AUDITOR)}
        self.desks = {name: Desk(page) for name, page in pages.items()}
        self.look = look
        self.key = ""

    def sit(self, username: str, path: str = "", *, root: str = "/committee/decisions") -> Desk:
        """The page of the decision, or the part of it named by its path, before somebody's eyes."""
        desk, address = self.desks[username], f"{root}/{self.key}{path}"
        desk.page.goto(address)
        if "/staff/sign-in" in desk.page.url:
            desk.sign_in(username)
            desk.page.goto(address)
        return desk

    def draft(self, mode: str) -> None:
        """Everything on one page; the appointment makes it official."""
        desk = self.desks[CLERK].sign_in(CLERK)
        desk.go("业主表决")
        desk.go("发起一次业主表决")
        for label, words in _texts().items():
            desk.write(label, words)
        desk.choose("属于哪类事项", "公共收益怎么用")
        desk.choose("发起单位是哪种", "居民委员会")
        desk.tick(mode)
        desk.tick("正式表决：主管部门已经指定用这里")
        self.look(desk.page, "draft")
        desk.press("保存")
        assert "存好了" in desk.words
        self.key = desk.page.url.rpartition("/")[2]

    def take(self, title: str, button: str = "请人核对") -> str:
        """A step by two persons: the clerk asks and cannot confirm, the other confirms; what it says then."""
        desk = self.sit(CLERK)
        form = desk.page.locator("form.panel", has_text=title)
        with desk.page.expect_navigation():
            form.get_by_role("button", name=button).click()
        assert "等另一个人核对" in desk.words, desk.words
        assert "核对无误，办理" not in desk.words, "who asked cannot confirm"
        second = self.sit(SECOND)
        self.look(second.page, f"waiting-{title[:4]}")
        second.press("核对无误，办理")
        assert "核对好了，已经办理" in second.words, second.words
        return second.words

    def open_box(self, serial: str) -> None:
        """The clerk lists the one ballot in the box with a picture of the seal, who watches confirms it."""
        seal, desk = io.BytesIO(), self.sit(CLERK, "/box", root="/staff/ballots")
        Image.new("RGB", (640, 480), (150, 120, 90)).save(seal, "JPEG")
        picture = {"name": "seal.jpg", "mimeType": "image/jpeg", "buffer": seal.getvalue()}
        desk.page.get_by_label("封条照片").set_input_files([picture])
        desk.page.get_by_label("数出来几张").fill("1")
        desk.page.get_by_label("票号", exact=True).fill(serial)
        desk.press("请人核对")
        assert "要由另一个人核对" in desk.words, "who listed it cannot confirm"
        watcher = self.sit(WATCHER, "/box", root="/staff/ballots")
        self.look(watcher.page, "box")
        watcher.press("张数、票号、封条都对")
        assert "照名单登记" in watcher.words

    def until(self, stage: str) -> None:
        """Until the clock has done its part and the page says the stage."""
        self.sit(CLERK).until(stage)

    def fix_paper_round(self) -> None:
        """Where, when, who counts, which box; then a number for every owner."""
        desk = self.sit(CLERK, "/paper")
        for label, words in ROUND.items():
            desk.write(label, words)
        desk.press("定下来")
        desk.press("给他们编号")
        assert "印制 = 收回 + 作废 + 换新 + 在外" in desk.words

    def appoint(self, username: str) -> None:
        """Somebody of a member unit may read returned ballots of this decision alone."""
        desk = self.sit(CLERK, "/invigilators")
        desk.write("登录名", username)
        desk.page.get_by_role("button", name="指定").first.click()
        assert "指定好了" in desk.words
        self.look(desk.page, "invigilators")

    def read_paper(self, username: str, serial: str, words: str) -> str:
        """Enter one returned ballot as its code leads to the page; what the page says then."""
        desk = self.sit(username, f"?serial={serial}", root="/staff/ballots")
        desk.tick(words)
        desk.press("记下，登记下一张")
        return desk.words

    def follow(self, username: str, path: str, act: Callable[[Desk], Any]) -> str:
        """Sit down, do one thing, read what the page says then."""
        desk = self.sit(username, path)
        act(desk)
        return desk.words


def _texts() -> dict[str, str]:
    day = in_liaocheng(timedelta())[:10]
    opens = timedelta(days=NOTICE_DAYS)
    return {
        "标题": TITLE,
        "全文": TEXT,
        "发起单位全称": "柳园社区居民委员会",
        "凭什么发起": "柳园居〔2026〕9 号",
        "日期": day,
        "联系人": "周敏",
        "联系电话": "0635-0000000",
        "哪天告诉居委会": day,
        "什么时候开始投票": in_liaocheng(opens),
        "什么时候截止": in_liaocheng(opens + timedelta(days=VOTING_DAYS)),
        "指定文件号": "柳园街〔2026〕12 号",
        "文件日期": day,
    }
