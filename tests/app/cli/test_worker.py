"""The worker: does what is due, ends when told to, finishes what it began, outlives a busy database."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.cli import worker
from app.core import clock
from app.core.db import db, transaction
from app.outbox import operations, queries
from app.outbox.models import Job
from tests.app.cli.running import run
from tests.app.core.holding import held
from tests.app.notifications.platform import until

ROOT = Path(__file__).resolve().parents[3]
SOON_S = 20
SLOW = """
import sys, threading
from pathlib import Path
from app import create_app
from app.cli import worker
def slow(payload, at):
    Path(payload["begun"]).touch()
    threading.Event().wait(1.5)
    Path(payload["finished"]).touch()
worker.HANDLERS["test.slow"] = slow
create_app().test_cli_runner().invoke(worker.worker, ["run"], catch_exceptions=False)
"""


def test_once_does_everything_that_is_due_and_says_how_much(app: Flask) -> None:
    result = run(app, worker.worker, "once")
    assert result.exit_code == 0
    assert result.output.strip() == f"{len(worker.PERIODIC)} jobs"
    assert run(app, worker.worker, "once").output.strip() in {f"{number} jobs" for number in range(3)}
    assert queries.get_dead_jobs() == []


def test_every_periodic_job_and_every_promise_has_somebody_who_does_it() -> None:
    assert worker.PERIODIC.keys() <= worker.HANDLERS.keys()


@pytest.fixture
def environment(app: Flask) -> dict[str, str]:
    """What a process needs to work on the very database of the test."""
    url = db.engine.url.render_as_string(hide_password=False)
    return {
        **os.environ,
        "APP_ENV": "testing",
        "DATABASE_URL": url,
        "INSTANCE_DIR": str(app.config["INSTANCE_DIR"]),
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture
def started(environment: dict[str, str]) -> Iterator[Any]:
    """Start a worker process; whatever is left of it ends with the test."""
    running: list[subprocess.Popen[str]] = []

    def start(*command: str) -> subprocess.Popen[str]:
        running.append(
            subprocess.Popen(
                [sys.executable, *command],
                env=environment,
                cwd=ROOT,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        )
        return running[0]

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_within_seconds_when_told_to(started: Any, number: int) -> None:
    process = started("-m", "flask", "--app", "app:create_app", "worker", "run")
    assert process.stdout.readline().strip() == "worker: ready"
    until(lambda: queries.count_overdue(clock.now()) == 0 and db.session.query(Job).count() > 0)
    process.send_signal(number)
    rest, _ = process.communicate(timeout=SOON_S)
    assert process.returncode == 0, rest
    assert rest.strip().splitlines()[-1] == "worker: stopped"


def test_a_job_that_has_begun_is_finished_and_signed_off_first(
    app: Flask, started: Any, tmp_path: Path
) -> None:
    begun, finished = tmp_path / "begun", tmp_path / "finished"
    with transaction():
        payload = {"begun": str(begun), "finished": str(finished)}
        operations.promise("test.slow", payload, datetime(2026, 1, 1, tzinfo=clock.HERE))
    process = started("-c", SLOW)
    until(begun.exists)
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=SOON_S)
    assert process.returncode == 0, rest
    assert finished.exists()
    db.session.rollback()
    job = db.session.query(Job).filter_by(kind="test.slow").one()
    assert (job.done_at is not None, job.attempts, job.last_error) == (True, 1, None)


def test_a_database_that_nobody_can_write_to_ends_the_round_and_not_the_worker(app: Flask) -> None:
    with held(app, "job"):
        worker._round(threading.Event())
    assert queries.count_overdue(clock.now()) == 0
    worker._round(threading.Event())
    assert db.session.query(Job).filter(Job.done_at.is_not(None)).count() == len(worker.PERIODIC)


def test_a_worker_that_is_told_to_stop_begins_nothing_new(app: Flask) -> None:
    stop = threading.Event()
    stop.set()
    worker._round(stop)
    db.session.rollback()
    assert db.session.query(Job).filter(Job.claimed_at.is_not(None)).count() == 0


def test_a_job_whose_kind_nobody_knows_any_more_is_kept_with_the_reason(app: Flask) -> None:
    with transaction():
        operations.promise("gone.away", {}, clock.now())
    run(app, worker.worker, "once")
    db.session.rollback()
    job = db.session.query(Job).filter_by(kind="gone.away").one()
    assert (job.done_at, job.last_error) == (None, "no handler for gone.away")
