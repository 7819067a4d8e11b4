"""Tables of voting rights: dated facts about rooms, owners and who acts for them, ended and never deleted."""

import enum
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.core.encryption import Sealed, SealedRow
from surveys.electorate.parts import AreaSource, PartKind
from surveys.electorate.persons import Ground

NUMBER_INDEX = "person_number.number_index"
IN_ORDER = "ended_at IS NULL OR ended_at >= began_at"


def _live(name: str, *columns: str) -> Index:
    """At most one row of its kind that has not ended: the database says so."""
    where = text("ended_at IS NULL")
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class GuardianGround(enum.StrEnum):
    """Why somebody cannot vote for themselves (Civil Code arts. 19 to 23)."""

    MINOR = "minor"
    INCAPABLE = "incapable"


class UseKind(enum.StrEnum):
    """How somebody lives in a room without owning it."""

    TENANT = "tenant"
    USER = "user"


class PartRecord(db.Model):
    """What a room was as an exclusive part, from when to when; the live row says what the room says."""

    __tablename__ = "part_record"
    __table_args__ = (
        _live("uq_part_record_live", "room_id"),
        Index("ix_part_record_room", "room_id", "began_at"),
        CheckConstraint("area IS NULL OR area > 0", name="area_is_positive"),
        CheckConstraint(IN_ORDER, name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    kind: Mapped[PartKind]
    area: Mapped[int | None]  # 0.01 square metres
    area_source: Mapped[AreaSource | None]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(200))


class VoterDesignation(db.Model):
    """The co-owners of a room named one of them to vote."""

    __tablename__ = "voter_designation"
    __table_args__ = (
        _live("uq_voter_designation_live", "room_id"),
        CheckConstraint(IN_ORDER, name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(200))


class Guardianship(db.Model):
    """A guardian votes for an owner who is a minor or cannot decide alone."""

    __tablename__ = "guardianship"
    __table_args__ = (
        _live("uq_guardianship_live", "ward_id"),
        CheckConstraint("ward_id <> guardian_id", name="somebody_else"),
        CheckConstraint(IN_ORDER, name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    ground: Mapped[GuardianGround]
    began_at: Mapped[datetime]
    ends_on: Mapped[date | None]  # a minor's eighteenth birthday, where it is known
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(200))


class Proxy(db.Model):
    """A written authority from a day to a day; it counts from when it was recorded until it is revoked."""

    __tablename__ = "proxy"
    __table_args__ = (
        CheckConstraint("principal_id <> agent_id", name="somebody_else"),
        CheckConstraint("ends_at > begins_at", name="in_order"),
        CheckConstraint("revoked_at IS NULL OR revoked_at >= recorded_at", name="revoked_after_recording"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    scan: Mapped[str | None] = mapped_column(String(80))  # the picture of the paper, by its name
    seen: Mapped[str | None] = mapped_column(String(200))  # what the clerk saw, where there is no picture
    recorded_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(200))


class HeadVerdict(db.Model):
    """Some entries of the roster are one person, or each is somebody else: by evidence or by hand."""

    __tablename__ = "head_verdict"
    __table_args__ = (
        Index("ix_head_verdict_compound", "compound_id"),
        CheckConstraint("is_same OR ground = 'by-hand'", name="apart_by_hand_only"),
        CheckConstraint("ground <> 'by-hand' OR length(reason) > 0", name="by_hand_with_a_reason"),
        CheckConstraint(IN_ORDER, name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"))
    is_same: Mapped[bool]
    ground: Mapped[Ground]
    reason: Mapped[str] = mapped_column(String(200))
    decided_by: Mapped[str] = mapped_column(String(80))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class HeadVerdictMember(db.Model):
    """An entry a verdict speaks of."""

    __tablename__ = "head_verdict_member"

    verdict_id: Mapped[int] = mapped_column(ForeignKey("head_verdict.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class RoomUse(db.Model):
    """Somebody rents or uses a room: they may speak, they never vote."""

    __tablename__ = "room_use"
    __table_args__ = (
        _live("uq_room_use_live", "room_id", "person_id"),
        CheckConstraint(IN_ORDER, name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[UseKind]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(200))


class PersonNumber(SealedRow, db.Model):
    """What is kept of an identity number or a credit code, from when to when: never the whole of it.

    A keyed fingerprint shows that two entries are one person, people compare the last four places, and of
    somebody who was under eighteen when it was noted it is kept when they come of age.
    """

    __tablename__ = "person_number"
    __table_args__ = (
        Index("ix_person_number_number", "number_index"),
        _live("uq_person_number_live", "person_id"),
        CheckConstraint(IN_ORDER, name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    is_institution: Mapped[bool]
    number_index: Mapped[str | None] = mapped_column(String(32))
    tail_sealed: Mapped[str | None] = mapped_column(Text)
    of_age_on: Mapped[date | None]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    tail = Sealed("tail_sealed")


class CorrectionTopic(enum.StrEnum):
    """Which part of their entry somebody finds wrong."""

    OWNERS = "owners"
    AREA = "area"
    SOURCE = "area-source"
    VOTER = "voter"
    OTHER = "other"


class CorrectionState(enum.StrEnum):
    """Where a correction asked for stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class RosterPublication(db.Model):
    """For some days the residents of a compound are asked to check their own entries."""

    __tablename__ = "roster_publication"
    __table_args__ = (
        Index("ix_roster_publication_compound", "compound_id", "opens_at"),
        CheckConstraint("closes_at >= opens_at", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(String(80))
    opened_at: Mapped[datetime]


class RosterCorrection(SealedRow, db.Model):
    """A resident says what is wrong with their entry, and what the committee answered."""

    __tablename__ = "roster_correction"
    __table_args__ = (
        Index(
            "uq_roster_correction_waiting",
            "contact_id",
            "room_id",
            "topic",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_roster_correction_publication", "publication_id", "state"),
        Index("ix_roster_correction_room", "room_id"),
        CheckConstraint(
            "(state = 'waiting') = (answered_at IS NULL)"
            " AND (state = 'waiting') = (answered_by IS NULL)"
            " AND (state = 'waiting') = (answer_sealed IS NULL)",
            name="answered_or_waiting",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("roster_publication.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    topic: Mapped[CorrectionTopic]
    said_sealed: Mapped[str | None] = mapped_column(Text)
    asked_at: Mapped[datetime]
    state: Mapped[CorrectionState]
    was_sealed: Mapped[str | None] = mapped_column(Text)  # what the entry said when it was asked for
    answer_sealed: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[str | None] = mapped_column(String(80))
    answered_at: Mapped[datetime | None]

    said = Sealed("said_sealed")
    was = Sealed("was_sealed")
    answer = Sealed("answer_sealed")
