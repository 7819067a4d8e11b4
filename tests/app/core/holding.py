"""A database that somebody else holds, so that nobody can write for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

import pysqlite3
from flask import Flask
from sqlalchemy import create_engine, text

from app.core.db import db


@contextmanager
def held(app: Flask, *tables: str) -> Iterator[None]:
    """Nobody writes to these tables until the block ends; on SQLite nobody writes at all."""
    db.session.rollback()
    url = db.engine.url
    if url.get_backend_name() == "sqlite":
        connection = pysqlite3.connect(str(url.database), isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")
            connection.close()
        return
    engine = create_engine(url)
    with engine.connect() as other:
        other.execute(text(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE"))
        yield
        other.rollback()
    engine.dispose()
