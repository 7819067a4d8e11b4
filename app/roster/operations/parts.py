"""What a room is as an exclusive part: every change of kind, area or source is dated."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, insert, or_, select, update

from app.audit.operations import record
from app.core.db import db
from app.roster.models import AreaSource, PartRecord, Room
from app.roster.operations.reasons import tidy_reason
from surveys.electorate.parts import PartKind, is_weaker
from surveys.errors import Invalid, Missing, Refusal

CHUNK = 5000


@dataclass(frozen=True)
class Correction:
    """What a room is from now on; `withdraws` says that a better source before was a mistake."""

    room_id: int
    kind: PartKind
    area: int | None
    source: AreaSource | None
    reason: str
    withdraws: bool = False


def record_parts(compound_id: int, at: datetime) -> int:
    """Date whatever the rooms of a compound say differently from their live records; returns how many.

    Whoever writes a room's area calls this in the same transaction.
    """
    live = and_(PartRecord.room_id == Room.id, PartRecord.ended_at.is_(None))
    statement = (
        select(Room.id, Room.area, Room.area_source, PartRecord.id, PartRecord.kind)
        .outerjoin(PartRecord, live)
        .where(
            Room.compound_id == compound_id,
            or_(
                PartRecord.id.is_(None),
                PartRecord.area.is_distinct_from(Room.area),
                PartRecord.area_source.is_distinct_from(Room.area_source),
            ),
        )
    )
    rows = db.session.execute(statement).all()
    _end([record_id for *_, record_id, _ in rows if record_id is not None], at)
    fresh = [
        {
            "room_id": room_id,
            "kind": kind or PartKind.DWELLING,
            "area": area,
            "area_source": source,
            "began_at": at,
        }
        for room_id, area, source, _, kind in rows
    ]
    if fresh:
        db.session.execute(insert(PartRecord), fresh)
    return len(fresh)


def correct_part(compound_id: int, told: Correction, actor: object, at: datetime) -> None:
    """Change what a room is, with a reason; a better source gives way to a weaker one only when withdrawn.

    Raises `area-without-source`, `area-source-weaker`, `nothing-changed`.
    """
    reason = tidy_reason(told.reason)
    room = _locked_room(compound_id, told.room_id)
    if (told.area is None) is not (told.source is None):
        raise Invalid("area-without-source")
    record_parts(compound_id, at)
    live = db.session.execute(
        select(PartRecord).where(PartRecord.room_id == room.id, PartRecord.ended_at.is_(None))
    ).scalar_one()
    if (live.kind, live.area, live.area_source) == (told.kind, told.area, told.source):
        raise Refusal("nothing-changed")
    if is_weaker(told.source, live.area_source) and not told.withdraws:
        raise Refusal("area-source-weaker")
    _end([live.id], at)
    values = {"room_id": room.id, "kind": told.kind, "area": told.area, "area_source": told.source}
    db.session.execute(insert(PartRecord).values(**values, began_at=at, reason=reason))
    room.area, room.area_source = told.area, told.source
    db.session.flush()
    facts = {"kind": str(told.kind), "area": told.area, "source": told.source and str(told.source)}
    record(actor, "part.correct", f"room:{room.id}", at, **facts)


def _end(record_ids: list[int], at: datetime) -> None:
    for start in range(0, len(record_ids), CHUNK):
        ids = record_ids[start : start + CHUNK]
        statement = update(PartRecord).where(PartRecord.id.in_(ids)).values(ended_at=at)
        db.session.execute(statement.execution_options(synchronize_session=False))


def _locked_room(compound_id: int, room_id: int) -> Room:
    statement = select(Room).where(Room.id == room_id, Room.compound_id == compound_id).with_for_update()
    room = db.session.execute(statement.execution_options(populate_existing=True)).scalar()
    if room is None:
        raise Missing("room-not-found")
    return room
