"""Ballots of one head that say different things: noticed at once, set aside, settled with a reason."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from app.audit.operations import record
from app.core.db import db, insert_once, run
from app.decisions.models import BallotRevision, Conflict
from app.decisions.operations.locking import lock_decision
from app.decisions.queries.conflicts import readers_of_heads
from app.decisions.queries.decisions import DecisionRow
from app.decisions.queries.marks import find_outcome
from app.decisions.queries.results import find_result
from surveys.errors import Forbidden, Invalid, Missing, Refusal

LONGEST_REASON = 400
CASES = Conflict.__table__.c
_CASE = (CASES.decision_id == bindparam("decision"), CASES.head_id == bindparam("head"))
CASE = select(CASES.settled_at).where(*_CASE)
DROP = delete(Conflict.__table__).where(*_CASE)
REOPEN = (
    update(Conflict.__table__)
    .where(*_CASE)
    .values(found_at=bindparam("now"), settled_at=None, settled_by=None, revision=None, reason=None)
)


def note_conflict(decision: DecisionRow, head_id: int, at: datetime) -> None:
    """Open a case when a head's ballots contradict each other, close it when they no longer do.

    A ballot that comes after a case was settled was not part of it: the settlement falls.
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


@dataclass(frozen=True)
class Settlement:
    """Which ballot of a head counts (None: neither does), and why."""

    head_id: int
    revision: int | None
    reason: str


def settle_conflict(actor: object, decision_id: int, settlement: Settlement, at: datetime) -> None:
    """Say which ballot of a head counts, or that none does, and why; from the close until the count.

    Only somebody who entered neither side: Forbidden `second-person-needed`.
    """
    decision = lock_decision(decision_id)
    if find_result(decision_id) is not None:
        raise Refusal("decision-counted-already", title=decision.title)
    if decision.stage(at) != "closed":
        raise Refusal("conflict-before-close", title=decision.title)
    if str(actor) in readers_of_heads(decision_id).get(settlement.head_id, set()):
        raise Forbidden("second-person-needed")
    head_id, revision = settlement.head_id, settlement.revision
    words = " ".join(settlement.reason.split())
    if not words:
        raise Invalid("reason-missing")
    if len(words) > LONGEST_REASON:
        raise Invalid("reason-too-long", most=LONGEST_REASON)
    if revision is not None and revision not in _revisions(decision_id, head_id):
        raise Invalid("revision-unknown")
    mine = (Conflict.decision_id == decision_id, Conflict.head_id == head_id)
    found = db.session.execute(select(Conflict).where(*mine).with_for_update()).scalar()
    if found is None:
        raise Missing("conflict-not-found")
    settled = {"settled_at": at, "settled_by": str(actor), "revision": revision, "reason": words}
    db.session.execute(update(Conflict).where(*mine).values(**settled))
    facts = {"head": head_id, "counts": revision}
    record(actor, "decision.settle-conflict", f"decision:{decision_id}", at, **facts)


def _revisions(decision_id: int, head_id: int) -> set[int]:
    statement = select(BallotRevision.revision).where(
        BallotRevision.decision_id == decision_id, BallotRevision.head_id == head_id
    )
    return set(db.session.execute(statement).scalars())
