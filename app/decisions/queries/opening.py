"""What still stands between an announced decision and its opening."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.decisions.models import DecisionHead, Objection, ObjectionKind, PaperBallot, PaperRound
from app.decisions.queries.decisions import DecisionRow
from app.decisions.queries.rulebook import pack_for
from surveys.errors import Refusal


def lacks_for_opening(decision: DecisionRow, at: datetime) -> list[Refusal]:
    """Everything for which a second person could not let it open now; the first thing to mend first."""
    return list(_lacks(decision, at))


def _lacks(decision: DecisionRow, at: datetime) -> Iterator[Refusal]:
    pack = pack_for(decision)
    if decision.closes_at is None or decision.closes_at < at + timedelta(days=pack.window.least):
        yield Refusal("decision-window-too-short", least=pack.window.least)
    open_ones = _count(
        select(func.count(Objection.id)).where(
            Objection.decision_id == decision.id,
            Objection.kind == ObjectionKind.ROLL,
            Objection.closed_at.is_(None),
        )
    )
    if open_ones:
        yield Refusal("roll-objections-open", count=open_ones)
    if pack.is_set("paper-round"):
        yield from _paper_lacks(decision)


def _paper_lacks(decision: DecisionRow) -> Iterator[Refusal]:
    """A round with place, hours, teller and box; a printed ballot, or a reason, for every head."""
    if db.session.get(PaperRound, decision.id) is None:
        yield Refusal("paper-round-missing", title=decision.title)
    heads = _count(select(func.count(DecisionHead.id)).where(DecisionHead.decision_id == decision.id))
    covered = _count(
        select(func.count(func.distinct(PaperBallot.head_id))).where(PaperBallot.decision_id == decision.id)
    )
    if covered < heads:
        yield Refusal("paper-not-printed", left=heads - covered)


def _count(statement: Any) -> int:
    found: int = db.session.execute(statement).scalar_one()
    return found
