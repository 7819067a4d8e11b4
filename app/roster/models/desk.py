"""Tables of the binding desk: photographs shown as proof, disputes over a home, requests about one's data."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.core.encryption import Sealed, SealedRow


class Cause(enum.StrEnum):
    """Why two telephones stand against each other."""

    OWNER_BOUND = "owner-bound"  # somebody asks to be owner where another acts as that owner
    NEW_CODE = "new-code"  # somebody came in by a code made after the owner was bound


class Outcome(enum.StrEnum):
    """How a dispute ended; `withdrawn` when the claim itself is gone."""

    CLAIMANT = "claimant"
    HOLDER = "holder"
    BOTH = "both"
    WITHDRAWN = "withdrawn"


class Wish(enum.StrEnum):
    """What somebody asks the desk to do with their data."""

    NAME = "name"
    PHONE = "phone"
    OTHER = "other"


class EvidencePhoto(SealedRow, db.Model):
    """A photograph somebody showed for a claim: the file is encrypted under a key of its own.

    Without the key nobody reads the file, so that forgetting the key in a transaction is the deletion.
    """

    __tablename__ = "evidence_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    binding_id: Mapped[int] = mapped_column(ForeignKey("binding.id"), index=True)
    file: Mapped[str] = mapped_column(String(80), unique=True)
    key_sealed: Mapped[str | None] = mapped_column(Text)
    added_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None]

    key = Sealed("key_sealed")


class Dispute(db.Model):
    """Somebody claims a home for which others act already: nothing changes until a clerk has decided."""

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name="decided_with_an_outcome"),
        Index(
            "ix_dispute_open",
            "room_id",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    claim_id: Mapped[int] = mapped_column(ForeignKey("binding.id"), unique=True)
    cause: Mapped[Cause]
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(80))
    outcome: Mapped[Outcome | None]
    reason: Mapped[str | None] = mapped_column(String(200))


class DisputeSide(SealedRow, db.Model):
    """One binding that a dispute is about, and what its people say to it."""

    __tablename__ = "dispute_side"
    __table_args__ = (UniqueConstraint("dispute_id", "binding_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"))
    binding_id: Mapped[int] = mapped_column(ForeignKey("binding.id"), index=True)
    words_sealed: Mapped[str | None] = mapped_column(Text)
    said_at: Mapped[datetime | None]

    words = Sealed("words_sealed")


class DataRequest(SealedRow, db.Model):
    """A resident asks the desk to put right what is kept about them; words and answer are sealed."""

    __tablename__ = "data_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    binding_id: Mapped[int] = mapped_column(ForeignKey("binding.id"))
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"), index=True)
    wish: Mapped[Wish]
    words_sealed: Mapped[str | None] = mapped_column(Text)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(80))
    is_granted: Mapped[bool | None]
    answer_sealed: Mapped[str | None] = mapped_column(Text)

    words = Sealed("words_sealed")
    answer = Sealed("answer_sealed")
