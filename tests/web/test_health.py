"""What supervisors and monitors ask: alive, ready, how much is left to do."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

import config
from app import create_app
from app.core import clock
from app.core.db import db, transaction
from app.core.schema import MIGRATIONS
from app.outbox import jobs, operations


def test_a_process_that_answers_is_alive_whatever_its_database_does(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path / 'no' / 'x.sqlite'}", "INSTANCE_DIR": str(tmp_path)}
    client = create_app(config.Testing(environ)).test_client()
    assert client.get("/healthz").text == "ok\n"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "database unreachable\n")
    assert client.get("/metrics").status_code == 503


def test_a_place_is_ready_only_with_every_migration(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite'}", "INSTANCE_DIR": str(tmp_path)}
    app = create_app(config.Testing(environ))
    client = app.test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "migrations missing\n")
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ready\n")
    with app.app_context():
        db.engine.dispose()


def figures(client: FlaskClient) -> dict[str, str]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    return dict(line.split(" ") for line in answer.text.splitlines() if not line.startswith("#"))


def test_the_figures_are_the_backlog_and_the_dead(app: Flask, client: FlaskClient) -> None:
    assert figures(client) == {"yishiting_jobs_overdue": "0.0", "yishiting_jobs_dead": "0.0"}
    with transaction():
        operations.promise("gone.away", {}, clock.now())
        operations.promise("later", {}, clock.now(), due_at=clock.now().replace(year=2100))
    assert figures(client)["yishiting_jobs_overdue"] == "1.0"
    for _ in range(operations.ATTEMPTS):
        jobs.work_once({})
        app.config["CLOCK_OFFSET_S"] += 3600
    assert figures(client)["yishiting_jobs_dead"] == "1.0"


@pytest.mark.parametrize("url", ["/healthz", "/readyz", "/metrics"])
def test_machines_get_no_cookie_and_no_page(client: FlaskClient, url: str) -> None:
    answer = client.get(url)
    assert "Set-Cookie" not in answer.headers
    assert "<html" not in answer.text
