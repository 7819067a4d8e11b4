"""The count of a decision, as it was made once, and what of it may be shown."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.decisions.models import DecisionResult
from app.decisions.queries.decisions import DecisionRow
from surveys.errors import Refusal


class ResultRow(NamedTuple):
    """The result sheet of a decision."""

    decision_id: int
    source: str
    computed_at: datetime
    sheet: dict[str, Any]
    pack_hash: str | None


COLUMNS = tuple(getattr(DecisionResult, name) for name in ResultRow._fields)


def find_result(decision_id: int) -> ResultRow | None:
    """The result, if the decision was counted."""
    row = db.session.execute(select(*COLUMNS).where(DecisionResult.decision_id == decision_id)).first()
    return ResultRow(*row) if row else None


def get_result(decision: DecisionRow) -> ResultRow:
    """The result once it is published; Refusal `not-closed` for everybody before that."""
    found = find_result(decision.id)
    if found is None or decision.preliminary_at is None or decision.voided_at is not None:
        raise Refusal("not-closed", title=decision.title)
    return found
