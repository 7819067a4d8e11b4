"""Every no is a calm page for people and problem+json for programs; a bug shows a number and nothing else."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

import config
from app import create_app
from app.core.db import db
from surveys.errors import Forbidden, Invalid, Missing, Refusal
from tests.pages import check_page

SECRET = "13806350001 王秀英"
REFERENCE = re.compile(r"[0-9A-F]{8}")


def bug() -> str:
    raise ValueError(f"cannot read {SECRET}")


def locked() -> str:
    raise OperationalError("UPDATE poll", {}, sqlite3.OperationalError("database is locked"))


def clash() -> str:
    raise IntegrityError("UPDATE poll", {}, sqlite3.IntegrityError(f"UNIQUE constraint failed: {SECRET}"))


def unfit() -> str:
    raise DataError("SELECT", {}, ValueError("integer out of range"))


def full() -> str:
    raise PoolTimeout("QueuePool limit reached")


def deep() -> str:
    raise RecursionError


def refused(refusal: Refusal) -> Any:
    def view() -> str:
        raise refusal

    return view


VIEWS: dict[str, tuple[Any, int, str]] = {
    "bug": (bug, 500, "broken"),
    "locked": (locked, 503, "try-again"),
    "full": (full, 503, "try-again"),
    "clash": (clash, 409, "clash"),
    "unfit": (unfit, 400, "request-not-understood"),
    "deep": (deep, 400, "request-not-understood"),
    "missing": (refused(Missing("poll-not-found")), 404, "poll-not-found"),
    "forbidden": (refused(Forbidden("not-your-compound")), 403, "not-your-compound"),
    "invalid": (refused(Invalid("stage-unknown")), 422, "stage-unknown"),
    "refused": (refused(Refusal("help-closed")), 409, "help-closed"),
    "unworded": (refused(Refusal("nobody-wrote-this")), 409, "nobody-wrote-this"),
    "many": (lambda: abort(429), 429, "too-many"),
    "teapot": (lambda: abort(418), 418, "request-not-understood"),
    "large": (lambda: abort(413), 413, "request-too-large"),
}


@pytest.fixture(scope="module")
def throwaway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with views that fail in every way, as pages and in the API."""
    folder = tmp_path_factory.mktemp("errors")
    environ = {"DATABASE_URL": f"sqlite:///{folder / 'x.sqlite'}", "INSTANCE_DIR": str(folder)}
    app = create_app(config.Testing(environ))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for name, (view, _, _) in VIEWS.items():
        app.add_url_rule(f"/fails/{name}", f"page-{name}", view, methods=["GET", "POST"])
        app.add_url_rule(f"/api/v1/fails/{name}", f"api-{name}", view)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def browser(throwaway: Flask) -> FlaskClient:
    """A browser without a session."""
    return throwaway.test_client()


@pytest.mark.parametrize("name", VIEWS)
def test_every_failure_is_a_calm_page_with_the_right_status(browser: FlaskClient, name: str) -> None:
    answer = browser.get(f"/fails/{name}")
    assert answer.status_code == VIEWS[name][1]
    check_page(answer.text, f"http://localhost/fails/{name}")
    for word in ("Traceback", "Error", "sqlalchemy", "UPDATE poll", SECRET):
        assert word not in answer.text


@pytest.mark.parametrize("name", VIEWS)
def test_every_failure_of_the_api_is_problem_json_with_a_code(browser: FlaskClient, name: str) -> None:
    _, status, code = VIEWS[name]
    answer = browser.get(f"/api/v1/fails/{name}")
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert (answer.json["status"], answer.json["code"]) == (status, code)
    assert answer.json["title"]
    assert SECRET not in answer.text


@pytest.mark.parametrize(("name", "cause"), [("bug", "ValueError"), ("clash", "IntegrityError")])
def test_a_bug_shows_a_number_that_stands_in_the_log_with_the_cause(
    browser: FlaskClient, capsys: pytest.CaptureFixture[str], name: str, cause: str
) -> None:
    answer = browser.get(f"/fails/{name}")
    found = REFERENCE.search(answer.text.split("<main")[1])
    assert found
    printed = capsys.readouterr()
    assert f"reference={found.group()}" in printed.out
    assert cause in printed.out
    assert "13806350001" not in printed.out + printed.err


def test_each_bug_has_a_number_of_its_own(browser: FlaskClient) -> None:
    numbers = {REFERENCE.search(browser.get("/fails/bug").text.split("<main")[1]) for _ in range(5)}
    assert len({found.group() for found in numbers if found}) == 5


def test_after_a_bug_the_next_page_is_served(browser: FlaskClient) -> None:
    browser.get("/fails/bug")
    assert browser.get("/staff/sign-in").status_code == 200


@pytest.mark.parametrize("name", ["locked", "full"])
def test_a_busy_database_says_when_to_come_again(browser: FlaskClient, name: str) -> None:
    assert browser.get(f"/fails/{name}").headers["Retry-After"] == "5"


@pytest.mark.parametrize(
    "url",
    ["/nowhere", "/my%2f..", "/c/", "/%ff", "/" + "x" * 3000, "/staff/", "/static/../config.py", "/.env"],
)
def test_an_address_that_leads_nowhere_is_404(browser: FlaskClient, url: str) -> None:
    answer = browser.get(url)
    assert answer.status_code == 404
    check_page(answer.text, "http://localhost/nowhere")


@pytest.mark.parametrize(
    ("method", "url"), [("GET", "/staff/sign-out"), ("PUT", "/staff/sign-in"), ("DELETE", "/")]
)
def test_a_method_that_is_not_meant_is_405_and_says_which_are(
    throwaway: Flask, method: str, url: str
) -> None:
    throwaway.config["WTF_CSRF_ENABLED"] = False
    answer = throwaway.test_client().open(url, method=method)
    throwaway.config["WTF_CSRF_ENABLED"] = True
    assert answer.status_code == 405
    assert answer.headers["Allow"]
    check_page(answer.text, f"http://localhost{url}")


@pytest.mark.parametrize(
    "data", [{}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": "Ijk4Ig.aaaa.bbbb"}]
)
def test_a_form_without_its_token_is_400_and_a_page_that_says_what_to_do(
    browser: FlaskClient, data: dict[str, str]
) -> None:
    answer = browser.post("/staff/sign-in", data={"username": "x", "password": "y", **data})
    assert answer.status_code == 400
    check_page(answer.text, "http://localhost/staff/sign-in")
    assert "放得太久" in answer.text


def test_a_token_of_another_browser_is_400(throwaway: Flask) -> None:
    first, second = throwaway.test_client(), throwaway.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', first.get("/staff/sign-in").text)
    second.get("/staff/sign-in")
    assert token
    form = {"csrf_token": token[1], "username": "x", "password": "y"}
    assert second.post("/staff/sign-in", data=form).status_code == 400


def test_a_body_beyond_the_limit_is_413(browser: FlaskClient) -> None:
    body = b"x=" + b"y" * (config.Settings.MAX_CONTENT_LENGTH + 1)
    answer = browser.post("/staff/sign-in", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    check_page(answer.text, "http://localhost/staff/sign-in")


def test_a_form_with_too_many_fields_is_413(browser: FlaskClient) -> None:
    body = "".join(f'--b\r\nContent-Disposition: form-data; name="f{n}"\r\n\r\nx\r\n' for n in range(500))
    answer = browser.post(
        "/staff/sign-in", data=body + "--b--", content_type="multipart/form-data; boundary=b"
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "url", ["/reading-mode?to=elder%00", "/staff/sign-in?to=%00", "/c/%00", "/%00?%00=1"]
)
def test_a_nul_anywhere_in_an_address_is_a_calm_no(browser: FlaskClient, url: str) -> None:
    answer = browser.get(url)
    assert answer.status_code in (400, 404)
    check_page(answer.text, "http://localhost/x")


def test_a_page_that_is_asked_for_by_its_head_has_none(browser: FlaskClient) -> None:
    answer = browser.head("/nowhere")
    assert (answer.status_code, answer.data) == (404, b"")


def test_an_error_in_large_type_stays_in_large_type(browser: FlaskClient) -> None:
    browser.set_cookie("reading-mode", "elder")
    assert "elder" in browser.get("/fails/bug").text.split("<head")[0]


def test_the_database_being_away_is_503_on_a_real_page(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path / 'no' / 'x.sqlite'}", "INSTANCE_DIR": str(tmp_path)}
    app = create_app(config.Testing(environ))
    answer = app.test_client().get("/")
    assert answer.status_code == 503
    check_page(answer.text, "http://localhost/")
