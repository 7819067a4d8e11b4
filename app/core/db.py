"""The database: types, SQLite's settings, and the one place that commits."""

import enum
import fcntl
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

import pysqlite3
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UpdateBase,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, registry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_LEAST = (3, 51, 3)  # older ones can corrupt a WAL database with several writers
BUSY_MS = 4000  # below WeChat's five seconds
_writing = threading.Lock()


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant; a naive one is a bug and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite keeps no zone, so it gets the naive UTC reading."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JSONText(TypeDecorator[Any]):
    """JSON kept as text, so that every dialect can hold it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Compact JSON with sorted keys; Chinese stays readable."""
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The value that was stored."""
        return None if value is None else json.loads(value)


def _values(kind: type[enum.Enum]) -> list[str]:
    """Enums are stored by value, so that renaming a member changes no row."""
    return [str(member.value) for member in kind]


class Base(DeclarativeBase):
    """Every table: named constraints, UTC instants, enums by value, JSON as text."""

    metadata = MetaData(naming_convention=NAMING)
    # Flask-SQLAlchemy's issue 1361: a type_annotation_map on the Base itself breaks it.
    registry = registry(
        metadata=metadata,
        type_annotation_map={
            datetime: UTCDateTime(),
            dict[str, Any]: JSONText(),
            list[Any]: JSONText(),
            enum.Enum: Enum(enum.Enum, values_callable=_values, native_enum=False, length=32),
            str: String(),
        },
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def engine_options(url: str) -> dict[str, Any]:
    """How the engine is made: SQLite through `pysqlite3`, PostgreSQL with a checked pool."""
    if url.startswith("sqlite"):
        return {"module": pysqlite3.dbapi2, "hide_parameters": True}
    return {
        "hide_parameters": True,  # an error's text goes to the log: it must not carry a resident's words
        "pool_pre_ping": True,
        "pool_size": 8,
        "max_overflow": 8,
        "pool_timeout": 4,
        "connect_args": {"options": f"-c lock_timeout={BUSY_MS}"},
    }


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    """WAL, a full sync at every commit, foreign keys; begins are ours (pysqlite begins too late)."""
    if not isinstance(connection, pysqlite3.dbapi2.Connection):
        return
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Writers take the lock at once: a deferred BEGIN fails when two of them meet."""
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction() -> Iterator[None]:
    """All of the block, or none of it. Starts afresh, so it sees what others just committed."""
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("a transaction is already open: only an edge opens one")
    session.rollback()
    with _pen(db.engine):
        with _gate(db.engine):
            session.info["writing"] = session.connection(execution_options={"writes": True})
        try:
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["writing"] = None


# SQLite has one writer and no queue: who waits for its lock sleeps up to 100 ms at a stretch, and may find
# others served first every time. So the writing threads of a process queue for the pen until they have
# committed, and the processes at the gate until they have begun.


@contextmanager
def _pen(engine: Engine) -> Iterator[None]:
    """The one writer of this process, from before it begins until it has committed."""
    if engine.dialect.name != "sqlite":
        yield
        return
    if not _writing.acquire(timeout=BUSY_MS / 1000):
        raise OperationalError("BEGIN IMMEDIATE", None, TimeoutError("too many writers"))
    try:
        yield
    finally:
        _writing.release()


@contextmanager
def _gate(engine: Engine) -> Iterator[None]:
    """The one process whose turn is next; the system opens the gate when a process dies."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        yield
        return
    with open(f"{engine.url.database}-queue", "ab") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


@contextmanager
def savepoint() -> Iterator[None]:
    """Part of a transaction that may be refused without spoiling the rest."""
    with db.session.begin_nested():
        yield


def run(statement: Executable, **values: Any) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement prepared at import with these values, in the running transaction.

    For what every message needs: a fifth of the cost of building it and of the way through the ORM,
    whose unflushed objects it does not see.
    """
    session = db.session()
    connection: Connection = session.info.get("writing") or session.connection()
    return connection.execute(statement, values)


def change(statement: UpdateBase) -> int:
    """Run an UPDATE or DELETE; how many rows it concerned."""
    return cast(CursorResult[Any], db.session.execute(statement)).rowcount


def insert_once(table: Table | Any, **values: Any) -> bool:
    """Insert a row unless a unique constraint already holds one; True when this call made it."""
    target = table if isinstance(table, Table) else table.__table__
    return run(_insert_once(target, db.engine.dialect.name), **values).first() is not None


@lru_cache(maxsize=64)
def _insert_once(table: Table, dialect: str) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing().returning(*table.primary_key)
