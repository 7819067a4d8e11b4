"""The box as two persons opened it after the close: which ballots lay in it, which nobody has read."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.decisions.models import DecisionStep, PaperBallot, PaperEntry, PaperState, StepKind, StepOutcome
from app.decisions.queries.paper import waiting_papers_in


class BoxRow(NamedTuple):
    """One opening: the serials found, in the order of the pile, the photograph of the seal, by whom."""

    papers: int
    serials: tuple[str, ...]
    seal: str | None
    proposed_by: str
    decided_by: str
    decided_at: datetime


def boxes_of(decision_id: int) -> list[BoxRow]:
    """Every time the box was counted, the oldest first; the last holds."""
    statement = select(DecisionStep).where(
        DecisionStep.decision_id == decision_id,
        DecisionStep.kind == StepKind.BOX,
        DecisionStep.outcome == StepOutcome.CONFIRMED,
    )
    rows = db.session.execute(statement.order_by(DecisionStep.id)).scalars()
    return [
        BoxRow(
            row.facts["papers"], tuple(row.facts["serials"]), row.facts.get("seal"), row.proposed_by,
            str(row.decided_by), row.decided_at or row.proposed_at,
        )
        for row in rows
        if "serials" in row.facts  # before lists were kept only a number was noted: it is opened again
    ]  # fmt: skip


def find_box(decision_id: int) -> BoxRow | None:
    """What two persons found in the box after the close; None before they did."""
    boxes = boxes_of(decision_id)
    return boxes[-1] if boxes else None


def unread_in_box(decision_id: int) -> list[str]:
    """Ballots on the list of the box that nobody has read, in its order."""
    box = find_box(decision_id)
    if box is None:
        return []
    out = select(PaperBallot.serial).where(
        PaperBallot.decision_id == decision_id, PaperBallot.state == PaperState.OUTSTANDING
    )
    outstanding = set(db.session.execute(out).scalars())
    return [serial for serial in box.serials if serial in outstanding]


def next_in_box(decision_id: int, reader: str) -> str:
    """The next ballot on the list that this person may read now; empty when there is none."""
    box = find_box(decision_id)
    half = {one.serial for one in waiting_papers_in([decision_id]) if reader not in one.readers}
    left = half | set(unread_in_box(decision_id))
    return next((serial for serial in (box.serials if box else ()) if serial in left), "")


def first_read_of(decision_id: int) -> dict[str, datetime]:
    """When each returned ballot was read first, by its serial."""
    statement = (
        select(PaperBallot.serial, PaperEntry.entered_at)
        .join(PaperEntry, PaperEntry.paper_id == PaperBallot.id)
        .where(PaperBallot.decision_id == decision_id, PaperEntry.place == 1)
    )
    return {str(serial): instant for serial, instant in db.session.execute(statement)}
