"""What every answer carries, whatever kind of answer it is."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import config
from app import create_app
from app.web.pages import HEADERS
from tests.people import World, a_world

ANSWERS = [
    ("GET", "/staff/sign-in", 200),
    ("GET", "/nowhere", 404),
    ("POST", "/staff/sign-in", 400),
    ("PUT", "/staff/sign-in", 405),
    ("GET", "/my/", 303),
    ("GET", "/static/css/tokens.css", 200),
    ("GET", "/healthz", 200),
    ("GET", "/metrics", 200),
    ("GET", "/oauth/back", 409),
    ("GET", "/api/v1/nowhere", 404),
    ("GET", "/pictures/x", 404),
    ("GET", "/reading-mode", 303),
    ("POST", "/wechat", 403),
    ("GET", "/wechat", 403),
    ("GET", "/simulator/", 200),
    ("HEAD", "/staff/sign-in", 200),
    ("OPTIONS", "/staff/sign-in", 200),
]


@pytest.mark.parametrize(("method", "url", "status"), ANSWERS)
def test_every_kind_of_answer_carries_the_security_headers(
    client: FlaskClient, method: str, url: str, status: int
) -> None:
    with client.open(url, method=method) as answer:
        assert answer.status_code in (status, 400)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
        assert "Strict-Transport-Security" not in answer.headers


def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_over_https_browsers_are_told_to_stay_there(client: FlaskClient) -> None:
    answer = client.get("/staff/sign-in", base_url="https://yishiting.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(("hops", "is_believed"), [("0", False), ("1", True)])
def test_only_a_trusted_proxy_may_say_that_it_was_https(tmp_path: Path, hops: str, is_believed: bool) -> None:
    environ = {"INSTANCE_DIR": str(tmp_path), "TRUSTED_PROXIES": hops}
    app = create_app(config.Testing(environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite'}"}))
    answer = app.test_client().get("/healthz", headers={"X-Forwarded-Proto": "https"})
    assert ("Strict-Transport-Security" in answer.headers) is is_believed


def test_pages_with_personal_data_are_not_kept_by_the_browser(app: Flask) -> None:
    world: World = a_world(app)
    pages = [
        (world.resident(world.wang), "/my/"),
        (world.staff(world.clerk), "/committee/conversations/"),
        (world.staff(world.official), "/official/"),
        (app.test_client(), "/staff/sign-in"),
        (app.test_client(), "/oauth/back"),
    ]
    for client, url in pages:
        assert client.get(url).headers["Cache-Control"] == "no-store", url


def test_what_everybody_may_see_may_be_kept(app: Flask) -> None:
    world: World = a_world(app)
    for url in ("/", f"/c/{world.compound.public_id}"):
        answer = app.test_client().get(url)
        assert answer.headers.get("Cache-Control") != "no-store", url


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/staff/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
