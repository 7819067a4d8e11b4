"""Photographs of papers that belong to a decision: who may open which, and when."""

from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.decisions.models import DecisionPicture
from app.decisions.queries.decisions import DecisionRow
from surveys.errors import Missing, Refusal


def get_picture_key(decision: DecisionRow, name: str, at: datetime) -> str:
    """The key of a photograph of this decision; Missing for any other.

    What shows a choice stays shut until the close: Refusal `not-closed`.
    """
    found = db.session.execute(
        select(DecisionPicture).where(
            DecisionPicture.decision_id == decision.id, DecisionPicture.name == name
        )
    ).scalar()
    if found is None:
        raise Missing("picture-not-found")
    if found.is_ballot and decision.stage(at) in ("notice", "ready", "open"):
        raise Refusal("not-closed", title=decision.title)
    return found.key or ""
