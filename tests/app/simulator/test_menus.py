"""The menu: WeChat's limits by number."""

from typing import Any

import pytest

from app.simulator.operations.menus import create_menu, delete_menu
from app.simulator.operations.refusals import ApiRefusal
from app.simulator.queries import find_menu
from app.simulator.queries.store import Store
from bots.wechat.menu import menu_for

CLICK = {"type": "click", "name": "a", "key": "k"}


def tab(*items: dict[str, Any], name: str = "tab") -> dict[str, Any]:
    """A tab with items below it."""
    return {"name": name, "sub_button": list(items)}


def test_the_products_own_menu_is_taken_and_kept_as_it_is(store: Store) -> None:
    menu = menu_for("http://127.0.0.1:8000")
    create_menu(store, menu)
    assert find_menu(store) == menu


def test_a_deleted_menu_is_gone(store: Store) -> None:
    create_menu(store, {"button": [CLICK]})
    delete_menu(store)
    assert find_menu(store) is None


def test_limits_themselves_are_still_allowed(store: Store) -> None:
    item = {"type": "view", "name": "n" * 60, "url": "http://x" + "y" * 1016}
    create_menu(store, {"button": [tab(*[item] * 5, name="n" * 16)] * 3})


@pytest.mark.parametrize(
    ("menu", "errcode"),
    [
        ({}, 40016),
        ({"button": []}, 40016),
        ({"button": [CLICK] * 4}, 40016),
        ({"button": ["text"]}, 47001),
        ({"button": [{**CLICK, "name": ""}]}, 40018),
        ({"button": [{**CLICK, "name": "n" * 17}]}, 40018),
        ({"button": [tab(*[CLICK] * 6)]}, 40023),
        ({"button": [tab({**CLICK, "name": "n" * 61})]}, 40025),
        ({"button": [{**CLICK, "key": ""}]}, 40019),
        ({"button": [{**CLICK, "key": "k" * 129}]}, 40019),
        ({"button": [{"type": "view", "name": "a", "url": "u" * 1025}]}, 40020),
        ({"button": [{"type": "view", "name": "a", "url": "javascript:1"}]}, 40020),
        ({"button": [{"type": "miracle", "name": "a", "key": "k"}]}, 40017),
        ({"button": [{"name": "a"}]}, 40017),
    ],
)
def test_a_menu_beyond_the_limits_is_refused_and_the_old_one_stays(
    store: Store, menu: dict[str, Any], errcode: int
) -> None:
    create_menu(store, {"button": [CLICK]})
    with pytest.raises(ApiRefusal) as refused:
        create_menu(store, menu)
    assert refused.value.errcode == errcode
    assert find_menu(store) == {"button": [CLICK]}
