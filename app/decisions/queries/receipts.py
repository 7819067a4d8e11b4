"""What a receipt number proves: that a ballot is kept, since when it is unchanged; never what it says."""

import enum
import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from app.audit import queries as audit
from app.core.db import db
from app.decisions.models import Ballot, BallotRevision, Channel, PaperBallot, PaperState
from app.decisions.queries.decisions import DecisionRow


class ReceiptState(enum.StrEnum):
    """What became of the ballot behind a number."""

    RECORDED = "recorded"
    OUTSTANDING = "outstanding"  # printed, and not handed in yet
    IN_ENTRY = "in-entry"  # handed in, and not read by two persons yet
    DEAD = "dead"  # replaced by another one, or spoiled


@dataclass(frozen=True)
class ReceiptRow:
    """The ballot behind a number: since when, unchanged since when, how it came, where the log has it."""

    number: str
    state: ReceiptState
    first_at: datetime | None = None
    changed_at: datetime | None = None
    channel: Channel | None = None
    commitment: str = ""
    is_unchanged: bool = True
    place: int | None = None


def find_receipt(decision: DecisionRow, number: str) -> ReceiptRow | None:
    """What stands behind a receipt, or behind the stub of a paper ballot, as normalised."""
    standing = _ballot(decision, Ballot.receipt == number)
    if standing is not None:
        return _recorded(decision, number, standing)
    paper = db.session.execute(
        select(PaperBallot).where(PaperBallot.decision_id == decision.id, PaperBallot.stub == number)
    ).scalar()
    if paper is None:
        return None
    if paper.state in (PaperState.REPLACED, PaperState.SPOILED):
        return ReceiptRow(number, ReceiptState.DEAD)
    if paper.state is PaperState.OUTSTANDING:
        return ReceiptRow(number, ReceiptState.OUTSTANDING)
    entered = select(BallotRevision.id).where(BallotRevision.paper_id == paper.id)
    if db.session.execute(entered).first() is None:
        return ReceiptRow(number, ReceiptState.IN_ENTRY)
    by_head = _ballot(decision, Ballot.head_id == paper.head_id)
    return _recorded(decision, number, by_head) if by_head else ReceiptRow(number, ReceiptState.IN_ENTRY)


def _ballot(decision: DecisionRow, condition: ColumnElement[bool]) -> tuple[Ballot, BallotRevision] | None:
    """The ballot that stands, with its revision."""
    statement = (
        select(Ballot, BallotRevision)
        .join(
            BallotRevision,
            (BallotRevision.decision_id == Ballot.decision_id)
            & (BallotRevision.head_id == Ballot.head_id)
            & (BallotRevision.revision == Ballot.revision),
        )
        .where(Ballot.decision_id == decision.id, condition)
    )
    row = db.session.execute(statement).first()
    return (row[0], row[1]) if row else None


def _recorded(decision: DecisionRow, number: str, found: tuple[Ballot, BallotRevision]) -> ReceiptRow:
    """The ballot of a number; its content must still give the commitment that the log keeps."""
    ballot, revision = found
    sealed = hashlib.sha256((revision.content or "").encode()).hexdigest()
    return ReceiptRow(
        number,
        ReceiptState.RECORDED,
        ballot.first_at,
        ballot.changed_at,
        ballot.channel,
        revision.commitment,
        is_unchanged=sealed == revision.commitment,
        place=audit.find_place(f"decision:{decision.id}", "ballot.cast", revision.commitment),
    )
