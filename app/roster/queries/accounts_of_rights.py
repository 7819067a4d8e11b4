"""What voting rights keep about one person: who acts for whom, and what they asked to correct."""

from typing import Any

from sqlalchemy import or_, select

from app.core.db import db
from app.roster.models import (
    Guardianship,
    PersonNumber,
    Proxy,
    Room,
    RoomUse,
    RosterCorrection,
    VoterDesignation,
)
from surveys.electorate.identity import masked_number


def rights_about(person_id: int) -> list[dict[str, object]]:
    """Every dated row about a person, without the names of others."""
    guarding = or_(Guardianship.ward_id == person_id, Guardianship.guardian_id == person_id)
    acting = or_(Proxy.principal_id == person_id, Proxy.agent_id == person_id)
    held: list[dict[str, object]] = [
        _dated("guardianship", row, role="ward" if row.ward_id == person_id else "guardian")
        for row in _all(select(Guardianship).where(guarding).order_by(Guardianship.id))
    ]
    held += [
        {
            "what": "proxy",
            "role": "principal" if row.principal_id == person_id else "agent",
            "since": row.begins_at.isoformat(),
            "until": (row.revoked_at or row.ends_at).isoformat(),
        }
        for row in _all(select(Proxy).where(acting).order_by(Proxy.id))
    ]
    numbers = select(PersonNumber).where(PersonNumber.person_id == person_id).order_by(PersonNumber.id)
    held += [_dated("number", row, number=masked_number(row.tail or "")) for row in _all(numbers)]
    for what, table in (("designation", VoterDesignation), ("use", RoomUse)):
        held += [_dated(what, row, room=label) for row, label in _in_rooms(table, person_id)]
    held += [
        {
            "what": "correction",
            "room": label,
            "topic": str(row.topic),
            "text": row.said,
            "state": str(row.state),
            "answer": row.answer,
            "asked_at": row.asked_at.isoformat(),
        }
        for row, label in _in_rooms(RosterCorrection, person_id)
    ]
    return held


def _dated(what: str, row: Any, **facts: object) -> dict[str, object]:
    until = row.ended_at.isoformat() if row.ended_at else None
    return {"what": what, **facts, "since": row.began_at.isoformat(), "until": until}


def _in_rooms(table: Any, person_id: int) -> list[tuple[Any, str]]:
    statement = select(table, Room.label).join(Room, Room.id == table.room_id)
    rows = db.session.execute(statement.where(table.person_id == person_id).order_by(table.id))
    return [(row, label) for row, label in rows]


def _all(statement: Any) -> list[Any]:
    return list(db.session.execute(statement).scalars())
