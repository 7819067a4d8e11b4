"""Ballots that nobody can find again: dropped in two unlinked rows, and shuffled once the box is shut."""

import secrets
from datetime import datetime

from sqlalchemy import select

from app.core import clock
from app.core.db import db, insert_once
from app.decisions.models import AnonymousMark, AnonymousTurnout
from app.decisions.queries.decisions import DecisionRow
from surveys.errors import Refusal

NAME_BYTES = 16


def has_voted_unnamed(decision_id: int, head_id: int) -> bool:
    """Whether a ballot of this head lies in the box of an anonymous decision."""
    return db.session.get(AnonymousTurnout, (decision_id, head_id)) is not None


def drop_unnamed(decision: DecisionRow, head_id: int, choice: str, at: datetime) -> None:
    """Two rows that nothing joins: that this head voted, on which day, and a choice, of no day at all."""
    day = clock.local(at).date()
    if not insert_once(AnonymousTurnout, decision_id=decision.id, head_id=head_id, cast_on=day):
        raise Refusal("ballot-already-cast", title=decision.title)
    row = AnonymousMark(name=secrets.token_hex(NAME_BYTES), decision_id=decision.id)
    row.choice = choice
    db.session.add(row)
    db.session.flush()


def shuffle_unnamed(decision_id: int) -> int:
    """Write every mark of a decision anew, under new names and in no order; returns how many there are.

    A database keeps beside each row which transaction wrote it, and one transaction wrote that a head
    voted and what it chose. Afterwards all marks come from one transaction that names no head.
    """
    mine = AnonymousMark.decision_id == decision_id
    marks = list(db.session.execute(select(AnonymousMark).where(mine)).scalars())
    choices = [str(mark.choice) for mark in marks]
    secrets.SystemRandom().shuffle(choices)
    for mark in marks:
        db.session.delete(mark)
    for choice in choices:
        row = AnonymousMark(name=secrets.token_hex(NAME_BYTES), decision_id=decision_id)
        row.choice = choice
        db.session.add(row)
    db.session.flush()
    return len(choices)
