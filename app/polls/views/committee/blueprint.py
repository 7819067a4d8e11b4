"""What all committee pages about polls share: the blueprint, the poll a page is about, its frame."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, url_for
from werkzeug.wrappers import Response

from app.polls import queries
from app.polls.queries import PollRow
from app.roster import queries as roster
from surveys.privacy import LEAST_CELL, outlook
from surveys.questionnaires import Kind, Question

SPLITTING = (Kind.SINGLE, Kind.YES_NO_UNSURE, Kind.RATING)

bp = Blueprint("polls_committee", __name__, url_prefix="/polls")


def poll_here(public_id: str) -> PollRow:
    """The poll a page is about; Missing when the actor holds no role over its compound."""
    return queries.get_poll_for_staff(g.actor, public_id)


def frame(poll: PollRow, at: datetime) -> dict[str, Any]:
    """What every page about one poll shows."""
    compound = roster.get_compound(poll.compound_id)
    return {
        "poll": poll,
        "state": poll.state(at),
        "window": queries.window_of(poll, at),
        "at": at,
        "compound": compound,
        "place_name": compound.name,
    }


def outlook_of(poll: PollRow) -> dict[str, Any]:
    """How many are asked as it is planned now, and whether figures of them can be published at all."""
    asked = queries.turnout_for(poll)
    questions = poll.questionnaire.questions if poll.document["questions"] else ()
    rows = min((_rows_of(each) for each in questions if each.kind in SPLITTING), default=2)
    return {"whole": asked, "outlook": outlook(asked.eligible, rows), "least": LEAST_CELL}


def _rows_of(question: Question) -> int:
    """Among how many rows the answers to this question are split."""
    least, most = question.bounds
    return len(question.options) or most - least + 1


def back_to(page: str, poll: PollRow, done: str) -> Response:
    """Go back to a page of this poll, which then says what was done (by its code)."""
    flash(done, "polls")
    return redirect(url_for(f".{page}", public_id=poll.public_id), 303)
