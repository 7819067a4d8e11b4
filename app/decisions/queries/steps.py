"""Steps that wait for a second person, and those that were taken."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.decisions.models import Decision, DecisionStep, StepKind, StepOutcome


class StepRow(NamedTuple):
    """A proposal: who wants what, since when, and what came of it."""

    id: int
    decision_id: int
    kind: StepKind
    facts: dict[str, Any]
    reason: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    outcome: StepOutcome | None
    answer: str | None


COLUMNS = tuple(getattr(DecisionStep, name) for name in StepRow._fields)


def steps_of(decision_id: int) -> list[StepRow]:
    """Every proposal about a decision, the newest first."""
    statement = select(*COLUMNS).where(DecisionStep.decision_id == decision_id)
    return [StepRow(*row) for row in db.session.execute(statement.order_by(DecisionStep.id.desc()))]


def steps_waiting_in(decision_ids: Collection[int]) -> list[StepRow]:
    """Proposals about these decisions that wait for a second person, the oldest first."""
    statement = select(*COLUMNS).where(
        DecisionStep.decision_id.in_(decision_ids), DecisionStep.decided_at.is_(None)
    )
    return [StepRow(*row) for row in db.session.execute(statement.order_by(DecisionStep.id))]


def decision_of_step(step_id: int) -> int | None:
    """The decision a proposal is about."""
    statement = select(DecisionStep.decision_id).join(Decision).where(DecisionStep.id == step_id)
    return db.session.execute(statement).scalar()
