"""The table of published timeline entries."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db


class Stage(StrEnum):
    """The life of a renovation, as the seed document orders it."""

    survey = "survey"
    wishes = "wishes"
    plan = "plan"
    decision = "decision"
    works = "works"
    acceptance = "acceptance"
    upkeep = "upkeep"


class TimelineEntry(db.Model):
    """One dated thing the committee tells everybody. Never edited: a correction is a further entry."""

    __tablename__ = "timeline_entry"
    __table_args__ = (Index("ix_timeline_entry_compound", "compound_id", "happened_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"))
    happened_on: Mapped[date]
    stage: Mapped[Stage]
    text: Mapped[str] = mapped_column(String(500))
    picture: Mapped[str | None] = mapped_column(String(80), index=True)
    posted_by: Mapped[str] = mapped_column(String(60))
    posted_at: Mapped[datetime]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("timeline_entry.id"), unique=True)
