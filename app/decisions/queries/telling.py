"""Whom to tell that a ballot was handed in for them, and whom nobody could tell yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.decisions.models import DecisionRight, DecisionVoter, PaperBallot, PaperState
from app.decisions.queries.decisions import DecisionRow
from app.notifications import queries as notices
from app.roster import queries as roster

ON_PAPER, UNNAMED, BY_ANOTHER, SET_ASIDE, REJECTED, BESIDE, DEAD = notices.ABOUT_BALLOTS


@dataclass(frozen=True)
class Concerned:
    """The homes of a head, those who vote for it, and the serial of its ballot on paper."""

    room_ids: tuple[int, ...]
    person_ids: frozenset[int]
    serial: str


@dataclass(frozen=True)
class Untold:
    """An owner who has not heard that a ballot was handed in for them."""

    delivery_id: int
    room: str
    kind: str
    serial: str
    reason: str
    since: datetime


def concerned_by(decision_id: int, head_id: int) -> Concerned:
    """Whom a ballot of this head concerns."""
    rooms = select(DecisionRight.room_id).where(
        DecisionRight.decision_id == decision_id, DecisionRight.head_id == head_id
    )
    voters = select(DecisionVoter.person_id).where(DecisionVoter.head_id == head_id)
    returned = select(PaperBallot.serial).where(
        PaperBallot.decision_id == decision_id,
        PaperBallot.head_id == head_id,
        PaperBallot.state == PaperState.RETURNED,
    )
    return Concerned(
        tuple(db.session.execute(rooms.order_by(DecisionRight.id)).scalars()),
        frozenset(db.session.execute(voters).scalars()),
        db.session.execute(returned).scalar() or "",
    )


def subject_of(decision: DecisionRow, head_id: int | None = None, *, day: str = "", way: str = "") -> str:
    """What a notice of this kind is about; without a head what they all begin with."""
    begins = f"ballot:{decision.public_id}:"
    return begins if head_id is None else f"{begins}{head_id}:{way}:{day}"


def untold_in(decision: DecisionRow) -> list[Untold]:
    """The clerk's list: who could not be reached by a message, the longest waiting first."""
    found = notices.unreached_about(notices.ABOUT_BALLOTS, subject_of(decision))
    rooms = roster.rooms_by_id([row.room_id for row in found])
    return [
        Untold(
            row.delivery_id, rooms[row.room_id].label, row.kind, str(row.facts.get("serial", "")),
            row.reason or "", row.created_at,
        )
        for row in found
    ]  # fmt: skip


def deliveries_untold_in(decision: DecisionRow, asked: Collection[int]) -> list[int]:
    """Of these deliveries those that stand on the clerk's list."""
    return [row.delivery_id for row in untold_in(decision) if row.delivery_id in set(asked)]
