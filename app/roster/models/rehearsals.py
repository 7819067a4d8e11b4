"""The table of rehearsals: made-up compounds in which the staff of a real one practise a decision."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db


class Rehearsal(db.Model):
    """A made-up compound and the real one whose staff practise in it, until it is wiped; one at a time.

    Its homes and owners are invented, its path lies outside the city: no role of anybody's covers it, and
    nothing that adds up an area finds it.
    """

    __tablename__ = "rehearsal"
    __table_args__ = (
        CheckConstraint("compound_id <> home_id", name="not_itself"),
        CheckConstraint("ends_at > opened_at", name="in_order"),
    )

    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"), primary_key=True, autoincrement=False)
    home_id: Mapped[int] = mapped_column(ForeignKey("compound.id"), unique=True)
    opened_by: Mapped[str] = mapped_column(String(80))
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]
