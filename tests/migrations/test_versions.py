"""Migrations: up, down and up again with rows in the tables, and nothing left to generate."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from app.audit import operations
from app.core import clock
from app.core.actors import SYSTEM
from app.core.db import db, transaction


@pytest.fixture
def migrated(app: Flask) -> Iterator[Flask]:
    """The tests' own database, which the migrations made; left as it was found."""
    yield app
    db.session.remove()
    upgrade()


def tables() -> set[str]:
    with db.engine.connect() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_up_down_and_up_again_with_rows_in_the_log(migrated: Flask) -> None:
    before = tables()
    with transaction():
        operations.record(SYSTEM, "thing.done", "thing:1", clock.now())
    db.session.remove()
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert tables() == before


def test_the_migrations_say_all_that_the_models_say(migrated: Flask) -> None:
    check()


def test_the_log_of_a_migrated_database_refuses_changes(migrated: Flask) -> None:
    with transaction():
        operations.record(SYSTEM, "thing.done", "thing:1", clock.now())
    with pytest.raises(DBAPIError, match="append-only"), transaction():
        db.session.execute(text("UPDATE audit_entry SET act = 'x.y'"))
