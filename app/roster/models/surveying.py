"""Tables of what is found on the spot: photographed neglect, spare places, compounds done together."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db

ENDED = "(ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL)"


class SpareKind(enum.StrEnum):
    """What lies idle."""

    LAND = "land"
    ROOM = "room"


class SurveyFinding(db.Model):
    """One item of the checklist with its photograph; never edited, only taken back with a reason."""

    __tablename__ = "survey_finding"
    __table_args__ = (
        Index("ix_survey_finding_compound", "compound_id", "item"),
        CheckConstraint(ENDED, name="ended_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"))
    item: Mapped[str] = mapped_column(String(30))
    note: Mapped[str] = mapped_column(String(200))
    picture: Mapped[str] = mapped_column(String(80))
    seen_on: Mapped[date] = mapped_column(Date)
    noted_by: Mapped[str] = mapped_column(String(80))
    noted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(80))
    end_reason: Mapped[str | None] = mapped_column(String(200))


class SparePlace(db.Model):
    """Idle land or rooms in or beside a compound that services for residents could use."""

    __tablename__ = "spare_place"
    __table_args__ = (
        Index("ix_spare_place_compound", "compound_id"),
        CheckConstraint("area IS NULL OR area > 0", name="area_is_positive"),
        CheckConstraint(ENDED, name="ended_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"))
    kind: Mapped[SpareKind]
    place: Mapped[str] = mapped_column(String(60))
    area: Mapped[int | None]  # 0.01 square metres
    owner: Mapped[str] = mapped_column(String(60))
    possible_use: Mapped[str] = mapped_column(String(60))
    noted_by: Mapped[str] = mapped_column(String(80))
    noted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(80))
    end_reason: Mapped[str | None] = mapped_column(String(200))


class CompoundGroup(db.Model):
    """Neighbouring compounds that are to be renovated as one."""

    __tablename__ = "compound_group"
    __table_args__ = (
        Index("ix_compound_group_path", "path"),
        CheckConstraint(ENDED, name="ended_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    path: Mapped[str] = mapped_column(String(110))  # of the smallest area all of them lie in
    reason: Mapped[str] = mapped_column(String(200))
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(80))
    end_reason: Mapped[str | None] = mapped_column(String(200))


class CompoundGroupMember(db.Model):
    """A compound of a group; it belongs to one living group at most."""

    __tablename__ = "compound_group_member"
    __table_args__ = (
        Index(
            "uq_compound_group_member_live",
            "compound_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )

    group_id: Mapped[int] = mapped_column(ForeignKey("compound_group.id"), primary_key=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"), primary_key=True)
    left_at: Mapped[datetime | None]
