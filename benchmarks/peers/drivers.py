"""The raw drivers with the durability of the product: one connection a thread, transactions by hand."""

import contextlib
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import psycopg
import pysqlite3
import sqlalchemy

from app.core import db

Row = Sequence[Any]
BUSY_MS = 4000


class Store:
    """Runs SQL written with `?` on either database, and remembers what it ran when asked to."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.is_sqlite = url.startswith("sqlite")
        self._own = threading.local()
        self.seen: list[str] | None = None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; SQLite's writers take the lock at once, as the product's do."""
        connection, outcome = self._connection(), "ROLLBACK"
        connection.execute("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
        try:
            yield
            outcome = "COMMIT"
        finally:
            connection.execute(outcome)

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

    def close(self) -> None:
        """Close this thread's connection."""
        self._connection().close()

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


class LibraryStore(Store):
    """The same SQL through SQLAlchemy's engine and pool, set up as the product sets them up."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._engine = sqlalchemy.create_engine(url, **db.engine_options(url))

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, begun by the product's own listener."""
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            self._own.connection = connection
            yield

    def run(self, sql: str, *values: object) -> Any:
        """Run one statement as it is; gives the result."""
        if self.is_sqlite:
            return self._own.connection.exec_driver_sql(sql, tuple(_as_text(value) for value in values))
        return self._own.connection.exec_driver_sql(_for_psycopg(sql), values)

    def close(self) -> None:
        """Close the pool."""
        self._engine.dispose()


def _as_text(value: object) -> object:
    """SQLite keeps an instant as the text the product writes."""
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


_translated: dict[str, str] = {}


def _for_psycopg(sql: str) -> str:
    """The same statement with its values marked as psycopg wants them."""
    if sql not in _translated:
        _translated[sql] = sql.replace("?", "%s")
    return _translated[sql]
