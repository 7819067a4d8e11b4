"""Where the contestants keep their rows: fresh copies of one seeded SQLite file or PostgreSQL database."""

import base64
import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import psycopg
import pysqlite3

from tests.databases import Postgres


class Place(Protocol):
    """A database engine that can copy a seeded database."""

    name: str
    seeded: str  # as the product keeps its rows
    plain: str  # without seals, for its peers

    def copy(self, original: str, name: str) -> str:
        """A fresh copy of a database; its address."""


class SQLitePlace:
    """Files in one folder on a real disk: a sync must cost what it costs."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.seeded = f"sqlite:///{folder / 'seeded.sqlite'}"
        self.plain = f"sqlite:///{folder / 'plain.sqlite'}"

    def copy(self, original: str, name: str) -> str:
        """Copy the file, the write-ahead log folded in."""
        source, target = Path(original.removeprefix("sqlite:///")), self._folder / f"{name}.sqlite"
        connection = pysqlite3.connect(str(source))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{target}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(source, target)
        return f"sqlite:///{target}"


class PostgresPlace:
    """Databases of one server that syncs every commit."""

    name = "postgresql"

    def __init__(self, url: str) -> None:
        self.seeded = url.replace("/postgres?", "/seeded?")
        self.plain = url.replace("/postgres?", "/plain?")
        self._admin = url.replace("+psycopg", "")
        self._make("seeded", "template0")

    def copy(self, original: str, name: str) -> str:
        """A database made from the other as its template."""
        self._make(name, original.partition("?")[0].rpartition("/")[2])
        return self.seeded.replace("/seeded?", f"/{name}?")

    def _make(self, name: str, template: str) -> None:
        with psycopg.connect(self._admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


@contextlib.contextmanager
def opened(engine: str) -> Iterator[tuple[Place, Path]]:
    """A place for this run and a folder for its files; both are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="yishiting-bench-"))
    try:
        if engine == "sqlite":
            yield SQLitePlace(folder), folder
        else:
            with _postgres_on_disk(folder).running(durable=True) as url:
                yield PostgresPlace(url), folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_on_disk(folder: Path) -> Postgres:
    """The tests keep theirs in memory; here a sync must reach the disk."""
    server, home = Postgres(), folder / "postgresql"
    folder.chmod(0o755)
    home.mkdir()
    if os.geteuid() == 0:
        shutil.chown(home, "nobody", "nogroup")
    server.data = home / "data"
    return server


def environment(url: str, folder: Path) -> dict[str, str]:
    """The settings of a production machine over this database, with secrets of its own."""
    return {
        "APP_ENV": "production", "DATABASE_URL": url, "INSTANCE_DIR": str(folder / "instance"),
        "PUBLIC_BASE_URL": "https://bench.invalid", "SECRET_KEY": _secret("session"),
        "FIELD_KEYS": "bench:" + _secret("field"), "INDEX_KEY": _secret("index"),
        "CHECKPOINT_KEY": _secret("checkpoint"), "WECHAT_APP_ID": "wx00000000bench000",
        "WECHAT_APP_SECRET": _secret("wechat"), "WECHAT_TOKEN": "benchmark0token0only",
        "WECHAT_AES_KEY": _secret("aes")[:43], "WECHAT_MODE": "safe",
    }  # fmt: skip


def _secret(purpose: str) -> str:
    """The same for every process of a run, and of no use to anybody else."""
    return base64.b64encode(hashlib.sha256(f"benchmark {purpose}".encode()).digest()).decode("ascii")
