"""Keeping what a resident has begun to answer, so that chat and page can go on from each other."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, update

from app.core.db import db, insert_once, run
from app.polls.models import Draft

LONGEST_STEP = 60
_NAMED = [
    getattr(Draft, name) == bindparam(name) for name in ("poll_id", "contact_id", "room_id", "person_id")
]
_DROP = delete(Draft.__table__).where(*_NAMED)


@dataclass(frozen=True)
class Whose:
    """One contact's draft of one poll for one home, as one of the people they may act for there."""

    poll_id: int
    contact_id: int
    room_id: int
    person_id: int

    @property
    def values(self) -> dict[str, int]:
        """The columns that name it."""
        return asdict(self)


def save_draft(whose: Whose, answers: Mapping[str, Any], step: str, at: datetime) -> None:
    """Keep the answers so far, sealed, and the step the resident is at; nothing of it counts."""
    draft = Draft(**whose.values, step=step[:LONGEST_STEP], saved_at=at)
    draft.content = json.dumps(answers, ensure_ascii=False)
    values = {"uid": draft.uid, "content_sealed": draft.content_sealed, "step": draft.step, "saved_at": at}
    if not insert_once(Draft, **whose.values, **values):
        db.session.execute(update(Draft).filter_by(**whose.values).values(**values))


def forget_drafts(contact_id: int) -> None:
    """Somebody left WeChat: what they had begun goes; what they handed in stays."""
    db.session.execute(delete(Draft).where(Draft.contact_id == contact_id))


def drop_draft(whose: Whose) -> None:
    """The answer is handed in, or the resident gives up."""
    run(_DROP, **whose.values)
