"""How pressing a queue is: a pure rule over its age and its deadline, the same for every kind of work."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Urgency(IntEnum):
    """What is done first; lower comes first."""

    NOW = 0
    SOON = 1
    LATER = 2


@dataclass(frozen=True)
class Patience:
    """How long work of a kind may wait, and how near its deadline may come, before it presses."""

    waits: timedelta | None = None
    ends_within: timedelta | None = None
    otherwise: Urgency = Urgency.SOON


PATIENCE = {
    "lawful": Patience(ends_within=DAY),
    "objections": Patience(ends_within=2 * DAY),
    "steps": Patience(waits=DAY),
    "half-read": Patience(waits=DAY),
    "alerts": Patience(waits=DAY),
    "appointments": Patience(waits=timedelta(0)),
    "claims": Patience(waits=2 * DAY),
    "remaining": Patience(waits=7 * DAY),
    "corrections": Patience(waits=3 * DAY, ends_within=DAY),
    "closing": Patience(ends_within=DAY),
    "untold": Patience(waits=3 * DAY),
    "timeline": Patience(waits=30 * DAY),
    "rounds": Patience(waits=14 * DAY, otherwise=Urgency.LATER),
    "disputed": Patience(otherwise=Urgency.LATER),
    "drafts": Patience(otherwise=Urgency.LATER),
    "unbound": Patience(otherwise=Urgency.LATER),
}
ORDER = tuple(PATIENCE)


def urgency_of(kind: str, since: datetime | None, due: datetime | None, at: datetime) -> Urgency:
    """How pressing the oldest of its kind is; what waits since then, what ends then."""
    patience = PATIENCE[kind]
    if patience.ends_within is not None and due is not None and due - at <= patience.ends_within:
        return Urgency.NOW
    if patience.waits is not None and since is not None and at - since >= patience.waits:
        return Urgency.NOW
    return patience.otherwise


def age_for(since: datetime, at: datetime) -> tuple[int, int, int]:
    """How long something has waited: whole days, hours, minutes."""
    seconds = max(0, int((at - since).total_seconds()))
    return seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
