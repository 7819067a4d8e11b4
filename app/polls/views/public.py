"""A poll as everybody may see it: its questions and turnout, its result once it is closed."""

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, url_for

from app.core import clock
from app.polls import queries
from app.polls.queries import Came, PollRow
from app.roster import queries as roster
from surveys.questionnaires import wording

bp = Blueprint("polls_public", __name__, url_prefix="/p")


@bp.get("/<public_id>")
def show(public_id: str) -> str:
    """The poll's public page."""
    return render_template("polls/public_poll.html", **_facts(public_id, clock.now()))


@bp.get("/<public_id>/print")
def sheet(public_id: str) -> str:
    """The same on A4, to be put up in the stairwell."""
    facts = _facts(public_id, clock.now())
    facts["as_at_here"] = clock.local(facts["as_at"])
    return render_template("polls/public_print.html", **facts, back_url=url_for(".show", public_id=public_id))


def _facts(public_id: str, at: datetime) -> dict[str, Any]:
    """Everything public about a poll; choices only after the close."""
    poll = queries.get_public_poll(public_id)
    compound = roster.get_compound(poll.compound_id)
    came = queries.turnout_for(poll)
    return {
        "poll": poll,
        "state": poll.state(at),
        "window": queries.window_of(poll, at),
        "compound": compound,
        "crumbs": [(compound.name, f"/c/{compound.public_id}")],
        "telephone": compound.telephone,
        "turnout": came,
        "whole": came,
        "who_sees": wording.who_sees(poll.who_sees),
        "as_at": at,
        **_result(poll, at),
    }


def _result(poll: PollRow, at: datetime) -> dict[str, Any]:
    found = queries.find_result(poll.id) if poll.state(at) == "closed" else None
    if found is None:
        return {"charts": None}
    return {
        "charts": queries.charts_for(found.result),
        "channels": queries.channels_for(found.result),
        "counted": found.result,
        "whole": Came(found.result["answered"], found.result["eligible"]),
        "as_at": found.computed_at,
    }
