"""The account's menu: refused where WeChat refuses it, kept and shown otherwise."""

import json
from typing import Any

from app.simulator.operations.refusals import ApiRefusal
from app.simulator.queries.store import Store

TABS, ITEMS = 3, 5
TAB_BYTES, ITEM_BYTES, KEY_BYTES, URL_BYTES = 16, 60, 128, 1024
WITH_KEY = {
    "click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin",
    "location_select",
}  # fmt: skip


def create_menu(store: Store, menu: dict[str, Any]) -> None:
    """Replace the menu, or say by number what is wrong with it."""
    tabs = _list(menu.get("button"), TABS, 40016)
    for tab in tabs:
        _name(tab, TAB_BYTES, 40018)
        if tab.get("sub_button"):
            for item in _list(tab["sub_button"], ITEMS, 40023):
                _name(item, ITEM_BYTES, 40025)
                _act(item)
        else:
            _act(tab)
    store.execute(
        "INSERT OR REPLACE INTO menu (id, body) VALUES (1, ?)", (json.dumps(menu, ensure_ascii=False),)
    )


def delete_menu(store: Store) -> None:
    """No menu any more."""
    store.execute("DELETE FROM menu")


def _list(buttons: object, most: int, errcode: int) -> list[dict[str, Any]]:
    if not isinstance(buttons, list) or not 0 < len(buttons) <= most:
        raise ApiRefusal(errcode)
    if not all(isinstance(button, dict) for button in buttons):
        raise ApiRefusal(47001)
    return buttons


def _name(button: dict[str, Any], most: int, errcode: int) -> None:
    _demand(button.get("name"), most, errcode)


def _act(button: dict[str, Any]) -> None:
    kind = button.get("type")
    if kind in WITH_KEY:
        _demand(button.get("key"), KEY_BYTES, 40019)
    elif kind == "view":
        _demand(button.get("url"), URL_BYTES, 40020)
        if not button["url"].startswith(("http://", "https://")):
            raise ApiRefusal(40020)
    else:
        raise ApiRefusal(40017)


def _demand(value: object, most: int, errcode: int) -> None:
    """A text of at least one byte and at most so many."""
    if not isinstance(value, str) or not 0 < len(value.encode("utf-8")) <= most:
        raise ApiRefusal(errcode)
