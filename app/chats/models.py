"""Tables of messages taken in, conversations, and requests for a person."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.core.encryption import Sealed, SealedRow

BIG = BigInteger().with_variant(Integer, "sqlite")


class InboundMessage(db.Model):
    """A message taken in. Its reply is kept, sealed, so that WeChat's retry gets the same one."""

    __tablename__ = "inbound_message"
    __table_args__ = (
        Index("ix_inbound_message_contact", "contact_id", "received_at"),
        Index(
            "ix_inbound_message_forget",
            "forget_at",
            sqlite_where=text("forget_at IS NOT NULL"),
            postgresql_where=text("forget_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(String(64), unique=True)
    account: Mapped[str] = mapped_column(String(40))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    kind: Mapped[str] = mapped_column(String(20))
    event: Mapped[str] = mapped_column(String(60))
    opening: Mapped[str | None] = mapped_column(String(10))
    received_at: Mapped[datetime]
    reply_sealed: Mapped[str | None] = mapped_column(Text)
    forget_at: Mapped[datetime | None]  # the reply holds what somebody chose on a ballot, and goes then
    reference: Mapped[str | None] = mapped_column(String(16))


class Conversation(db.Model):
    """Where the conversation with one contact stands: the engine's state as sealed JSON."""

    __tablename__ = "conversation"
    __table_args__ = (
        Index(
            "ix_conversation_forget",
            "forget_at",
            sqlite_where=text("forget_at IS NOT NULL"),
            postgresql_where=text("forget_at IS NOT NULL"),
        ),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True, autoincrement=False)
    state_sealed: Mapped[str] = mapped_column(Text)
    hinted_compound_id: Mapped[int | None] = mapped_column(ForeignKey("compound.id"))
    changed_at: Mapped[datetime]
    forget_at: Mapped[datetime | None]  # the state holds what somebody is about to choose, and goes then


class HelpRequest(db.Model):
    """A resident asked for a person. One open request a contact."""

    __tablename__ = "help_request"
    __table_args__ = (
        Index(
            "one_open_help_request",
            "contact_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"), index=True)
    opened_at: Mapped[datetime]
    held_by: Mapped[str | None] = mapped_column(String(60))  # the clerk who answered last
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(60))


class HelpMessage(SealedRow, db.Model):
    """One message between a resident and the clerk's desk."""

    __tablename__ = "help_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("help_request.id"), index=True)
    said_by: Mapped[str] = mapped_column(String(60))
    said_at: Mapped[datetime]
    text_sealed: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(String(60))
    text = Sealed("text_sealed")
