"""The account's menu as data: what residents can tap, and WeChat's limits on it.

CLICK items are answered in the chat (the bot hears the key) and open the quota of three messages in a
minute; VIEW items open a page of ours. Phones show 4 characters of a tab and about 7 of an item.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from surveys.errors import Invalid

MAX_TABS, MAX_ITEMS = 3, 5
TAB_BYTES, ITEM_BYTES, KEY_BYTES, URL_BYTES = 16, 60, 128, 1024

POLLS = "menu:polls"
DECISIONS = "menu:decisions"
RESULTS = "menu:results"
PROGRESS = "menu:progress"
ROOMS = "menu:rooms"
RECORDS = "menu:records"
CLERK = "menu:clerk"
HELP = "menu:help"
KEYS = (POLLS, DECISIONS, RESULTS, PROGRESS, ROOMS, RECORDS, CLERK, HELP)


@dataclass(frozen=True)
class Item:
    """One line of the menu: a key for the bot, or else the path of a page."""

    name: str
    key: str = ""
    path: str = ""


TABS: tuple[tuple[str, tuple[Item, ...]], ...] = (
    (
        "参与",
        (
            Item("当前投票", POLLS),
            Item("业主表决", DECISIONS),
            Item("投票结果", RESULTS),
            Item("网页上参与", path="/my/polls"),
        ),
    ),
    ("进展", (Item("小区改造进度", PROGRESS), Item("全市公示", path="/"))),
    (
        "我的",
        (
            Item("我的房屋", ROOMS),
            Item("我的记录", RECORDS),
            Item("我家与小区", path="/my/"),
            Item("联系居委会", CLERK),
            Item("怎么用", HELP),
        ),
    ),
)


def menu_for(base_url: str) -> dict[str, Any]:
    """The body of WeChat's menu/create, with pages under `base_url`."""
    base = base_url.rstrip("/")
    tabs = [{"name": name, "sub_button": [_button(item, base) for item in items]} for name, items in TABS]
    menu = {"button": tabs}
    check(menu, base)
    return menu


def check(menu: Mapping[str, Any], base_url: str) -> None:
    """Raise Invalid with the first thing that WeChat would refuse, or would show cut off."""
    for problem, name in _problems(menu, base_url.rstrip("/")):
        raise Invalid("wechat-menu-invalid", problem=problem, name=name)


def _button(item: Item, base: str) -> dict[str, str]:
    if item.key:
        return {"type": "click", "name": item.name, "key": item.key}
    return {"type": "view", "name": item.name, "url": base + item.path}


def _problems(menu: Mapping[str, Any], base: str) -> Iterator[tuple[str, str]]:
    tabs = menu.get("button")
    if not _has(tabs, MAX_TABS):
        yield "tabs", ""
        return
    for tab in tabs:
        yield from _name_problems(tab, TAB_BYTES)
        if "sub_button" not in tab:
            yield from _act_problems(tab, base)
        elif not _has(tab["sub_button"], MAX_ITEMS):
            yield "items", _name(tab)
        else:
            yield from _items_problems(tab["sub_button"], base)


def _items_problems(items: Sequence[Mapping[str, Any]], base: str) -> Iterator[tuple[str, str]]:
    for item in items:
        yield from _name_problems(item, ITEM_BYTES)
        if "sub_button" in item:
            yield "third-level", _name(item)
        yield from _act_problems(item, base)


def _name_problems(button: Mapping[str, Any], limit: int) -> Iterator[tuple[str, str]]:
    if not 0 < _bytes(button.get("name")) <= limit:
        yield "name", _name(button)


def _act_problems(button: Mapping[str, Any], base: str) -> Iterator[tuple[str, str]]:
    kind = button.get("type")
    if kind == "click" and not 0 < _bytes(button.get("key")) <= KEY_BYTES:
        yield "key", _name(button)
    elif kind == "view" and not _may_open(button.get("url"), base):
        yield "url", _name(button)
    elif kind not in ("click", "view"):
        yield "type", _name(button)


def _may_open(url: object, base: str) -> bool:
    """Any https page; plain http only under our own address, as in development."""
    is_ours = isinstance(url, str) and (url == base or url.startswith(base + "/"))
    is_web = isinstance(url, str) and url.startswith("https://") and len(url) > len("https://")
    return (is_web or (is_ours and base.startswith("http://"))) and _bytes(url) <= URL_BYTES


def _has(buttons: object, most: int) -> TypeGuard[list[dict[str, Any]]]:
    """One to `most` buttons, each of them an object."""
    return (
        isinstance(buttons, list)
        and 0 < len(buttons) <= most
        and all(isinstance(button, dict) for button in buttons)
    )


def _name(button: Mapping[str, Any]) -> str:
    return str(button.get("name", ""))


def _bytes(value: object) -> int:
    """Length in UTF-8; 0 for anything that is no text."""
    return len(value.encode("utf-8")) if isinstance(value, str) else 0
