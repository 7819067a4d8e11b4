"""Rehearsals: which made-up compound belongs to which real one, and until when."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.roster.models import Compound, Rehearsal
from app.roster.queries.places import CompoundRow
from surveys.errors import Missing


class RehearsalRow(NamedTuple):
    """A made-up compound, the real one behind it (`home_path` says whose staff practise in it)."""

    compound: CompoundRow
    home_id: int
    home_path: str
    opened_by: str
    opened_at: datetime
    ends_at: datetime


_HOME = aliased(Compound)
_COMPOUND = [getattr(Compound, name) for name in CompoundRow._fields]
_ROWS: Select[Any] = (
    select(
        _HOME.id, _HOME.path, Rehearsal.opened_by, Rehearsal.opened_at, Rehearsal.ends_at, *_COMPOUND
    )
    .join(Compound, Compound.id == Rehearsal.compound_id)
    .join(_HOME, _HOME.id == Rehearsal.home_id)
    .order_by(Rehearsal.opened_at, Rehearsal.compound_id)
)  # fmt: skip


def get_rehearsal(public_id: str) -> RehearsalRow:
    """The rehearsal an address names, or Missing."""
    found = _found(_ROWS.where(Compound.public_id == public_id))
    if not found:
        raise Missing("rehearsal-not-found")
    return found[0]


def find_rehearsal(compound_id: int) -> RehearsalRow | None:
    """The rehearsal a made-up compound is; None for a real one."""
    found = _found(_ROWS.where(Rehearsal.compound_id == compound_id))
    return found[0] if found else None


def rehearsals_of(home_ids: Collection[int]) -> list[RehearsalRow]:
    """The rehearsals of these real compounds, the oldest first."""
    return _found(_ROWS.where(Rehearsal.home_id.in_(home_ids)))


def due_for_wiping(at: datetime) -> list[RehearsalRow]:
    """Rehearsals whose days are over and that nobody has wiped."""
    return _found(_ROWS.where(Rehearsal.ends_at <= at))


def _found(statement: Select[Any]) -> list[RehearsalRow]:
    rows = db.session.execute(statement)
    return [RehearsalRow(CompoundRow(*row[5:]), *row[:5]) for row in rows]
