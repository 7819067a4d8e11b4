"""Judging compounds again when the rules or the day have changed, beside the requests."""

from datetime import datetime, timedelta
from typing import Any

from app.core.db import transaction
from app.roster import operations, queries

AGAIN_AFTER = timedelta(days=1)
BATCH = 2000


def reassess_compounds(_payload: dict[str, Any], at: datetime) -> None:
    """Judge those compounds afresh that were last judged a day ago."""
    with transaction():
        due = queries.compounds_due_for_assessment(at - AGAIN_AFTER, BATCH)
        operations.reassess(due, at)
