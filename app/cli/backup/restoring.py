"""Bringing a place back: everything is checked first, then everything is there, or nothing changed."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.audit.operations import record
from app.cli.backup import departures, rows, structure, uploads
from app.cli.backup.envelope import Opened, Unusable
from app.cli.backup.making import INDEX_PROBE
from app.core.db import db, transaction
from app.core.encryption import blind_index, keyring

HEAD = "head"
Chunks = Iterator[tuple[str, bytes]]


@dataclass(frozen=True)
class Wishes:
    """Where the list of departures is, and what the operator allows: replacing, another INDEX_KEY."""

    departures: Path
    replace: bool = False
    other_index_key: bool = False


@dataclass(frozen=True)
class Restored:
    """What was brought back, and field keys that some of it may need and this place lacks."""

    rows: int
    files: int
    made_at: str
    lacking: tuple[str, ...]
    again: departures.Again | None


def restore_backup(source: Path, uploaded: Path, wishes: Wishes, at: datetime) -> Restored:
    """Put the backup into this place; raises Unusable, and has changed nothing, when it does not fit.

    Who left after it was made leaves again, as far as the list of departures reaches.
    """
    opened = Opened(source)
    start, end = _checked(opened, wishes)
    if not wishes.replace and next(uploads.files_in(uploaded), None) is not None:
        raise Unusable("UPLOAD_DIR is not empty: restore into an empty place, or use --replace")
    facts = {"made_at": opened.header["at"], "rows": end["rows"], "files": end["files"]}
    with uploads.Staging(uploaded) as staged:
        with transaction():
            _fill(opened, staged, wishes)
            record(departures.OPERATOR, "place.restored", f"audit:{start['audit']['sequence']}", at, **facts)
            again = departures.go_again(wishes.departures, datetime.fromisoformat(facts["made_at"]), at)
            staged.add()
        _finish(staged)
    lacking = tuple(name for name in start["field_keys"] if name not in keyring().keys)
    return Restored(end["rows"], end["files"], opened.header["at"], lacking, again)


def _finish(staged: uploads.Staging) -> None:
    """What is left to do when the database is committed already."""
    try:
        staged.finish()
    except OSError as problem:
        raise Unusable(f"all is restored, but old files are left: {problem.strerror}") from problem


def _checked(opened: Opened, wishes: Wishes) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first and the last chunk's facts, after every chunk between them was found authentic."""
    if not structure.is_known(opened.header["revision"]):
        raise Unusable(
            f"the backup has schema {opened.header['revision']}, newer than this version: upgrade first"
        )
    chunks = opened.chunks()
    start = json.loads(next(chunks)[1])
    if start["index"] != blind_index(*INDEX_PROBE) and not wishes.other_index_key:
        raise Unusable(
            "INDEX_KEY is not the one of this backup; if that one is lost, use --other-index-key"
            " and run `flask keys reindex` afterwards"
        )
    ((_, end),) = deque(chunks, maxlen=1)
    return start, json.loads(end)


def _fill(opened: Opened, staged: uploads.Staging, wishes: Wishes) -> None:
    """Tables and files, in the order of the backup; then the schema as this version has it."""
    connection = db.session.connection()
    structure.hold_all(connection)
    if not wishes.replace and not structure.is_blank(connection):
        raise Unusable("the database is not empty: restore into an empty one, or use --replace")
    structure.prepare(connection, opened.header["revision"])
    places = {one.table: one for one in rows.tables_in(connection)}
    chunks = opened.chunks()
    for kind, body in chunks:
        if kind == "T":
            columns = rows.Columns(**json.loads(body))
            if places.pop(columns.table, None) != columns:
                raise Unusable(
                    f"the table {columns.table} is not what schema {opened.header['revision']} says"
                )
            _fill_table(connection, columns, chunks)
        elif kind == "F":
            _take_file(staged, json.loads(body)["name"], chunks)
    if places:
        raise Unusable(f"the backup lacks the table {min(places)}")
    structure.bring_to(connection, HEAD)


def _fill_table(connection: Connection, columns: rows.Columns, chunks: Chunks) -> None:
    told: dict[str, Any] = {}
    rows.load_rows(connection, columns, (rows.unpacked(body) for body in _until("t", chunks, told)))
    rows.go_on_from(connection, columns, told["last"])


def _take_file(staged: uploads.Staging, name: str, chunks: Chunks) -> None:
    told: dict[str, Any] = {}
    if staged.take(name, _until("f", chunks, told)) != told["sha256"]:
        raise Unusable(f"the file {name} is not what the backup says")


def _until(end: str, chunks: Chunks, told: dict[str, Any]) -> Iterator[bytes]:
    """The bodies before the chunk that ends this part, whose facts go into `told`."""
    for kind, body in chunks:
        if kind == end:
            told.update(json.loads(body))
            return
        yield body
