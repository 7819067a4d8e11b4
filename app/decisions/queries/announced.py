"""What everybody may know of a decision before its result: how many took part, how many objected."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import func, select

from app.core import clock
from app.core.db import db
from app.decisions.models import AnonymousTurnout, Ballot, DecisionHead, Objection
from app.decisions.queries.decisions import ANONYMOUS, NAMED_PUBLIC, DecisionRow
from app.decisions.queries.rulebook import pack_for
from app.decisions.queries.turnout import Came, turnout_for
from surveys.figures import percent
from surveys.privacy import floors_at

PLACES = 2
OPEN, SUSTAINED = "open", ("upheld",)


@dataclass(frozen=True)
class PublicTurnout:
    """Turnout by both measures as strangers may see it: exact, or as it stood last midnight.

    `area` (0.01 m²) is told only where every ballot is public; else `area_percent`, rounded down, in scopes
    large enough. `need` is what the quorum takes.
    """

    heads: int
    of_heads: int
    heads_percent: str
    area: int | None
    of_area: int | None
    area_percent: str | None
    need_heads: int
    need_area: int | None
    is_daily: bool
    as_at: datetime


@dataclass(frozen=True)
class Objections:
    """How many objections were raised, wait for an answer, were found right."""

    raised: int
    waiting: int
    upheld: int


def public_turnout_for(decision: DecisionRow, at: datetime) -> PublicTurnout:
    """Who took part, and never how; in sealed and anonymous modes it moves once a day only."""
    quorum = pack_for(decision).quorum
    if decision.mode == NAMED_PUBLIC:
        came = turnout_for(decision)
        return PublicTurnout(
            came.heads, came.of_heads, percent(came.heads, came.of_heads, PLACES), came.area, came.of_area,
            percent(came.area, came.of_area, PLACES), quorum.least(came.of_heads),
            quorum.least(came.of_area), False, at,
        )  # fmt: skip
    midnight = clock.from_local(datetime.combine(clock.local(at).date(), time()))
    came, is_anonymous = _came_before(decision, midnight), decision.mode == ANONYMOUS
    floors = floors_at(clock.local(at).date())
    has_area = not is_anonymous and came.of_heads >= floors.area_homes and came.of_area > 0
    step = floors.area_step
    floored = f"{100 * came.area // (step * came.of_area) * step}%" if has_area else None
    return PublicTurnout(
        came.heads, came.of_heads, percent(came.heads, came.of_heads, PLACES), None,
        None if is_anonymous else came.of_area, floored, quorum.least(came.of_heads),
        None if is_anonymous else quorum.least(came.of_area), True, midnight,
    )  # fmt: skip


def objection_counts_for(decision_id: int) -> Objections:
    """Counts of a decision's objections; never who raised them, never their words."""
    statement = select(Objection.outcome).where(Objection.decision_id == decision_id)
    found = Counter(str(outcome or OPEN) for outcome in db.session.execute(statement).scalars())
    return Objections(found.total(), found[OPEN], sum(found[one] for one in SUSTAINED))


def _came_before(decision: DecisionRow, instant: datetime) -> Came:
    figures = select(func.count(DecisionHead.id), func.coalesce(func.sum(DecisionHead.area), 0)).where(
        DecisionHead.decision_id == decision.id
    )
    if decision.mode == ANONYMOUS:
        joined = figures.join(AnonymousTurnout, AnonymousTurnout.head_id == DecisionHead.id).where(
            AnonymousTurnout.cast_on < clock.local(instant).date()
        )
    else:
        joined = figures.join(Ballot, Ballot.head_id == DecisionHead.id).where(Ballot.first_at < instant)
    whole, came = db.session.execute(figures).one(), db.session.execute(joined).one()
    return Came(int(came[0]), int(whole[0]), int(came[1]), int(whole[1]))
