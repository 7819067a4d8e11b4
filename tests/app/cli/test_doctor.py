"""`flask doctor`: one line for each thing that is unsafe, exit 1; one line when all is well."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event

import config
from app import create_app
from app.cli.doctor import doctor
from app.core.db import db
from app.core.schema import MIGRATIONS
from tests.app.cli.running import run


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Flask]:
    """A migrated place on SQLite."""
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path / 'ready.sqlite'}", "INSTANCE_DIR": str(tmp_path)}
    place = create_app(config.Testing(environ))
    with place.app_context():
        upgrade(directory=str(MIGRATIONS))
        yield place
        db.session.remove()
        db.engine.dispose()


def problems(app: Flask) -> list[str]:
    result = run(app, doctor)
    lines = result.output.strip().splitlines()
    assert result.exit_code == (0 if lines[0].startswith("ok: ") else 1)
    return [] if result.exit_code == 0 else lines


def test_a_migrated_place_with_room_and_keys_is_well(ready: Flask) -> None:
    result = run(ready, doctor)
    assert result.exit_code == 0
    assert result.output.startswith("ok: sqlite, migrated, durable")


def test_missing_migrations_are_named(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite'}", "INSTANCE_DIR": str(tmp_path)}
    assert problems(create_app(config.Testing(environ))) == [
        "problem: migrations missing: run `flask db upgrade`"
    ]


def test_a_postgresql_that_does_not_sync_is_named(app: Flask) -> None:
    off = [line for line in problems(app) if "fsync is off" in line]
    assert len(off) == (1 if db.engine.dialect.name == "postgresql" else 0)


@pytest.mark.parametrize(
    ("pragma", "said"),
    [
        ("synchronous=OFF", "problem: SQLite synchronous is 0, must be 2"),
        ("synchronous=NORMAL", "problem: SQLite synchronous is 1, must be 2"),
        ("foreign_keys=OFF", "problem: SQLite foreign_keys is 0, must be 1"),
        ("mmap_size=1048576", "problem: SQLite mmap_size is 1048576, must be 0"),
        ("journal_mode=DELETE", "problem: SQLite journal_mode is delete, must be wal"),
    ],
)
def test_a_weak_setting_of_sqlite_is_named(ready: Flask, pragma: str, said: str) -> None:
    db.engine.dispose()

    def weaken(connection: object, _record: object) -> None:
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]  # the driver's connection

    event.listen(db.engine, "connect", weaken)
    assert problems(ready) == [said]


def test_a_database_that_is_not_there_is_named_and_no_traceback(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path / 'no' / 'such.sqlite'}", "INSTANCE_DIR": str(tmp_path)}
    assert "problem: database unreachable: OperationalError" in problems(create_app(config.Testing(environ)))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("INDEX_KEY", "c2hvcnQ=", "INDEX_KEY: shorter than 32 bytes"),
        ("CHECKPOINT_KEY", "c2hvcnQ=", "CHECKPOINT_KEY: must be 32 bytes in base64"),
        ("CHECKPOINT_KEY", "!", "CHECKPOINT_KEY: must be 32 bytes in base64"),
        ("WECHAT_AES_KEY", "short", "WeChat account main: aes_key cannot be right"),
        ("WECHAT_ACCOUNTS", "/nowhere/accounts.json", "WECHAT_ACCOUNTS: FileNotFoundError"),
    ],
)
def test_a_key_or_account_that_cannot_be_right_is_named(
    ready: Flask, name: str, value: str, said: str
) -> None:
    ready.config[name] = value
    assert problems(ready) == [f"problem: {said}"]


def test_a_folder_that_cannot_be_made_is_named(ready: Flask, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="ascii")
    ready.config["UPLOAD_DIR"] = str(tmp_path / "file" / "uploads")
    assert problems(ready) == ["problem: UPLOAD_DIR: NotADirectoryError"]


def test_a_disk_that_is_nearly_full_is_named(ready: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.doctor.LEAST_FREE", 2**60)
    assert problems(ready) == [
        "problem: INSTANCE_DIR: less than 512 MB free",
        "problem: UPLOAD_DIR: less than 512 MB free",
    ]
