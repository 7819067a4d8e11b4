"""Telling an owner of a ballot that somebody else handed in, or that is set aside: promised with it."""

from datetime import datetime

from app.core import clock
from app.decisions.models import Channel
from app.decisions.queries.decisions import DecisionRow
from app.outbox.operations import promise

PROXY, REJECTED, SET_ASIDE, BESIDE, DEAD = "proxy", "rejected", "set-aside", "beside", "dead"


def promise_word(decision: DecisionRow, head_id: int, way: Channel | str, at: datetime) -> None:
    """Have the owner of a head told on which day a ballot came and in which way; never what it says.

    One that comes again the same way on the same day is no news; of a rehearsal nobody hears.
    """
    if decision.is_drill:
        return
    day = clock.local(at).date().isoformat()
    payload = {"decision": decision.id, "head": head_id, "way": str(way), "on": day}
    promise("notices.ballot", payload, at, slot=f"ballot-told:{decision.id}:{head_id}:{way}:{day}")
