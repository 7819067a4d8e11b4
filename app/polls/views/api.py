"""Polls for programs: no personal data, results after the close only."""

from typing import Any

from flask import Blueprint, Response, json, request
from werkzeug.wrappers import Response as BaseResponse

from app.core import clock
from app.polls import queries
from app.roster import queries as roster
from surveys.questionnaires import to_json

bp = Blueprint("polls_api", __name__, url_prefix="/polls")


@bp.get("/<public_id>")
def get_poll(public_id: str) -> BaseResponse:
    """A poll: its questions, window and turnout."""
    poll, at = queries.get_public_poll(public_id), clock.now()
    came = queries.turnout_for(poll)
    compound = roster.get_compound(poll.compound_id)
    return _answer(
        {
            "id": poll.public_id,
            "compound": compound.public_id,
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
            "questionnaire": to_json(poll.questionnaire),
            "turnout": {"answered": came.answered, "eligible": came.eligible},
        }
    )


@bp.get("/<public_id>/results")
def get_results(public_id: str) -> BaseResponse:
    """What was answered, small cells withheld (null); 409 `not-closed` before the close."""
    poll = queries.get_public_poll(public_id)
    found = queries.get_result(poll, clock.now())
    return _answer(
        {
            "id": poll.public_id,
            "title": poll.title,
            "is_intention": poll.is_intention,
            "as_at": found.computed_at.isoformat(),
            **found.result,
        }
    )


def _answer(value: dict[str, Any]) -> BaseResponse:
    """JSON with an ETag, so that whoever has it already gets 304."""
    reply = Response(json.dumps(value, ensure_ascii=False), content_type="application/json")
    reply.add_etag()
    return reply.make_conditional(request)
