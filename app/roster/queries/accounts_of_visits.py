"""What going from door to door keeps about one person: visits to their homes while these were theirs."""

from sqlalchemy import or_, select

from app.core.db import db
from app.roster.models import Binding, BindingState, Ownership, Room, Visit, VisitRound


def visits_about(person_id: int) -> list[dict[str, object]]:
    """Every visit to a home of this person since they own it or are bound to it, oldest first."""
    owned = (
        select(Ownership.id)
        .where(
            Ownership.room_id == Visit.room_id,
            Ownership.person_id == person_id,
            Ownership.began_at <= Visit.visited_at,
            or_(Ownership.ended_at.is_(None), Ownership.ended_at > Visit.visited_at),
        )
        .exists()
    )
    bound = (
        select(Binding.id)
        .where(
            Binding.room_id == Visit.room_id,
            Binding.person_id == person_id,
            Binding.state == BindingState.ACTIVE,
            Binding.bound_at <= Visit.visited_at,
        )
        .exists()
    )
    statement = (
        select(Visit, Room.label, VisitRound.title)
        .join(Room, Room.id == Visit.room_id)
        .join(VisitRound, VisitRound.id == Visit.round_id)
        .where(or_(owned, bound))
        .order_by(Visit.visited_at, Visit.id)
    )
    return [
        {
            "what": "visit",
            "room": label,
            "round": title,
            "outcome": str(row.outcome),
            "visited_at": row.visited_at.isoformat(),
            "again_at": row.again_at and row.again_at.isoformat(),
            "note": row.note or "",
        }
        for row, label, title in db.session.execute(statement)
    ]
