"""The rows of a database as plain values that SQLite and PostgreSQL understand alike."""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, Integer, cast, column, func, insert, inspect, literal, select, table
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from app.cli.backup.envelope import Unusable

KINDS: dict[type, str] = {bool: "flag", datetime: "instant", date: "day", int: "number", str: "text"}
VERSIONS = "alembic_version"
FETCHED = 500
CHUNK = 1024 * 1024
QUICK = 1  # zlib's level: sealed columns do not shrink, the rest does at any level
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Columns:
    """One table: its name, and name and kind of each column."""

    table: str
    kinds: dict[str, str]


def tables_in(connection: Connection) -> list[Columns]:
    """Every table but Alembic's, parents before what refers to them, as the database has them now."""
    inspector = inspect(connection)
    names = [name for name, _ in inspector.get_sorted_table_and_fkc_names() if name not in (None, VERSIONS)]
    return [
        Columns(str(name), {one["name"]: _kind(f"{name}.{one['name']}", one["type"]) for one in
                            inspector.get_columns(str(name))})
        for name in names
    ]  # fmt: skip


def _kind(where: str, found: TypeEngine[Any]) -> str:
    try:
        return KINDS[found.python_type]
    except (KeyError, RuntimeError):  # a type SQLAlchemy has no Python type for
        raise Unusable(f"{where} is of a type a backup cannot hold: {type(found).__name__}") from None


def packed_rows(connection: Connection, columns: Columns) -> Iterator[tuple[int, bytes]]:
    """The rows of a table in compressed parts of about a megabyte, with the number of rows in each."""
    wanted = [_plain(name, kind, connection.dialect.name) for name, kind in columns.kinds.items()]
    statement = select(*wanted).select_from(table(columns.table))
    lines: list[str] = []
    size = 0
    found = connection.execute(
        statement, execution_options={"stream_results": True, "max_row_buffer": FETCHED}
    )
    for part in found.partitions(FETCHED):
        for row in part:
            lines.append(_to_json(tuple(row)))
            size += len(lines[-1])
        if size > CHUNK:
            yield len(lines), _packed(lines)
            lines, size = [], 0
    if lines:
        yield len(lines), _packed(lines)


def _plain(name: str, kind: str, dialect: str) -> ColumnElement[Any]:
    """A column as the values both databases take: instants as UTC text, flags as 0 and 1."""
    one: ColumnElement[Any] = column(name)
    if dialect != "postgresql":
        return one
    if kind == "instant":
        return func.to_char(func.timezone("UTC", one), "YYYY-MM-DD HH24:MI:SS.US").label(name)
    if kind == "day":
        return func.to_char(one, "YYYY-MM-DD").label(name)
    return cast(one, Integer).label(name) if kind == "flag" else one


def _packed(lines: list[str]) -> bytes:
    return zlib.compress(f"[{','.join(lines)}]".encode(), QUICK)


def unpacked(body: bytes) -> list[list[Any]]:
    """The rows of one part."""
    rows: list[list[Any]] = json.loads(zlib.decompress(body))
    return rows


def load_rows(connection: Connection, columns: Columns, parts: Iterable[list[list[Any]]]) -> None:
    """Insert the parts of one table."""
    if connection.dialect.name == "postgresql":
        _copy_in(connection, columns, parts)
        return
    places = insert(table(columns.table, *map(column, columns.kinds))).compile(dialect=connection.dialect)
    for rows in parts:
        connection.exec_driver_sql(str(places), [tuple(row) for row in rows])


def _copy_in(connection: Connection, columns: Columns, parts: Iterable[list[list[Any]]]) -> None:
    """One COPY for the whole table, so that rows may refer to others of the same table."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns.kinds))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(columns.table), names)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for rows in parts:
            for row in rows:
                copy.write_row(row)


def last_number(connection: Connection, columns: Columns) -> int:
    """The last number PostgreSQL gave to a row of this table, be the row still there or not; else 0."""
    name = _sequence(connection, columns)
    if name is None:
        return 0
    schema, _, sequence = name.replace('"', "").partition(".")
    given = table(sequence, column("last_value"), column("is_called"), schema=schema)
    last, is_called = connection.execute(select(given)).one()
    return int(last) if is_called else 0


def go_on_from(connection: Connection, columns: Columns, number: int) -> None:
    """Let PostgreSQL number the next row after every number ever given; SQLite sees for itself."""
    name = _sequence(connection, columns)
    if name is None:
        return
    highest = connection.execute(select(func.max(column("id"))).select_from(table(columns.table))).scalar()
    if last := max(highest or 0, number):
        connection.execute(select(func.setval(literal(name), last)))


def _sequence(connection: Connection, columns: Columns) -> str | None:
    if connection.dialect.name != "postgresql" or columns.kinds.get("id") != "number":
        return None
    quoted = connection.dialect.identifier_preparer.quote(columns.table)
    name: str | None = connection.execute(select(func.pg_get_serial_sequence(quoted, "id"))).scalar()
    return name
