"""Ballots of one head that contradict each other: never with a choice before the close."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.core.db import db
from app.decisions.models import BallotRevision, Channel, Conflict, PaperBallot, PaperEntry
from app.decisions.queries.acting import rooms_of_heads
from app.decisions.queries.ballots import choice_in, is_rejected
from app.decisions.queries.bundles import sheets_in
from app.decisions.queries.decisions import DecisionRow
from app.decisions.queries.marks import find_outcome, standing_in
from surveys.tally.marks import Outcome


@dataclass(frozen=True)
class ConflictSide:
    """One handing in: how, when, by which person; `choice` is empty while it may not be seen.

    Only what `stands` can be settled upon: the last word of a side.
    """

    revision: int
    channel: Channel
    given_at: datetime
    voice: int  # 1 for the first person of the head who spoke, 2 for another; 0 on paper
    choice: str
    stands: bool = False


@dataclass(frozen=True)
class ConflictRow:
    """A case: the rooms of the head, both sides, how it was settled; `may_settle` for this reader, now."""

    head_id: int
    rooms: tuple[str, ...]
    found_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    counts: int | None
    reason: str | None
    sides: tuple[ConflictSide, ...]
    may_settle: bool
    is_reader: bool


def conflicts_in(
    decision: DecisionRow, reader: str, at: datetime, *, opened: int | None = None
) -> list[ConflictRow]:
    """Every case of a decision, after the close alone: before it even that there is one tells a choice.

    The choices of one head are told (`opened`), to whoever may settle its case, as long as it waits.
    """
    if decision.stage(at) in ("notice", "ready", "open", "void"):
        return []
    rows = list(
        db.session.execute(
            select(Conflict).where(Conflict.decision_id == decision.id).order_by(Conflict.id)
        ).scalars()
    )
    heads = [row.head_id for row in rows]
    rooms, readers = rooms_of_heads(heads), readers_of_heads(decision.id)
    given = _revisions(decision.id, heads)
    outcome = find_outcome(decision, opened) if opened in given else None
    found = []
    for row in rows:
        is_reader = not decision.is_drill and reader in readers.get(row.head_id, set())
        may_settle = not is_reader and decision.stage(at) == "closed" and row.settled_at is None
        sides = _sides(given[row.head_id], outcome if may_settle and row.head_id == opened else None)
        found.append(
            ConflictRow(
                row.head_id,
                rooms.get(row.head_id, ()),
                row.found_at,
                row.settled_at,
                row.settled_by,
                row.revision,
                row.reason,
                sides,
                may_settle,
                is_reader,
            )
        )
    return found


def count_unsettled(decision_id: int) -> int:
    """Heads whose ballots contradict each other and of whom nobody has said what counts."""
    statement = select(func.count(Conflict.id)).where(
        Conflict.decision_id == decision_id, Conflict.settled_at.is_(None)
    )
    return db.session.execute(statement).scalar_one()


def readers_of_heads(decision_id: int) -> dict[int, set[str]]:
    """Who read or recorded paper of each head: they settle nothing about it."""
    found: dict[int, set[str]] = defaultdict(set)
    read = (
        select(PaperBallot.head_id, PaperEntry.entered_by)
        .join(PaperEntry, PaperEntry.paper_id == PaperBallot.id)
        .where(PaperBallot.decision_id == decision_id)
    )
    recorded = select(BallotRevision.head_id, BallotRevision.recorded_by).where(
        BallotRevision.decision_id == decision_id, BallotRevision.recorded_by.is_not(None)
    )
    for statement in (read, recorded):
        for head_id, who in db.session.execute(statement):
            found[head_id].add(str(who))
    for sheet in sheets_in([decision_id]):
        for head_id in sheet.heads:
            found[head_id] |= sheet.readers
    return found


def _revisions(decision_id: int, heads: list[int]) -> dict[int, list[BallotRevision]]:
    found: dict[int, list[BallotRevision]] = defaultdict(list)
    statement = (
        select(BallotRevision)
        .where(BallotRevision.decision_id == decision_id, BallotRevision.head_id.in_(heads), ~is_rejected())
        .order_by(BallotRevision.head_id, BallotRevision.revision)
    )
    for row in db.session.execute(statement).scalars():
        found[row.head_id].append(row)
    return found


def _sides(rows: list[BallotRevision], outcome: Outcome | None) -> tuple[ConflictSide, ...]:
    standing = standing_in(outcome) if outcome else set()
    voices = {
        person: place
        for place, person in enumerate(
            dict.fromkeys(row.person_id for row in rows if row.person_id is not None), start=1
        )
    }
    return tuple(
        ConflictSide(
            row.revision,
            row.channel,
            row.given_at,
            voices.get(row.person_id or 0, 0),
            choice_in(row.content) if outcome else "",
            row.revision in standing,
        )
        for row in rows
    )
