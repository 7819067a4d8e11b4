"""The job table."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db


class Job(db.Model):
    """Something promised. Open until done or dead; claimed by one worker for the length of a lease."""

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "ix_job_open",
            "due_at",
            sqlite_where=text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND dead_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    slot: Mapped[str | None] = mapped_column(String(120), unique=True)
    promised_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    lane: Mapped[int] = mapped_column(default=0)  # 0 is served first; 1 may wait for somebody else's server
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(400))
