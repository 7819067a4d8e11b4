"""The only clock: the database's inside a transaction, movable in development, Liaocheng's for people."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.core import clock
from app.core.db import db, transaction

A_SECOND = timedelta(seconds=1)


def test_the_instant_is_aware_and_in_utc(app: Flask) -> None:
    now = clock.now()
    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < A_SECOND
    with transaction():
        inside = clock.now()
    assert inside.tzinfo is UTC
    assert abs(inside - now) < A_SECOND


def test_inside_a_transaction_time_goes_on(app: Flask) -> None:
    with transaction():
        first = clock.now()
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("SELECT pg_sleep(0.02)"))
        else:
            threading.Event().wait(0.02)
        assert clock.now() - first >= timedelta(seconds=0.015)


def test_the_setting_and_the_buttons_move_the_clock_together(app: Flask) -> None:
    app.config["CLOCK_OFFSET_S"] = -3600
    assert clock.move(86400) == 86400
    assert clock.move(60) == 86460
    ahead = clock.now() - datetime.now(UTC)
    assert abs(ahead - timedelta(seconds=86460 - 3600)) < A_SECOND
    with transaction():
        assert abs(clock.now() - datetime.now(UTC) - ahead) < A_SECOND
    assert [path.name for path in Path(app.config["INSTANCE_DIR"]).iterdir()] == ["clock-shift"]


def test_without_the_simulator_nothing_moves_the_clock(app: Flask) -> None:
    clock.move(86400)
    app.config["WECHAT_SIMULATOR"] = False
    app.config["CLOCK_OFFSET_S"] = 86400
    assert abs(clock.now() - datetime.now(UTC)) < A_SECOND
    with pytest.raises(RuntimeError, match="development only"):
        clock.move(1)


def test_another_process_never_reads_half_a_shift(app: Flask) -> None:
    clock.move(1)
    stop, seen = threading.Event(), []

    def read() -> None:
        with app.app_context():
            while not stop.is_set():
                seen.append(clock.now())

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(200):
        clock.move(1)
    stop.set()
    reader.join()
    assert seen
    assert seen == sorted(seen)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-05-01T15:59:59+00:00", "2026-05-01"),
        ("2026-05-01T16:00:00+00:00", "2026-05-02"),
        ("2026-12-31T16:00:00+00:00", "2027-01-01"),
    ],
)
def test_a_day_begins_at_midnight_in_liaocheng(instant: str, day: str) -> None:
    assert clock.local(datetime.fromisoformat(instant)).date().isoformat() == day


def test_what_people_type_means_liaochengs_time_and_comes_back_the_same() -> None:
    typed = datetime(2026, 5, 1, 8, 30)
    instant = clock.from_local(typed)
    assert instant == datetime(2026, 5, 1, 0, 30, tzinfo=UTC)
    assert clock.local(instant).replace(tzinfo=None) == typed


def test_today_follows_the_moved_clock(app: Flask) -> None:
    before = clock.today()
    clock.move(86400)
    assert clock.today() - before == timedelta(days=1)
