"""Tables of delivery: every attempt to reach an owner with its proof, and what was posted where."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db


class AttemptWay(enum.StrEnum):
    """How it was tried."""

    DOOR = "door"
    PHONE = "phone"
    POST = "post"
    WECHAT = "wechat"
    LOGIN = "login"
    POSTING = "posting"


class AttemptOutcome(enum.StrEnum):
    """What came of it; only `served` is proof of delivery."""

    SERVED = "served"
    REFUSED = "refused"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Attempt(db.Model):
    """One attempt to hand an owner the notice and the ballot of a decision."""

    __tablename__ = "service_attempt"
    __table_args__ = (
        ForeignKeyConstraint(["head_id", "decision_id"], ["decision_head.id", "decision_head.decision_id"]),
        Index("ix_service_attempt_head", "decision_id", "head_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    head_id: Mapped[int]
    way: Mapped[AttemptWay]
    outcome: Mapped[AttemptOutcome]
    proof: Mapped[str | None] = mapped_column(String(80))  # a picture, by its name
    note: Mapped[str] = mapped_column(String(200))
    tried_on: Mapped[date] = mapped_column(Date)
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime]


class Posting(db.Model):
    """A sheet that hung in the compound: which, where, from when to when."""

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= posted_on", name="in_order"),
        Index("ix_posting_decision", "decision_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    sheet: Mapped[str] = mapped_column(String(20))  # notice, extension, preliminary, final
    place: Mapped[str] = mapped_column(String(120))
    photo: Mapped[str | None] = mapped_column(String(80))
    posted_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime]
