"""Photographs of papers: their keys are kept with the decision, and whoever looks is noted."""

from datetime import datetime

from app.audit.operations import record
from app.core.db import db
from app.decisions.models import DecisionPicture

Sealed = tuple[str, str]  # the name of the sealed file and the key that opens it


def keep_picture(
    actor: object, decision_id: int, sealed: Sealed | None, at: datetime, *, is_ballot: bool = False
) -> str | None:
    """Keep the key of a photograph; its name, or None where nobody took one."""
    if sealed is None:
        return None
    row = DecisionPicture(
        name=sealed[0], decision_id=decision_id, is_ballot=is_ballot, kept_by=str(actor), kept_at=at
    )
    row.key = sealed[1]
    db.session.add(row)
    db.session.flush()
    return row.name


def note_picture_seen(actor: object, decision_id: int, name: str, at: datetime) -> None:
    """Somebody looked at a photograph of papers."""
    record(actor, "decision.picture-seen", f"decision:{decision_id}", at, picture=name[:12])
