"""Taking a backup: one instant of the database, then the files it names, into one sealed file."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

from sqlalchemy import Connection

from app.audit import queries as audit
from app.cli.backup import rows, structure, uploads
from app.cli.backup.envelope import Sealer, Unusable
from app.core.db import db
from app.core.encryption import blind_index, keyring

INDEX_PROBE = ("probe", "backup")  # sealed into every backup: tells whether a place has the same INDEX_KEY


@dataclass(frozen=True)
class Made:
    """What a backup holds."""

    rows: int
    files: int
    size: int
    sequence: int


def make_backup(target: Path, uploaded: Path, at: datetime) -> Made:
    """Write the whole place to `target`, which must not exist; nothing in clear touches the disk.

    Web and worker go on meanwhile. Every row committed before the call is in it, and every file such a row
    names: files are kept before their rows are, and are read after them.
    """
    if target.exists():
        raise Unusable(f"{target} exists already, and a backup overwrites nothing")
    if target.resolve().is_relative_to(uploaded.resolve()):
        raise Unusable(f"{target} lies in UPLOAD_DIR: every later backup would contain it")
    with _appearing(target) as out, one_instant() as connection:
        revision = structure.revision_of(connection)
        if revision is None or not structure.is_known(revision):
            raise Unusable("the schema is not one of ours: run `flask db upgrade`")
        sequence, digest = audit.get_head()
        sealer = Sealer(out, engine=connection.dialect.name, revision=revision, at=at.isoformat())
        facts = {"index": blind_index(*INDEX_PROBE), "field_keys": list(keyring().keys)}
        sealer.tell("S", facts | {"audit": {"sequence": sequence, "hash": digest}})
        total = sum(_put_table(sealer, connection, one) for one in rows.tables_in(connection))
        files = sum(_put_file(sealer, uploaded, name) for name in uploads.files_in(uploaded))
        sealer.tell("E", {"rows": total, "files": files}, is_last=True)
    return Made(total, files, target.stat().st_size, sequence)


@contextmanager
def one_instant() -> Iterator[Connection]:
    """The database as it is now, however long reading takes; writers are not held up."""
    db.session.rollback()
    is_postgres = db.engine.dialect.name == "postgresql"
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if is_postgres else {}
    try:
        yield db.session.connection(execution_options=options)
    finally:
        db.session.rollback()


def _put_table(sealer: Sealer, connection: Connection, columns: rows.Columns) -> int:
    sealer.tell("T", {"table": columns.table, "kinds": columns.kinds})
    total = 0
    for count, body in rows.packed_rows(connection, columns):
        sealer.put("R", body)
        total += count
    sealer.tell("t", {"rows": total, "last": rows.last_number(connection, columns)})
    return total


def _put_file(sealer: Sealer, folder: Path, name: str) -> int:
    """One file; 0 when it was deleted since the folder was read."""
    try:
        parts = uploads.parts_of(folder / name)
        first = next(parts, b"")
    except FileNotFoundError:
        return 0
    sealer.tell("F", {"name": name})
    digest = sha256(first)
    sealer.put("B", first)
    for part in parts:
        digest.update(part)
        sealer.put("B", part)
    sealer.tell("f", {"sha256": digest.hexdigest()})
    return 1


@contextmanager
def _appearing(target: Path) -> Iterator[IO[bytes]]:
    """A file that stands under its name only when it is whole and on the disk."""
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.link(part, target)  # unlike a rename it refuses when somebody made the file meanwhile
        _sync_folder(target.parent)
    finally:
        part.unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
