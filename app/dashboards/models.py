"""The table of figures kept for each compound."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db


class CompoundRollup(db.Model):
    """A compound's figures as a job last counted them, so that no page counts the whole city."""

    __tablename__ = "compound_rollup"
    __table_args__ = (CheckConstraint("bound_rooms <= rooms", name="bound_rooms_are_rooms"),)

    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"), primary_key=True, autoincrement=False)
    stage: Mapped[str | None] = mapped_column(String(20))
    rooms: Mapped[int]
    bound_rooms: Mapped[int]
    open_polls: Mapped[int]
    closed_polls: Mapped[int]
    eligible: Mapped[int]
    answered: Mapped[int]
    computed_at: Mapped[datetime]
