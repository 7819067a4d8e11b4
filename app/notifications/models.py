"""Tables of notices and of the channels they go by."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db


class Progress(StrEnum):
    """How far a notice got with one addressee; only `delivered` is ever called delivered."""

    waiting = "waiting"  # until they write to us, or the clerk goes
    sent = "sent"  # WeChat took it; whether it arrived is not known yet
    delivered = "delivered"
    failed = "failed"  # WeChat refused it: back to waiting for them or the clerk


class Way(StrEnum):
    """The ways of the ladder."""

    subscription = "subscription"
    template = "template"
    reply = "reply"
    phone = "phone"
    door = "door"
    poster = "poster"


class Notice(db.Model):
    """Something people of a compound should hear about, once per thing."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("kind", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"), index=True)
    facts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class Delivery(db.Model):
    """One notice and one addressee: a WeChat contact speaking for a room, or a room nobody speaks for."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("notice_id", "addressee"),
        Index(
            "ix_delivery_waiting",
            "contact_id",
            sqlite_where=text("progress IN ('waiting', 'failed')"),
            postgresql_where=text("progress IN ('waiting', 'failed')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    addressee: Mapped[str] = mapped_column(String(60))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    progress: Mapped[Progress] = mapped_column(default=Progress.waiting)
    way: Mapped[Way | None]
    reference: Mapped[str | None] = mapped_column(String(64), index=True)
    reason: Mapped[str | None] = mapped_column(String(60))
    by: Mapped[str | None] = mapped_column(String(60))
    changed_at: Mapped[datetime]


class SubscriptionCredit(db.Model):
    """A resident's permission for one message by one template; used up when WeChat accepts the message."""

    __tablename__ = "subscription_credit"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    template_id: Mapped[str] = mapped_column(String(64))
    granted_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ServiceMessage(db.Model):
    """A customer-service message sent: WeChat allows few, so each is counted."""

    __tablename__ = "service_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    sent_at: Mapped[datetime]


class WechatToken(db.Model):
    """The access token of one account, shared by all processes; one of them at a time may renew it."""

    __tablename__ = "wechat_token"

    account: Mapped[str] = mapped_column(String(40), primary_key=True)
    value_sealed: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[datetime | None]
    lease_ends_at: Mapped[datetime | None]
