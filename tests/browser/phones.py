"""A resident's telephone: the pages of the simulator, handled as fingers would."""

from typing import Any

from playwright.sync_api import Page

NEWEST = """() => {
  const lines = [...document.querySelectorAll('#chat > li')].reverse(), found = [];
  for (const line of lines) {
    if (line.classList.contains('bubble-mine')) break;
    if (line.classList.contains('chat-line') && !line.querySelector('time')) break;
    if (line.classList.contains('bubble-theirs')) found.push(line.querySelector('.bubble-body').innerText);
  }
  return found.reverse().join('\\n');
}"""
MOST_TURNS = 30
REVIEW = ("请看一遍", "1")  # repeats the questions, so it is looked for first
REPLIES = (  # what the bot asks, and a plain answer to it
    ("请打分", "4"),
    ("中间空一格", "1 2"),
    ("请写下来", "楼道灯太暗"),
    ("请回一个数字", "1"),
    ("要改吗", "不改"),
)


class Phone:
    """One telephone held by one browser profile."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def pick(self, openid: str) -> "Phone":
        """Take up one of the telephones lying in the simulator; nobody is signed in on it yet."""
        self.page.goto(f"/simulator/?q={openid}")
        with self.page.expect_navigation():
            self.page.locator(f'.sim-phones button[value="{openid}"]').click()
        return self

    def buy(self, name: str) -> "Phone":
        """A new telephone, of somebody the product does not know."""
        self.page.goto("/simulator/")
        self.page.get_by_label("添加一部新手机").fill(name)
        self._press("添加并拿起")
        return self

    def say(self, words: str) -> str:
        """Write a message; returns what the account answered at once."""
        self.page.get_by_label("发消息").fill(words)
        self._press("发送")
        return self.newest

    def scan(self, code: str) -> str:
        """Scan a code; returns what the account answered at once."""
        self.page.get_by_label("扫一扫").fill(code)
        self._press("扫")
        return self.newest

    def tap(self, tab: str, item: str) -> str:
        """Tap a line of the account's menu; returns what it answered in the chat."""
        self.page.locator(".menu-tabs summary", has_text=tab).click()
        button = self.page.locator(".menu-items button", has_text=item).first
        with self.page.expect_navigation():
            button.click()
        return self.newest

    def answer_poll(self, asked: str, answers: dict[str, str] | None = None) -> str:
        """Go on answering until the receipt comes; `answers` maps a question's words to what is said."""
        for _ in range(MOST_TURNS):
            if "回执" in asked:
                return asked
            asked = self.say(_reply_to(asked, answers or {}))
        raise AssertionError(f"no receipt after {MOST_TURNS} messages; the last: {asked}")

    def wait_for(self, words: str) -> None:
        """Until the chat shows these words without anybody touching the telephone."""
        self.page.locator("#chat .bubble-theirs", has_text=words).last.wait_for(timeout=20_000)

    @property
    def newest(self) -> str:
        """What the account has said since the last thing that happened here."""
        found: Any = self.page.evaluate(NEWEST)
        return str(found)

    def _press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()


def _reply_to(asked: str, answers: dict[str, str]) -> str:
    for words, reply in (REVIEW, *answers.items(), *REPLIES):
        if words in asked:
            return reply
    raise AssertionError(f"nothing to say to: {asked}")
