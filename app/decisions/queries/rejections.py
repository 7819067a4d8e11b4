"""Returned ballots that two persons found should not count, and why."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.decisions.models import (
    DecisionStep,
    Ground,
    PaperBallot,
    PaperEntry,
    PaperState,
    StepKind,
    StepOutcome,
)


class RejectionRow(NamedTuple):
    """A ballot that does not count: its serial and head, on which ground, what was found, by whom."""

    serial: str
    head_id: int
    ground: Ground
    reason: str
    proposed_by: str
    decided_by: str
    decided_at: datetime


def rejections_of(decision_id: int) -> list[RejectionRow]:
    """Every ballot that was rejected, the oldest first."""
    steps = select(DecisionStep).where(
        DecisionStep.decision_id == decision_id,
        DecisionStep.kind == StepKind.REJECT,
        DecisionStep.outcome == StepOutcome.CONFIRMED,
    )
    rows = list(db.session.execute(steps.order_by(DecisionStep.id)).scalars())
    papers = select(PaperBallot.serial, PaperBallot.head_id).where(
        PaperBallot.serial.in_([row.facts["serial"] for row in rows])
    )
    heads = {str(serial): head for serial, head in db.session.execute(papers)}
    return [
        RejectionRow(
            row.facts["serial"], heads[row.facts["serial"]], Ground(row.facts["ground"]), row.reason,
            row.proposed_by, str(row.decided_by), row.decided_at or row.proposed_at,
        )
        for row in rows
    ]  # fmt: skip


def unconfirmed_dead_in(decision_id: int) -> list[str]:
    """Serials that were read and are dead though no two persons rejected them: rows somebody changed."""
    dead = (
        select(PaperBallot.serial)
        .join(PaperEntry, PaperEntry.paper_id == PaperBallot.id)
        .where(PaperBallot.decision_id == decision_id, PaperBallot.state == PaperState.SPOILED)
    )
    rejected = {row.serial for row in rejections_of(decision_id)}
    return sorted({str(one) for one in db.session.execute(dead.distinct()).scalars()} - rejected)
