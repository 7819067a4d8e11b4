"""What a rehearsal waits for, and who of its invented owners has not voted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.decisions.models import DecisionHead, DecisionVoter
from app.decisions.queries.acting import Act, rooms_of_heads
from app.decisions.queries.bundles import waiting_sheets_in
from app.decisions.queries.decisions import DecisionRow
from app.decisions.queries.paper import waiting_papers_in
from app.decisions.queries.turnout import heads_missing_in
from app.roster import queries as roster


def next_moment_of(decision: DecisionRow, at: datetime) -> datetime | None:
    """The next instant at which the clock alone changes something; None where people have to act first.

    Never earlier than `at`, which is read by the decision's own clock.
    """
    stage = decision.stage(at)
    if stage in ("notice", "ready") and decision.armed_at is not None:
        return max(decision.opens_at or at, at)
    moments = {
        "notice": decision.roll_closes_at,
        "open": decision.closes_at,
        "preliminary": decision.objections_close_at,
    }
    moment = moments.get(stage)
    return moment if moment is not None and moment > at else None


@dataclass(frozen=True)
class Props:
    """What the page of a rehearsal offers: `moment` is where its clock can be moved to."""

    place: str
    moment: datetime | None
    to_vote: int
    to_read: int


def props_for(decision: DecisionRow, at: datetime) -> Props:
    """What can be played in a rehearsal now; `at` is read by its own clock."""
    return Props(
        roster.get_compound(decision.compound_id).public_id,
        next_moment_of(decision, at),
        len(heads_missing_in(decision)) if decision.is_open(at) else 0,
        sum(1 for one in waiting_papers_in([decision.id]) if one.looks == 1)
        + sum(1 for one in waiting_sheets_in([decision.id]) if len(one.looks) == 1),
    )


def played_acts_for(decision: DecisionRow) -> list[Act]:
    """One voter for each head that has not voted; their binding is 0, for nobody holds a telephone."""
    missing = heads_missing_in(decision)
    statement = (
        select(
            DecisionHead.id,
            DecisionHead.uid,
            DecisionHead.area,
            DecisionVoter.person_id,
            DecisionVoter.capacity,
        )
        .join(DecisionVoter, DecisionVoter.head_id == DecisionHead.id)
        .where(DecisionHead.id.in_(missing))
        .order_by(DecisionHead.id, DecisionVoter.person_id.desc())
    )
    rows = {row[0]: row for row in db.session.execute(statement)}
    rooms = rooms_of_heads(missing)
    return [
        Act(head, uid, rooms[head], area, 0, person, capacity)
        for head, uid, area, person, capacity in rows.values()
    ]
