"""Polls for programs: what their public pages show, no personal data, results after the close only."""

from datetime import datetime
from typing import Any

from flask import Blueprint, request

from app.core import clock
from app.core.pagination import cursor_from, limit_from, page_of
from app.polls import documents, queries
from app.polls.queries import PollRow
from app.roster import queries as roster
from surveys.errors import Invalid
from surveys.questionnaires import to_json

bp = Blueprint("polls_api", __name__, url_prefix="/polls")


@bp.get("")
def list_polls() -> dict[str, Any]:
    """The announced polls of one compound, newest first; 400 when it is not said which."""
    if not request.args.get("compound"):
        raise Invalid("filter-missing", name="compound")
    compound = roster.get_compound_by_public_id(request.args["compound"])
    limit, before = limit_from(request.args.get("limit")), cursor_from(request.args.get("cursor"))
    rows = queries.polls_under([compound.path], before=before, limit=limit + 1)
    page, at = page_of(rows, limit, lambda poll: poll.id), clock.now()
    return {"items": [_shown(poll, compound.public_id, at) for poll in page.items], "next": page.next}


@bp.get("/<public_id>")
def get_poll(public_id: str) -> dict[str, Any]:
    """A poll: its questions, window and turnout."""
    poll, at = queries.get_public_poll(public_id), clock.now()
    return {
        **_shown(poll, roster.get_compound(poll.compound_id).public_id, at),
        "questionnaire": to_json(poll.questionnaire),
        "turnout": _turnout(poll, at),
    }


@bp.get("/<public_id>/results")
def get_results(public_id: str) -> dict[str, Any]:
    """What was answered, small cells withheld (null); 409 `not-closed` before the close."""
    poll = queries.get_public_poll(public_id)
    found, words = queries.get_result(poll, clock.now()), documents.channel_words()
    return {
        "id": poll.public_id,
        "title": poll.title,
        "is_intention": poll.is_intention,
        "as_at": found.computed_at.isoformat(),
        **found.result,
        "channels": [row | {"label": words[row["key"]]} for row in found.result["channels"]],
    }


def _shown(poll: PollRow, compound: str, at: datetime) -> dict[str, Any]:
    return {
        "id": poll.public_id,
        "compound": compound,
        "title": poll.title,
        "summary": poll.summary,
        "state": poll.state(at),
        "is_intention": poll.is_intention,
        "audience": str(poll.audience),
        "per": str(poll.per),
        "scope": str(poll.scope.kind),
        "who_sees": poll.who_sees,
        "opens_at": poll.opens_at.isoformat() if poll.opens_at else None,
        "closes_at": poll.closes_at.isoformat() if poll.closes_at else None,
        "page": f"/p/{poll.public_id}",
    }


def _turnout(poll: PollRow, at: datetime) -> dict[str, int] | None:
    """As on the page: none for a void poll, the counted figures once there are any."""
    state = poll.state(at)
    if state == "void":
        return None
    found = queries.find_result(poll.id) if state == "closed" else None
    if found is not None:
        return {"answered": found.result["answered"], "eligible": found.result["eligible"]}
    came = queries.turnout_for(poll)
    return {"answered": came.answered, "eligible": came.eligible}
