"""Appointing somebody to watch the count of one decision, and ending that."""

from datetime import datetime

from sqlalchemy import select, update

from app.audit.operations import record
from app.core.actors import Actor
from app.core.db import change, db, insert_once
from app.decisions.models import Invigilator
from app.decisions.operations.locking import lock_decision
from app.roster import queries as roster
from surveys.errors import Invalid, Missing, Refusal


def appoint_invigilator(actor: Actor, decision_id: int, username: str, at: datetime) -> str:
    """Let an account read returned ballots of this decision alone; nobody appoints themselves. Its key.

    Nobody is appointed or sent away once it is closed: whoever opens the box would choose who watches.
    """
    decision = lock_decision(decision_id)
    if decision.stage(at) in ("draft", "closed", "preliminary", "final", "archived", "void"):
        raise Refusal("decision-not-at-this-stage", title=decision.title, stage=decision.stage(at))
    account, key = roster.get_account_named(username)
    if f"staff:{key}" == str(actor):
        raise Invalid("invigilator-is-oneself")
    values = {"appointed_by": str(actor), "appointed_at": at}
    mine = (Invigilator.decision_id == decision_id, Invigilator.account_id == account)
    if not insert_once(Invigilator, decision_id=decision_id, account_id=account, **values):
        ended = select(Invigilator.ended_at).where(*mine)
        if db.session.execute(ended).scalar() is None:
            raise Refusal("invigilator-already")
        db.session.execute(update(Invigilator).where(*mine).values(**values, ended_at=None))
    record(actor, "invigilator.appointed", f"decision:{decision_id}", at, account=key)
    return key


def end_invigilator(actor: object, decision_id: int, row_id: int, at: datetime) -> None:
    """The appointment ends; what was read stays."""
    decision = lock_decision(decision_id)
    if decision.stage(at) == "closed":
        raise Refusal("invigilator-after-close", title=decision.title)
    ended = change(
        update(Invigilator)
        .where(
            Invigilator.id == row_id, Invigilator.decision_id == decision_id, Invigilator.ended_at.is_(None)
        )
        .values(ended_at=at)
    )
    if ended != 1:
        raise Missing("invigilator-not-found")
    record(actor, "invigilator.ended", f"decision:{decision_id}", at, appointment=row_id)
