"""A returned ballot that should not count: two persons who have not read it reject it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from app.audit.operations import record
from app.core.db import db
from app.decisions.models import (
    Ballot,
    BallotRevision,
    DecisionHead,
    DecisionStep,
    Ground,
    PaperBallot,
    PaperState,
)
from app.decisions.operations.casting import need_uncounted
from app.decisions.operations.conflicts import note_conflict
from app.decisions.operations.paper import LONGEST_REASON, entries_of, forget_readings, lock_paper
from app.decisions.operations.settling import heads_seen_by
from app.decisions.operations.telling import REJECTED, promise_word
from app.decisions.operations.unnamed import has_voted_unnamed
from app.decisions.queries.ballots import is_rejected
from app.decisions.queries.decisions import ANONYMOUS, DecisionRow
from surveys.errors import Forbidden, Invalid, Refusal


def need_stranger(actor: object, decision: DecisionRow, facts: Mapping[str, Any]) -> None:
    """Who has read it knows what it says, and has no say in whether it counts; but in a rehearsal.

    Nor has whoever was shown the ballots of its head because they differ.
    """
    paper = lock_paper(decision.id, str(facts.get("serial", "")))
    if decision.is_drill:
        return
    if str(actor) in {one.entered_by for one in entries_of(paper.id)}:
        raise Forbidden("second-person-needed")
    if paper.head_id in heads_seen_by(str(actor), decision.id):
        raise Forbidden("second-person-needed")


def check_rejection(decision: DecisionRow, facts: dict[str, Any], at: datetime) -> None:
    """A ballot that came back (`serial`), from then until the count, on a ground (`ground`) of the list.

    In an anonymous decision what was counted lies in the box, and nobody finds it again.
    """
    need_uncounted(decision, at)
    if facts.get("ground") not in set(Ground):
        raise Invalid("ground-unknown")
    paper = lock_paper(decision.id, str(facts.get("serial", "")))
    facts["serial"] = paper.serial
    if paper.state is not PaperState.RETURNED:
        raise Refusal("paper-not-returned", serial=paper.serial)
    is_read = len(entries_of(paper.id)) > 1
    if decision.mode == ANONYMOUS and is_read and has_voted_unnamed(decision.id, paper.head_id):
        raise Refusal("paper-unnamed-counted", serial=paper.serial)


def reject(actor: object, decision: DecisionRow, step: DecisionStep, at: datetime) -> None:
    """Its serial is dead; what was read stays on record, and the head's ballot is as if it never came."""
    facts: Mapping[str, Any] = step.facts
    paper = lock_paper(decision.id, facts["serial"])
    head_id = paper.head_id
    told = {"serial": paper.serial, "ground": facts["ground"], "proposed_by": step.proposed_by}
    dead = {"state": PaperState.SPOILED, "reason": step.reason[:LONGEST_REASON], "changed_at": at}
    db.session.execute(update(PaperBallot).where(PaperBallot.id == paper.id).values(**dead))
    if decision.mode == ANONYMOUS:
        forget_readings(paper.id)
    else:
        taken = _taken_back(decision.id, head_id, paper.id)
        told |= taken
        if taken:  # what was never counted contradicted nobody
            note_conflict(decision, head_id, at)
    promise_word(decision, head_id, REJECTED, at)
    record(actor, "paper.rejected", f"decision:{decision.id}", at, **told)


def _taken_back(decision_id: int, head_id: int, paper_id: int) -> dict[str, Any]:
    """Let what else was handed in stand, or nothing; the head and the revision that counts no more."""
    lock = select(DecisionHead.uid).where(DecisionHead.id == head_id).with_for_update()
    uid = db.session.execute(lock).scalar_one()
    counted = select(BallotRevision.revision).where(BallotRevision.paper_id == paper_id)
    revision = db.session.execute(counted).scalar()
    if revision is None:
        return {}
    mine = (Ballot.decision_id == decision_id, Ballot.head_id == head_id)
    left = select(BallotRevision).where(
        BallotRevision.decision_id == decision_id, BallotRevision.head_id == head_id, ~is_rejected()
    )
    rows = list(db.session.execute(left.order_by(BallotRevision.revision)).scalars())
    if not rows:
        db.session.execute(delete(Ballot).where(*mine))
    else:
        last = rows[-1]
        standing = {
            "revision": last.revision, "channel": last.channel, "person_id": last.person_id,
            "recorded_by": last.recorded_by, "first_at": rows[0].given_at, "changed_at": last.given_at,
        }  # fmt: skip
        db.session.execute(update(Ballot).where(*mine).values(**standing))
    return {"head": uid, "revision": revision}
