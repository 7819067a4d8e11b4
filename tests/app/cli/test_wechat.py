"""`flask wechat push-menu`: shown without being sent, or put on the account."""

import json

import pytest
from flask import Flask

from app.cli.wechat import wechat
from app.simulator.queries import find_menu
from app.simulator.queries.store import store_in
from tests.app.cli.running import run
from tests.app.notifications.platform import listening


def test_a_dry_run_prints_the_menu_and_reaches_nobody(app: Flask) -> None:
    app.config["WECHAT_API_BASE"] = "http://127.0.0.1:9"
    result = run(app, wechat, "push-menu", "--dry-run")
    assert result.exit_code == 0
    menu = json.loads(result.output)
    assert 1 <= len(menu["button"]) <= 3
    assert app.config["PUBLIC_BASE_URL"] in result.output


def test_the_menu_is_put_on_the_account(app: Flask) -> None:
    with listening(app) as platform:
        result = run(app, wechat, "push-menu")
        expected = json.loads(run(app, wechat, "push-menu", "--dry-run").output)
        with store_in(platform.folder) as store:
            assert find_menu(store) == expected
    assert result.exit_code == 0
    assert result.output.strip() == "the menu is on the account; phones show it within a day"


@pytest.mark.parametrize(
    ("errcode", "said"), [(40018, "(40018)"), (-1, "busy (-1)"), (48001, "not-entitled")]
)
def test_a_refusal_of_wechats_is_one_clear_line(app: Flask, errcode: int, said: str) -> None:
    with listening(app) as platform:
        platform.fail("/cgi-bin/menu/create", errcode)
        result = run(app, wechat, "push-menu")
    assert result.exit_code == 1
    assert result.output.startswith("WeChat refused: ")
    assert said in result.output
    assert len(result.output.splitlines()) == 1


def test_a_platform_that_is_not_there_is_one_clear_line(app: Flask) -> None:
    with listening(app):
        app.config["WECHAT_API_BASE"] = "http://127.0.0.1:9"
        result = run(app, wechat, "push-menu")
    assert (result.exit_code, result.output.strip()) == (1, "WeChat refused: unreachable")


def test_an_unknown_account_is_bad_usage(app: Flask) -> None:
    result = run(app, wechat, "push-menu", "--account", "nobody")
    assert (result.exit_code, result.output.strip()) == (2, "no WeChat account has the name nobody")
