"""What may be noted: nothing that could not be sealed later."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.audit import operations, queries
from app.audit.jobs import link_new_entries
from app.core.actors import SYSTEM
from app.core.db import db, transaction
from surveys.proof import chain

AT = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize("fact", [0.5, 2**53, "\ud800", {1: "x"}, {"deep": AT}, b"x", {"x"}])
def test_facts_that_cannot_be_sealed_are_refused_at_once_and_not_when_the_chain_is_made(
    app: Flask, fact: object
) -> None:
    with pytest.raises(ValueError, match=r"thing\.done"), transaction():
        operations.record(SYSTEM, "thing.done", "thing:1", AT, fact=fact)
    db.session.rollback()
    assert queries.count_unlinked() == 0


@pytest.mark.parametrize("fact", ["王秀英", "", None, True, -(2**53) + 1, [1, [2]], {"a": {"b": []}}])
def test_what_was_noted_comes_back_the_same_and_is_sealed(app: Flask, fact: object) -> None:
    with transaction():
        operations.record(SYSTEM, "thing.done", "thing:1", AT, fact=fact)
    db.session.expire_all()
    (entry,) = queries.entries_about("thing:1")
    assert entry.facts == {"fact": fact}
    link_new_entries({}, AT)
    assert chain.verify_chain(operations.export_lines()).head.sequence == 1


def test_thousands_of_entries_are_linked_in_batches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "BATCH", 5)
    with transaction():
        for number in range(12):
            operations.record(SYSTEM, "thing.done", f"thing:{number}", AT)
    link_new_entries({}, AT)
    assert queries.count_unlinked() == 0
    assert chain.verify_chain(operations.export_lines()).head.sequence == 12


def test_two_workers_that_link_at_once_cannot_fork_the_chain(app: Flask) -> None:
    with transaction():
        operations.record(SYSTEM, "thing.done", "thing:1", AT)
    with transaction():
        assert operations.link_entries() == 1
        assert operations.link_entries() == 0
    assert chain.verify_chain(operations.export_lines()).intact
