"""Publishing the roster to those it is about: a window, corrections asked for, the committee's answers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from app.audit.operations import record
from app.core.db import db
from app.outbox.operations import promise
from app.roster.models import (
    Binding,
    BindingState,
    CorrectionState,
    CorrectionTopic,
    Room,
    RosterCorrection,
    RosterPublication,
)
from app.roster.operations.locking import lock_roster
from app.roster.queries.entries import entry_text_for
from surveys.errors import Invalid, Missing, Refusal

MOST_TEXT = 300
TOPICS = tuple(str(one) for one in CorrectionTopic)


@dataclass(frozen=True)
class Window:
    """From `opens_at` until before `closes_at`."""

    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class Complaint:
    """Which part of the entry of one of their homes somebody finds wrong, in their words."""

    binding_id: int
    topic: str
    text: str


@dataclass(frozen=True)
class Answer:
    """What the committee says: what was changed, or why nothing was."""

    correction_id: int
    is_accepted: bool
    text: str


def open_publication(compound_id: int, window: Window, actor: object, at: datetime) -> int:
    """Ask the residents to check their entries while a window is open.

    Raises `publication-backwards`, `publication-in-the-past`, `publication-already-open`.
    """
    opens_at, closes_at = window.opens_at, window.closes_at
    if closes_at <= opens_at:
        raise Invalid("publication-backwards")
    if closes_at <= at:
        raise Invalid("publication-in-the-past")
    lock_roster(compound_id)
    overlapping = select(RosterPublication.id).where(
        RosterPublication.compound_id == compound_id,
        RosterPublication.opens_at < closes_at,
        RosterPublication.closes_at > opens_at,
    )
    if db.session.execute(overlapping).first() is not None:
        raise Refusal("publication-already-open")
    row = RosterPublication(
        compound_id=compound_id, opens_at=opens_at, closes_at=closes_at, opened_by=str(actor), opened_at=at
    )
    db.session.add(row)
    db.session.flush()
    span = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
    record(actor, "publication.open", f"compound:{compound_id}", at, **span)
    promise("notices.publication", {"publication": row.id}, at, due_at=max(at, opens_at))
    return row.id


def close_publication(compound_id: int, publication_id: int, actor: object, at: datetime) -> None:
    """End a window early, or call off one that has not begun; what was asked is still answered."""
    lock_roster(compound_id)
    row = db.session.execute(
        select(RosterPublication).where(
            RosterPublication.id == publication_id,
            RosterPublication.compound_id == compound_id,
            RosterPublication.closes_at > at,
        )
    ).scalar()
    if row is None:
        raise Missing("publication-not-found")
    row.closes_at = max(at, row.opens_at)
    record(actor, "publication.close", f"publication:{publication_id}", at)


def ask_correction(contact_id: int, told: Complaint, at: datetime) -> int:
    """A resident says what is wrong with the entry of their own home while the window is open.

    Raises `home-not-found`, `what-is-wrong-unknown`, `publication-closed`, `correction-already-waiting`,
    `text-needed`, `text-too-long`.
    """
    if told.topic not in TOPICS:
        raise Invalid("what-is-wrong-unknown")
    text = _text(told.text)
    binding, compound_id = _home(contact_id, told.binding_id)
    lock_roster(compound_id)
    window = select(RosterPublication.id).where(
        RosterPublication.compound_id == compound_id,
        RosterPublication.opens_at <= at,
        RosterPublication.closes_at > at,
    )
    publication_id = db.session.execute(window).scalar()
    if publication_id is None:
        raise Refusal("publication-closed")
    waiting = select(RosterCorrection.id).where(
        RosterCorrection.contact_id == contact_id,
        RosterCorrection.room_id == binding.room_id,
        RosterCorrection.topic == CorrectionTopic(told.topic),
        RosterCorrection.state == CorrectionState.WAITING,
    )
    if db.session.execute(waiting).first() is not None:
        raise Refusal("correction-already-waiting")
    row = RosterCorrection(
        publication_id=publication_id, room_id=binding.room_id, contact_id=contact_id,
        person_id=binding.person_id, topic=CorrectionTopic(told.topic), asked_at=at, said=text,
        was=entry_text_for(binding.room_id, CorrectionTopic(told.topic), at), state=CorrectionState.WAITING,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    record(f"contact:{contact_id}", "correction.ask", f"room:{binding.room_id}", at, topic=told.topic)
    return row.id


def answer_correction(compound_id: int, told: Answer, actor: object, at: datetime) -> None:
    """Accept with what was changed, or refuse with the reason; the resident reads it.

    Raises `correction-not-found`, `correction-already-answered`, `correction-not-made` (the entry still
    says what it said), `text-needed`, `text-too-long`.
    """
    text = _text(told.text)
    statement = (
        select(RosterCorrection)
        .join(Room, Room.id == RosterCorrection.room_id)
        .where(RosterCorrection.id == told.correction_id, Room.compound_id == compound_id)
        .with_for_update(of=RosterCorrection)
    )
    row = db.session.execute(statement.execution_options(populate_existing=True)).scalar()
    if row is None:
        raise Missing("correction-not-found")
    if row.state is not CorrectionState.WAITING:
        raise Refusal("correction-already-answered")
    if told.is_accepted and row.was is not None and entry_text_for(row.room_id, row.topic, at) == row.was:
        raise Refusal("correction-not-made")
    row.state = CorrectionState.ACCEPTED if told.is_accepted else CorrectionState.REFUSED
    row.answer, row.answered_by, row.answered_at = text, str(actor), at
    db.session.flush()
    facts = {"accepted": told.is_accepted, "room": row.room_id}
    record(actor, "correction.answer", f"correction:{told.correction_id}", at, **facts)
    promise("notices.correction", {"correction": row.id}, at)


def forget_corrections(contact_id: int) -> None:
    """Somebody left: what they had not been answered is asked no more, and their words go."""
    mine = RosterCorrection.contact_id == contact_id
    waiting = delete(RosterCorrection).where(mine, RosterCorrection.state == CorrectionState.WAITING)
    db.session.execute(waiting.execution_options(synchronize_session=False))
    _empty(mine)


def forget_answered_corrections(before: datetime) -> None:
    """What was said and answered long ago; that and how it was answered stays."""
    _empty(RosterCorrection.answered_at < before)


def _empty(condition: ColumnElement[bool]) -> None:
    """An answer is emptied and not taken away: the row still says that there was one."""
    statement = select(RosterCorrection).where(
        condition,
        RosterCorrection.state != CorrectionState.WAITING,
        RosterCorrection.said_sealed.is_not(None),
    )
    for row in db.session.execute(statement.execution_options(populate_existing=True)).scalars():
        row.said, row.answer = None, ""
    db.session.flush()


def _home(contact_id: int, binding_id: int) -> tuple[Binding, int]:
    statement = (
        select(Binding, Room.compound_id)
        .join(Room, Room.id == Binding.room_id)
        .where(
            Binding.id == binding_id,
            Binding.contact_id == contact_id,
            Binding.state == BindingState.ACTIVE,
        )
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise Missing("home-not-found")
    return row[0], row[1]


def _text(text: str) -> str:
    plain = "".join(letter for letter in text if letter.isprintable() or letter == "\n").strip()
    if not plain:
        raise Invalid("text-needed")
    if len(plain) > MOST_TEXT:
        raise Invalid("text-too-long", length=len(plain), most=MOST_TEXT)
    return plain
