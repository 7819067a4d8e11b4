"""What a receipt number proves: that a ballot is kept, since when it is unchanged; never what it says."""

import enum
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, select

from app.audit import queries as audit
from app.core.db import db
from app.decisions.models import Ballot, BallotRevision, Channel, PaperBallot, PaperEntry, PaperState
from app.decisions.queries.ballots import is_rejected
from app.decisions.queries.decisions import ANONYMOUS, NAMED_SEALED, DecisionRow
from app.decisions.queries.marks import find_settled
from surveys.tally.marks import Fate


class ReceiptState(enum.StrEnum):
    """What became of the ballot behind a number."""

    RECORDED = "recorded"
    OUTSTANDING = "outstanding"  # printed, and not handed in yet
    IN_ENTRY = "in-entry"  # handed in, and not read by two persons yet
    TAKEN_IN = "taken-in"  # read by two persons, beside another ballot of the home or without a name
    REJECTED = "rejected"  # two other persons found that it does not count
    DEAD = "dead"  # replaced by another one, or spoiled


class Beside(enum.StrEnum):
    """What a paper is worth beside another ballot of its home; before the close nobody learns it."""

    UNTOLD = "untold"
    COUNTS = "counts"
    OTHER_COUNTS = "other-counts"
    ASIDE = "aside"


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
    beside: Beside | None = None


def find_receipt(decision: DecisionRow, number: str, at: datetime) -> ReceiptRow | None:
    """What stands behind a receipt, or behind the stub of a paper ballot, as normalised; never a choice."""
    standing = _ballot(decision, Ballot.receipt == number)
    paper = db.session.execute(
        select(PaperBallot).where(PaperBallot.decision_id == decision.id, PaperBallot.stub == number)
    ).scalar()
    beside = _beside(decision, paper, at) if paper else None
    if standing is not None:
        return replace(_recorded(decision, number, standing), beside=beside)
    if paper is None:
        return None
    if beside is not None:
        return ReceiptRow(number, ReceiptState.TAKEN_IN, beside=beside)
    return ReceiptRow(number, _state_of(decision, paper))


def _state_of(decision: DecisionRow, paper: PaperBallot) -> ReceiptState:
    """Where a paper is that counts for nothing, or of which nobody can say more."""
    if paper.state is PaperState.OUTSTANDING:
        return ReceiptState.OUTSTANDING
    if paper.state is PaperState.RETURNED:
        return ReceiptState.TAKEN_IN if decision.mode == ANONYMOUS else ReceiptState.IN_ENTRY
    read = select(PaperEntry.id).where(PaperEntry.paper_id == paper.id)
    return ReceiptState.DEAD if db.session.execute(read).first() is None else ReceiptState.REJECTED


def _beside(decision: DecisionRow, paper: PaperBallot, at: datetime) -> Beside | None:
    """What a paper that two have read is worth beside other ballots of its home; None where it is alone."""
    mine = select(BallotRevision.revision).where(BallotRevision.paper_id == paper.id, ~is_rejected())
    revision, outcome = db.session.execute(mine).scalar(), find_settled(decision, paper.head_id)
    if revision is None or outcome is None:
        return None
    live = [number for number, fate in outcome.fates.items() if fate is not Fate.CANCELLED]
    if live == [revision]:
        return None
    if decision.is_open(at) or decision.mode == NAMED_SEALED:  # whoever holds the stub is not the voter
        return Beside.UNTOLD
    if outcome.counted is None:
        return Beside.ASIDE
    return Beside.COUNTS if outcome.counted.number == revision else Beside.OTHER_COUNTS


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
