"""Logs without personal data, whoever writes the line."""

import io
import logging
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core import logs
from app.core.db import db, transaction

PHONE, IDENTITY = "13806350001", "37250119600101123X"


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        (PHONE, "138****"),
        (f"call {PHONE}!", "call 138****!"),
        (f"+86{PHONE}", "+861****"),
        ("138-0635-0001", "138****"),
        ("138 0635 0001", "138****"),
        ("0635-8200000", "063****"),
        (IDENTITY, "372****"),
        (f"{PHONE} and {IDENTITY}", "138**** and 372****"),
        ("room 501, 89.60", "room 501, 89.60"),
        ("2026-05-01T08:30:00", "2026-05-01T08:30:00"),
        ("12345678", "12345678"),
        (1234, 1234),
        (13806350001, "138****"),
        (None, None),
        (True, True),
        (["x", PHONE], ["x", "138****"]),
        ({"row": {"phone": PHONE}}, {"row": {"phone": "138****"}}),
        ((PHONE,), ["138****"]),
    ],
)
def test_long_numbers_become_stars_wherever_they_stand(said: Any, logged: Any) -> None:
    assert logs.mask_numbers(None, "info", {"what": said}) == {"what": logged}


def test_the_time_of_a_line_is_left_alone() -> None:
    line = {"timestamp": "2026-05-01T08:30:00.123456789Z"}
    assert logs.mask_numbers(None, "info", dict(line)) == line


def test_a_traceback_that_quotes_a_number_is_masked(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(f"cannot read {PHONE}")
    except ValueError:
        structlog.get_logger("test").exception("bug", reference="A1")
    printed = capsys.readouterr().out
    assert "cannot read 138****" in printed
    assert PHONE not in printed


def test_lines_of_libraries_are_masked_with_their_tracebacks() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.MaskedLines("%(levelname)s %(message)s"))
    try:
        raise ValueError(f"cannot read {IDENTITY}")
    except ValueError as problem:
        details = (type(problem), problem, problem.__traceback__)
    handler.handle(logging.LogRecord("x", logging.ERROR, "x", 1, "call %s", (PHONE,), details))
    assert "call 138****" in out.getvalue()
    assert "cannot read 372****" in out.getvalue()
    assert PHONE not in out.getvalue()


def test_the_error_of_a_database_does_not_carry_what_people_wrote(app: Flask) -> None:
    statement = text("INSERT INTO job (kind, payload) VALUES (:kind, :words)")
    with pytest.raises(DBAPIError) as failed, transaction():
        db.session.execute(statement, {"kind": "x", "words": "三楼王秀英家漏水"})
    assert "hidden" in str(failed.value)


def test_a_real_machine_writes_one_json_line_an_event(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    app.config["APP_ENV"] = "production"
    logs.prepare(app)
    try:
        structlog.get_logger("test").info("told", who=PHONE, words="好")
        (line,) = capsys.readouterr().out.splitlines()
    finally:
        app.config["APP_ENV"] = "testing"
        logs.prepare(app)
    fields = app.json.loads(line)
    assert (fields["event"], fields["who"], fields["words"]) == ("told", "138****", "好")
