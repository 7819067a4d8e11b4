"""Tables of owners' representatives: who may collect signed opinions where, what they handed in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
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


class Representative(SealedRow, db.Model):
    """Somebody whom the owners of a building or stairwell let collect their signed opinions on one decision.

    They carry papers and decide nothing. `person_id` is theirs where the roster knows them as an owner.
    """

    __tablename__ = "decision_representative"
    __table_args__ = (
        UniqueConstraint("id", "decision_id"),
        Index("ix_decision_representative_decision", "decision_id"),
        CheckConstraint("until_on >= from_on", name="in_order"),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    name_sealed: Mapped[str] = mapped_column(Text)
    name = Sealed("name_sealed")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    area: Mapped[dict[str, Any]]  # a scope of buildings or stairwells
    document_sealed: Mapped[str] = mapped_column(Text)  # the paper that was seen, as the clerk called it
    document = Sealed("document_sealed")
    document_on: Mapped[date] = mapped_column(Date)
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date] = mapped_column(Date)
    appointed_by: Mapped[str] = mapped_column(String(80))
    appointed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(80))
    end_reason: Mapped[str | None] = mapped_column(String(200))


class Bundle(db.Model):
    """A list of signed opinions that a representative handed in."""

    __tablename__ = "representative_bundle"
    __table_args__ = (
        ForeignKeyConstraint(
            ["representative_id", "decision_id"],
            ["decision_representative.id", "decision_representative.decision_id"],
            name="fk_representative_bundle_sent_by",
        ),
        Index("ix_representative_bundle_decision", "decision_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    representative_id: Mapped[int]
    received_on: Mapped[date] = mapped_column(Date)
    photo: Mapped[str] = mapped_column(String(80))  # of the list, by its name
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime]


class BundleReading(SealedRow, db.Model):
    """What one person read from a list; the same person never reads one twice.

    `rows` is JSON: the choice by the number of the head; whoever did not sign is not in it.
    """

    __tablename__ = "bundle_reading"
    __table_args__ = (
        UniqueConstraint("bundle_id", "entered_by"),
        UniqueConstraint("bundle_id", "place"),
        CheckConstraint("place > 0", name="place_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("representative_bundle.id"))
    place: Mapped[int]
    rows_sealed: Mapped[str] = mapped_column(Text)
    rows = Sealed("rows_sealed")
    entered_by: Mapped[str] = mapped_column(String(80))
    entered_at: Mapped[datetime]
