"""Tests of the menu and of WeChat's limits on it."""

from typing import Any

import pytest

from bots.wechat.menu import KEYS, check, menu_for
from surveys.errors import Invalid

BASE = "https://example.org"


def buttons(menu: dict[str, Any]) -> list[dict[str, Any]]:
    """Every item below the tabs."""
    return [item for tab in menu["button"] for item in tab["sub_button"]]


def test_our_menu_has_three_tabs_by_what_residents_want() -> None:
    assert [tab["name"] for tab in menu_for(BASE)["button"]] == ["参与", "进展", "我的"]


def test_every_key_the_bot_knows_stands_in_the_menu_once() -> None:
    keys = [item["key"] for item in buttons(menu_for(BASE)) if item["type"] == "click"]
    assert sorted(keys) == sorted(KEYS)


@pytest.mark.parametrize("base", [BASE, BASE + "/", "http://127.0.0.1:8000"])
def test_pages_stand_under_the_configured_address(base: str) -> None:
    urls = [item["url"] for item in buttons(menu_for(base)) if item["type"] == "view"]
    assert urls
    assert all(url.startswith(base.rstrip("/") + "/") and "//" not in url[8:] for url in urls)


def test_names_are_short_enough_to_be_shown() -> None:
    menu = menu_for(BASE)
    assert all(len(tab["name"]) <= 4 for tab in menu["button"])
    assert all(len(item["name"]) <= 7 for item in buttons(menu))


def click(**changes: Any) -> dict[str, Any]:
    """An item that is fine, changed."""
    return {"type": "click", "name": "x", "key": "k", **changes}


def view(url: object) -> dict[str, Any]:
    """An item that opens a page."""
    return {"type": "view", "name": "x", "url": url}


@pytest.mark.parametrize(
    "menu",
    [
        {"button": [click()]},
        {"button": [click(name="四个汉字")] * 3},
        {"button": [{"name": "x", "sub_button": [click()] * 5}]},
        {"button": [click(key="k" * 128)]},
        {"button": [{"name": "x", "sub_button": [click(name="二" * 20)]}]},
        {"button": [view("https://elsewhere.example/")]},
        {"button": [view("https://x/" + "a" * 1014)]},
    ],
)
def test_what_wechat_takes_is_fine(menu: dict[str, Any]) -> None:
    check(menu, BASE)


@pytest.mark.parametrize(
    ("menu", "problem"),
    [
        ({}, "tabs"),
        ({"button": []}, "tabs"),
        ({"button": "x"}, "tabs"),
        ({"button": ["x"]}, "tabs"),
        ({"button": [click()] * 4}, "tabs"),
        ({"button": [{"name": "x", "sub_button": []}]}, "items"),
        ({"button": [{"name": "x", "sub_button": "x"}]}, "items"),
        ({"button": [{"name": "x", "sub_button": [click()] * 6}]}, "items"),
        ({"button": [{"name": "x", "sub_button": [click(sub_button=[click()])]}]}, "third-level"),
        ({"button": [click(name="")]}, "name"),
        ({"button": [click(name=5)]}, "name"),
        ({"button": [click(name="六个汉字名字")]}, "name"),
        ({"button": [{"name": "x", "sub_button": [click(name="二" * 21)]}]}, "name"),
        ({"button": [click(key="")]}, "key"),
        ({"button": [click(key="键" * 43)]}, "key"),
        ({"button": [view("")]}, "url"),
        ({"button": [view(None)]}, "url"),
        ({"button": [view("https://")]}, "url"),
        ({"button": [view("http://example.org/")]}, "url"),
        ({"button": [view("javascript:alert(1)")]}, "url"),
        ({"button": [view("https://x/" + "a" * 1015)]}, "url"),
        ({"button": [click(type="miniprogram")]}, "type"),
        ({"button": [{"name": "x"}]}, "type"),
    ],
)
def test_what_wechat_would_refuse_is_named(menu: dict[str, Any], problem: str) -> None:
    with pytest.raises(Invalid) as caught:
        check(menu, BASE)
    assert caught.value.facts["problem"] == problem


def test_plain_http_is_for_our_own_address_only() -> None:
    base = "http://127.0.0.1:8000"
    check({"button": [view(base + "/my/")]}, base)
    for url in ("http://127.0.0.1:80001/", "http://127.0.0.1:8000.evil/", "http://elsewhere.example/"):
        with pytest.raises(Invalid):
            check({"button": [view(url)]}, base)
