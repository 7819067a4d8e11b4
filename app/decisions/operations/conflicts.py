"""Ballots of one head that say different things: noticed at once, and set aside."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from app.core.db import insert_once, run
from app.decisions.models import Conflict
from app.decisions.queries.decisions import DecisionRow
from app.decisions.queries.marks import find_outcome

CASES = Conflict.__table__.c
_CASE = (CASES.decision_id == bindparam("decision"), CASES.head_id == bindparam("head"))
CASE = select(CASES.settled_at).where(*_CASE)
DROP = delete(Conflict.__table__).where(*_CASE)
REOPEN = (
    update(Conflict.__table__)
    .where(*_CASE)
    .values(found_at=bindparam("now"), settled_at=None, settled_by=None, revision=None, reason=None)
)


def note_conflict(decision: DecisionRow, head_id: int, at: datetime) -> bool:
    """Open a case when a head's ballots contradict each other, close it when they no longer do.

    A ballot that comes after a case was settled was not part of it: the settlement falls. Returns whether
    there is a case now.
    """
    outcome = find_outcome(decision, head_id)
    is_case = outcome is not None and outcome.is_set_aside
    found = run(CASE, decision=decision.id, head=head_id).first()
    if not is_case and found is not None:
        run(DROP, decision=decision.id, head=head_id)
    elif found is not None and found.settled_at is not None:
        run(REOPEN, decision=decision.id, head=head_id, now=at)
    elif is_case and found is None:
        insert_once(Conflict, decision_id=decision.id, head_id=head_id, found_at=at)
    return is_case
