"""Publishing an entry, and correcting one in public."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from app.audit.operations import record
from app.bulletins.models import Stage, TimelineEntry
from app.bulletins.queries import get_entry
from app.core import clock
from app.core.db import db, savepoint
from app.core.ids import new_public_id
from surveys.errors import Invalid, Refusal

LONGEST_TEXT = 500


@dataclass(frozen=True)
class Story:
    """What happened on a day: the stage it belongs to, the words, and perhaps a picture's name."""

    happened_on: date
    stage: str
    text: str
    picture: str | None = None


def publish_entry(compound_id: int, story: Story, actor: object, at: datetime) -> str:
    """Tell everybody what happened on a day; returns the entry's public id."""
    if story.happened_on > clock.local(at).date():
        raise Invalid("day-in-the-future")
    entry = _entry(compound_id, story)
    entry.posted_by, entry.posted_at = str(actor), at
    db.session.add(entry)
    db.session.flush()
    facts = {"entry": entry.public_id, "stage": story.stage}
    record(actor, "timeline.published", f"compound:{compound_id}", at, **facts)
    return entry.public_id


def correct_entry(public_id: str, text: str, actor: object, at: datetime) -> str:
    """Replace an entry by a corrected one; the first stays readable, marked as corrected."""
    wrong = get_entry(public_id)
    entry = _entry(wrong.compound_id, Story(wrong.happened_on, wrong.stage, text, wrong.picture))
    entry.posted_by, entry.posted_at, entry.corrects_id = str(actor), at, wrong.id
    try:
        with savepoint():
            db.session.add(entry)
            db.session.flush()
    except IntegrityError as problem:
        raise Refusal("entry-already-corrected") from problem
    record(actor, "timeline.corrected", f"compound:{wrong.compound_id}", at, entry=entry.public_id)
    return entry.public_id


def _entry(compound_id: int, story: Story) -> TimelineEntry:
    text = "\n".join(story.text.strip().splitlines())  # browsers send two characters for a new line
    if not text or len(text) > LONGEST_TEXT:
        raise Invalid("entry-text-length", most=LONGEST_TEXT)
    if story.stage not in {str(each) for each in Stage}:
        raise Invalid("stage-unknown")
    return TimelineEntry(
        public_id=new_public_id(),
        compound_id=compound_id,
        happened_on=story.happened_on,
        stage=Stage(story.stage),
        text=text,
        picture=story.picture,
    )
