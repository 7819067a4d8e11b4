"""The database core: instants, transactions, uniqueness."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.exc import StatementError

from app.audit.models import AuditEntry
from app.core.db import db, insert_once, savepoint, transaction
from app.outbox.models import Job

AT = datetime(2026, 5, 1, 8, 30, 0, 123000, tzinfo=UTC)


def an_entry(act: str = "thing.done", at: datetime = AT) -> None:
    db.session.execute(
        insert(AuditEntry).values(at=at, actor="system:test", act=act, subject="t:1", facts={})
    )


def count() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(AuditEntry)).scalar_one()


def test_an_instant_comes_back_aware_and_in_utc(app: Flask) -> None:
    beijing = timezone(timedelta(hours=8))
    with transaction():
        an_entry(at=AT.astimezone(beijing))
    found = db.session.execute(select(AuditEntry.at)).scalar_one()
    assert found == AT
    assert found.tzinfo is UTC


def test_a_naive_instant_is_refused(app: Flask) -> None:
    with pytest.raises(StatementError, match="naive"), transaction():
        an_entry(at=AT.replace(tzinfo=None))
    assert count() == 0


def test_a_transaction_is_all_or_nothing(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        an_entry()
        _ = 1 // 0
    assert count() == 0


def test_only_an_edge_opens_a_transaction(app: Flask) -> None:
    with transaction(), pytest.raises(RuntimeError, match="already open"), transaction():
        pass
    with transaction():
        an_entry()
    assert count() == 1


def test_a_savepoint_may_fail_without_spoiling_the_rest(app: Flask) -> None:
    with transaction():
        an_entry("first.done")
        with pytest.raises(ZeroDivisionError), savepoint():
            an_entry("second.done")
            _ = 1 // 0
        an_entry("third.done")
    db.session.rollback()
    acts = db.session.execute(select(AuditEntry.act).order_by(AuditEntry.id)).scalars().all()
    assert acts == ["first.done", "third.done"]


def test_a_row_with_a_taken_name_is_inserted_once(app: Flask) -> None:
    values = {"kind": "x", "payload": {"n": 1}, "promised_at": AT, "due_at": AT, "attempts": 0, "slot": "s"}
    with transaction():
        assert insert_once(Job, **values)
        assert not insert_once(Job, **values)
    db.session.rollback()
    assert db.session.execute(select(Job.payload)).scalars().all() == [{"n": 1}]
