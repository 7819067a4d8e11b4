"""Tables of results: what was counted once at the close, and who read the full pack."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.core.encryption import Sealed, SealedRow


class DecisionResult(SealedRow, db.Model):
    """The count of a closed decision, made once; later objections are recorded beside it.

    `sheet` holds the eight numbers and the verdict, `pack` the recount pack (sealed: it is public only
    where the mode says so). `source` is `ballots`, or in a supporting role the paper or the official system.
    """

    __tablename__ = "decision_result"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(20))
    computed_at: Mapped[datetime]
    computed_by: Mapped[str] = mapped_column(String(80))
    sheet: Mapped[dict[str, Any]]
    pack_sealed: Mapped[str | None] = mapped_column(Text)
    pack = Sealed("pack_sealed")
    pack_hash: Mapped[str | None] = mapped_column(String(64))


class PackRelease(db.Model):
    """Somebody was given the full pack of a sealed decision, by two persons' word."""

    __tablename__ = "pack_release"
    __table_args__ = (Index("ix_pack_release_decision", "decision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    step_id: Mapped[int] = mapped_column(ForeignKey("decision_step.id"))
    read_by: Mapped[str] = mapped_column(String(80))
    read_at: Mapped[datetime]
