"""What the roster gives account of: figures of a compound, and everything kept about one person."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from app.audit.queries import entries_about
from app.core.db import db
from app.roster.models import Binding, BindingLevel, BindingState, Ownership, Person, Room
from app.roster.queries.accounts_of_rights import rights_about
from app.roster.queries.accounts_of_visits import visits_about
from app.roster.queries.desk import disputes_of, past_of, photos_of, requests_of
from app.roster.queries.ties import count_claims
from surveys.electorate.shares import share_to_text

AGREEMENTS = ("contact.consent", "contact.withdraw")
EVER = datetime(2000, 1, 1, tzinfo=UTC)


def summary_for(compound_id: int) -> dict[str, int]:
    """Rooms on the roster, rooms somebody is bound to, rooms an owner is bound to, claims that wait."""
    rooms = select(func.count(Room.id)).where(Room.compound_id == compound_id).scalar_subquery()
    bound = (
        select(func.count(Room.id.distinct()))
        .join(Binding, Binding.room_id == Room.id)
        .where(Room.compound_id == compound_id, Binding.state == BindingState.ACTIVE)
    )
    by_owner = bound.where(Binding.level == BindingLevel.OWNER).scalar_subquery()
    row = db.session.execute(select(rooms, bound.scalar_subquery(), by_owner)).one()
    return {"rooms": row[0], "bound": row[1], "owner_bound": row[2], "claims": count_claims([compound_id])}


def held_by(contact_id: int) -> dict[str, list[dict[str, object]]]:
    """Everything the roster keeps about a WeChat contact: ties, agreements, disputes, wishes, photographs."""
    ties = past_of(contact_id)
    photos = photos_of([row.binding_id for _, row in ties])
    return {
        "bindings": [{"home": home, **row._asdict()} for home, row in ties],
        "agreements": [
            {"act": entry.act, "version": entry.facts.get("version"), "at": entry.at}
            for entry in entries_about(f"contact:{contact_id}")
            if entry.act in AGREEMENTS
        ],
        "disputes": [
            {"home": one.label, "opened_at": one.opened_at, "outcome": one.outcome, "reason": one.reason,
             "my_words": next(side.words for side in one.sides if side.contact_id == contact_id)}
            for one in disputes_of(contact_id, EVER)
        ],
        "corrections": [
            {"home": one.label, "wish": one.wish, "words": one.words, "asked_at": one.asked_at,
             "is_granted": one.is_granted, "answer": one.answer}
            for one in requests_of(contact_id)
        ],
        "photos": [{"claim": claim, "count": len(found)} for claim, found in photos.items()],
    }  # fmt: skip


def held_about(person_id: int) -> list[dict[str, object]]:
    """Everything the roster keeps about a person, opened for their request to see it."""
    person = db.session.get(Person, person_id)
    if person is None:
        return []
    held: list[dict[str, object]] = [
        {"what": "person", "name": person.name, "phone": person.phone, "since": person.created_at.isoformat()}
    ]
    owned = (
        select(Room.label, Ownership)
        .join(Ownership, Ownership.room_id == Room.id)
        .where(Ownership.person_id == person_id)
        .order_by(Ownership.id)
    )
    held += [
        {
            "what": "ownership",
            "room": label,
            "share": share_to_text(one.share_top, one.share_bottom),
            "since": one.began_at.isoformat(),
            "until": one.ended_at and one.ended_at.isoformat(),
        }
        for label, one in db.session.execute(owned)
    ]
    bound = (
        select(Room.label, Binding.level, Binding.state, Binding.asked_at, Binding.reason)
        .join(Binding, Binding.room_id == Room.id)
        .where(Binding.person_id == person_id)
        .order_by(Binding.id)
    )
    held += [
        {
            "what": "binding",
            "room": label,
            "level": str(level),
            "state": str(state),
            "asked_at": asked_at.isoformat(),
            "reason": reason,
        }
        for label, level, state, asked_at, reason in db.session.execute(bound)
    ]
    return held + rights_about(person_id) + visits_about(person_id)
