"""Tables of decisions and of the steps for which two persons answer."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db

UNDECIDED = "decided_at IS NULL"


class Sponsor(enum.StrEnum):
    """Who puts a matter to the owners."""

    OWNERS_COMMITTEE = "owners-committee"
    PREPARATORY_GROUP = "preparatory-group"
    MANAGEMENT_COMMITTEE = "management-committee"
    RESIDENTS_COMMITTEE = "residents-committee"
    STREET_OFFICE = "street-office"
    OWNERS_REQUEST = "owners-request"


class StepKind(enum.StrEnum):
    """What one person proposes and another confirms."""

    APPROVE = "approve"
    OPEN = "open"
    EXTEND = "extend"
    STOP = "stop"
    BOX = "box"
    REJECT = "reject"
    SETTLE = "settle"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    LEGAL = "legal"
    VOID = "void"
    RELEASE = "release"


class StepOutcome(enum.StrEnum):
    """How a proposal ended."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Decision(db.Model):
    """A matter put to the owners. Its stage is never stored: it follows from these instants and the clock.

    From the notice on `manifest` holds what was announced, and nothing in it changes any more.
    `mode`, `standing` and `precedence` are terms of the rules and stand in the manifest too.
    """

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="window"),
        CheckConstraint(
            "(noticed_at IS NULL) = (manifest IS NULL)"
            " AND (noticed_at IS NULL) = (manifest_hash IS NULL)"
            " AND (noticed_at IS NULL) = (electorate_root IS NULL)",
            name="manifest_at_notice",
        ),
        CheckConstraint("noticed_at IS NULL OR approved_at IS NOT NULL", name="approved_before_notice"),
        CheckConstraint("opened_at IS NULL OR noticed_at IS NOT NULL", name="noticed_before_opening"),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="opened_before_closing"),
        CheckConstraint("preliminary_at IS NULL OR closed_at IS NOT NULL", name="closed_before_result"),
        CheckConstraint("final_at IS NULL OR preliminary_at IS NOT NULL", name="preliminary_before_final"),
        CheckConstraint("archived_at IS NULL OR final_at IS NOT NULL", name="final_before_archive"),
        CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name="voided_with_reason"),
        CheckConstraint("ahead_s = 0 OR (is_drill AND ahead_s > 0)", name="only_rehearsals_run_ahead"),
        Index("ix_decision_closing", "closed_at", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"), index=True)
    compound_path: Mapped[str] = mapped_column(String(120), index=True)
    title: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(Text)  # the full text that is decided on
    options: Mapped[list[Any]]  # [] where owners agree, disagree or abstain; else [{"key", "label"}, …]
    matter: Mapped[str] = mapped_column(String(40))
    rule_pack: Mapped[str] = mapped_column(String(60))
    basis: Mapped[str] = mapped_column(String(10))
    scope: Mapped[dict[str, Any]]
    mode: Mapped[str] = mapped_column(String(20))
    standing: Mapped[str] = mapped_column(String(20))
    precedence: Mapped[str] = mapped_column(String(20))
    covenant_clause: Mapped[str | None] = mapped_column(String(200))  # lets silent owners follow the majority
    sponsor: Mapped[Sponsor]
    sponsor_name: Mapped[str] = mapped_column(String(80))
    authority: Mapped[str] = mapped_column(String(200))  # document by which the sponsor may ask
    authority_on: Mapped[date | None] = mapped_column(Date)
    appointment: Mapped[str | None] = mapped_column(String(120))  # number of the document, official ones only
    appointment_on: Mapped[date | None] = mapped_column(Date)
    contact_name: Mapped[str] = mapped_column(String(40))
    contact_phone: Mapped[str] = mapped_column(String(20))
    informed_on: Mapped[date | None] = mapped_column(Date)  # the residents' committee was told
    is_drill: Mapped[bool]
    ahead_s: Mapped[int] = mapped_column(default=0, server_default=text("0"))  # a rehearsal's clock, moved on
    created_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    objection_days: Mapped[int]
    approved_at: Mapped[datetime | None]
    noticed_at: Mapped[datetime | None]
    roll_closes_at: Mapped[datetime | None]
    manifest: Mapped[str | None] = mapped_column(Text)
    manifest_hash: Mapped[str | None] = mapped_column(String(64))
    electorate_root: Mapped[str | None] = mapped_column(String(64))
    armed_at: Mapped[datetime | None]  # two persons have agreed that it opens at its time
    opened_at: Mapped[datetime | None]
    extended_at: Mapped[datetime | None]
    extension_reason: Mapped[str | None] = mapped_column(String(400))
    stopped_at: Mapped[datetime | None]
    stop_reason: Mapped[str | None] = mapped_column(String(400))
    closed_at: Mapped[datetime | None]
    preliminary_at: Mapped[datetime | None]
    objections_close_at: Mapped[datetime | None]
    final_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None] = mapped_column(String(400))


class DecisionStep(db.Model):
    """One person proposes a step, another confirms it; at most one of a kind waits at a time."""

    __tablename__ = "decision_step"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name="decided_somehow"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint(
            "outcome IS NULL OR outcome = 'withdrawn' OR decided_by <> proposed_by", name="two_persons"
        ),
        Index(
            "uq_decision_step_waiting", "decision_id", "kind",
            unique=True, sqlite_where=text(UNDECIDED), postgresql_where=text(UNDECIDED),
        ),
        Index("ix_decision_step_decision", "decision_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    kind: Mapped[StepKind]
    facts: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(String(400))
    proposed_by: Mapped[str] = mapped_column(String(80))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None]
    outcome: Mapped[StepOutcome | None]
    answer: Mapped[str | None] = mapped_column(String(400))


class DecisionRequest(db.Model):
    """The owners of a room signed a request to put the matter; they count towards a fifth of all."""

    __tablename__ = "decision_request"
    __table_args__ = (UniqueConstraint("decision_id", "room_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    signed_on: Mapped[date] = mapped_column(Date)
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime]
