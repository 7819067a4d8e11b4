"""Changes of one roster follow one another."""

from sqlalchemy import Select, select

from app.core.db import db
from app.roster.models import Binding, Compound, Room
from surveys.errors import Missing


def lock_roster(compound_id: int) -> None:
    """Hold a compound's roster until the transaction ends: whoever writes who owns what takes turns.

    Order of locks: contact, roster, room, binding. Rows that only point to the compound do not wait.
    """
    held = select(Compound.id).where(Compound.id == compound_id)
    db.session.execute(held.with_for_update(key_share=True))


def lock_roster_of_room(room_id: int) -> int:
    """Hold the roster a room belongs to; returns the compound. Raises `room-not-found`."""
    return _held(select(Room.compound_id).where(Room.id == room_id), "room-not-found")


def lock_roster_of_claim(binding_id: int) -> int:
    """Hold the roster a claim is about, before the claim itself is read. Raises `claim-not-found`."""
    room = select(Room.compound_id).join(Binding, Binding.room_id == Room.id)
    return _held(room.where(Binding.id == binding_id), "claim-not-found")


def _held(statement: Select[int], code: str) -> int:
    compound_id = db.session.execute(statement).scalar()
    if compound_id is None:
        raise Missing(code)
    lock_roster(compound_id)
    return compound_id
