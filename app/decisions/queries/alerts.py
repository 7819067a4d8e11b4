"""Alerts about unusually many entries by one person: what waits to be looked into, and what was found."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from app.core.actors import Actor
from app.core.db import db
from app.decisions.models import Decision, EntryAlert
from app.decisions.queries.decisions import COLUMNS, DecisionRow, decisions_found_in, is_under
from app.decisions.queries.invigilators import is_watching

LOOKERS = ("street", "community")


class AlertRow(NamedTuple):
    """Somebody read unusually much paper; `looked_by` and what follows are empty until another looked."""

    id: int
    decision_id: int
    entered_by: str
    ground: str
    raised_on: date
    entries: int
    raised_at: datetime
    looked_by: str | None
    looked_at: datetime | None
    finding: str | None


ROW = tuple(getattr(EntryAlert, name) for name in AlertRow._fields)


def alerts_of(decision_id: int) -> list[AlertRow]:
    """Every alert of a decision, the newest first."""
    return _rows(select(*ROW).where(EntryAlert.decision_id == decision_id))


def alerts_open_in(decision_ids: Collection[int]) -> list[AlertRow]:
    """Alerts of these decisions nobody has looked into."""
    return _rows(select(*ROW).where(EntryAlert.decision_id.in_(decision_ids), EntryAlert.looked_at.is_(None)))


def alerts_under(paths: Sequence[str], limit: int = 200) -> list[tuple[AlertRow, str]]:
    """Alerts of these areas, each with the title of its decision, the newest first."""
    statement = (
        select(*ROW, Decision.title)
        .join(Decision, Decision.id == EntryAlert.decision_id)
        .where(is_under(paths), ~Decision.is_drill)
        .order_by(EntryAlert.id.desc())
        .limit(limit)
    )
    return [(AlertRow(*row[:-1]), row[-1]) for row in db.session.execute(statement)]


def decisions_alerted_in(paths: Sequence[str], limit: int = 100) -> list[DecisionRow]:
    """Decisions of these areas with an alert that nobody has looked into."""
    waiting = select(EntryAlert.decision_id).where(EntryAlert.looked_at.is_(None))
    statement = select(*COLUMNS).where(is_under(paths), Decision.id.in_(waiting), ~Decision.is_drill)
    return decisions_found_in(statement.order_by(Decision.id).limit(limit))


def may_look_into(actor: Actor, decision: DecisionRow) -> bool:
    """Whether somebody stands outside the desk: street or community, or appointed to watch this count."""
    return any(actor.may(role, decision.compound_path) for role in LOOKERS) or is_watching(actor, decision.id)


def _rows(statement: Select[Any]) -> list[AlertRow]:
    return [AlertRow(*row) for row in db.session.execute(statement.order_by(EntryAlert.id.desc()))]
