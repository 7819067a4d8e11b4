"""Tables of going from door to door: rounds, the homes on their lists, every visit with its outcome."""

import enum
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.core.encryption import Sealed, SealedRow


class Purpose(enum.StrEnum):
    """What a round is for; `subject` names the poll or the notice."""

    BINDING = "binding"
    POLL = "poll"
    NOTICE = "notice"
    OTHER = "other"


class VisitOutcome(enum.StrEnum):
    """What came of one visit."""

    DONE = "done"
    AWAY = "away"
    REFUSED = "refused"
    AGAIN = "again"
    VACANT = "vacant"
    PHONED = "phoned"


class VisitRound(db.Model):
    """One round through part of a compound; it runs until somebody closes it."""

    __tablename__ = "visit_round"
    __table_args__ = (
        CheckConstraint(
            "(subject IS NULL) = (purpose NOT IN ('poll', 'notice'))", name="about_what_its_purpose_says"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"), index=True)
    title: Mapped[str] = mapped_column(String(60))
    purpose: Mapped[Purpose]
    subject: Mapped[str | None] = mapped_column(String(80))
    planned_by: Mapped[str] = mapped_column(String(80))
    planned_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class RoundStop(db.Model):
    """A home on the list of a round, as it was planned."""

    __tablename__ = "round_stop"

    round_id: Mapped[int] = mapped_column(ForeignKey("visit_round.id"), primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), primary_key=True)


class Visit(SealedRow, db.Model):
    """One visit to one home of a round; never changed, save that its note is forgotten in time.

    `key` is made by whoever writes it down, before it is sent: what is sent twice is one visit.
    """

    __tablename__ = "visit"
    __table_args__ = (
        UniqueConstraint("round_id", "key"),
        ForeignKeyConstraint(["round_id", "room_id"], ["round_stop.round_id", "round_stop.room_id"]),
        CheckConstraint("(outcome = 'again') = (again_at IS NOT NULL)", name="again_has_a_time"),
        Index("ix_visit_room", "round_id", "room_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int]
    room_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[VisitOutcome]
    again_at: Mapped[datetime | None]
    note_sealed: Mapped[str | None] = mapped_column(Text)
    visited_at: Mapped[datetime]
    noted_at: Mapped[datetime]
    noted_by: Mapped[str] = mapped_column(String(80))

    note = Sealed("note_sealed")
