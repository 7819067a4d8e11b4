"""The pretend platform's own small database, a file beside the product's and never part of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pysqlite3

Store = Any  # a connection of the SQLite driver, which carries no types

FILE = "simulator.sqlite"
VERSION = 1
BUSY_MS = 5000

# Instants are whole seconds since 1970 (`…_at_s`), as on WeChat's wire.
SCHEMA = """
CREATE TABLE phone (
  openid TEXT PRIMARY KEY, name TEXT NOT NULL, is_snapshot INTEGER NOT NULL DEFAULT 0,
  is_blocking INTEGER NOT NULL DEFAULT 0, followed_at_s INTEGER, scene TEXT NOT NULL DEFAULT ''
);
CREATE TABLE message (
  id INTEGER PRIMARY KEY, openid TEXT NOT NULL, way TEXT NOT NULL, kind TEXT NOT NULL,
  body TEXT NOT NULL, at_s INTEGER NOT NULL
);
CREATE INDEX message_of_phone ON message (openid, id);
CREATE TABLE push (
  id INTEGER PRIMARY KEY, openid TEXT NOT NULL, xml TEXT NOT NULL, event TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0, outcome TEXT NOT NULL DEFAULT '', at_s INTEGER NOT NULL
);
CREATE INDEX push_of_phone ON push (openid, id);
CREATE TABLE token (
  value TEXT PRIMARY KEY, kind TEXT NOT NULL, is_forced INTEGER NOT NULL, is_dead INTEGER NOT NULL DEFAULT 0,
  issued_at_s INTEGER NOT NULL, expires_at_s INTEGER NOT NULL
);
CREATE TABLE allowance (
  openid TEXT NOT NULL, reason TEXT NOT NULL, left_over INTEGER NOT NULL, closes_at_s INTEGER NOT NULL,
  PRIMARY KEY (openid, reason)
);
CREATE TABLE credit (
  openid TEXT NOT NULL, template_id TEXT NOT NULL, left_over INTEGER NOT NULL,
  PRIMARY KEY (openid, template_id)
);
CREATE TABLE code (
  value TEXT PRIMARY KEY, openid TEXT NOT NULL, scope TEXT NOT NULL, is_used INTEGER NOT NULL DEFAULT 0,
  issued_at_s INTEGER NOT NULL
);
CREATE TABLE menu (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);
CREATE TABLE ticket (value TEXT PRIMARY KEY, scene TEXT NOT NULL, expires_at_s INTEGER);
CREATE TABLE media (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, content_type TEXT NOT NULL, content BLOB NOT NULL
);
CREATE TABLE fault (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL, errcode INTEGER, wait_ms INTEGER NOT NULL,
  left_over INTEGER NOT NULL
);
"""


@contextmanager
def store_in(folder: str | Path) -> Iterator[Store]:
    """The store in this folder, made on first use; each statement stands by itself unless told otherwise."""
    path = Path(folder) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    store = pysqlite3.connect(str(path), isolation_level=None, timeout=BUSY_MS / 1000)
    try:
        store.row_factory = pysqlite3.Row
        store.execute("PRAGMA journal_mode=DELETE")
        store.execute(
            "PRAGMA synchronous=OFF"
        )  # a toy may forget the last second when the machine falls over
        _lay_out(store)
        yield store
    finally:
        store.close()


def _lay_out(store: Store) -> None:
    """Make the tables once; of two processes that start together, one waits for the other."""
    if store.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    store.execute("BEGIN IMMEDIATE")
    with store:
        if store.execute("PRAGMA user_version").fetchone()[0] == VERSION:
            return
        for statement in SCHEMA.split(";\n"):
            store.execute(statement)
        store.execute(f"PRAGMA user_version={VERSION}")
