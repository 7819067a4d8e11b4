"""Delivery as the desk sees it: stairwell by stairwell, owner by owner, attempt by attempt."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.decisions.models import Attempt, AttemptOutcome, AttemptWay, DecisionRight, Posting
from app.decisions.queries.acting import rooms_of_heads
from app.decisions.queries.decisions import DecisionRow
from app.decisions.queries.paper import doors_of
from app.notifications import queries as notices

WAYS = tuple(AttemptWay)
NOTICE = "decision-noticed"


@dataclass(frozen=True)
class AttemptRow:
    """One attempt: how, what came of it, on which day, with which proof."""

    head_id: int
    way: AttemptWay
    outcome: AttemptOutcome
    tried_on: date
    note: str
    proof: str | None
    recorded_by: str


@dataclass(frozen=True)
class Home:
    """One owner with their rooms and every attempt, the oldest first."""

    head_id: int
    unit_id: int
    rooms: tuple[str, ...]
    attempts: tuple[AttemptRow, ...]

    @property
    def is_served(self) -> bool:
        """Whether any attempt proves that the notice was delivered."""
        return any(one.outcome is AttemptOutcome.SERVED for one in self.attempts)

    def by(self, way: AttemptWay) -> list[AttemptRow]:
        """The attempts of one way."""
        return [one for one in self.attempts if one.way is way]


@dataclass(frozen=True)
class PostingRow:
    """A sheet that hung or hangs somewhere."""

    id: int
    sheet: str
    place: str
    photo: str | None
    posted_on: date
    until_on: date | None
    recorded_by: str
    recorded_at: datetime


def homes_for_delivery(decision: DecisionRow, unit_id: int | None = None) -> list[Home]:
    """Every owner of the electorate in the order of the doors, with every attempt, WeChat's too."""
    doors = doors_of(decision.id)
    rooms = rooms_of_heads(list(doors))
    by_head: dict[int, list[AttemptRow]] = {head: [] for head in doors}
    for one in (*_recorded(decision.id), *_by_wechat(decision)):
        by_head[one.head_id].append(one)
    return [
        Home(
            head, door.unit_id, rooms[head],
            tuple(sorted(by_head[head], key=lambda one: (one.tried_on, WAYS.index(one.way)))),
        )
        for head, door in doors.items()
        if unit_id is None or door.unit_id == unit_id
    ]  # fmt: skip


def served_heads_in(decision_id: int) -> set[int]:
    """Heads for whom delivery is proved: what a tally with deemed votes needs."""
    statement = select(Attempt.head_id).where(
        Attempt.decision_id == decision_id, Attempt.outcome == AttemptOutcome.SERVED
    )
    return set(db.session.execute(statement).scalars())


def heads_opened_by(decision_id: int, head_ids: list[int]) -> set[int]:
    """Which of these heads have opened the notice signed in."""
    statement = select(Attempt.head_id).where(
        Attempt.decision_id == decision_id, Attempt.head_id.in_(head_ids), Attempt.way == AttemptWay.LOGIN
    )
    return set(db.session.execute(statement).scalars())


def postings_of(decision_id: int) -> list[PostingRow]:
    """Every sheet that was put up for a decision, the oldest first."""
    statement = (
        select(Posting).where(Posting.decision_id == decision_id).order_by(Posting.posted_on, Posting.id)
    )
    return [
        PostingRow(
            row.id, row.sheet, row.place, row.photo, row.posted_on, row.until_on, row.recorded_by,
            row.recorded_at,
        )
        for row in db.session.execute(statement).scalars()
    ]  # fmt: skip


def _recorded(decision_id: int) -> list[AttemptRow]:
    statement = select(Attempt).where(Attempt.decision_id == decision_id).order_by(Attempt.id)
    return [
        AttemptRow(row.head_id, row.way, row.outcome, row.tried_on, row.note, row.proof, row.recorded_by)
        for row in db.session.execute(statement).scalars()
    ]


def _by_wechat(decision: DecisionRow) -> list[AttemptRow]:
    """A notice that WeChat delivered is an attempt; whether it was read it cannot prove."""
    reached = notices.rooms_reached_by_wechat(NOTICE, f"decision:{decision.public_id}")
    heads = select(DecisionRight.head_id, DecisionRight.room_id).where(
        DecisionRight.decision_id == decision.id, DecisionRight.room_id.in_(list(reached))
    )
    first: dict[int, datetime] = {}
    for head, room in db.session.execute(heads):
        first[head] = min(first.get(head, reached[room]), reached[room])
    return [
        AttemptRow(
            head, AttemptWay.WECHAT, AttemptOutcome.UNKNOWN, clock.local(when).date(), "", None,
            "system:notices",
        )
        for head, when in first.items()
    ]  # fmt: skip
