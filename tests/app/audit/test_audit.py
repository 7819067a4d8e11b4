"""The audit log: nobody changes it, anybody can check it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.audit import operations, queries
from app.audit.jobs import link_new_entries, sign_chain
from app.core.actors import SYSTEM
from app.core.db import db, transaction
from app.core.encryption import signing_key
from surveys.proof import chain

AT = datetime(2026, 5, 1, tzinfo=UTC)


def three_entries() -> None:
    with transaction():
        for number in range(3):
            at = AT + timedelta(seconds=number)
            operations.record(SYSTEM, "thing.done", f"thing:{number}", at, number=number)


@pytest.mark.parametrize("table", ["audit_entry", "audit_link", "audit_checkpoint"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_the_log(app: Flask, table: str, change: str) -> None:
    three_entries()
    link_new_entries({}, AT)
    sign_chain({}, AT)
    column = "id" if table == "audit_entry" else "hash"
    with pytest.raises(DBAPIError, match="append-only"), transaction():
        db.session.execute(text(change.format(table, column, column)))
    db.session.rollback()
    assert len(list(operations.export_lines())) == 3


def test_new_entries_are_linked_in_order_and_the_chain_verifies(app: Flask) -> None:
    three_entries()
    assert len(queries.get_unlinked(10)) == 3
    link_new_entries({}, AT)
    assert queries.get_unlinked(10) == []
    lines = list(operations.export_lines())
    assert [json.loads(line)["sequence"] for line in lines] == [1, 2, 3]
    assert chain.verify_chain(lines).intact


def test_linking_goes_on_where_it_stopped(app: Flask) -> None:
    three_entries()
    link_new_entries({}, AT)
    three_entries()
    link_new_entries({}, AT)
    verdict = chain.verify_chain(operations.export_lines())
    assert verdict.intact
    assert verdict.head.sequence == 6


def test_an_entry_that_was_changed_is_named(app: Flask) -> None:
    three_entries()
    link_new_entries({}, AT)
    lines = list(operations.export_lines())
    lines[1] = lines[1].replace("thing.done", "thing.undone")
    verdict = chain.verify_chain(lines)
    assert not verdict.intact
    assert verdict.sequence == 2


def test_a_checkpoint_is_signed_once_for_a_chain_end(app: Flask) -> None:
    three_entries()
    link_new_entries({}, AT)
    sign_chain({}, AT)
    sign_chain({}, AT + timedelta(minutes=1))
    (checkpoint,) = queries.get_checkpoints()
    public = signing_key().public_key()
    signed = operations.checkpoint_bytes(checkpoint.sequence, checkpoint.hash, checkpoint.at)
    public.verify(bytes.fromhex(checkpoint.signature), signed)
    assert checkpoint.sequence == 3
