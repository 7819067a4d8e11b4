"""A clerk at the desk: every touch of mouse and keyboard is counted, for that is what the work costs."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

PASSWORD = "yishiting-demo"
PATIENCE = 40  # half seconds


class Desk:
    """A browser on a clerk's desk, with the number of clicks, fields and pages it took."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0
        self.fields = 0
        self.pages: list[str] = []

    def sign_in(self, username: str = "demo-clerk") -> "Desk":
        """Name and password, then today's work."""
        self.page.goto("/staff/sign-in")
        self.write("用户名", username)
        self.write("密码", PASSWORD)
        self.press("登录")
        return self

    def write(self, label: str, value: str) -> None:
        """Type into a field."""
        self._field(label).fill(value)
        self.fields += 1

    def tick(self, label: str) -> None:
        """Choose a radio button or tick a box by the words beside it."""
        self.page.locator("label", has_text=label).first.click()
        self.clicks += 1

    def choose(self, label: str, words: str) -> None:
        """Choose from a list that folds out."""
        self._field(label).select_option(label=words)
        self.clicks += 1

    def bring(self, label: str, name: str, content: bytes) -> None:
        """Choose a file."""
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        file: Any = {"name": name, "mimeType": kind, "buffer": content}
        self._field(label).set_input_files(file)
        self.clicks += 2

    def press(self, name: str) -> None:
        """Press a button that leads to another page."""
        self._follow(self.page.get_by_role("button", name=name, exact=True).first)

    def go(self, name: str) -> None:
        """Follow a link."""
        self._follow(self.page.get_by_role("link", name=name).first)

    def save(self, name: str, folder: Path) -> Path:
        """Follow a link to a file and keep it."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name).first.click()
        self.clicks += 1
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    def until(self, words: str) -> None:
        """Look at the page again until the worker has caught up."""
        for _ in range(PATIENCE):
            if words in self.words:
                return
            self.page.wait_for_timeout(500)
            self.page.reload()
        raise AssertionError(f"{words} never appeared: {self.words}")

    @property
    def words(self) -> str:
        """Everything the page says."""
        return self.page.locator("body").inner_text()

    def _field(self, label: str) -> Locator:
        """The field whose label begins so; 可以不填 may follow."""
        return self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first

    def _follow(self, control: Locator) -> None:
        with self.page.expect_navigation():
            control.click()
        self.clicks += 1
        self.pages.append(self.page.title())
