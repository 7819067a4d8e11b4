"""Reading notices and how far they got."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from app.core.db import db, run
from app.notifications.models import (
    Delivery,
    Notice,
    PaperHanding,
    PaperSheet,
    Progress,
    ServiceMessage,
    SubscriptionCredit,
    Way,
)
from surveys.errors import Missing

OPEN = (Progress.waiting, Progress.failed)
SERVICE_WINDOW = timedelta(hours=48)
SUSPENSION_LIFTED = "suspension-lifted"
SUSPENSION_KINDS = ("suspended-demolition", "suspended-shantytown", SUSPENSION_LIFTED)
ABOUT_BALLOTS = (
    "ballot-on-paper", "ballot-unnamed", "ballot-by-another", "ballot-set-aside", "ballot-rejected",
    "ballot-beside", "ballot-dead",
)  # fmt: skip
_EXPIRY = Notice.expires_at
_PENDING = (
    select(Delivery.id, Notice.kind, Notice.subject, Delivery.room_id, Notice.facts)
    .join(Notice, Notice.id == Delivery.notice_id)
    .where(
        Delivery.contact_id == bindparam("contact"),
        or_(*(Delivery.progress == progress for progress in OPEN)),
        or_(_EXPIRY.is_(None), bindparam("now", type_=_EXPIRY.type) < _EXPIRY),
    )
    .order_by(Delivery.id)
    .limit(bindparam("most"))
)


@dataclass(frozen=True)
class Pending:
    """A notice that has not reached one contact yet."""

    delivery_id: int
    kind: str
    subject: str
    room_id: int
    facts: dict[str, Any]


@dataclass(frozen=True)
class NoticeRow:
    """A notice as pages show it."""

    id: int
    kind: str
    subject: str
    compound_id: int
    facts: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True)
class DeliveryRow:
    """One addressee of a notice, for the clerk's list."""

    delivery_id: int
    room_id: int
    contact_id: int | None
    progress: Progress
    way: Way | None
    reason: str | None
    by: str | None
    changed_at: datetime


@dataclass(frozen=True)
class Reach:
    """How many households a notice is for, and how many it has reached."""

    notice_id: int
    kind: str
    subject: str
    facts: dict[str, Any]
    created_at: datetime
    rooms: int
    delivered: int
    sent: int
    compound_id: int


@dataclass(frozen=True)
class Unreached:
    """Something nobody concerned has heard of, with one of the deliveries that would say it."""

    delivery_id: int
    room_id: int
    kind: str
    facts: dict[str, Any]
    reason: str | None
    created_at: datetime


@dataclass(frozen=True)
class HandingRow:
    """What the newest returned sheet says of one home; `signer` is empty where the owner signed."""

    handing: str
    signer: str
    handed_on: date


@dataclass(frozen=True)
class SheetRow:
    """A sheet that came back, with how many homes it speaks for."""

    id: int
    unit_id: int
    handed_on: date
    picture: str | None
    returned_at: datetime
    homes: int


def pending_for(contact_id: int, at: datetime, *, limit: int = 3) -> list[Pending]:
    """What this contact should be told when they write, oldest first."""
    return [Pending(*row) for row in run(_PENDING, contact=contact_id, now=at, most=limit)]


def last_told_of_suspension(compound_id: int) -> tuple[int, str] | None:
    """The last notice by which the homes heard that renovation halts or goes on: its number and kind."""
    told = select(Notice.id, Notice.kind).where(
        Notice.compound_id == compound_id, Notice.kind.in_(SUSPENSION_KINDS)
    )
    found = db.session.execute(told.order_by(Notice.id.desc()).limit(1)).first()
    return None if found is None else (found.id, found.kind)


def deliveries_of(notice_id: int) -> list[DeliveryRow]:
    """Every addressee of a notice."""
    statement = select(
        Delivery.id, Delivery.room_id, Delivery.contact_id, Delivery.progress, Delivery.way,
        Delivery.reason, Delivery.by, Delivery.changed_at,
    ).where(Delivery.notice_id == notice_id)  # fmt: skip
    return [DeliveryRow(*row) for row in db.session.execute(statement)]


def waiting_in(notice_id: int) -> list[int]:
    """Deliveries to WeChat contacts that have not been tried yet."""
    statement = (
        select(Delivery.id)
        .where(
            Delivery.notice_id == notice_id,
            Delivery.progress == Progress.waiting,
            Delivery.contact_id.is_not(None),
        )
        .order_by(Delivery.id)
    )
    return list(db.session.execute(statement).scalars())


def find_sendable(delivery_id: int) -> tuple[Delivery, Notice] | None:
    """A delivery that still waits to be sent over WeChat."""
    statement = (
        select(Delivery, Notice)
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(Delivery.id == delivery_id, Delivery.progress == Progress.waiting)
    )
    row = db.session.execute(statement).first()
    return (row[0], row[1]) if row else None


def reach_in(compound_ids: Sequence[int], limit: int = 50) -> list[Reach]:
    """The notices of these compounds, newest first, each with the households it reached.

    Those about one owner's ballot stand with their decision: there may be hundreds.
    """
    rooms = func.count(Delivery.room_id.distinct())
    delivered = rooms.filter(Delivery.progress == Progress.delivered)
    sent = rooms.filter(Delivery.progress == Progress.sent)
    statement = (
        select(
            Notice.id, Notice.kind, Notice.subject, Notice.facts, Notice.created_at, rooms, delivered, sent,
            Notice.compound_id,
        )
        .join(Delivery, Delivery.notice_id == Notice.id)
        .where(Notice.compound_id.in_(compound_ids), Notice.kind.not_in(ABOUT_BALLOTS))
        .group_by(Notice.id)
        .order_by(Notice.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [Reach(*row) for row in db.session.execute(statement)]


def unreached_about(kinds: Sequence[str], subjects: str) -> list[Unreached]:
    """Notices of these kinds whose subject begins so and that reached nobody, each once, the oldest first."""
    told = select(Delivery.notice_id).where(Delivery.progress.not_in(OPEN))
    statement = (
        select(
            Notice.id, Delivery.id, Delivery.room_id, Notice.kind, Notice.facts, Delivery.reason,
            Notice.created_at,
        )
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(
            Notice.kind.in_(kinds),
            Notice.subject.startswith(subjects, autoescape=True),
            Notice.id.not_in(told),
        )
        .order_by(Delivery.id)
    )  # fmt: skip
    first: dict[int, Unreached] = {}
    for notice_id, *row in db.session.execute(statement):
        first.setdefault(notice_id, Unreached(*row))
    return list(first.values())


def handings_of(notice_id: int) -> dict[int, HandingRow]:
    """The last word of the returned sheets on each home."""
    statement = (
        select(PaperHanding, PaperSheet.handed_on)
        .join(PaperSheet, PaperSheet.id == PaperHanding.sheet_id)
        .where(PaperSheet.notice_id == notice_id)
        .order_by(PaperHanding.id)
    )
    return {
        line.room_id: HandingRow(str(line.handing), line.signer or "", handed_on)
        for line, handed_on in db.session.execute(statement)
    }


def sheets_of(notice_id: int) -> list[SheetRow]:
    """The sheets that came back for a notice, newest first."""
    statement = (
        select(
            PaperSheet.id, PaperSheet.unit_id, PaperSheet.handed_on, PaperSheet.picture,
            PaperSheet.returned_at, func.count(PaperHanding.id),
        )
        .join(PaperHanding, PaperHanding.sheet_id == PaperSheet.id)
        .where(PaperSheet.notice_id == notice_id)
        .group_by(PaperSheet.id)
        .order_by(PaperSheet.id.desc())
    )  # fmt: skip
    return [SheetRow(*row) for row in db.session.execute(statement)]


def rooms_reached_by_wechat(kind: str, subject: str) -> dict[int, datetime]:
    """Rooms whose contacts WeChat told of this one thing, and when first; what it only took is not told."""
    statement = (
        select(Delivery.room_id, func.min(Delivery.changed_at, type_=Delivery.changed_at.type))
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(
            Notice.kind == kind,
            Notice.subject == subject,
            Delivery.progress == Progress.delivered,
            Delivery.way.in_((Way.subscription, Way.template, Way.reply)),
        )
        .group_by(Delivery.room_id)
    )
    return dict(db.session.execute(statement).all())


def count_about(kind: str, subjects: str) -> int:
    """How many notices of a kind there were whose subject begins so."""
    statement = select(func.count(Notice.id)).where(
        Notice.kind == kind, Notice.subject.startswith(subjects, autoescape=True)
    )
    return db.session.execute(statement).scalar_one()


def get_notice(notice_id: int) -> NoticeRow:
    """One notice, or Missing."""
    found = db.session.get(Notice, notice_id)
    if found is None:
        raise Missing("notice-not-found")
    return NoticeRow(found.id, found.kind, found.subject, found.compound_id, found.facts, found.created_at)


def summary_for(compound_id: int) -> dict[str, int]:
    """Households a compound's notices have not reached yet, and deliveries that failed."""
    statement = (
        select(
            func.count(Delivery.room_id.distinct()).filter(Delivery.progress != Progress.delivered),
            func.count(Delivery.id).filter(Delivery.progress == Progress.failed),
        )
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(Notice.compound_id == compound_id)
    )
    unreached, failed = db.session.execute(statement).one()
    return {"unreached": unreached, "failed": failed}


def held_about(person_id: int) -> list[dict[str, object]]:
    """What notices keep about a person: nothing by name; deliveries belong to contacts and rooms."""
    del person_id
    return []


def held_by(contact_id: int) -> list[dict[str, object]]:
    """What a contact was told, newest first, and how far it got."""
    statement = (
        select(Notice.kind, Notice.created_at, Delivery.progress, Delivery.way, Delivery.changed_at)
        .join(Delivery, Delivery.notice_id == Notice.id)
        .where(Delivery.contact_id == contact_id)
        .order_by(Delivery.id.desc())
    )
    return [
        {
            "kind": kind,
            "at": created_at,
            "progress": str(progress),
            "way": str(way or ""),
            "changed_at": changed_at,
        }
        for kind, created_at, progress, way, changed_at in db.session.execute(statement)
    ]


def credit_for(contact_id: int, template_id: str) -> int | None:
    """The oldest unused permission of this contact for this template."""
    statement = (
        select(SubscriptionCredit.id)
        .where(
            SubscriptionCredit.contact_id == contact_id,
            SubscriptionCredit.template_id == template_id,
            SubscriptionCredit.used_at.is_(None),
        )
        .order_by(SubscriptionCredit.id)
        .limit(1)
    )
    return db.session.execute(statement).scalar()


def sends_for(contact_id: int, at: datetime) -> list[datetime]:
    """When customer-service messages went to this contact within the longest window."""
    statement = select(ServiceMessage.sent_at).where(
        ServiceMessage.contact_id == contact_id, ServiceMessage.sent_at > at - SERVICE_WINDOW
    )
    return list(db.session.execute(statement).scalars())
