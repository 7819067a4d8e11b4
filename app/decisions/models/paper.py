"""Tables of paper: the round, coded ballots, what two people read from each, who was appointed to watch."""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.core.encryption import Sealed, SealedRow


class PaperState(enum.StrEnum):
    """Where a printed ballot is."""

    OUTSTANDING = "outstanding"
    RETURNED = "returned"
    SPOILED = "spoiled"
    REPLACED = "replaced"


class Ground(enum.StrEnum):
    """Why a ballot that came back does not count."""

    FORGED = "forged"
    OTHER_HAND = "other-hand"
    DISOWNED = "disowned"
    NEVER_RETURNED = "never-returned"
    OTHER = "other"


class LeftOut(enum.StrEnum):
    """Why no ballot is printed for a head."""

    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    INSTITUTION = "institution"
    OTHER = "other"


class PaperRound(db.Model):
    """Where and when owners may vote on paper, by whose hand the box stands."""

    __tablename__ = "paper_round"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(String(120))
    hours: Mapped[str] = mapped_column(String(120))
    teller: Mapped[str] = mapped_column(String(40))
    box: Mapped[str] = mapped_column(String(120))
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime]


class PaperBallot(db.Model):
    """One printed ballot by its serial, or, with a reason instead, why none was printed for a head."""

    __tablename__ = "paper_ballot"
    __table_args__ = (
        ForeignKeyConstraint(["head_id", "decision_id"], ["decision_head.id", "decision_head.decision_id"]),
        Index("ix_paper_ballot_head", "decision_id", "head_id"),
        Index(
            "uq_paper_ballot_live", "decision_id", "head_id",
            unique=True,
            sqlite_where=text("state IN ('outstanding', 'returned')"),
            postgresql_where=text("state IN ('outstanding', 'returned')"),
        ),
        CheckConstraint("(serial IS NULL) = (not_printed IS NOT NULL)", name="printed_or_reason"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    head_id: Mapped[int]
    serial: Mapped[str | None] = mapped_column(String(24), unique=True)
    stub: Mapped[str | None] = mapped_column(String(24), unique=True)  # receipt code on the tear-off part
    state: Mapped[PaperState]
    not_printed: Mapped[str | None] = mapped_column(String(200))  # in words, beside `left_out`; may be empty
    left_out: Mapped[LeftOut | None]
    printed_by: Mapped[str] = mapped_column(String(80))
    printed_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(String(200))


class PaperEntry(SealedRow, db.Model):
    """What one person read from a returned ballot; the same person never enters one twice."""

    __tablename__ = "paper_entry"
    __table_args__ = (
        UniqueConstraint("paper_id", "entered_by"),
        UniqueConstraint("paper_id", "place"),
        CheckConstraint("place > 0", name="place_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper_ballot.id"))
    place: Mapped[int]  # 1 and 2 are the two entries, more where no two have read the same
    choice_sealed: Mapped[str] = mapped_column(Text)
    choice = Sealed("choice_sealed")
    photo: Mapped[str | None] = mapped_column(String(80))
    entered_by: Mapped[str] = mapped_column(String(80))
    entered_at: Mapped[datetime]


class Invigilator(db.Model):
    """Somebody appointed to watch the count of this one decision; they may make the second entry."""

    __tablename__ = "decision_invigilator"
    __table_args__ = (UniqueConstraint("decision_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    appointed_by: Mapped[str] = mapped_column(String(80))
    appointed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
