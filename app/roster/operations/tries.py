"""Wrong proofs are counted in the database, so that many workers and restarts forget none."""

from datetime import datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock
from app.core.db import db
from app.roster.models import WrongTry

MOST = 5
KEPT = timedelta(days=7)


def locked_until(subjects: tuple[str, ...], at: datetime) -> datetime | None:
    """When the lock on any of these ends; None while a try is left to each. Days are Liaocheng's."""
    day = clock.local(at).date()
    worst = db.session.execute(
        select(WrongTry.count).where(
            WrongTry.subject.in_(subjects), WrongTry.counted_on == day, WrongTry.count >= MOST
        )
    ).first()
    if worst is None:
        return None
    return clock.from_local(datetime.combine(day + timedelta(days=1), time()))


def count_wrong(subject: str, at: datetime) -> int:
    """Count one more wrong try today; returns how many are left."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    one = dialect.insert(WrongTry).values(subject=subject, counted_on=clock.local(at).date(), count=1)
    more = one.on_conflict_do_update(
        index_elements=[WrongTry.subject, WrongTry.counted_on], set_={"count": WrongTry.count + 1}
    )
    count = db.session.execute(more.returning(WrongTry.count)).scalar_one()
    if count == 1:  # what no lock needs any more is forgotten
        db.session.execute(delete(WrongTry).where(WrongTry.counted_on < clock.local(at).date() - KEPT))
    return max(MOST - count, 0)
