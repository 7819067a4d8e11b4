"""Tables of workbooks that came in: what each import did, how each kind of workbook is read."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.core.encryption import Sealed, SealedRow
from app.roster.models.people import HouseCode, Ownership

# A room that goes is looked for in every table that names rooms: without these, in all of their rows.
Index("ix_ownership_room", Ownership.room_id)
Index("ix_house_code_room", HouseCode.room_id)


class RosterImport(SealedRow, db.Model):
    """One workbook that changed the roster; `before` is what undoing it needs, kept until the next one.

    Names and telephones of before stand in it, so it is sealed as a whole, like the name of the file.
    """

    __tablename__ = "roster_import"
    __table_args__ = (
        Index("ix_roster_import_compound", "compound_id", "id"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_somebody"),
        CheckConstraint("undone_at IS NULL OR before_sealed IS NULL", name="undone_forgets"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"))
    imported_by: Mapped[str] = mapped_column(String(80))
    imported_at: Mapped[datetime]
    counts: Mapped[dict[str, Any]]
    file_sealed: Mapped[str | None] = mapped_column(Text)
    before_sealed: Mapped[str | None] = mapped_column(Text)
    undone_by: Mapped[str | None] = mapped_column(String(80))
    undone_at: Mapped[datetime | None]

    file = Sealed("file_sealed")
    before = Sealed("before_sealed")


class WorkbookLayout(db.Model):
    """How workbooks with these headings are read in a compound, as a clerk confirmed it.

    `source` and the keys of `roles` are fingerprints: a sheet without headings puts names in their place.
    """

    __tablename__ = "workbook_layout"
    __table_args__ = (UniqueConstraint("compound_id", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"))
    source: Mapped[str] = mapped_column(String(32))
    roles: Mapped[dict[str, Any]]
    left_out: Mapped[list[Any]]
    confirmed_by: Mapped[str] = mapped_column(String(80))
    confirmed_at: Mapped[datetime]
