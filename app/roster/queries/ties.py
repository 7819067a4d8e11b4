"""Reading bindings one by one: for the notices about them and for the clerk who decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, bindparam, select

from app.core.db import db, run
from app.roster.models import Binding, BindingState, Compound, Person, Room
from app.roster.queries.desk import counted_cases_in, counted_wishes_in
from app.roster.queries.people import OwnerRow, owners_of_rooms
from app.roster.queries.remaining import counted_remaining_in
from surveys.errors import Missing

_HERE: BindParameter[Any] = bindparam("compounds", expanding=True)
_COUNTED = select(counted_cases_in(_HERE) + counted_wishes_in(_HERE) + counted_remaining_in(_HERE))


class TieRow(NamedTuple):
    """A binding in any state, with the room it is about."""

    binding_id: int
    contact_id: int
    room_id: int
    label: str
    compound_id: int
    compound_name: str
    state: str
    level: str
    reason: str | None


class ClaimRow(NamedTuple):
    """A claim that waits for a clerk: who says to own which room, and whom the roster names there."""

    binding_id: int
    room_id: int
    label: str
    compound_name: str
    compound_public_id: str
    asked_at: datetime
    person_id: int
    name: str
    phone: str | None
    is_disputed: bool
    owners: tuple[OwnerRow, ...]
    contact_id: int
    wants_owner: bool
    evidence: str | None


def find_tie(binding_id: int) -> TieRow | None:
    """One binding, whatever became of it."""
    row = db.session.execute(_ties().where(Binding.id == binding_id)).first()
    return TieRow(*row) if row else None


def claims_in(compound_ids: Sequence[int]) -> list[ClaimRow]:
    """Claims waiting in these compounds, longest first."""
    statement = _claims().where(Room.compound_id.in_(compound_ids)).order_by(Binding.asked_at, Binding.id)
    rows = db.session.execute(statement).all()
    owners = owners_of_rooms({room.id for _, room, _, _ in rows})
    return [_claim(row, owners) for row in rows]


def get_claim(binding_id: int) -> ClaimRow:
    """One waiting claim, or Missing."""
    row = db.session.execute(_claims().where(Binding.id == binding_id)).first()
    if row is None:
        raise Missing("claim-not-found")
    return _claim(row, owners_of_rooms([row[1].id]))


def count_claims(compound_ids: Sequence[int]) -> int:
    """How much waits at the binding desk: claims, disputes, wishes, who stayed bound after a sale."""
    return int(run(_COUNTED, compounds=list(compound_ids)).scalar_one())


def claims_of(contact_id: int) -> list[TieRow]:
    """A contact's own claims that still wait, oldest first."""
    own = _ties().where(Binding.contact_id == contact_id, Binding.state == BindingState.WAITING)
    return [TieRow(*row) for row in db.session.execute(own.order_by(Binding.id))]


def _ties() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Binding.id, Binding.contact_id, Room.id, Room.label, Compound.id, Compound.name, Binding.state,
            Binding.level, Binding.reason,
        )
        .join(Room, Room.id == Binding.room_id)
        .join(Compound, Compound.id == Room.compound_id)
    )  # fmt: skip


def _claims() -> Select[*tuple[Any, ...]]:
    return (
        select(Binding, Room, Compound, Person)
        .join(Room, Room.id == Binding.room_id)
        .join(Compound, Compound.id == Room.compound_id)
        .join(Person, Person.id == Binding.person_id)
        .where(Binding.state == BindingState.WAITING)
    )


def _claim(row: Any, owners: Sequence[OwnerRow]) -> ClaimRow:
    """A claim made with the telephone of somebody bound already carries that owner's person."""
    binding, room, compound, person = row
    here = tuple(owner for owner in owners if owner.room_id == room.id)
    return ClaimRow(
        binding.id,
        room.id,
        room.label,
        compound.name,
        compound.public_id,
        binding.asked_at,
        person.id,
        person.name or "",
        person.phone,
        any(owner.person_id == person.id for owner in here),
        here,
        binding.contact_id,
        binding.wants_owner,
        binding.evidence,
    )
