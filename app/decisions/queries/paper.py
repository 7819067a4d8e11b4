"""Paper ballots: the round, what was printed, what came back, what only one person has read."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.decisions.models import (
    DecisionRight,
    LeftOut,
    PaperBallot,
    PaperEntry,
    PaperRound,
    PaperState,
)
from surveys.proof.canonical import canonical_bytes
from surveys.proof.receipts import normalise_receipt
from surveys.tally.readings import Seen, is_settled


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
    left_out: LeftOut | None
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


class Door(NamedTuple):
    """Where a head's first room lies."""

    place: int
    building_id: int
    unit_id: int


class PaperSight(NamedTuple):
    """A numbered ballot: where it is, who has read it."""

    serial: str
    state: PaperState
    readers: frozenset[str]
    is_waiting: bool  # no two have read the same


class HalfRead(NamedTuple):
    """A returned ballot that waits for another reader: after one look, or after several that all differ."""

    decision_id: int
    serial: str
    looks: int
    readers: frozenset[str]
    since: datetime


LIVE = {PaperState.OUTSTANDING, PaperState.RETURNED}
COLUMNS = tuple(getattr(PaperBallot, name) for name in PaperRow._fields)


def paper_round_of(decision_id: int) -> RoundRow | None:
    """The paper round, once somebody has fixed it."""
    row = db.session.get(PaperRound, decision_id)
    return RoundRow(row.place, row.hours, row.teller, row.box) if row else None


def doors_of(decision_id: int) -> dict[int, Door]:
    """Where each head's first room lies; the order of the doors."""
    statement = (
        select(DecisionRight.head_id, DecisionRight.building_id, DecisionRight.unit_id)
        .where(DecisionRight.decision_id == decision_id)
        .order_by(
            DecisionRight.building_id, DecisionRight.unit_id, DecisionRight.floor, DecisionRight.room_id
        )
    )
    doors: dict[int, Door] = {}
    for place, (head, building, unit) in enumerate(db.session.execute(statement)):
        doors.setdefault(head, Door(place, building, unit))
    return doors


def papers_of(decision_id: int, *, unit_id: int | None = None, live_only: bool = False) -> list[PaperRow]:
    """Paper ballots in the order of the doors, of one stairwell or of all."""
    doors = doors_of(decision_id)
    statement = select(*COLUMNS).where(PaperBallot.decision_id == decision_id)
    if live_only:
        statement = statement.where(PaperBallot.state.in_(LIVE))
    rows = [PaperRow(*row) for row in db.session.execute(statement.order_by(PaperBallot.id))]
    chosen = [row for row in rows if unit_id is None or doors[row.head_id].unit_id == unit_id]
    return sorted(chosen, key=lambda row: (doors[row.head_id].place, row.id))


def left_out_in(decision_id: int) -> list[tuple[LeftOut | None, int]]:
    """How many heads get no paper on which ground, the most frequent first; None: before there was a list."""
    statement = select(PaperBallot.left_out).where(
        PaperBallot.decision_id == decision_id, PaperBallot.serial.is_(None)
    )
    return Counter(db.session.execute(statement).scalars()).most_common()


def paper_terms_of(decision_id: int) -> str:
    """A digest of the round and of who gets no paper and why: on that two persons agree to let it open."""
    round_ = paper_round_of(decision_id)
    left = select(PaperBallot.head_id, PaperBallot.left_out, PaperBallot.not_printed).where(
        PaperBallot.decision_id == decision_id, PaperBallot.serial.is_(None)
    )
    rows = [
        [head, str(ground), words]
        for head, ground, words in db.session.execute(left.order_by(PaperBallot.head_id))
    ]
    return hashlib.sha256(canonical_bytes([list(round_ or ()), rows])).hexdigest()


def heads_of_dead_paper(rows: Sequence[PaperRow]) -> list[int]:
    """Heads all of whose ballots were spoiled or rejected: they may have a new one."""
    served = {row.head_id for row in rows if row.serial is None or row.state in LIVE}
    return [head for head in dict.fromkeys(row.head_id for row in rows) if head not in served]


def find_paper(decision_id: int, serial: str) -> PaperSight | None:
    """A ballot by its serial, however it was typed: where it is and who has read it; never what they read.

    Invalid for what cannot be a serial of ours.
    """
    statement = (
        select(PaperBallot.serial, PaperBallot.state, PaperEntry)
        .outerjoin(PaperEntry, PaperEntry.paper_id == PaperBallot.id)
        .where(PaperBallot.decision_id == decision_id, PaperBallot.serial == normalise_receipt(serial))
    )
    rows = db.session.execute(statement).all()
    if not rows:
        return None
    entries = [entry for _, _, entry in rows if entry is not None]
    readers = frozenset(entry.entered_by for entry in entries)
    return PaperSight(str(rows[0][0]), rows[0][1], readers, not is_settled(seen_by(entries)))


def heads_without_paper_in(decision_id: int) -> list[int]:
    """Heads for whom no ballot was numbered and no reason recorded, in the order of the doors."""
    covered = select(PaperBallot.head_id).where(PaperBallot.decision_id == decision_id)
    taken = set(db.session.execute(covered).scalars())
    return [head for head in doors_of(decision_id) if head not in taken]


def batches_of(decision_id: int) -> dict[int, Batch]:
    """The protocol stairwell by stairwell, in the order of the doors."""
    doors = doors_of(decision_id)
    by_unit: dict[int, list[PaperRow]] = {}
    for row in papers_of(decision_id):
        by_unit.setdefault(doors[row.head_id].unit_id, []).append(row)
    return {unit: _batch(rows) for unit, rows in by_unit.items()}


def batch_of(decision_id: int) -> Batch:
    """How many ballots were printed and where they are."""
    return _batch(papers_of(decision_id))


def _batch(rows: Sequence[PaperRow]) -> Batch:
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
    """Serials that wait for another reader: for a second, or because all have read different things."""
    return [half.serial for half in waiting_papers_in([decision_id])]


def waiting_papers_in(decision_ids: Collection[int]) -> list[HalfRead]:
    """Returned ballots of these decisions that have not been read alike by two; never what was read."""
    statement = (
        select(PaperBallot.decision_id, PaperBallot.serial, PaperEntry)
        .join(PaperEntry, PaperEntry.paper_id == PaperBallot.id)
        .where(PaperBallot.decision_id.in_(decision_ids), PaperBallot.state == PaperState.RETURNED)
        .order_by(PaperBallot.id, PaperEntry.place)
    )
    read: dict[tuple[int, str], list[PaperEntry]] = {}
    for decision_id, serial, entry in db.session.execute(statement):
        read.setdefault((decision_id, str(serial)), []).append(entry)
    return [
        HalfRead(
            decision_id,
            serial,
            len(entries),
            frozenset(one.entered_by for one in entries),
            entries[0].entered_at,
        )
        for (decision_id, serial), entries in read.items()
        if not is_settled(seen_by(entries))
    ]


def seen_by(entries: Iterable[PaperEntry]) -> list[Seen]:
    """Who read a ballot and what they found, as the rule of two readers takes it."""
    return [Seen(one.entered_by, one.choice or "") for one in entries]
