"""Tables of staff: accounts, the roles they hold over areas, their sessions."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.core.encryption import Sealed, SealedRow


class Role(enum.StrEnum):
    """What staff may do, always over an area."""

    ADMIN = "admin"
    CITY = "city"
    COUNTY = "county"
    STREET = "street"
    COMMUNITY = "community"
    COMMITTEE = "committee"
    CLERK = "clerk"


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
    """A role over an area for a time; it ends by itself."""

    __tablename__ = "staff_role"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR ends_at > begins_at", name="ends_after_it_begins"),
        Index("ix_staff_role_account", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    role: Mapped[Role]
    path: Mapped[str] = mapped_column(String(110))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class StaffSession(db.Model):
    """One signed-in browser; only a hash of its token is kept."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class SignInMiss(db.Model):
    """How many wrong sign-ins came from one address in one quarter of an hour; the address is not kept."""

    __tablename__ = "sign_in_miss"

    address_index: Mapped[str] = mapped_column(String(32), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
