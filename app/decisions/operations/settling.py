"""Which of a head's contradicting ballots counts: looked at by who may settle it, settled by two persons."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.audit.operations import record
from app.audit.queries import facts_of
from app.core.db import db
from app.decisions.models import Conflict, DecisionStep
from app.decisions.operations.locking import lock_decision
from app.decisions.queries.conflicts import readers_of_heads
from app.decisions.queries.decisions import DecisionRow
from app.decisions.queries.marks import find_outcome, standing_in
from app.decisions.queries.results import find_result
from surveys.errors import Forbidden, Invalid, Missing, Refusal


def look_at_conflict(actor: object, decision_id: int, head_id: int, at: datetime) -> None:
    """Somebody who may settle a case is about to see what both sides say; every look is noted."""
    decision = lock_decision(decision_id)
    _need_settling(decision, at)
    need_stranger(actor, decision, head_id)
    _need_case(decision_id, head_id)
    record(actor, "decision.conflict-seen", f"decision:{decision_id}", at, head=head_id)


def heads_seen_by(actor: str, decision_id: int) -> set[int]:
    """The heads whose differing ballots were shown to somebody."""
    seen = facts_of(actor, "decision.conflict-seen", f"decision:{decision_id}")
    return {int(facts["head"]) for facts in seen}


def need_stranger(actor: object, decision: DecisionRow, head_id: int) -> None:
    """Who entered one of the sides has no say in which holds; a rehearsal has too few people for that."""
    if not decision.is_drill and str(actor) in readers_of_heads(decision.id).get(head_id, set()):
        raise Forbidden("second-person-needed")


def check_settlement(decision: DecisionRow, facts: dict[str, Any], at: datetime) -> None:
    """A ballot that stands, or none (`counts`), of a head with a case; nothing came in between."""
    _need_settling(decision, at)
    head_id, counts = int(facts.get("head") or 0), facts.get("counts")
    _need_case(decision.id, head_id)
    outcome = find_outcome(decision, head_id)
    sides = sorted(standing_in(outcome)) if outcome else []
    if facts.setdefault("sides", sides) != sides:
        raise Refusal("conflict-changed")
    if counts is not None and counts not in sides:
        raise Invalid("revision-unknown")


def settle(actor: object, decision: DecisionRow, step: DecisionStep, at: datetime) -> None:
    """What both persons found holds, until another ballot of the head comes in."""
    facts: Mapping[str, Any] = step.facts
    mine = (Conflict.decision_id == decision.id, Conflict.head_id == facts["head"])
    settled = {
        "settled_at": at, "settled_by": step.proposed_by, "revision": facts["counts"], "reason": step.reason,
    }  # fmt: skip
    db.session.execute(update(Conflict).where(*mine).values(**settled))
    told = {"head": facts["head"], "counts": facts["counts"], "proposed_by": step.proposed_by}
    record(actor, "decision.settle-conflict", f"decision:{decision.id}", at, **told)


def _need_settling(decision: DecisionRow, at: datetime) -> None:
    if find_result(decision.id) is not None:
        raise Refusal("decision-counted-already", title=decision.title)
    if decision.stage(at) != "closed":
        raise Refusal("conflict-before-close", title=decision.title)


def _need_case(decision_id: int, head_id: int) -> None:
    mine = select(Conflict.id).where(Conflict.decision_id == decision_id, Conflict.head_id == head_id)
    if db.session.execute(mine.with_for_update()).scalar() is None:
        raise Missing("conflict-not-found")
