"""Browsers are named by what they call themselves."""

import pytest

from app.web.browsers import browser_of


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36", "chrome-desk"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "edge-desk"),
        ("Mozilla/5.0 (Windows NT 6.1) Chrome/86.0 Safari/537.36 QIHU 360SE", "360-desk"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/86 MQQBrowser/13 Mobile Safari/537.36", "qq-hand"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605 Mobile/15E148 MicroMessenger/8.0.40", "wechat-hand"),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/605 Version/17.0 Safari/605", "safari-desk"),
        ("Mozilla/5.0 (X11) Gecko/20100101 Firefox/121.0", "firefox-desk"),
        ("", "other-desk"),
        ("x" * 10_000, "other-desk"),
    ],
)
def test_the_family_and_whether_it_is_held_in_the_hand(said: str, name: str) -> None:
    assert browser_of(said) == name
    assert len(name) <= 30
