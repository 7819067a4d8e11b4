"""Reading rounds: whom to visit, what came of it, how far each stairwell is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from app.core.db import db
from app.roster.models import (
    Binding,
    BindingState,
    Building,
    Room,
    RoundStop,
    StaffAccount,
    Unit,
    Visit,
    VisitOutcome,
    VisitRound,
)
from app.roster.queries.people import owners_of_rooms
from surveys.errors import Missing
from surveys.privacy import mask_name, mask_phone

SETTLED = (VisitOutcome.DONE, VisitOutcome.REFUSED, VisitOutcome.VACANT, VisitOutcome.PHONED)


class RoundRow(NamedTuple):
    """A round as pages show it."""

    id: int
    public_id: str
    compound_id: int
    title: str
    purpose: str
    subject: str | None
    planned_by: str
    planned_at: datetime
    closed_at: datetime | None


class StopRow(NamedTuple):
    """A home on the list, in the order of the doors."""

    room_id: int
    building: str
    unit_id: int
    unit: str
    unit_public_id: str
    floor: int
    number: str
    label: str


class VisitRow(NamedTuple):
    """One visit, and who wrote it down."""

    room_id: int
    outcome: str
    again_at: datetime | None
    visited_at: datetime
    noted_by: str
    note: str


@dataclass(frozen=True)
class Tally:
    """How far a stairwell or a round is: homes, visited at least once, settled, to be visited again."""

    homes: int = 0
    visited: int = 0
    settled: int = 0
    again: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)


class DueRow(NamedTuple):
    """What a round of a compound still asks for: homes left, and the earliest time somebody was promised."""

    planned: RoundRow
    homes: int
    left: int
    due: int
    due_at: datetime | None


_ROUND = [getattr(VisitRound, name) for name in RoundRow._fields]


def get_round(compound_id: int, public_id: str) -> RoundRow:
    """A round of this compound, or Missing."""
    row = db.session.execute(
        select(*_ROUND).where(VisitRound.public_id == public_id, VisitRound.compound_id == compound_id)
    ).first()
    if row is None:
        raise Missing("round-not-found")
    return RoundRow(*row)


def rounds_in(compound_ids: Collection[int], *, is_open: bool | None = None) -> list[RoundRow]:
    """The rounds of these compounds, newest first."""
    statement = select(*_ROUND).where(VisitRound.compound_id.in_(compound_ids))
    if is_open is not None:
        closed = VisitRound.closed_at
        statement = statement.where(closed.is_(None) if is_open else closed.is_not(None))
    return [RoundRow(*row) for row in db.session.execute(statement.order_by(VisitRound.id.desc()))]


def stops_in(round_id: int) -> list[StopRow]:
    """The homes of a round, stairwell by stairwell, floor by floor."""
    statement = (
        select(
            Room.id, Building.name, Unit.id, Unit.name, Unit.public_id, Room.floor, Room.number, Room.label
        )
        .join(RoundStop, RoundStop.room_id == Room.id)
        .join(Unit, Unit.id == Room.unit_id)
        .join(Building, Building.id == Room.building_id)
        .where(RoundStop.round_id == round_id)
        .order_by(Building.position, Building.id, Unit.position, Unit.id, Room.floor, Room.number)
    )
    return [StopRow(*row) for row in db.session.execute(statement)]


def latest_visits_in(round_ids: Collection[int]) -> dict[tuple[int, int], tuple[str, datetime | None]]:
    """(round, home) to (outcome, promised time) of the last visit: the one made last, not sent last."""
    statement = (
        select(Visit.round_id, Visit.room_id, Visit.outcome, Visit.again_at)
        .where(Visit.round_id.in_(round_ids))
        .order_by(Visit.visited_at, Visit.id)
    )
    rows = db.session.execute(statement)
    return {(round_id, room_id): (str(outcome), again) for round_id, room_id, outcome, again in rows}


def visits_in(round_id: int, room_ids: Collection[int]) -> dict[int, list[VisitRow]]:
    """Every visit to these homes, newest first, with its note and the name of who wrote it down."""
    statement = (
        select(Visit)
        .where(Visit.round_id == round_id, Visit.room_id.in_(room_ids))
        .order_by(Visit.visited_at.desc(), Visit.id.desc())
    )
    visits = db.session.execute(statement).scalars().all()
    names = names_of_staff({visit.noted_by for visit in visits})
    found: dict[int, list[VisitRow]] = {}
    for one in visits:
        row = VisitRow(
            one.room_id, str(one.outcome), one.again_at, one.visited_at, names.get(one.noted_by, ""),
            one.note or "",
        )  # fmt: skip
        found.setdefault(one.room_id, []).append(row)
    return found


def names_of_staff(actors: Collection[str]) -> dict[str, str]:
    """Names of staff by how the log calls them, `staff:KEY`."""
    keys = [actor.removeprefix("staff:") for actor in actors]
    found = db.session.execute(select(StaffAccount).where(StaffAccount.key.in_(keys))).scalars()
    return {f"staff:{account.key}": account.name or "" for account in found}


def tally_of(outcomes: Iterable[str | None]) -> Tally:
    """The last outcome of each home (None: nobody went) counted."""
    every = list(outcomes)
    counts = {str(one): every.count(str(one)) for one in VisitOutcome if str(one) in every}
    return Tally(
        homes=len(every),
        visited=sum(one is not None for one in every),
        settled=sum(counts.get(str(one), 0) for one in SETTLED),
        again=counts.get(str(VisitOutcome.AGAIN), 0),
        outcomes=counts,
    )


def owners_masked_for(room_ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """(name, telephone) of the owners of each home, as they may stand on a list that is carried about."""
    found: dict[int, list[tuple[str, str]]] = {}
    for owner in owners_of_rooms(room_ids):
        masked = (mask_name(owner.name), mask_phone(owner.phone or ""))
        found.setdefault(owner.room_id, []).append(masked)
    return found


def unbound_rooms_in(compound_id: int) -> list[int]:
    """The homes of a compound to which nobody is bound."""
    bound = select(Binding.room_id).where(Binding.state == BindingState.ACTIVE)
    statement = select(Room.id).where(Room.compound_id == compound_id, Room.id.not_in(bound))
    return list(db.session.execute(statement).scalars())


def rounds_due_in(compound_ids: Collection[int], at: datetime) -> list[DueRow]:
    """The open rounds of these compounds with homes left, and what was promised for a time now past."""
    rounds = rounds_in(compound_ids, is_open=True)
    homes = stop_counts_for([one.id for one in rounds])
    latest = latest_visits_in([one.id for one in rounds])
    rows = [_due(one, homes.get(one.id, 0), _last_of(one.id, latest), at) for one in rounds]
    return [row for row in rows if row.left]


def _due(planned: RoundRow, homes: int, last: Sequence[tuple[str, datetime | None]], at: datetime) -> DueRow:
    settled = sum(outcome in SETTLED for outcome, _ in last)
    due = [again for _, again in last if again is not None and again <= at]
    return DueRow(planned, homes, homes - settled, len(due), min(due, default=None))


def _last_of(
    round_id: int, latest: dict[tuple[int, int], tuple[str, datetime | None]]
) -> list[tuple[str, datetime | None]]:
    return [found for (one, _), found in latest.items() if one == round_id]


def stop_counts_for(round_ids: Collection[int]) -> dict[int, int]:
    """How many homes each of these rounds has."""
    statement = (
        select(RoundStop.round_id, func.count())
        .where(RoundStop.round_id.in_(round_ids))
        .group_by(RoundStop.round_id)
    )
    return dict(db.session.execute(statement).all())
