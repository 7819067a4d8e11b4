"""Dates that the law sets for a running decision, and what waits at its desk."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.decisions.models import Decision
from app.decisions.queries.decisions import COLUMNS, DecisionRow, decisions_found_in
from app.decisions.queries.rulebook import pack_for


@dataclass(frozen=True)
class LawfulDate:
    """By when something must be published (`preliminary` or `final`) or was to `open`; since when we warn."""

    what: str
    due_at: datetime
    warns_at: datetime


def next_date_of(decision: DecisionRow, at: datetime) -> LawfulDate | None:
    """The result is due some days after the close, the decision some days after the objections.

    What was announced to open and did not is due since then.
    """
    stage, pack = decision.stage(at), pack_for(decision)
    if stage in ("notice", "ready") and decision.opens_at is not None and decision.armed_at is None:
        return LawfulDate("open", decision.opens_at, decision.opens_at) if decision.opens_at <= at else None
    if stage == "closed" and decision.closes_at is not None:
        what, begins = "preliminary", decision.closes_at
    elif stage == "preliminary" and decision.objections_close_at is not None:
        what, begins = "final", decision.objections_close_at
    else:
        return None
    due_at = begins + timedelta(days=pack.days(f"{what}-days"))
    return LawfulDate(what, due_at, due_at - timedelta(days=pack.days("warning-days")))


def decisions_running_in(compound_ids: Collection[int], limit: int = 200) -> list[DecisionRow]:
    """Decisions of these compounds that are not over yet, drafts too, newest first."""
    statement = select(*COLUMNS).where(
        Decision.compound_id.in_(compound_ids), Decision.archived_at.is_(None), Decision.voided_at.is_(None)
    )
    return decisions_found_in(statement.order_by(Decision.id.desc()).limit(limit))
