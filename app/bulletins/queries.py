"""Reading what has been published."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from app.bulletins.models import Stage, TimelineEntry
from app.core.db import db
from surveys.errors import Missing

LONGEST = 100
STAGES = tuple(Stage)


@dataclass(frozen=True)
class Entry:
    """A published entry; `is_corrected` when a later one replaces it."""

    id: int
    public_id: str
    compound_id: int
    happened_on: date
    stage: Stage
    text: str
    picture: str | None
    posted_by: str
    posted_at: datetime
    corrects_id: int | None
    is_corrected: bool


def timeline_in(compound_id: int, limit: int = LONGEST) -> list[Entry]:
    """The compound's timeline, newest day first, corrected entries marked."""
    return _entries(TimelineEntry.compound_id == compound_id, limit)


def get_entry(public_id: str) -> Entry:
    """One entry, or Missing."""
    found = _entries(TimelineEntry.public_id == public_id, 1)
    if not found:
        raise Missing("entry-not-found")
    return found[0]


def stage_in(compound_id: int) -> Stage | None:
    """How far the compound is: the stage of the newest entry that nobody corrected."""
    current = [entry.stage for entry in timeline_in(compound_id, 20) if not entry.is_corrected]
    return current[0] if current else None


def stages_in(compound_ids: list[int]) -> dict[int, Stage]:
    """The stage of each of these compounds that has told anything, in one query."""
    correction = aliased(TimelineEntry)
    statement = (
        select(TimelineEntry.compound_id, TimelineEntry.stage)
        .outerjoin(correction, correction.corrects_id == TimelineEntry.id)
        .where(TimelineEntry.compound_id.in_(compound_ids), correction.id.is_(None))
        .order_by(TimelineEntry.happened_on, TimelineEntry.id)
    )
    return {row.compound_id: row.stage for row in db.session.execute(statement)}


def last_told_in(compound_ids: list[int]) -> dict[int, tuple[Stage, datetime]]:
    """Stage and time of posting of the last entry of each of these compounds, in one query."""
    statement = (
        select(TimelineEntry.compound_id, TimelineEntry.stage, TimelineEntry.posted_at)
        .where(TimelineEntry.compound_id.in_(compound_ids))
        .order_by(TimelineEntry.posted_at, TimelineEntry.id)
    )
    return {row.compound_id: (row.stage, row.posted_at) for row in db.session.execute(statement)}


def summary_for(compound_id: int) -> dict[str, object]:
    """How far the compound is, and how much it has told."""
    entries = timeline_in(compound_id)
    return {"stage": stage_in(compound_id), "entries": len(entries)}


def held_about(person_id: int) -> list[dict[str, object]]:
    """What the timeline keeps about a person: nothing, for no entry may name anybody."""
    del person_id
    return []


def is_published_picture(name: str) -> bool:
    """Whether a picture stands in an entry everybody may see."""
    statement = select(TimelineEntry.id).where(TimelineEntry.picture == name).limit(1)
    return db.session.execute(statement).scalar() is not None


def _entries(condition: ColumnElement[bool], limit: int) -> list[Entry]:
    correction = aliased(TimelineEntry)
    statement = (
        select(
            TimelineEntry.id, TimelineEntry.public_id, TimelineEntry.compound_id, TimelineEntry.happened_on,
            TimelineEntry.stage, TimelineEntry.text, TimelineEntry.picture, TimelineEntry.posted_by,
            TimelineEntry.posted_at, TimelineEntry.corrects_id, correction.id.is_not(None),
        )
        .outerjoin(correction, correction.corrects_id == TimelineEntry.id)
        .where(condition)
        .order_by(TimelineEntry.happened_on.desc(), TimelineEntry.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [Entry(*row) for row in db.session.execute(statement)]
