"""Tables of objections: what somebody holds against a roll or a result, and every move since."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.core.encryption import Sealed, SealedRow


class ObjectionKind(enum.StrEnum):
    """What is objected to; a withdrawal after publication is an objection and moves no tally."""

    ROLL = "roll"
    PROCEDURE = "procedure"
    COUNT = "count"
    WITHDRAWAL = "withdrawal"
    HARM = "harm"
    OTHER = "other"


class ObjectionMove(enum.StrEnum):
    """What happened to an objection."""

    ANSWERED = "answered"
    MEDIATED = "mediated"
    HEARD = "heard"
    SETTLED = "settled"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Objection(SealedRow, db.Model):
    """An objection by an owner or a neighbour who is affected; words are sealed, counts are public."""

    __tablename__ = "objection"
    __table_args__ = (
        Index("ix_objection_decision", "decision_id"),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_somehow"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    kind: Mapped[ObjectionKind]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    said_sealed: Mapped[str] = mapped_column(Text)
    said = Sealed("said_sealed")
    evidence: Mapped[str | None] = mapped_column(String(80))
    recorded_by: Mapped[str] = mapped_column(String(80))
    raised_at: Mapped[datetime]
    due_at: Mapped[datetime]
    outcome: Mapped[ObjectionMove | None]
    closed_at: Mapped[datetime | None]


class ObjectionEvent(SealedRow, db.Model):
    """One move in an objection, with the words that belong to it; rows are only inserted."""

    __tablename__ = "objection_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"), index=True)
    move: Mapped[ObjectionMove]
    words_sealed: Mapped[str] = mapped_column(Text)
    words = Sealed("words_sealed")
    evidence: Mapped[str | None] = mapped_column(String(80))
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
