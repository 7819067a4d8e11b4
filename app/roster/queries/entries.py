"""What the entry of one room says of one topic, word for word, so that a change of it can be told."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.roster.models import CorrectionTopic, Guardianship, Ownership, Person, Proxy, Room, VoterDesignation
from app.roster.queries.electorate import is_guarding, is_in_force


def entry_text_for(room_id: int, topic: CorrectionTopic, at: datetime) -> str | None:
    """The entry as text to compare, never to show; None for a topic without a value of its own."""
    match topic:
        case CorrectionTopic.OWNERS:
            told = _owners(room_id)
        case CorrectionTopic.AREA | CorrectionTopic.SOURCE:
            column = Room.area if topic is CorrectionTopic.AREA else Room.area_source
            told = [db.session.execute(select(column).where(Room.id == room_id)).scalar_one()]
        case CorrectionTopic.VOTER:
            told = _voter(room_id, at)
        case _:
            return None
    return json.dumps(told, ensure_ascii=False)


def _owners(room_id: int) -> list[Any]:
    statement = (
        select(Ownership.kind, Person)
        .join(Person, Person.id == Ownership.person_id)
        .where(Ownership.room_id == room_id, Ownership.ended_at.is_(None))
    )
    return sorted([person.name or "", str(kind)] for kind, person in db.session.execute(statement))


def _voter(room_id: int, at: datetime) -> list[Any]:
    """Owners, whom they named, and who acts for any of them."""
    owners = select(Ownership.person_id).where(Ownership.room_id == room_id, Ownership.ended_at.is_(None))
    named = select(VoterDesignation.person_id).where(
        VoterDesignation.room_id == room_id, is_in_force(VoterDesignation, at)
    )
    guardians = select(Guardianship.ward_id, Guardianship.guardian_id).where(
        Guardianship.ward_id.in_(owners), is_guarding(at)
    )
    agents = select(Proxy.principal_id, Proxy.agent_id).where(
        Proxy.principal_id.in_(owners), Proxy.revoked_at.is_(None), Proxy.ends_at > at
    )
    asked = (owners, named, guardians, agents)
    return [sorted(list(row) for row in db.session.execute(one)) for one in asked]
