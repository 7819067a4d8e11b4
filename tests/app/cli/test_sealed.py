"""The list of sealed columns: nothing that is sealed can be forgotten."""

import ast
from pathlib import Path

from flask import Flask
from sqlalchemy import Column, Table, Text, select

import app.core.encryption
from app.audit.models import APPEND_ONLY
from app.cli.sealed import forgotten, is_sealed, sealed_columns
from app.core.db import Base, db
from app.core.encryption import keyring
from tests.app.cli.places import a_full_place

ROOT = Path(app.core.encryption.__file__).parents[2]
SEAL_BY_HAND = {  # who calls keyring().seal: what they seal must stand in BY_HAND, or be behind a `Sealed`
    "app/chats/operations.py",
    "app/cli/doctor.py",  # a probe that is kept nowhere
    "app/cli/keys.py",
    "app/decisions/operations/casting.py",
    "app/core/encryption.py",
    "app/notifications/jobs.py",
    "app/polls/operations/answering.py",
}


def test_every_column_that_says_it_is_sealed_is_in_the_list() -> None:
    assert forgotten() == []


def test_a_new_column_that_nobody_put_into_the_list_is_noticed() -> None:
    odd = Table("odd_thing", Base.metadata, Column("id", Text, primary_key=True), Column("note_sealed", Text))
    try:
        assert forgotten() == ["odd_thing.note_sealed"]
    finally:
        Base.metadata.remove(odd)


def test_whoever_seals_by_hand_is_known() -> None:
    found = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "app").rglob("*.py") if seals(path.read_text())
    }
    assert found == SEAL_BY_HAND, "look at what is sealed there: does app/cli/sealed.py know it?"


def seals(source: str) -> bool:
    """Whether a module calls `….seal(` on a key ring."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return any(
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "seal"
        and ast.unparse(call.func.value) in ("keyring()", "ring", "self")
        for call in calls
    )


def test_no_sealed_column_lies_in_a_table_that_refuses_changes() -> None:
    assert not {one.table.name for one in sealed_columns()} & set(APPEND_ONLY)


def test_every_sealed_column_of_a_full_place_opens_with_the_binding_in_the_list(app: Flask) -> None:
    a_full_place(app)
    for column in sealed_columns():
        found = db.session.execute(select(column.table).where(is_sealed(column))).mappings().all()
        assert found, f"{column} is empty: fill it in places.a_full_place"
        for row in found:
            assert keyring().open(row[column.name], column.bound_to(row))
