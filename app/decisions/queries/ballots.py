"""Ballots as their own voters see them: what stands, and what was ever handed in."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select

from app.core.db import db
from app.decisions.models import (
    AnonymousTurnout,
    Ballot,
    BallotRevision,
    Channel,
    DecisionHead,
    PaperBallot,
    PaperState,
)
from app.decisions.queries.decisions import ANONYMOUS, DecisionRow, decisions_for_ids
from surveys.proof.receipts import normalise_receipt


class StandingBallot(NamedTuple):
    """That a head has voted: how, when, for the how-manyth time; never what."""

    head_id: int
    receipt: str
    revision: int
    channel: Channel
    person_id: int | None
    first_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class OwnBallot:
    """One handing in as the person who did it may read it."""

    revision: int
    choice: str
    channel: Channel
    given_at: datetime
    is_own: bool


COLUMNS = (
    Ballot.head_id, Ballot.receipt, Ballot.revision, Ballot.channel, Ballot.person_id, Ballot.first_at,
    Ballot.changed_at,
)  # fmt: skip


def choice_in(content: str | None) -> str:
    """The choice a revision's content holds."""
    found: str = json.loads(content or "{}")["choice"]
    return found


def seal_for(uid: str) -> str:
    """What the content of a revision is bound to."""
    return f"ballot_revision|content_sealed|{uid}"


def is_rejected() -> ColumnElement[bool]:
    """SQL for: this handing in was on a paper that two persons rejected after it had been read."""
    return (
        select(PaperBallot.id)
        .where(PaperBallot.id == BallotRevision.paper_id, PaperBallot.state == PaperState.SPOILED)
        .exists()
    )


def find_ballot(decision: DecisionRow, head_id: int) -> StandingBallot | None:
    """What stands for a head; in an anonymous decision nothing can be found."""
    statement = select(*COLUMNS).where(Ballot.decision_id == decision.id, Ballot.head_id == head_id)
    row = db.session.execute(statement).first()
    return StandingBallot(*row) if row else None


def ballots_for(decision: DecisionRow, head_id: int, person_id: int) -> list[OwnBallot]:
    """Every handing in for a head, oldest first; the choice only of those this person made themselves.

    Paper that two persons rejected is not among them.
    """
    statement = (
        select(BallotRevision)
        .where(BallotRevision.decision_id == decision.id, BallotRevision.head_id == head_id, ~is_rejected())
        .order_by(BallotRevision.revision)
    )
    return [
        OwnBallot(
            row.revision,
            choice_in(row.content) if row.person_id == person_id else "",
            row.channel,
            row.given_at,
            row.person_id == person_id,
        )
        for row in db.session.execute(statement).scalars()
    ]


def heads_voted_in(decision: DecisionRow, head_ids: list[int]) -> set[int]:
    """Which of these heads have voted."""
    table = AnonymousTurnout if decision.mode == ANONYMOUS else Ballot
    statement = select(table.head_id).where(table.decision_id == decision.id, table.head_id.in_(head_ids))
    return set(db.session.execute(statement).scalars())


def voted_in(decisions: Sequence[DecisionRow], head_ids: Collection[int]) -> set[int]:
    """Which of these heads, of several decisions, have voted."""
    ids = [decision.id for decision in decisions]
    found: set[int] = set()
    for table in (Ballot, AnonymousTurnout) if head_ids else ():
        statement = select(table.head_id).where(table.decision_id.in_(ids), table.head_id.in_(head_ids))
        found |= set(db.session.execute(statement).scalars())
    return found


def ballots_by_person(person_ids: Collection[int]) -> list[tuple[DecisionRow, StandingBallot]]:
    """Ballots that stand and that one of these people handed in, newest first."""
    mine = (
        select(BallotRevision.decision_id, BallotRevision.head_id)
        .where(BallotRevision.person_id.in_(person_ids))
        .distinct()
        .subquery()
    )
    statement = (
        select(Ballot.decision_id, *COLUMNS)
        .join(mine, (mine.c.decision_id == Ballot.decision_id) & (mine.c.head_id == Ballot.head_id))
        .order_by(Ballot.changed_at.desc(), Ballot.id.desc())
        .limit(50)
    )
    rows = db.session.execute(statement).all()
    decisions = decisions_for_ids({row[0] for row in rows})
    return [(decisions[row[0]], StandingBallot(*row[1:])) for row in rows]


def find_by_receipt(decision: DecisionRow, number: str) -> tuple[StandingBallot, str] | None:
    """The ballot behind a receipt and the opaque name of its head; Invalid for no receipt of ours."""
    statement = (
        select(*COLUMNS, DecisionHead.uid)
        .join(DecisionHead, DecisionHead.id == Ballot.head_id)
        .where(Ballot.decision_id == decision.id, Ballot.receipt == normalise_receipt(number))
    )
    row = db.session.execute(statement).first()
    return (StandingBallot(*row[:-1]), row[-1]) if row else None
