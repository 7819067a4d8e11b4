"""What part of a room each co-owner holds: as their certificate says, never a weight of votes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from app.audit.operations import record
from app.core.db import db
from app.roster.models import Ownership
from app.roster.operations.identifying import require_room
from app.roster.operations.locking import lock_roster
from app.roster.operations.owning import begin_ownerships
from app.roster.operations.reasons import tidy_reason
from surveys.electorate.shares import check_shares, share_to_text
from surveys.errors import Invalid, Refusal


@dataclass(frozen=True)
class Apportioning:
    """The share of every owner of a room, by the owner's number; nobody: they own it jointly."""

    room_id: int
    shares: Mapping[int, Fraction]
    reason: str


def apportion_room(compound_id: int, told: Apportioning, actor: object, at: datetime) -> None:
    """Write the owners' shares down, dated: the old rows end and the same owners go on with their share.

    Raises `owner-not-of-this-room`, `shares-incomplete`, `shares-not-whole`, `nothing-changed`.
    """
    reason = tidy_reason(told.reason)
    lock_roster(compound_id)
    require_room(compound_id, told.room_id)
    live = select(Ownership).where(Ownership.room_id == told.room_id, Ownership.ended_at.is_(None))
    known = {row.person_id: row for row in db.session.execute(live).scalars()}
    if not told.shares.keys() <= known.keys():
        raise Invalid("owner-not-of-this-room")
    check_shares(list(told.shares.values()), len(known))
    changed = {key: row for key, row in known.items() if _share(row) != told.shares.get(key)}
    if not changed:
        raise Refusal("nothing-changed")
    values = [_again(row, told, reason, at) for row in changed.values()]
    for row in changed.values():
        row.ended_at = at  # and nothing else about the past
    db.session.flush()  # the old ones end before the new ones begin: the database allows one of each
    begin_ownerships(values)
    shares = {str(key): share_to_text(one.numerator, one.denominator) for key, one in told.shares.items()}
    record(actor, "ownership.apportion", f"room:{told.room_id}", at, shares=shares)


def _share(row: Ownership) -> Fraction | None:
    return Fraction(row.share_top, row.share_bottom) if row.share_top and row.share_bottom else None


def _again(row: Ownership, told: Apportioning, reason: str, at: datetime) -> dict[str, Any]:
    """The same ownership from now on, with the share told."""
    share = told.shares.get(row.person_id)
    return {
        "room_id": row.room_id,
        "person_id": row.person_id,
        "kind": row.kind,
        "is_primary": row.is_primary,
        "share_top": share and share.numerator,
        "share_bottom": share and share.denominator,
        "began_at": at,
        "reason": reason,
    }
