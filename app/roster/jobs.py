"""Work the roster has due: judging compounds again, reminding who must confirm, forgetting in time."""

from datetime import datetime, timedelta
from typing import Any

from app.core import files
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.operations import photos, retention

FILES = 500
SHELVES = ("registries", "rosters")  # lists nobody confirmed
UPLOADS_KEPT = timedelta(hours=12)
AGAIN_AFTER = timedelta(days=1)
BATCH = 2000
REMIND_AFTER = timedelta(days=3)
NOTES_KEPT = timedelta(days=180)


def reassess_compounds(_payload: dict[str, Any], at: datetime) -> None:
    """Judge those compounds afresh that were last judged a day ago."""
    with transaction():
        due = queries.compounds_due_for_assessment(at - AGAIN_AFTER, BATCH)
        operations.reassess(due, at)


def remind_of_proposals(_payload: dict[str, Any], at: datetime) -> None:
    """Call to mind what has waited three days for a second person, and again every three days."""
    with transaction():
        operations.remind_holders(at - REMIND_AFTER, at)


def forget_old(_payload: dict[str, Any], at: datetime) -> None:
    """Forget what its period is over for, each kind in a transaction of its own."""
    acts = (
        retention.forget_ended_ties, retention.forget_old_words, retention.forget_old_tries,
        retention.forget_old_sessions, retention.forget_visitors, photos.forget_old_photos,
    )  # fmt: skip
    for act in acts:
        with transaction():
            act(at)
    _remove_files()
    for shelf in SHELVES:
        files.forget_uploads(shelf, (at - UPLOADS_KEPT).timestamp())


def _remove_files() -> None:
    """Files nobody can open any more; a file that is gone already is no trouble to the next run."""
    forgotten = queries.files_of_forgotten(FILES)
    for _, file in forgotten:
        files.remove_sealed_picture(file)
    if forgotten:
        with transaction():
            retention.drop_forgotten_photos([photo_id for photo_id, _ in forgotten])


def forget_visit_notes(_payload: dict[str, Any], at: datetime) -> None:
    """What clerks noted at people's doors half a year ago is deleted; the outcomes stay."""
    with transaction():
        operations.forget_visit_notes(at - NOTES_KEPT)
