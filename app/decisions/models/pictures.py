"""The table of photographs that show papers, each sealed under a key of its own."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from app.core.encryption import Sealed, SealedRow


class DecisionPicture(SealedRow, db.Model):
    """The key to one photograph; the rows it belongs to name it by `name`.

    `is_ballot` marks what shows a choice: nobody opens that before the close.
    """

    __tablename__ = "decision_picture"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    key_sealed: Mapped[str] = mapped_column(Text)
    key = Sealed("key_sealed")
    is_ballot: Mapped[bool]
    kept_by: Mapped[str] = mapped_column(String(80))
    kept_at: Mapped[datetime]
