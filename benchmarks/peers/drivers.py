"""The raw drivers with the durability of the product: one connection a thread, transactions by hand."""

import os
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg
import pysqlite3

Row = Sequence[Any]
BUSY_MS = 4000


class Store:
    """Runs SQL written with `?` on either database, and remembers what it ran when asked to."""

    def __init__(self) -> None:
        self._url = os.environ["DATABASE_URL"]
        self.is_sqlite = self._url.startswith("sqlite")
        self._own = threading.local()
        self.seen: list[str] | None = None

    def begin(self) -> None:
        """SQLite's writers take the lock at once, as the product's do."""
        self._connection().execute("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")

    def end(self) -> None:
        """Commit."""
        self._connection().execute("COMMIT")

    def undo(self) -> None:
        """Roll back."""
        self._connection().execute("ROLLBACK")

    def run(self, sql: str, *values: object) -> Any:
        """Run one statement; gives the cursor."""
        if self.seen is not None:
            self.seen.append(sql)
        if self.is_sqlite:
            return self._connection().execute(sql, [_as_text(value) for value in values])
        return self._connection().execute(_for_psycopg(sql), values)

    def one(self, sql: str, *values: object) -> Row | None:
        """The first row."""
        row: Row | None = self.run(sql, *values).fetchone()
        return row

    def held(self, sql: str, lock: str) -> str:
        """The statement with a row lock, which SQLite neither has nor needs."""
        return sql if self.is_sqlite else f"{sql} {lock}"

    def _connection(self) -> Any:
        if not hasattr(self._own, "connection"):
            self._own.connection = self._connect()
        return self._own.connection

    def _connect(self) -> Any:
        if not self.is_sqlite:
            return psycopg.connect(self._url.replace("+psycopg", ""), autocommit=True)
        connection = pysqlite3.connect(self._url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
            connection.execute(f"PRAGMA {pragma}")
        return connection


def _as_text(value: object) -> object:
    """SQLite keeps an instant as the text the product writes."""
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


_translated: dict[str, str] = {}


def _for_psycopg(sql: str) -> str:
    """The same statement with psycopg's placeholders."""
    if sql not in _translated:
        _translated[sql] = sql.replace("?", "%s")
    return _translated[sql]
