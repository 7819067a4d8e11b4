"""Checks that this place is safe to serve residents from."""

import base64
import os
import shutil
import sys
from pathlib import Path

import click
import pysqlite3
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from app.core.accounts import default_account
from app.core.db import SQLITE_LEAST, db
from app.core.encryption import keyring, signing_key
from app.core.schema import is_migrated
from surveys.errors import Refusal

LEAST_FREE = 512 * 1024 * 1024
KEY_BYTES = 32


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check configuration and durability; exit 1 with reasons when something is unsafe."""
    found = [*_database_problems(), *_key_problems(), *_account_problems(), *_disk_problems()]
    for line in found:
        click.echo(f"problem: {line}")
    if found:
        sys.exit(1)
    click.echo(f"ok: {db.engine.dialect.name}, migrated, durable; keys readable; disk has room")


def _database_problems() -> list[str]:
    try:
        with db.engine.connect() as connection:
            found = [] if is_migrated(connection) else ["migrations missing: run `flask db upgrade`"]
            reader = _sqlite_problems if connection.dialect.name == "sqlite" else _postgres_problems
            return found + reader(connection)
    except SQLAlchemyError as problem:
        return [f"database unreachable: {type(problem).__name__}"]


def _sqlite_problems(connection: Connection) -> list[str]:
    """Old SQLite corrupts WAL databases; a weaker sync loses acknowledged answers in a power cut."""
    found = []
    if pysqlite3.sqlite_version_info < SQLITE_LEAST:
        found.append(f"SQLite {pysqlite3.sqlite_version} has the WAL-reset bug; 3.51.3 or newer is needed")
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "mmap_size": 0}
    for pragma, value in wanted.items():
        actual = connection.execute(text(f"PRAGMA {pragma}")).scalar()
        if (actual or 0) != value and not (pragma == "journal_mode" and actual == "memory"):
            found.append(f"SQLite {pragma} is {actual}, must be {value}")
    return found


def _postgres_problems(connection: Connection) -> list[str]:
    found = []
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        actual = connection.execute(text(f"SHOW {setting}")).scalar()
        if actual == "off":
            found.append(f"PostgreSQL {setting} is off: acknowledged answers could be lost")
    return found


def _key_problems() -> list[str]:
    found = []
    sealed = keyring().seal("probe", "doctor")
    if keyring().open(sealed, "doctor") != "probe":
        found.append("FIELD_KEYS: the newest key does not read what it wrote")
    if len(base64.b64decode(current_app.config["INDEX_KEY"])) < KEY_BYTES:
        found.append("INDEX_KEY: shorter than 32 bytes")
    try:
        signing_key()
    except ValueError:
        found.append("CHECKPOINT_KEY: must be 32 bytes in base64")
    return found


def _account_problems() -> list[str]:
    try:
        default_account()
    except Refusal as refusal:
        facts = refusal.facts
        return [f"WeChat account {facts.get('account')}: {facts.get('setting')} cannot be right"]
    except (OSError, ValueError, TypeError) as problem:
        return [f"WECHAT_ACCOUNTS: {type(problem).__name__}"]
    return []


def _disk_problems() -> list[str]:
    found = []
    for name in ("INSTANCE_DIR", "UPLOAD_DIR"):
        place = Path(current_app.config[name])
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            found.append(f"{name}: {type(problem).__name__}")
            continue
        if not os.access(place, os.W_OK):
            found.append(f"{name}: cannot be written to")
        if shutil.disk_usage(place).free < LEAST_FREE:
            found.append(f"{name}: less than 512 MB free")
    return found
