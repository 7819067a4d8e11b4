"""Notices for tests, and what became of them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.db import db, transaction
from app.notifications import operations
from app.notifications.models import Delivery, Notice
from app.roster.models import Compound, Room

TEMPLATE = "simulated-poll-opened"
SUBSCRIPTION = "simulated-subscription-poll-opened"


def a_notice(
    compound: Compound,
    rooms: list[Room],
    about: str = "poll:A",
    *,
    kind: str = "poll-opened",
    expires_at: datetime | None = None,
) -> int:
    """Tell these households that a poll has opened."""
    at = clock.now()
    facts = {
        "title": "先修哪里",
        "compound": compound.name,
        "closes_at": (at + timedelta(days=7)).isoformat(),
        "page": "/my/polls/A",
    }
    subject = operations.Subject(kind, about, compound.id, facts, expires_at)
    with transaction():
        operations.announce(subject, [room.id for room in rooms], at)
    found = select(Notice.id).where(Notice.kind == kind, Notice.subject == about)
    return db.session.execute(found).scalar_one()


def deliveries(notice_id: int) -> list[Delivery]:
    """Every addressee of a notice, oldest first."""
    db.session.rollback()
    db.session.expire_all()
    statement = select(Delivery).where(Delivery.notice_id == notice_id).order_by(Delivery.id)
    return list(db.session.execute(statement).scalars())


def fate(notice_id: int) -> list[tuple[Any, ...]]:
    """How far it got with each: progress, way, reason."""
    return [(str(row.progress), row.way and str(row.way), row.reason) for row in deliveries(notice_id)]


def grant(contact: int, template: str = SUBSCRIPTION) -> None:
    """We know of a permission for one message."""
    with transaction():
        operations.grant_credit(contact, [template], clock.now())
