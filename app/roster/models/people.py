"""Tables of people and what ties them to rooms: ownership, house codes, WeChat contacts, bindings."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.core.encryption import Sealed, SealedRow
from surveys.electorate.parts import OwnerKind

PHONE_INDEX, LISTED_INDEX = "person.phone_index", "person.listed_phone_index"
LIVE = "state IN ('active', 'waiting')"


class BindingLevel(enum.StrEnum):
    """What a bound person may do: members answer polls, owners also decide."""

    MEMBER = "member"
    OWNER = "owner"


class BindingState(enum.StrEnum):
    """Where a claim to a room stands."""

    WAITING = "waiting"
    ACTIVE = "active"
    REFUSED = "refused"
    ENDED = "ended"


class Person(SealedRow, db.Model):
    """Somebody who owns or lives in a compound; name and telephone are sealed.

    `is_phone_own`: they typed the number themselves, and no list says so; `listed_phone` is then what the
    list said before, if it said anything.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_phone", "compound_id", "phone_index"),
        Index("ix_person_listed_phone", "compound_id", "listed_phone_index"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"))
    name_sealed: Mapped[str | None] = mapped_column(Text)
    phone_sealed: Mapped[str | None] = mapped_column(Text)
    phone_index: Mapped[str | None] = mapped_column(String(32))
    is_phone_own: Mapped[bool] = mapped_column(default=False, server_default=false())
    listed_phone_sealed: Mapped[str | None] = mapped_column(Text)
    listed_phone_index: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]

    name = Sealed("name_sealed")
    phone = Sealed("phone_sealed", index="phone_index")
    listed_phone = Sealed("listed_phone_sealed", index="listed_phone_index")


class Ownership(db.Model):
    """A person owns a room, alone or with others, until the roster says otherwise.

    It began and ended when it truly did; where that was written down later, `…recorded_at` says when.
    """

    __tablename__ = "ownership"
    __table_args__ = (
        Index(
            "uq_ownership_live",
            "room_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "uq_ownership_primary",
            "room_id",
            unique=True,
            sqlite_where=text("is_primary AND ended_at IS NULL"),
            postgresql_where=text("is_primary AND ended_at IS NULL"),
        ),
        CheckConstraint(
            "(share_top IS NULL AND share_bottom IS NULL)"
            " OR (share_top > 0 AND share_bottom > 0 AND share_top <= share_bottom)",
            name="share_is_a_fraction",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[OwnerKind] = mapped_column(default=OwnerKind.PERSON, server_default=OwnerKind.PERSON.value)
    is_primary: Mapped[bool]
    share_top: Mapped[int | None]
    share_bottom: Mapped[int | None]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime | None]
    end_recorded_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(200))


class HouseCode(SealedRow, db.Model):
    """The code printed for one room; a room has at most one that works."""

    __tablename__ = "house_code"
    __table_args__ = (
        Index(
            "uq_house_code_live",
            "room_id",
            unique=True,
            sqlite_where=text("killed_at IS NULL"),
            postgresql_where=text("killed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    code_sealed: Mapped[str] = mapped_column(Text)
    code_index: Mapped[str] = mapped_column(String(32), unique=True)
    issued_at: Mapped[datetime]
    printed_at: Mapped[datetime | None]
    killed_at: Mapped[datetime | None]

    code = Sealed("code_sealed", index="code_index")


class Contact(db.Model):
    """One person's WeChat as one official account sees it; after unfollowing, `openid` is a tombstone."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("account", "openid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(40))
    openid: Mapped[str] = mapped_column(String(64))
    followed: Mapped[bool]
    followed_at: Mapped[datetime | None]
    unfollowed_at: Mapped[datetime | None]
    consent_version: Mapped[str | None] = mapped_column(String(20))
    consented_at: Mapped[datetime | None]
    sign_outs: Mapped[int] = mapped_column(default=0, server_default="0")  # a session knows how many it saw
    created_at: Mapped[datetime]


class Binding(db.Model):
    """A contact acts for a person in a room; many to many, each tie once."""

    __tablename__ = "binding"
    __table_args__ = (
        Index(
            "uq_binding_live",
            "contact_id",
            "room_id",
            "person_id",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        Index("ix_binding_room", "room_id", "state"),
        CheckConstraint("state <> 'active' OR bound_at IS NOT NULL", name="active_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    level: Mapped[BindingLevel]
    state: Mapped[BindingState]
    wants_owner: Mapped[bool]
    asked_at: Mapped[datetime]
    bound_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    evidence: Mapped[str | None] = mapped_column(String(20))
    ended_why: Mapped[str | None] = mapped_column(String(20))
    lives_there_at: Mapped[datetime | None]  # the desk found so after a sale
    decided_by: Mapped[str | None] = mapped_column(String(80))
    reason: Mapped[str | None] = mapped_column(String(200))


class WrongTry(db.Model):
    """How often a WeChat identity (as a fingerprint), or anybody at one room, gave a wrong proof that day."""

    __tablename__ = "wrong_try"

    subject: Mapped[str] = mapped_column(String(40), primary_key=True)
    counted_on: Mapped[date] = mapped_column(Date, primary_key=True)
    count: Mapped[int]
