"""A form counts only when it was sent from our own pages; programs with their own proofs are let through."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.app.polls.browsing import hidden, page
from tests.factories import PASSWORD
from tests.pages import check_page
from tests.people import a_world

URL = "/staff/sign-in"


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """A browser of somebody who knows the clerk's password."""
    a_world(app)
    return app.test_client()


def sent(browser: FlaskClient, base_url: str = "http://localhost", **headers: str) -> TestResponse:
    """The sign-in form with its true token, and what the browser says about where it was."""
    token = hidden(page(browser, URL))["csrf_token"]
    form = {"csrf_token": token, "username": "clerk", "password": PASSWORD}
    return browser.post(URL, data=form, headers=headers, base_url=base_url)


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://localhost"}, {"Referer": "http://localhost/staff/sign-in?to=x"},
     {"Origin": "http://localhost", "Referer": "https://evil.example/"}],
)  # fmt: skip
def test_a_form_of_our_own_pages_is_taken(browser: FlaskClient, headers: dict[str, str]) -> None:
    assert sent(browser, **headers).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost.evil.example"},
     {"Origin": "http://localhost:81"}, {"Origin": "http://[", "Referer": "http://localhost/"},
     {"Referer": "https://evil.example/?http://localhost/"}, {"Origin": "http://evil@evil.example"},
     {"Origin": "https://evil.example", "Referer": "http://localhost/"}, {"Referer": "localhost"}],
)  # fmt: skip
def test_a_form_sent_from_elsewhere_is_a_403_page_even_with_its_token(
    browser: FlaskClient, headers: dict[str, str]
) -> None:
    answer = sent(browser, **headers)
    assert answer.status_code == 403
    check_page(answer.text, f"http://localhost{URL}")
    with browser.session_transaction() as session:
        assert "staff" not in session


def test_behind_a_proxy_that_renames_the_host_the_public_address_is_ours(browser: FlaskClient) -> None:
    browser.application.config["PUBLIC_BASE_URL"] = "https://yishiting.example"
    assert sent(browser, Origin="https://yishiting.example").status_code == 303


def test_reading_needs_no_origin(browser: FlaskClient) -> None:
    assert browser.get("/", headers={"Origin": "https://evil.example"}).status_code == 200


def test_wechat_and_the_simulators_api_bring_their_own_proofs(browser: FlaskClient) -> None:
    elsewhere = {"Origin": "https://servicewechat.com"}
    assert browser.post("/wechat", data=b"<xml/>", headers=elsewhere).data == b""
    answer = browser.post("/simulator/api/cgi-bin/stable_token", json={}, headers=elsewhere)
    assert answer.mimetype == "application/json"


def test_an_address_nobody_has_is_still_404(browser: FlaskClient) -> None:
    assert browser.post("/nowhere", headers={"Origin": "https://evil.example"}).status_code == 404
