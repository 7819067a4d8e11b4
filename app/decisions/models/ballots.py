"""Tables of ballots: one that stands for each head, everything ever handed in, and conflicts between them."""

import enum
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.core.encryption import Sealed, SealedRow

BIG = BigInteger().with_variant(Integer, "sqlite")
UNORDERED = {"sqlite_with_rowid": False}  # no hidden number tells in which order rows came


class Channel(enum.StrEnum):
    """How a ballot came: by the voter's own telephone, or on paper."""

    WECHAT = "wechat"
    H5 = "h5"
    PAPER = "paper"
    REPRESENTATIVE = "representative"


OWN_CHANNELS = (Channel.WECHAT, Channel.H5)


class Ballot(db.Model):
    """The one ballot of a head that stands; its revisions hold what was handed in."""

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("decision_id", "head_id"),
        ForeignKeyConstraint(["head_id", "decision_id"], ["decision_head.id", "decision_head.decision_id"]),
        CheckConstraint("revision > 0", name="revision_is_positive"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    head_id: Mapped[int]
    receipt: Mapped[str] = mapped_column(String(24), unique=True)
    revision: Mapped[int]
    channel: Mapped[Channel]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    recorded_by: Mapped[str | None] = mapped_column(String(80))
    first_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class BallotRevision(SealedRow, db.Model):
    """Everything ever handed in for a head; rows are only inserted.

    `content` is JSON `{"choice", "salt"}`. Two requests cannot write the same revision, nor use one
    idempotency key twice. `commitment` stands in the log.
    """

    __tablename__ = "ballot_revision"
    __table_args__ = (
        UniqueConstraint("decision_id", "head_id", "revision"),
        UniqueConstraint("decision_id", "idempotency_key"),
        ForeignKeyConstraint(["head_id", "decision_id"], ["decision_head.id", "decision_head.decision_id"]),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    head_id: Mapped[int]
    revision: Mapped[int]
    idempotency_key: Mapped[str] = mapped_column(String(80))
    content_sealed: Mapped[str] = mapped_column(Text)
    content = Sealed("content_sealed")
    commitment: Mapped[str] = mapped_column(String(64))
    channel: Mapped[Channel]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    as_proxy: Mapped[bool]
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper_ballot.id"))
    recorded_by: Mapped[str | None] = mapped_column(String(80))
    happened_on: Mapped[date | None] = mapped_column(Date)
    given_at: Mapped[datetime]


class Conflict(db.Model):
    """Paper and online ballots of one head say different things: set aside until somebody settled it."""

    __tablename__ = "ballot_conflict"
    __table_args__ = (
        UniqueConstraint("decision_id", "head_id"),
        ForeignKeyConstraint(["head_id", "decision_id"], ["decision_head.id", "decision_head.decision_id"]),
        CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled_by_somebody"),
        CheckConstraint("(settled_at IS NULL) = (reason IS NULL)", name="settled_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    head_id: Mapped[int]
    found_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(String(80))
    revision: Mapped[int | None]  # the one that counts; none: neither does
    reason: Mapped[str | None] = mapped_column(String(400))


class AnonymousTurnout(db.Model):
    """A head has voted in an anonymous decision, on which day; nothing leads from here to a mark."""

    __tablename__ = "anonymous_turnout"
    __table_args__ = (
        ForeignKeyConstraint(["head_id", "decision_id"], ["decision_head.id", "decision_head.decision_id"]),
        UNORDERED,
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    head_id: Mapped[int] = mapped_column(primary_key=True)
    cast_on: Mapped[date] = mapped_column(Date)


class AnonymousMark(SealedRow, db.Model):
    """A choice in an anonymous decision under a random name; nothing leads from here to a head."""

    __tablename__ = "anonymous_mark"
    __table_args__ = (UNORDERED,)

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    choice_sealed: Mapped[str] = mapped_column(Text)
    choice = Sealed("choice_sealed")
