"""Paper ballots: the round, what was printed, what came back, what only one person has read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.decisions.models import DecisionRight, PaperBallot, PaperEntry, PaperRound, PaperState


class RoundRow(NamedTuple):
    """Where and when owners may vote on paper."""

    place: str
    hours: str
    teller: str
    box: str


class PaperRow(NamedTuple):
    """One paper ballot, or why there is none for a head."""

    id: int
    head_id: int
    serial: str | None
    stub: str | None
    state: PaperState
    not_printed: str | None
    reason: str | None


@dataclass(frozen=True)
class Batch:
    """The protocol of a batch: printed = returned + spoiled + replaced + outstanding."""

    printed: int
    returned: int
    spoiled: int
    replaced: int
    outstanding: int
    not_printed: int

    @property
    def adds_up(self) -> bool:
        """Whether every printed ballot is accounted for; anything else is a fault of ours."""
        return self.printed == self.returned + self.spoiled + self.replaced + self.outstanding


COLUMNS = tuple(getattr(PaperBallot, name) for name in PaperRow._fields)


def paper_round_of(decision_id: int) -> RoundRow | None:
    """The paper round, once somebody has fixed it."""
    row = db.session.get(PaperRound, decision_id)
    return RoundRow(row.place, row.hours, row.teller, row.box) if row else None


def papers_of(decision_id: int, *, unit_id: int | None = None, live_only: bool = False) -> list[PaperRow]:
    """Paper ballots in the order of the doors, of one stairwell or of all."""
    first = (
        select(DecisionRight.head_id, DecisionRight.building_id, DecisionRight.unit_id, DecisionRight.floor)
        .where(DecisionRight.decision_id == decision_id)
        .order_by(
            DecisionRight.building_id, DecisionRight.unit_id, DecisionRight.floor, DecisionRight.room_id
        )
    )
    order: dict[int, tuple[int, int]] = {}
    for place, (head, _, unit, _) in enumerate(db.session.execute(first)):
        order.setdefault(head, (place, unit))
    statement = select(*COLUMNS).where(PaperBallot.decision_id == decision_id)
    if live_only:
        statement = statement.where(PaperBallot.state.in_((PaperState.OUTSTANDING, PaperState.RETURNED)))
    rows = [PaperRow(*row) for row in db.session.execute(statement.order_by(PaperBallot.id))]
    chosen = [row for row in rows if unit_id is None or order[row.head_id][1] == unit_id]
    return sorted(chosen, key=lambda row: (order[row.head_id][0], row.id))


def batch_of(decision_id: int) -> Batch:
    """How many ballots were printed and where they are."""
    rows = papers_of(decision_id)
    states = Counter(row.state for row in rows if row.serial is not None)
    return Batch(
        printed=sum(states.values()),
        returned=states[PaperState.RETURNED],
        spoiled=states[PaperState.SPOILED],
        replaced=states[PaperState.REPLACED],
        outstanding=states[PaperState.OUTSTANDING],
        not_printed=sum(1 for row in rows if row.serial is None),
    )


def half_read_in(decision_id: int) -> list[str]:
    """Serials that wait for a second reader, or for a third because two read different things."""
    statement = (
        select(PaperBallot.serial, PaperEntry)
        .join(PaperEntry, PaperEntry.paper_id == PaperBallot.id)
        .where(PaperBallot.decision_id == decision_id)
        .order_by(PaperBallot.id, PaperEntry.place)
    )
    read: dict[str, list[PaperEntry]] = {}
    for serial, entry in db.session.execute(statement):
        read.setdefault(str(serial), []).append(entry)
    return [serial for serial, entries in read.items() if not _is_settled(entries)]


def _is_settled(entries: Sequence[PaperEntry]) -> bool:
    return len(entries) == 3 or (len(entries) == 2 and entries[0].choice == entries[1].choice)
