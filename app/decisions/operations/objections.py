"""Objections: raised by somebody concerned, answered in time, closed with a reason; none moves a tally."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from app.audit.operations import record
from app.core.db import db
from app.core.ids import new_public_id
from app.decisions.models import DecisionRight, Objection, ObjectionEvent, ObjectionKind, ObjectionMove
from app.decisions.operations.locking import lock_decision
from app.decisions.queries.decisions import DecisionRow
from app.decisions.queries.objections import kinds_for
from app.decisions.queries.rulebook import pack_for
from surveys.errors import Invalid, Missing, Refusal

LONGEST_WORDS = 2000
MOST_OPEN = 5  # of one home in one decision: then it is time to answer first
CLOSING = (ObjectionMove.SETTLED, ObjectionMove.UPHELD, ObjectionMove.REJECTED, ObjectionMove.WITHDRAWN)


@dataclass(frozen=True)
class Complaint:
    """What is objected to, by whom (an entry of the roster, where known) and for which room."""

    kind: str
    said: str
    room_id: int
    person_id: int | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class Reply:
    """One move of the desk, with its words and what proves them."""

    move: str
    words: str
    evidence: str | None = None


def raise_objection(actor: object, decision_id: int, complaint: Complaint, at: datetime) -> str:
    """Record an objection as long as the stage allows it; returns its public id."""
    decision = lock_decision(decision_id)
    possible = kinds_for(decision, at)
    if not possible:
        raise Refusal("objection-not-now", title=decision.title)
    if complaint.kind not in {str(kind) for kind in possible}:
        raise Invalid("objection-kind-unknown", field="kind")
    said = _words(complaint.said, "said")
    _check_home(decision, complaint.room_id)
    row = Objection(
        public_id=new_public_id(), decision_id=decision_id, kind=ObjectionKind(complaint.kind),
        room_id=complaint.room_id, person_id=complaint.person_id, evidence=complaint.evidence,
        recorded_by=str(actor), raised_at=at, due_at=_due(decision, complaint.kind, at),
    )  # fmt: skip
    row.said = said
    db.session.add(row)
    db.session.flush()
    facts = {"objection": row.public_id, "kind": complaint.kind}
    record(actor, "objection.raised", f"decision:{decision_id}", at, **facts)
    return row.public_id


def answer_objection(actor: object, decision_id: int, public_id: str, *, reply: Reply, at: datetime) -> None:
    """Answer, mediate, hear; settle, uphold or reject: the last three close it, always with words."""
    decision = lock_decision(decision_id)
    if decision.voided_at is not None:
        raise Refusal("decision-voided", title=decision.title)
    if reply.move not in set(ObjectionMove) - {ObjectionMove.WITHDRAWN}:
        raise Invalid("objection-move-unknown", field="move")
    _move(actor, _open_one(decision_id, public_id), reply, at)


def take_back_objection(
    actor: object, decision_id: int, public_id: str, *, person_id: int, at: datetime
) -> None:
    """Whoever raised an objection takes it back."""
    lock_decision(decision_id)
    row = _open_one(decision_id, public_id)
    if row.person_id != person_id:
        raise Missing("objection-not-found")
    _move(actor, row, Reply(ObjectionMove.WITHDRAWN, ""), at)


def _move(actor: object, row: Objection, reply: Reply, at: datetime) -> None:
    move = ObjectionMove(reply.move)
    words = "" if move is ObjectionMove.WITHDRAWN else _words(reply.words, "words")
    event = ObjectionEvent(
        objection_id=row.id, move=move, evidence=reply.evidence, made_by=str(actor), made_at=at
    )
    event.words = words
    db.session.add(event)
    if move in CLOSING:
        closed = update(Objection).where(Objection.id == row.id).values(outcome=move, closed_at=at)
        db.session.execute(closed)
    db.session.flush()
    facts = {"objection": row.public_id, "move": str(move)}
    record(actor, "objection.moved", f"decision:{row.decision_id}", at, **facts)


def _open_one(decision_id: int, public_id: str) -> Objection:
    mine = (Objection.decision_id == decision_id, Objection.public_id == public_id)
    row = db.session.execute(select(Objection).where(*mine).with_for_update()).scalar()
    if row is None:
        raise Missing("objection-not-found")
    if row.closed_at is not None:
        raise Refusal("objection-closed")
    return row


def _check_home(decision: DecisionRow, room_id: int) -> None:
    """A room of the electorate, and not one objection after another before any was answered."""
    inside = select(DecisionRight.id).where(
        DecisionRight.decision_id == decision.id, DecisionRight.room_id == room_id
    )
    if db.session.execute(inside).first() is None:
        raise Invalid("objection-room-outside", field="room")
    waiting = select(func.count(Objection.id)).where(
        Objection.decision_id == decision.id, Objection.room_id == room_id, Objection.closed_at.is_(None)
    )
    if db.session.execute(waiting).scalar_one() >= MOST_OPEN:
        raise Refusal("objections-wait-already", most=MOST_OPEN)


def _due(decision: DecisionRow, kind: str, at: datetime) -> datetime:
    """The days of the rule pack; an objection to the roll is answered before the decision opens."""
    due_at = at + timedelta(days=pack_for(decision).days("objection-days"))
    if kind == ObjectionKind.ROLL and decision.opens_at is not None:
        return min(due_at, max(at, decision.opens_at))
    return due_at


def _words(text: str, field: str) -> str:
    words = text.strip()
    if not words:
        raise Invalid("objection-words-missing", field=field)
    if len(words) > LONGEST_WORDS:
        raise Invalid("text-too-long", field=field, length=len(words), most=LONGEST_WORDS)
    return words
