"""Reading who looked at which masked field, for auditors."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.core.pagination import LARGEST, Page, page_of
from app.roster.models import Compound, Reveal, Room, StaffAccount
from app.roster.queries.places import path_under


class RevealRow(NamedTuple):
    """One look at a masked field: who, when, in whose room, and why."""

    id: int
    at: datetime
    name: str
    key: str
    compound_name: str
    room_label: str
    field: str
    reason: str
    words: str


def reveals_under(paths: Sequence[str], *, before: int | None = None, limit: int) -> Page[RevealRow]:
    """The looks taken in these areas, newest first, page by page."""
    statement = (
        select(Reveal, StaffAccount, Compound.name, Room.label)
        .join(StaffAccount, StaffAccount.id == Reveal.account_id)
        .join(Room, Room.id == Reveal.room_id)
        .join(Compound, Compound.id == Room.compound_id)
        .where(path_under(Reveal.path, paths), Reveal.id < (LARGEST if before is None else before))
        .order_by(Reveal.id.desc())
        .limit(limit + 1)
    )
    rows = [
        RevealRow(
            look.id, look.at, account.name or "", account.key, compound, label, str(look.field), look.reason,
            look.words,
        )
        for look, account, compound, label in db.session.execute(statement)
    ]  # fmt: skip
    return page_of(rows, limit, lambda row: row.id)
