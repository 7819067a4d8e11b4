"""Residents come in by WeChat's silent sign-in, played by the simulator over real HTTP."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.core import clock
from app.core.db import db, transaction
from app.roster import operations as roster
from app.roster.models import Contact
from app.simulator.operations import conversations
from app.simulator.queries.store import store_in
from tests.app.notifications.platform import Platform, listening, openid_of
from tests.app.polls.browsing import page
from tests.pages import check_page
from tests.people import World, a_world

PHONE, SNAPSHOT = "oResident0000000000000000001", "oSnapshot0000000000000000002"


@pytest.fixture
def platform(app: Flask) -> Iterator[Platform]:
    """A platform with an ordinary telephone and one that only looks at a snapshot of a page."""
    with listening(app) as found:
        with store_in(found.folder) as store:
            conversations.add_phone(store, PHONE, "resident")
            conversations.add_phone(store, SNAPSHOT, "visitor", is_snapshot=True)
        yield found


def a_telephone(app: Flask, openid: str = PHONE) -> FlaskClient:
    """A browser inside this WeChat."""
    browser = app.test_client()
    browser.set_cookie("simulator-phone", openid)
    return browser


def start(browser: FlaskClient, to: str = "/my/") -> str:
    """WeChat's address that the product sends the browser to."""
    answer = browser.get("/oauth/start", query_string={"to": to})
    assert answer.status_code == 302
    assert answer.location.endswith("#wechat_redirect")
    return answer.location


def authorized(browser: FlaskClient, address: str) -> str:
    """Where WeChat sends the browser back to, with its code."""
    parts = urlsplit(address)
    answer = browser.get(f"{parts.path}?{parts.query}")
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.location)
    return f"{back.path}?{back.query}"


def refused(answer: TestResponse, status: int) -> str:
    """A calm page instead of a session."""
    assert answer.status_code == status
    check_page(answer.text, "http://localhost/oauth/back")
    return answer.text


def contacts() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(Contact)).scalar_one()


def is_in(browser: FlaskClient) -> bool:
    with browser.session_transaction() as session:
        return "contact" in session


def test_the_round_trip_ends_on_the_page_that_was_asked_for_with_a_session(
    app: Flask, platform: Platform
) -> None:
    browser = a_telephone(app)
    wanted = browser.get("/my/polls?from=menu").location
    assert wanted.startswith("/oauth/start?to=")
    address = browser.get(wanted).location
    assert address.startswith(platform.address + "/simulator/open/connect/oauth2/authorize?")
    answer = browser.get(authorized(browser, address))
    assert (answer.status_code, answer.location) == (303, "/my/polls?from=menu")
    assert contacts() == 1
    page(browser, "/my/polls")


def test_who_is_known_already_gets_their_own_contact(app: Flask, platform: Platform) -> None:
    world: World = a_world(app)
    platform.hand_out(world.wang)
    browser = a_telephone(app, openid_of(world.wang))
    browser.get(authorized(browser, start(browser)))
    with browser.session_transaction() as session:
        assert session["contact"] == world.wang
    assert contacts() == 3
    with transaction():
        roster.end_visits(world.wang, 0, clock.now())
    assert browser.get("/my/").status_code == 303
    browser.get(authorized(browser, start(browser)))
    assert browser.get("/my/").status_code == 200, "who signed out may come in again"


def test_a_state_is_good_once(app: Flask, platform: Platform) -> None:
    browser = a_telephone(app)
    address = start(browser)
    first, second = authorized(browser, address), authorized(browser, address)
    assert browser.get(first).status_code == 303
    refused(browser.get(second), 409)


def test_a_state_of_another_browser_is_refused(app: Flask, platform: Platform) -> None:
    thief, victim = a_telephone(app), a_telephone(app)
    back = authorized(thief, start(thief))
    refused(victim.get(back), 409)
    assert not is_in(victim)
    assert contacts() == 0


@pytest.mark.parametrize("state", ["", "invented", "x" * 5000])
def test_a_state_we_never_made_is_refused(app: Flask, platform: Platform, state: str) -> None:
    browser = a_telephone(app)
    code = parse_qs(urlsplit(authorized(browser, start(browser))).query)["code"][0]
    answer = browser.get("/oauth/back", query_string={"code": code, "state": state})
    refused(answer, 409)
    assert not is_in(browser)


def test_a_code_that_was_used_sends_the_browser_round_once_more(app: Flask, platform: Platform) -> None:
    first, second = a_telephone(app), a_telephone(app)
    used = authorized(first, start(first))
    first.get(used)
    code = parse_qs(urlsplit(used).query)["code"][0]
    state = parse_qs(urlsplit(start(second, "/my/polls")).query)["state"][0]
    answer = second.get("/oauth/back", query_string={"code": code, "state": state})
    assert (answer.status_code, answer.location) == (303, "/oauth/start?to=%2Fmy%2Fpolls")
    assert not is_in(second)


@pytest.mark.parametrize("code", ["", "nonsense", "a b", "x" * 600, "../../etc", "好"])
def test_a_code_that_is_none_never_opens_a_session(app: Flask, platform: Platform, code: str) -> None:
    browser = a_telephone(app)
    state = parse_qs(urlsplit(start(browser)).query)["state"][0]
    answer = browser.get("/oauth/back", query_string={"code": code, "state": state})
    assert answer.status_code == 303
    assert answer.location.startswith("/oauth/start")
    assert not is_in(browser)


def test_a_visitor_of_a_snapshot_is_nobody(app: Flask, platform: Platform) -> None:
    browser = a_telephone(app, SNAPSHOT)
    html = refused(browser.get(authorized(browser, start(browser))), 403)
    assert "完整服务" in html
    assert not is_in(browser)
    assert contacts() == 0


@pytest.mark.parametrize("errcode", [-1, 45011, 40125, 99999])
def test_a_platform_that_does_not_answer_is_a_calm_page(app: Flask, platform: Platform, errcode: int) -> None:
    browser = a_telephone(app)
    back = authorized(browser, start(browser))
    platform.fail("/sns/oauth2/access_token", errcode)
    refused(browser.get(back), 409)
    assert not is_in(browser)


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "/my/" + "x" * 400, "", "/my/\0"]
)
def test_the_way_back_is_on_this_site_and_fits_into_a_cookie(app: Flask, platform: Platform, to: str) -> None:
    browser = a_telephone(app)
    answer = browser.get("/oauth/start", query_string={"to": to})
    if "\0" in to:
        assert answer.status_code == 400
        return
    assert browser.get(authorized(browser, answer.location)).location == "/my/"


def test_many_tabs_may_be_on_their_way_and_the_cookie_stays_small(app: Flask, platform: Platform) -> None:
    browser = a_telephone(app)
    addresses = [start(browser, f"/my/polls/{number}?{'x' * 270}") for number in range(8)]
    cookie = browser.get_cookie("yishiting")
    assert cookie is not None
    assert len(cookie.value) < 3500
    for address in addresses[-3:]:
        fresh = authorized(browser, address)
        assert browser.get(fresh).status_code in (303, 409)
    assert is_in(browser)


def test_a_resident_comes_in_without_putting_out_who_works_here(app: Flask, platform: Platform) -> None:
    world: World = a_world(app)
    browser = world.staff(world.clerk)
    browser.set_cookie("simulator-phone", PHONE)
    browser.get(authorized(browser, start(browser)))
    assert is_in(browser)
    assert browser.get("/committee/conversations/").status_code == 200


def test_the_account_asks_for_nothing_but_the_openid(app: Flask, platform: Platform) -> None:
    query = parse_qs(urlsplit(start(a_telephone(app))).query)
    assert query["scope"] == ["snsapi_base"]
    assert len(query["state"][0]) >= 32
    assert query["redirect_uri"] == [platform.address + "/oauth/back"]
