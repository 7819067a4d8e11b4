"""Tables of posts: units with their duties and inbox, role proposals, deputies, what was revealed to whom."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.roster.models.staff import Role

OPEN = "decided_at IS NULL"


class ProposalKind(enum.StrEnum):
    """What a second person is asked to confirm."""

    GRANT = "grant"
    END = "end"
    FACTOR_RESET = "factor-reset"
    DISABLE = "disable"
    ENABLE = "enable"


class ProposalOutcome(enum.StrEnum):
    """How a proposal ended."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class PersonalField(enum.StrEnum):
    """What is masked on staff screens until somebody says why it is needed."""

    NAME = "name"
    PHONE = "phone"


class Organisation(db.Model):
    """A member unit of the renovation task force: a post with published duties, never a person."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    path: Mapped[str] = mapped_column(String(110))
    duties: Mapped[list[Any]]
    position: Mapped[int]


class OrganisationMessage(db.Model):
    """Something a unit is asked to do, with its answer."""

    __tablename__ = "organisation_message"
    __table_args__ = (
        Index("ix_organisation_message_unit", "organisation_id", "closed_at"),
        CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="answered_with_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    path: Mapped[str] = mapped_column(String(110))  # the area the sender speaks for
    subject: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column(Date)
    sent_by: Mapped[str] = mapped_column(String(80))
    sent_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[str | None] = mapped_column(String(80))
    answered_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(80))
    closed_at: Mapped[datetime | None]


class RoleProposal(db.Model):
    """A change of somebody's roles or account for a second person to confirm; it waits for `holder_id`."""

    __tablename__ = "role_proposal"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name="decided_somehow"),
        CheckConstraint(
            "outcome IS NULL OR outcome <> 'confirmed' OR decided_by_id <> proposed_by_id",
            name="confirmed_by_another",
        ),
        CheckConstraint(
            "outcome IS NULL OR outcome <> 'confirmed' OR decided_by_id <> account_id",
            name="confirmed_for_another",
        ),
        CheckConstraint("kind <> 'grant' OR role IS NOT NULL", name="grants_a_role"),
        CheckConstraint("kind <> 'end' OR staff_role_id IS NOT NULL", name="ends_a_role"),
        Index("ix_role_proposal_account", "account_id"),
        Index("ix_role_proposal_open", "held_at", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ProposalKind]
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    role: Mapped[Role | None]
    path: Mapped[str] = mapped_column(String(110))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    staff_role_id: Mapped[int | None] = mapped_column(ForeignKey("staff_role.id"))
    ends_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(200))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    proposed_at: Mapped[datetime]
    holder_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    held_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    outcome: Mapped[ProposalOutcome | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_account.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(200))


class Deputy(db.Model):
    """Who decides what waits for somebody, while they are away."""

    __tablename__ = "deputy"
    __table_args__ = (
        CheckConstraint("deputy_id <> account_id", name="not_ones_own_deputy"),
        CheckConstraint("ends_at > begins_at", name="ends_after_it_begins"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Reveal(db.Model):
    """Somebody of the staff read a masked field, and why; never what it said."""

    __tablename__ = "reveal"
    __table_args__ = (Index("ix_reveal_path", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    path: Mapped[str] = mapped_column(String(110))
    field: Mapped[PersonalField]
    reason: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
