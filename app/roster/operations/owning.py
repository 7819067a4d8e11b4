"""Ownership over time: a row that changes ends, and another goes on from that moment."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from app.core.db import db
from app.roster.models import Ownership

CHUNK = 5000
COPIED = ("room_id", "person_id", "kind", "is_primary", "share_top", "share_bottom", "reason")


def go_on(ownership_ids: Collection[int], at: datetime, **changes: object) -> list[int]:
    """End these rows and begin them anew with something changed; returns the new ones."""
    values = copies_of(ownership_ids, at, **changes)
    end_ownerships(ownership_ids, at)
    return begin_ownerships(values)


def copies_of(ownership_ids: Collection[int], at: datetime, **changes: object) -> list[dict[str, Any]]:
    """What rows would be that begin now and say the same as these."""
    values: list[dict[str, Any]] = []
    for ids in _chunks(sorted(ownership_ids)):
        statement = select(Ownership).where(Ownership.id.in_(ids)).order_by(Ownership.id)
        for row in db.session.execute(statement.execution_options(populate_existing=True)).scalars():
            values.append({name: getattr(row, name) for name in COPIED} | {"began_at": at} | changes)
    return values


def begin_ownerships(values: Sequence[dict[str, Any]]) -> list[int]:
    """Enter rows; returns their numbers."""
    if not values:
        return []
    return list(db.session.execute(insert(Ownership).returning(Ownership.id), values).scalars())


def end_ownerships(ownership_ids: Collection[int], at: datetime) -> None:
    """These hold no longer; what ended before stays as it was."""
    for ids in _chunks(sorted(ownership_ids)):
        living = update(Ownership).where(Ownership.id.in_(ids), Ownership.ended_at.is_(None))
        db.session.execute(living.values(ended_at=at).execution_options(synchronize_session=False))


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
