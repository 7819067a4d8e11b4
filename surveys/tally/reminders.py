"""When those who have not voted are reminded: by day, once a day, three times in a decision."""

from datetime import datetime, timedelta

QUIET_FROM, QUIET_UNTIL = 21, 8  # hours of the local day; from 21:00 until before 8:00 nobody is disturbed
DAYS_BEFORE_CLOSE = (5, 2, 1)
MOST = 3


def is_quiet(local: datetime) -> bool:
    """Whether people are left in peace at this moment of their own day."""
    return local.hour >= QUIET_FROM or local.hour < QUIET_UNTIL


def next_waking(local: datetime) -> datetime:
    """This moment, or the next morning at eight when it is quiet now."""
    if not is_quiet(local):
        return local
    morning = local.replace(hour=QUIET_UNTIL, minute=0, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)


def moments_for(opens: datetime, closes: datetime) -> tuple[datetime, ...]:
    """The moments to remind at (local): some days before the close, by day, after the opening, once a day."""
    found: dict[object, datetime] = {}
    for days in DAYS_BEFORE_CLOSE:
        moment = next_waking(closes - timedelta(days=days))
        if opens < moment < closes:
            found.setdefault(moment.date(), moment)
    return tuple(found.values())[-MOST:]
