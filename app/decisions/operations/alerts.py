"""A second pair of eyes on whoever reads unusually much paper: raised by the entry, closed by another."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from app.audit.operations import record
from app.core import clock
from app.core.actors import Actor
from app.core.db import change, db, insert_once
from app.decisions.models import EntryAlert, PaperBallot, PaperEntry
from app.decisions.operations.locking import lock_decision
from app.decisions.queries.alerts import may_look_into
from surveys.errors import Forbidden, Invalid, Missing
from surveys.tally.desk import grounds_for, quota_at

LONGEST_FINDING = 400


def watch_entries(actor: object, decision_id: int, at: datetime) -> None:
    """Raise an alert, once a day and ground, when somebody's entries exceed the quota."""
    day = clock.local(at).date()
    begins = clock.from_local(datetime(day.year, day.month, day.day))
    mine = PaperEntry.entered_by == str(actor)
    is_first = PaperEntry.place == 1
    statement = (
        select(
            func.count(PaperEntry.id).filter(
                mine, PaperEntry.entered_at >= begins, PaperEntry.entered_at < begins + timedelta(days=1)
            ),
            func.count(PaperEntry.id).filter(mine, is_first),
            func.count(PaperEntry.id).filter(is_first),
        )
        .join(PaperBallot, PaperBallot.id == PaperEntry.paper_id)
        .where(PaperBallot.decision_id == decision_id)
    )
    today, first, of_first = db.session.execute(statement).one()
    for ground, entries in grounds_for(today, first, of_first, quota=quota_at(day)).items():
        values = {
            "decision_id": decision_id,
            "entered_by": str(actor),
            "ground": str(ground),
            "raised_on": day,
        }
        if insert_once(EntryAlert, **values, entries=entries, raised_at=at):
            facts = {"clerk": str(actor), "ground": str(ground), "entries": entries}
            record("system:quota", "paper.quota-passed", f"decision:{decision_id}", at, **facts)


def look_into(actor: Actor, decision_id: int, alert_id: int, *, finding: str, at: datetime) -> None:
    """Somebody of the street or an invigilator compared paper and entries, and says what they found.

    Forbidden `second-person-needed` for whoever made the entries, `not-your-area` for everybody else.
    """
    decision = lock_decision(decision_id)
    if not may_look_into(actor, decision):
        raise Forbidden("not-your-area")
    words = " ".join(finding.split())
    if not words:
        raise Invalid("finding-missing", field="finding")
    if len(words) > LONGEST_FINDING:
        raise Invalid("reason-too-long", most=LONGEST_FINDING)
    known = (EntryAlert.id == alert_id, EntryAlert.decision_id == decision_id, EntryAlert.looked_at.is_(None))
    entered_by = db.session.execute(select(EntryAlert.entered_by).where(*known)).scalar()
    if entered_by is None:
        raise Missing("alert-not-found")
    if entered_by == str(actor):
        raise Forbidden("second-person-needed")
    looked = {"looked_by": str(actor), "looked_at": at, "finding": words}
    change(update(EntryAlert).where(*known).values(**looked))
    record(actor, "paper.quota-looked", f"decision:{decision_id}", at, alert=alert_id)
