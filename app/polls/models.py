"""Tables of polls, of the answers given to them and of what became of these."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.core.encryption import Sealed, SealedRow

BIG = BigInteger().with_variant(Integer, "sqlite")
WHO_NOT_WHAT = "who-not-what"  # the promise by its name in the standard words of questionnaires


class Audience(StrEnum):
    """Who may answer."""

    OWNERS = "owners"
    RESIDENTS = "residents"


class Per(StrEnum):
    """Who has one answer: a home, or each person in it."""

    ROOM = "room"
    RESIDENT = "resident"


class Channel(StrEnum):
    """How an answer came: by themselves (`wechat`, `h5`), or written down by a clerk."""

    WECHAT = "wechat"
    H5 = "h5"
    PAPER = "paper"
    DOOR = "door"
    PHONE = "phone"


BY_THEMSELVES = (Channel.WECHAT, Channel.H5)


class Poll(db.Model):
    """A poll. Its state is never stored: it follows from these instants and the time of asking."""

    __tablename__ = "poll"
    __table_args__ = (
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="window"),
        Index("ix_poll_closing", "closed_at", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"), index=True)
    compound_path: Mapped[str] = mapped_column(String(120), index=True)
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text)
    questionnaire: Mapped[str] = mapped_column(Text)  # JSON kept as text, by which its parsed form is cached
    template_key: Mapped[str | None] = mapped_column(String(60))
    is_intention: Mapped[bool]
    scope: Mapped[dict[str, Any]]
    audience: Mapped[Audience]
    per: Mapped[Per]
    who_sees: Mapped[str] = mapped_column(String(40))
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    created_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    scheduled_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    eligible: Mapped[
        int | None
    ]  # homes or persons asked, by the roster when it opened and again when it closed
    closed_at: Mapped[datetime | None]
    extended_at: Mapped[datetime | None]
    extension_reason: Mapped[str | None] = mapped_column(String(400))
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None] = mapped_column(String(400))


class Answer(db.Model):
    """One respondent, one poll, one answer: the database says so too. Its revisions hold what was said."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("poll_id", "respondent"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    respondent: Mapped[str] = mapped_column(String(40))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    building_id: Mapped[int]
    unit_id: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(index=True)
    receipt: Mapped[str] = mapped_column(String(24), unique=True)
    revision: Mapped[int]
    channel: Mapped[Channel]
    recorded_by: Mapped[str | None] = mapped_column(String(80))
    first_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class AnswerRevision(SealedRow, db.Model):
    """Everything a respondent ever answered; rows are only inserted, the newest one counts.

    Two requests cannot write the same revision, nor use one idempotency key twice.
    """

    __tablename__ = "answer_revision"
    __table_args__ = (
        UniqueConstraint("poll_id", "respondent", "revision"),
        UniqueConstraint("poll_id", "idempotency_key"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    respondent: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int]
    idempotency_key: Mapped[str] = mapped_column(String(80))
    content_sealed: Mapped[str] = mapped_column(Text)
    content = Sealed("content_sealed")
    person_id: Mapped[int | None] = mapped_column(index=True)
    channel: Mapped[Channel]
    recorded_by: Mapped[str | None] = mapped_column(String(80))
    happened_at: Mapped[datetime | None]
    given_at: Mapped[datetime]


class Draft(SealedRow, db.Model):
    """Answers not handed in yet, so that a resident can go on in the chat or on the page."""

    __tablename__ = "poll_draft"
    __table_args__ = (UniqueConstraint("poll_id", "contact_id", "room_id", "person_id"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    person_id: Mapped[int]
    content_sealed: Mapped[str] = mapped_column(Text)
    content = Sealed("content_sealed")
    step: Mapped[str] = mapped_column(String(60))
    saved_at: Mapped[datetime]


class PollResult(SealedRow, db.Model):
    """What may be published of a closed poll, and, sealed, the residents' texts for the committee."""

    __tablename__ = "poll_result"

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), primary_key=True, autoincrement=False)
    computed_at: Mapped[datetime]
    result: Mapped[dict[str, Any]]
    texts_sealed: Mapped[str] = mapped_column(Text)
    texts = Sealed("texts_sealed")
