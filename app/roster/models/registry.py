"""Tables of the registry of compounds: what was said by whom, what was settled, what follows from it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from surveys.works import Key


class CompoundFact(db.Model):
    """What one source says of a compound; only ever inserted, the newest of a source counts."""

    __tablename__ = "compound_fact"
    __table_args__ = (
        Index("ix_compound_fact_compound", "compound_id", "key"),
        UniqueConstraint("id", "compound_id", "key"),
        CheckConstraint("length(source) > 0", name="has_a_source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"))
    key: Mapped[Key]
    value: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(String(60))
    as_of_on: Mapped[date | None] = mapped_column(Date)
    noted_by: Mapped[str] = mapped_column(String(80))
    noted_at: Mapped[datetime]


class CompoundSettlement(db.Model):
    """Somebody decided between sources, with a reason; only ever inserted, the newest counts."""

    __tablename__ = "compound_settlement"
    __table_args__ = (
        Index("ix_compound_settlement_compound", "compound_id", "key"),
        ForeignKeyConstraint(
            ["fact_id", "compound_id", "key"],
            ["compound_fact.id", "compound_fact.compound_id", "compound_fact.key"],
        ),
        CheckConstraint("known_up_to >= fact_id", name="settles_what_was_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    compound_id: Mapped[int]
    key: Mapped[Key]
    fact_id: Mapped[int]
    known_up_to: Mapped[int]  # the newest fact at that time: what comes after may challenge it
    reason: Mapped[str] = mapped_column(String(200))
    settled_by: Mapped[str] = mapped_column(String(80))
    settled_at: Mapped[datetime]


class CompoundAssessment(db.Model):
    """What follows from a compound's facts, kept so that no list judges while somebody waits."""

    __tablename__ = "compound_assessment"
    __table_args__ = (
        CheckConstraint("(suspended_on IS NULL) = (plan IS NULL)", name="suspended_by_a_plan"),
        CheckConstraint("disputed_count >= 0", name="disputed_is_a_count"),
    )

    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"), primary_key=True, autoincrement=False)
    is_eligible: Mapped[bool | None]
    is_first_class: Mapped[bool | None]
    states: Mapped[dict[str, Any]]  # condition: met, failed, unknown
    disputed: Mapped[list[Any]]
    disputed_count: Mapped[int]
    built_text: Mapped[str] = mapped_column(String(120))
    plan: Mapped[str | None] = mapped_column(String(20))
    suspended_on: Mapped[date | None] = mapped_column(Date)
    suspended_by: Mapped[str | None] = mapped_column(String(60))
    rule: Mapped[str] = mapped_column(String(40))
    assessed_at: Mapped[datetime]
