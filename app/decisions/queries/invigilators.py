"""Who was appointed to watch the count of one decision, and who may read returned ballots."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, or_, select

from app.core.actors import Actor
from app.core.db import db
from app.decisions.models import Decision, Invigilator
from app.decisions.queries.decisions import (
    COLUMNS,
    STAFF,
    DecisionRow,
    decisions_found_in,
    find_decision,
    is_under,
)
from app.roster import queries as roster
from surveys.errors import Missing

READERS = (*STAFF, "community", "street")


class InvigilatorRow(NamedTuple):
    """An appointment: who (`staff:KEY`), by whom, from when to when."""

    id: int
    key: str
    appointed_by: str
    appointed_at: datetime
    ended_at: datetime | None


def invigilators_of(decision_id: int) -> list[InvigilatorRow]:
    """Everybody who was ever appointed for a decision, the oldest first."""
    statement = select(Invigilator).where(Invigilator.decision_id == decision_id).order_by(Invigilator.id)
    rows = list(db.session.execute(statement).scalars())
    keys = roster.keys_of_accounts([row.account_id for row in rows])
    return [
        InvigilatorRow(row.id, f"staff:{key}", row.appointed_by, row.appointed_at, row.ended_at)
        for row in rows
        for key in (keys[row.account_id],)
    ]


def may_read_ballots(actor: Actor, decision: DecisionRow) -> bool:
    """Staff and street of the compound, and whoever was appointed for this decision alone."""
    if any(actor.may(role, decision.compound_path) for role in READERS):
        return True
    return is_watching(actor, decision.id)


def get_decision_for_reader(actor: Actor, public_id: str) -> DecisionRow:
    """An announced decision whose returned ballots the actor may read; Missing for everybody else's."""
    decision = find_decision(public_id)
    if decision is None or not decision.is_public or not may_read_ballots(actor, decision):
        raise Missing("decision-not-found")
    return decision


def decisions_for_reader(actor: Actor, limit: int = 50) -> list[DecisionRow]:
    """Decisions that take paper now or wait to be counted, for whoever may read ballots, newest first.

    Rehearsals only for whoever was appointed to watch them; staff come to their ballots from the rehearsal.
    """
    served = and_(is_under(actor.paths(*READERS)), ~Decision.is_drill)
    mine = or_(served, Decision.id.in_(_watched_by(actor)))
    taking = (
        Decision.opened_at.is_not(None), Decision.preliminary_at.is_(None), Decision.voided_at.is_(None),
    )  # fmt: skip
    statement = select(*COLUMNS).where(mine, *taking).order_by(Decision.id.desc()).limit(limit)
    return decisions_found_in(statement)


def is_watching(actor: Actor, decision_id: int) -> bool:
    """Whether somebody was appointed to watch this count."""
    return decision_id in _watched_by(actor)


def has_invigilator(decision_id: int) -> bool:
    """Whether anybody is appointed to watch this count now."""
    statement = select(Invigilator.id).where(
        Invigilator.decision_id == decision_id, Invigilator.ended_at.is_(None)
    )
    return db.session.execute(statement.limit(1)).first() is not None


def is_invigilator(actor: Actor) -> bool:
    """Whether somebody watches the count of any decision now."""
    return bool(_watched_by(actor))


def _watched_by(actor: Actor) -> Sequence[int]:
    account = roster.account_of(str(actor)) if actor.kind == "staff" else None
    if account is None:
        return []
    statement = select(Invigilator.decision_id).where(
        Invigilator.account_id == account, Invigilator.ended_at.is_(None)
    )
    return list(db.session.execute(statement).scalars())
