"""Household members of a home that was sold: whose tie is older than the sale, until the desk has asked."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ScalarSelect, Select, func, select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.roster.models import Binding, BindingLevel, BindingState, Compound, Ownership, Person, Room
from surveys.errors import Missing


class RemainingRow(NamedTuple):
    """Somebody bound to a home as a member since before its owners changed; when that was written down."""

    binding_id: int
    room_id: int
    compound_id: int
    compound_public_id: str
    compound_name: str
    label: str
    name: str
    since: datetime
    sold_at: datetime


def remaining_in(compound_ids: Collection[int]) -> list[RemainingRow]:
    """Who has to be asked whether they moved out, the oldest sale first."""
    statement = _remaining().where(Room.compound_id.in_(compound_ids))
    return [_row(row) for row in db.session.execute(statement)]


def get_remaining(binding_id: int) -> RemainingRow:
    """One of them, or Missing."""
    row = db.session.execute(_remaining().where(Binding.id == binding_id)).first()
    if row is None:
        raise Missing("claim-not-found")
    return _row(row)


def counted_remaining_in(compound_ids: BindParameter[Any]) -> ScalarSelect[int]:
    """How many of them there are."""
    here = _remaining().where(Room.compound_id.in_(compound_ids)).order_by(None).subquery()
    return select(func.count()).select_from(here).scalar_subquery()


def _remaining() -> Select[*tuple[Any, ...]]:
    sold, stayed, before, owning = _sales(), *(aliased(Ownership) for _ in range(3))
    is_kept_by_others = (
        select(stayed.id)
        .join(before, (before.room_id == stayed.room_id) & (before.person_id == stayed.person_id))
        .where(stayed.room_id == Binding.room_id, stayed.ended_at.is_(None))
        .where(before.began_at < sold.c.ended_at)
        .exists()
    )
    is_owner = (
        select(owning.id)
        .where(owning.room_id == Binding.room_id, owning.ended_at.is_(None))
        .where(owning.person_id == Binding.person_id)
        .exists()
    )
    asked_at = func.coalesce(Binding.lives_there_at, Binding.bound_at)
    return (
        select(Binding, Person, Room.label, Compound, sold.c.told_at)
        .join(sold, sold.c.room_id == Binding.room_id)
        .join(Person, Person.id == Binding.person_id)
        .join(Room, Room.id == Binding.room_id)
        .join(Compound, Compound.id == Room.compound_id)
        .where(Binding.level == BindingLevel.MEMBER, Binding.state == BindingState.ACTIVE)
        .where(asked_at < sold.c.told_at, ~is_kept_by_others, ~is_owner)
        .order_by(sold.c.told_at, Binding.id)
    )


def _sales() -> Any:
    """Homes somebody owned and owns no more: until when, and when that was written down last."""
    gone, again = aliased(Ownership), aliased(Ownership)
    is_back = (
        select(again.id)
        .where(again.room_id == gone.room_id, again.person_id == gone.person_id, again.ended_at.is_(None))
        .exists()
    )
    told_at = func.max(func.coalesce(gone.end_recorded_at, gone.ended_at))
    statement = select(gone.room_id, func.max(gone.ended_at).label("ended_at"), told_at.label("told_at"))
    return statement.where(gone.ended_at.is_not(None), ~is_back).group_by(gone.room_id).subquery()


def _row(row: Any) -> RemainingRow:
    binding, person, label, compound, sold_at = row
    return RemainingRow(
        binding.id, binding.room_id, compound.id, compound.public_id, compound.name, label,
        person.name or "", binding.bound_at or binding.asked_at, sold_at,
    )  # fmt: skip
