"""Tables of notices and of the channels they go by."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.core.encryption import Sealed, SealedRow


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
    signed = "signed"  # somebody of the home signed for the paper
    doorpost = "doorpost"  # the paper was put up at the home's own door


class Handing(StrEnum):
    """What became of one home's paper, as the returned sheet says."""

    signed = "signed"
    posted = "posted"
    refused = "refused"


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


class PaperSheet(db.Model):
    """A sheet on which a stairwell signed for a notice, back at the desk; perhaps with its photograph."""

    __tablename__ = "paper_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    handed_on: Mapped[date] = mapped_column(Date)
    picture: Mapped[str | None] = mapped_column(String(80))
    returned_by: Mapped[str] = mapped_column(String(80))
    returned_at: Mapped[datetime]


class PaperHanding(SealedRow, db.Model):
    """A line of a returned sheet: the proof behind a home's delivery. Of several lines the newest counts."""

    __tablename__ = "paper_handing"
    __table_args__ = (UniqueConstraint("sheet_id", "room_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("paper_sheet.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    handing: Mapped[Handing]
    signer_sealed: Mapped[str | None] = mapped_column(Text)

    signer = Sealed("signer_sealed")


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
