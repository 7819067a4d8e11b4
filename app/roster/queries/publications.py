"""Reading roster publications: the windows of a compound, corrections asked for and their answers."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from app.core.db import db
from app.roster.models import CorrectionState, CorrectionTopic, Room, RosterCorrection, RosterPublication
from surveys.errors import Missing

MOST = 200


_WINDOW = (
    RosterPublication.id,
    RosterPublication.compound_id,
    RosterPublication.opens_at,
    RosterPublication.closes_at,
)


class PublicationRow(NamedTuple):
    """A window; half-open, as every window."""

    id: int
    compound_id: int
    opens_at: datetime
    closes_at: datetime

    def is_open(self, at: datetime) -> bool:
        """Whether corrections are taken at an instant."""
        return self.opens_at <= at < self.closes_at


class CorrectionRow(NamedTuple):
    """What somebody asked, and what became of it."""

    id: int
    room_id: int
    label: str
    topic: CorrectionTopic
    text: str
    asked_at: datetime
    state: CorrectionState
    answer: str
    answered_at: datetime | None


class AnsweredRow(NamedTuple):
    """A correction as whoever asked for it is told of it; `answered_at` is None while it waits."""

    id: int
    compound_id: int
    room_id: int
    label: str
    contact_id: int
    is_accepted: bool
    answered_at: datetime | None


class WaitingRow(NamedTuple):
    """Corrections of one compound without an answer: their number, the oldest since when, due when."""

    compound_id: int
    number: int
    since: datetime
    due: datetime


def publications_in(compound_id: int) -> list[PublicationRow]:
    """Every window of a compound, the latest first."""
    statement = select(*_WINDOW).where(
        RosterPublication.compound_id == compound_id,
        RosterPublication.closes_at > RosterPublication.opens_at,
    )
    rows = db.session.execute(statement.order_by(RosterPublication.opens_at.desc()).limit(MOST))
    return [PublicationRow(*row) for row in rows]


def get_publication(publication_id: int) -> PublicationRow:
    """One window, whatever became of it, or Missing."""
    row = db.session.execute(select(*_WINDOW).where(RosterPublication.id == publication_id)).first()
    if row is None:
        raise Missing("publication-not-found")
    return PublicationRow(*row)


def get_correction(correction_id: int) -> AnsweredRow:
    """One correction with whoever asked for it, without its words, or Missing."""
    statement = (
        select(RosterCorrection, Room.label, Room.compound_id)
        .join(Room, Room.id == RosterCorrection.room_id)
        .where(RosterCorrection.id == correction_id)
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise Missing("correction-not-found")
    one, label, compound_id = row
    is_accepted = one.state is CorrectionState.ACCEPTED
    return AnsweredRow(
        one.id, compound_id, one.room_id, label, one.contact_id, is_accepted, one.answered_at
    )  # fmt: skip


def find_publication(compound_id: int, at: datetime) -> PublicationRow | None:
    """The window that is open, else the next one, else the last one."""
    rows = publications_in(compound_id)
    is_open = [one for one in rows if one.is_open(at)]
    coming = [one for one in reversed(rows) if one.opens_at > at]
    return next(iter([*is_open, *coming, *rows]), None)


def corrections_in(compound_id: int, *, is_waiting: bool) -> list[CorrectionRow]:
    """Corrections that wait, longest first; or those answered, newest first."""
    waits = RosterCorrection.state == CorrectionState.WAITING
    order = RosterCorrection.id if is_waiting else RosterCorrection.answered_at.desc()
    statement = (
        select(RosterCorrection, Room.label)
        .join(Room, Room.id == RosterCorrection.room_id)
        .where(Room.compound_id == compound_id, waits if is_waiting else ~waits)
        .order_by(order)
        .limit(MOST)
    )
    return [_row(one, label) for one, label in db.session.execute(statement)]


def corrections_of(contact_id: int, room_id: int) -> list[CorrectionRow]:
    """What this contact asked about this home, the newest first."""
    statement = (
        select(RosterCorrection, Room.label)
        .join(Room, Room.id == RosterCorrection.room_id)
        .where(RosterCorrection.contact_id == contact_id, RosterCorrection.room_id == room_id)
        .order_by(RosterCorrection.id.desc())
        .limit(MOST)
    )
    return [_row(one, label) for one, label in db.session.execute(statement)]


def waiting_corrections_in(compound_ids: Collection[int]) -> list[WaitingRow]:
    """What waits for an answer in each of these compounds that has any."""
    statement = (
        select(
            Room.compound_id,
            func.count(RosterCorrection.id),
            func.min(RosterCorrection.asked_at),
            func.min(RosterPublication.closes_at),
        )
        .join(Room, Room.id == RosterCorrection.room_id)
        .join(RosterPublication, RosterPublication.id == RosterCorrection.publication_id)
        .where(Room.compound_id.in_(compound_ids), RosterCorrection.state == CorrectionState.WAITING)
        .group_by(Room.compound_id)
    )
    return [WaitingRow(*row) for row in db.session.execute(statement)]


def count_corrections(compound_ids: Collection[int]) -> int:
    """How many corrections wait for an answer in these compounds."""
    statement = (
        select(func.count(RosterCorrection.id))
        .join(Room, Room.id == RosterCorrection.room_id)
        .where(Room.compound_id.in_(compound_ids), RosterCorrection.state == CorrectionState.WAITING)
    )
    return db.session.execute(statement).scalar_one()


def _row(one: RosterCorrection, label: str) -> CorrectionRow:
    return CorrectionRow(
        one.id, one.room_id, label, one.topic, one.said or "", one.asked_at, one.state, one.answer or "",
        one.answered_at,
    )  # fmt: skip
