"""A backup is taken, and keys are rotated, while residents answer: nothing acknowledged is lost."""

import base64
import contextlib
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.cli.audit import audit
from app.cli.backup.commands import backup, restore
from app.cli.keys import keys
from app.cli.sealed import is_sealed, sealed_columns
from app.core import accounts
from app.core.db import db
from app.core.encryption import Keyring, keyring
from app.polls.models import Answer, AnswerRevision
from benchmarks import seeding, servers
from benchmarks.pushes import Push
from benchmarks.servers import Server, Shape
from tests.app.cli.places import a_fresh_place
from tests.app.cli.running import run
from tests.faults.crowds import count, tell
from tests.faults.test_killed_server import Resident

SENDERS = 4
OLD, NEW = "dev1", "new"
NEW_KEY = base64.b64encode(b"\x07" * 32).decode()


@pytest.fixture
def both_keys(app: Flask) -> str:
    """FIELD_KEYS with a newer key in front of the one everything is sealed with."""
    return f"{NEW}:{NEW_KEY},{app.config['FIELD_KEYS']}"


class Crowd:
    """Residents who answer on four telephones until they are told to stop."""

    def __init__(self, port: int, pushes: list[Push]) -> None:
        waiting: queue.Queue[Push] = queue.Queue()
        for push in pushes:
            waiting.put(push)
        self._is_over, account = threading.Event(), accounts.default_account()
        self.residents = [Resident(port, account, waiting, is_over=self._is_over) for _ in range(SENDERS)]

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """They answer while the block runs."""
        for resident in self.residents:
            resident.start()
        try:
            yield
        finally:
            self._is_over.set()
            for resident in self.residents:
                resident.join(60)

    def acknowledged(self) -> list[Push]:
        """What has been acknowledged so far."""
        return [push for resident in self.residents for push in list(resident.replies)]


@contextlib.contextmanager
def serving(app: Flask, folder: Path, field_keys: str) -> Iterator[Server]:
    """The product under gunicorn over the database of this test, with these keys."""
    environment = {
        "APP_ENV": "testing",
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "INSTANCE_DIR": app.config["INSTANCE_DIR"],
        "FIELD_KEYS": field_keys,
    }
    db.session.remove()
    db.engine.dispose()
    with servers.running("app:create_app()", environment, folder, shape=Shape(2, 4)) as server:
        yield server


def a_crowd(app: Flask, residents: int) -> dict[Push, int]:
    """Messages by which residents confirm their answers, and the home each speaks for."""
    crowd = seeding.gather(app, residents)
    seeding.bring_to_review(app, crowd)
    now = int(time.time())
    pushes = [
        Push(openid, seeding.CONFIRMING, 70_000_000 + at, now) for at, openid in enumerate(crowd.openids)
    ]
    return dict(zip(pushes, crowd.room_ids, strict=True))


def back_up_under_fire(app: Flask, folder: Path, path: Path, *, residents: int) -> tuple[set[int], set[int]]:
    """Back up amid answers; the homes acknowledged before it began, and when the phones had stopped."""
    pushes = a_crowd(app, residents)
    with serving(app, folder, app.config["FIELD_KEYS"]) as server:
        crowd = Crowd(server.port, list(pushes))
        with crowd.answering():
            wait_for(crowd, SENDERS * 4)
            before = {pushes[push] for push in crowd.acknowledged()}
            result = run(app, backup, path)
            wait_for(crowd, min(len(crowd.acknowledged()) + SENDERS, residents))
        assert result.exit_code == 0, result.output
        assert count(Answer) == len(crowd.acknowledged())
        assert "Traceback" not in server.log()
    return before, {pushes[push] for push in crowd.acknowledged()}


def wait_for(crowd: Crowd, answers: int) -> None:
    """Until so many answers were acknowledged."""
    gives_up = time.monotonic() + 60
    while len(crowd.acknowledged()) < answers:
        assert time.monotonic() < gives_up, "nobody answers"
        time.sleep(0.02)


def bring_back(path: Path, other: Flask, *, before: set[int], after: set[int]) -> None:
    """Restore elsewhere: whole, verified, with every answer acknowledged before the backup."""
    result = run(other, restore, path)
    assert result.exit_code == 0, result.output
    kept = set(db.session.execute(select(Answer.room_id)).scalars())
    assert before <= kept <= after
    assert len(kept) == count(AnswerRevision)
    for revision in db.session.execute(select(AnswerRevision)).scalars():
        assert '"first":"roof"' in str(revision.content)
    assert run(other, audit, "verify").exit_code == 0
    tell(f"{len(before)} acknowledged before, {len(kept)} restored, {len(after)} acknowledged at last")


def drill_backup(app: Flask, folder: Path, tmp_path: Path, *, other: Flask, residents: int) -> None:
    """Back up under fire, then bring it back elsewhere."""
    path = tmp_path / "place.backup"
    before, after = back_up_under_fire(app, folder, path, residents=residents)
    with other.app_context():
        bring_back(path, other, before=before, after=after)


def test_a_backup_under_fire_holds_every_answer_acknowledged_before_it(
    app: Flask, engine: str, folder: Path, tmp_path: Path, postgres_url: str
) -> None:
    with a_fresh_place(engine, tmp_path, postgres_url) as other, app.app_context():
        drill_backup(app, folder, tmp_path, other=other, residents=300)


@pytest.mark.drill
@pytest.mark.timeout(900)
def test_a_backup_of_ten_thousand_homes_under_fire_comes_back(
    app: Flask, engine: str, folder: Path, tmp_path: Path, postgres_url: str
) -> None:
    with a_fresh_place(engine, tmp_path, postgres_url) as other, app.app_context():
        drill_backup(app, folder, tmp_path, other=other, residents=10_000)


def rotate_under_fire(app: Flask, folder: Path, both: str, *, residents: int) -> None:
    """Rotate amid answers: nothing is left under the old key, nothing is lost, nobody meets an error."""
    pushes = list(a_crowd(app, residents))
    app.extensions["keyring"] = Keyring(both, app.config["INDEX_KEY"])
    with serving(app, folder, both) as server:
        crowd = Crowd(server.port, pushes)
        with crowd.answering():
            wait_for(crowd, SENDERS)
            began = time.monotonic()
            result = run(app, keys, "rotate")
            took = time.monotonic() - began
            done = len(crowd.acknowledged())
            wait_for(crowd, min(done + SENDERS, residents))
        assert result.exit_code == 0, result.output
        assert f"key {OLD}: no value needs it" in result.output
        assert count(Answer) == len(crowd.acknowledged())
        assert "Unreadable" not in server.log()
        assert "Traceback" not in server.log()
    app.extensions["keyring"] = Keyring(f"{NEW}:{NEW_KEY}", app.config["INDEX_KEY"])
    tell(f"{everything_opens()} values under the new key in {took:.1f} s, {done} answers meanwhile")


def everything_opens() -> int:
    """Open every sealed value with the newest key alone; how many there are."""
    db.session.rollback()
    total = 0
    for column in sealed_columns():
        for row in db.session.execute(select(column.table).where(is_sealed(column))).mappings():
            assert keyring().open(row[column.name], column.bound_to(row))
            total += 1
    return total


@pytest.fixture
def keys_back(app: Flask) -> Iterator[None]:
    """The application is shared by all tests of a run."""
    kept = app.extensions["keyring"]
    yield
    app.extensions["keyring"] = kept


def test_keys_are_rotated_while_residents_answer(
    app: Flask, folder: Path, both_keys: str, keys_back: None
) -> None:
    rotate_under_fire(app, folder, both_keys, residents=400)


@pytest.mark.drill
@pytest.mark.timeout(900)
def test_the_keys_of_ten_thousand_homes_are_rotated_while_residents_answer(
    app: Flask, folder: Path, both_keys: str, keys_back: None
) -> None:
    rotate_under_fire(app, folder, both_keys, residents=10_000)
