"""The table of alerts: somebody read unusually much paper, and who looked into it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db


class EntryAlert(db.Model):
    """One person read more ballots of a decision than the quota lets pass unseen; another looks into it."""

    __tablename__ = "entry_alert"
    __table_args__ = (
        UniqueConstraint("decision_id", "entered_by", "ground", "raised_on"),
        CheckConstraint("(looked_at IS NULL) = (looked_by IS NULL)", name="looked_by_somebody"),
        CheckConstraint("(looked_at IS NULL) = (finding IS NULL)", name="looked_with_finding"),
        CheckConstraint("looked_by IS NULL OR looked_by <> entered_by", name="two_persons"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    entered_by: Mapped[str] = mapped_column(String(80))
    ground: Mapped[str] = mapped_column(String(20))
    raised_on: Mapped[date] = mapped_column(Date)
    entries: Mapped[int]  # how many it were when the alert was raised
    raised_at: Mapped[datetime]
    looked_by: Mapped[str | None] = mapped_column(String(80))
    looked_at: Mapped[datetime | None]
    finding: Mapped[str | None] = mapped_column(String(400))
