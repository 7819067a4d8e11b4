"""Tables of staff: accounts, the roles they hold over areas, their sessions, their second factors."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.core.encryption import Sealed, SealedRow

BIG = BigInteger().with_variant(Integer, "sqlite")


class Role(enum.StrEnum):
    """What staff may do, always over an area."""

    ADMIN = "admin"
    CITY = "city"
    COUNTY = "county"
    STREET = "street"
    COMMUNITY = "community"
    COMMITTEE = "committee"
    CLERK = "clerk"
    AUDITOR = "auditor"
    CONTRACTOR = "contractor"
    SUPERVISOR = "supervisor"
    LIAISON = "liaison"
    RESIDENT_SUPERVISOR = "resident-supervisor"


class StaffAccount(SealedRow, db.Model):
    """Somebody who signs in with a name and a password; `key` is how the audit log names them."""

    __tablename__ = "staff_account"
    __table_args__ = (CheckConstraint("failures >= 0", name="failures_are_a_count"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(10), unique=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name_sealed: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(String(160))
    must_change_password: Mapped[bool]
    failures: Mapped[int]
    unlocks_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    name = Sealed("name_sealed")


class StaffRole(db.Model):
    """A role over an area for a time; it ends by itself. A liaison holds it for an organisation."""

    __tablename__ = "staff_role"
    __table_args__ = (
        CheckConstraint("role <> 'liaison' OR organisation_id IS NOT NULL", name="liaison_of_a_unit"),
        CheckConstraint("ends_at IS NULL OR ends_at > begins_at", name="ends_after_it_begins"),
        Index("ix_staff_role_account", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    role: Mapped[Role]
    path: Mapped[str] = mapped_column(String(110))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class StaffSession(db.Model):
    """One signed-in browser; only a hash of its token is kept.

    `proven_at` is empty while the second factor of an account that has one is still to be shown.
    """

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    proven_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(30), server_default="")


class StaffFactor(SealedRow, db.Model):
    """The secret an account shares with its owner's telephone; not asked for until it was confirmed."""

    __tablename__ = "staff_factor"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("staff_account.id"), primary_key=True, autoincrement=False
    )
    secret_sealed: Mapped[str] = mapped_column(Text)
    begun_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BIG)  # the half minute of the last code: none works twice

    secret = Sealed("secret_sealed")


class RecoveryCode(SealedRow, db.Model):
    """A code on paper in the place of a lost telephone, once; found by its blind index."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "code_index"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    code_sealed: Mapped[str] = mapped_column(Text)
    code_index: Mapped[str] = mapped_column(String(32))
    used_at: Mapped[datetime | None]

    code = Sealed("code_sealed", index="code_index")


class SignInMiss(db.Model):
    """How many wrong sign-ins came from one address in one quarter of an hour; the address is not kept."""

    __tablename__ = "sign_in_miss"

    address_index: Mapped[str] = mapped_column(String(32), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
