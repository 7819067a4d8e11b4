"""Taking a decision for oneself before anything about it is changed."""

from datetime import datetime

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.decisions.models import Decision
from app.decisions.queries.decisions import COLUMNS, DecisionRow
from surveys.errors import Missing


def lock_decision(decision_id: int) -> DecisionRow:
    """The decision, and nobody votes or changes it until this transaction ends."""
    row = db.session.execute(select(*COLUMNS).where(Decision.id == decision_id).with_for_update()).first()
    if row is None:
        raise Missing("decision-not-found")
    return DecisionRow(*row)


def now_once_held(decision_id: int) -> datetime:
    """The instant by the decision's clock, read once nobody votes or closes it any more in between."""
    return lock_decision(decision_id).by_its_clock(clock.now())
