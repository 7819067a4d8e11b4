"""Tables of the frozen electorate: one row for each voting right and each head, made at the notice."""

import enum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db


class Capacity(enum.StrEnum):
    """As what somebody may vote for a head; an agent's authority is read when they act, not frozen."""

    OWNER = "owner"
    DESIGNATED = "designated"
    CO_OWNER = "co-owner"
    GUARDIAN = "guardian"
    PROXY = "proxy"


class DecisionHead(db.Model):
    """One person in the count; `uid` is opaque and is all that anybody outside ever sees.

    `explanation` says why its rights are one head.
    """

    __tablename__ = "decision_head"
    __table_args__ = (
        UniqueConstraint("decision_id", "uid"),
        UniqueConstraint("id", "decision_id"),
        CheckConstraint("area > 0", name="area_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    uid: Mapped[str] = mapped_column(String(16))
    area: Mapped[int]  # 0.01 square metres, all its rights together
    standing: Mapped[str] = mapped_column(String(20))
    explanation: Mapped[list[Any]]


class DecisionVoter(db.Model):
    """An entry of the roster that may vote for a head, and as what; made at the notice."""

    __tablename__ = "decision_voter"
    __table_args__ = (Index("ix_decision_voter_person", "person_id"),)

    head_id: Mapped[int] = mapped_column(ForeignKey("decision_head.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    capacity: Mapped[Capacity]


class DecisionRight(db.Model):
    """The voting right of one exclusive part, as it stood at the notice."""

    __tablename__ = "decision_right"
    __table_args__ = (
        UniqueConstraint("decision_id", "room_id"),
        UniqueConstraint("decision_id", "uid"),
        CheckConstraint("area > 0", name="area_is_positive"),
        Index("ix_decision_right_head", "head_id"),
        Index("ix_decision_right_room", "room_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    uid: Mapped[str] = mapped_column(String(16))
    head_id: Mapped[int] = mapped_column(ForeignKey("decision_head.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    building_id: Mapped[int]
    unit_id: Mapped[int]
    floor: Mapped[int]
    label: Mapped[str] = mapped_column(String(60))  # as the roster named the room then
    kind: Mapped[str] = mapped_column(String(20))
    area: Mapped[int]  # 0.01 square metres
    source: Mapped[str] = mapped_column(String(20))
