"""Residents answer polls: the list, the questions, one look back, the receipt, the result."""

from datetime import datetime
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.polls import forms, operations, queries
from app.polls.operations import Whose
from app.polls.queries import Came, PollRow
from app.roster import queries as roster
from app.roster.queries import HomeRow
from surveys.errors import Forbidden, Missing
from surveys.questionnaires import wording

bp = Blueprint("polls_resident", __name__, url_prefix="/polls")


@bp.get("")
def index() -> str:
    """All polls put to the homes of this contact, what is to be done first."""
    at = clock.now()
    homes = roster.homes_of(g.contact_id)
    met = queries.polls_for(homes, at)
    to_do = [each for each in met if each.poll.is_open(at) and each.standing is None]
    answered = [each for each in met if each.poll.is_open(at) and each.standing is not None]
    over = [each for each in met if not each.poll.is_open(at)]
    windows = {each.poll.id: queries.window_of(each.poll, at) for each in met}
    facts = {"homes": homes, "to_do": to_do, "answered": answered, "over": over, "windows": windows}
    return render_template("polls/resident_list.html", **facts, at=at, current_tab="polls")


@bp.get("/<public_id>")
def ask(public_id: str) -> str | tuple[str, int]:
    """The questions, with what was begun or answered before already in them."""
    poll, homes = _poll_and_homes(public_id)
    at = clock.now()
    if not poll.is_open(at):
        return render_template("polls/resident_closed.html", **_frame(poll, homes[0], at))
    if len(homes) > 1 and not request.args.get("binding"):
        met = queries.homes_for(poll, homes)
        return render_template("polls/resident_homes.html", **_frame(poll, homes[0], at), met=met)
    home = _chosen(homes, request.args.get("binding", ""))
    return _form(poll, home, _begun(poll, home), faults={}, at=at)


@bp.post("/<public_id>/draft")
def draft(public_id: str) -> Response | tuple[str, int]:
    """Keep what is filled in; go on to the look back when it is complete."""
    poll, homes = _poll_and_homes(public_id)
    home = _chosen(homes, request.form.get("binding", ""))
    filled = forms.filled_in(request.form, poll.questionnaire)
    at = clock.now()
    if not poll.is_open(at):
        return redirect(url_for(".ask", public_id=public_id, binding=home.binding_id), 303)
    with transaction():
        operations.save_draft(_whose(poll, home), filled.answers, "h5", at)
    if request.form.get("then") == "later":
        return redirect(url_for(".index"), 303)
    if not filled.is_complete:
        return _form(poll, home, filled.answers, faults=filled.faults, at=at), 422
    return redirect(url_for(".review", public_id=public_id, binding=home.binding_id), 303)


@bp.get("/<public_id>/review")
def review(public_id: str) -> str | Response:
    """One look at everything before it is handed in, and for whom."""
    poll, homes = _poll_and_homes(public_id)
    home = _chosen(homes, request.args.get("binding", ""))
    at = clock.now()
    kept = queries.find_draft(poll.id, g.contact_id, home)
    if kept is None or not poll.is_open(at):
        return redirect(url_for(".ask", public_id=public_id, binding=home.binding_id), 303)
    standing = queries.find_standing_for(poll, home)
    facts = {"answers": kept.answers, "key": kept.key, "standing": standing}
    return render_template("polls/resident_review.html", **_frame(poll, home, at), **facts)


@bp.post("/<public_id>/answer")
def answer(public_id: str) -> Response:
    """Hand the answer in; the receipt page is the acknowledgement, and it is sent after the commit."""
    homes = roster.homes_of(g.contact_id)
    with transaction():
        held = operations.hold_poll(public_id)
        home = _chosen(_asked(held.row, homes), request.form.get("binding", ""))
        given = forms.given_in(request.form, held.row.questionnaire, "h5")
        operations.answer_poll(held, home, given, clock.now())
        operations.drop_draft(_whose(held.row, home))
    return redirect(url_for(".receipt", public_id=public_id, binding=home.binding_id), 303)


@bp.get("/<public_id>/receipt")
def receipt(public_id: str) -> str | Response:
    """The receipt of a home's answer, and what was said where the reader said it themselves."""
    poll, homes = _poll_and_homes(public_id)
    home = _chosen(homes, request.args.get("binding", ""))
    standing = queries.find_standing_for(poll, home)
    if standing is None:
        return redirect(url_for(".ask", public_id=public_id, binding=home.binding_id), 303)
    at = clock.now()
    own = queries.find_own_answer(poll, home)
    facts = {"standing": standing, "answers": own.answers if own else None}
    return render_template(
        "polls/resident_receipt.html", **_frame(poll, home, at), **facts, code=standing.receipt.split("-")
    )


@bp.get("/<public_id>/result")
def result(public_id: str) -> str:
    """The result as the residents' pages show it; `not-closed` before the close."""
    poll, homes = _poll_and_homes(public_id)
    at = clock.now()
    found = queries.get_result(poll, at)
    facts = {
        "charts": queries.charts_for(found.result),
        "channels": queries.channels_for(found.result),
        "counted": found.result,
        "whole": Came(found.result["answered"], found.result["eligible"]),
        "as_at": found.computed_at,
    }
    return render_template("polls/resident_result.html", **_frame(poll, homes[0], at), **facts)


def _poll_and_homes(public_id: str) -> tuple[PollRow, list[HomeRow]]:
    """The poll and this contact's homes that it asks; Forbidden with the reason when there is none."""
    poll = queries.get_public_poll(public_id)
    return poll, _asked(poll, roster.homes_of(g.contact_id))


def _asked(poll: PollRow, homes: list[HomeRow]) -> list[HomeRow]:
    asked = [home for home in homes if queries.is_asked(poll, home)]
    if asked:
        return asked
    if any(home.compound_id == poll.compound_id for home in homes) and poll.audience == "owners":
        raise Forbidden("owners-only", title=poll.title)
    raise Forbidden("not-in-scope", title=poll.title)


def _chosen(homes: list[HomeRow], binding: str) -> HomeRow:
    """The home the reader chose; the only one when there is no choice."""
    if not binding and len(homes) == 1:
        return homes[0]
    for home in homes:
        if str(home.binding_id) == binding:
            return home
    raise Missing("home-not-found")


def _begun(poll: PollRow, home: HomeRow) -> dict[str, Any]:
    """What was begun here or in the chat, else what this person answered before."""
    kept = queries.find_draft(poll.id, g.contact_id, home)
    if kept is not None:
        return kept.answers
    own = queries.find_own_answer(poll, home)
    return dict(own.answers) if own else {}


def _form(
    poll: PollRow, home: HomeRow, answers: dict[str, Any], *, faults: dict[str, Any], at: datetime
) -> str:
    facts = {"answers": answers, "faults": faults, "standing": queries.find_standing_for(poll, home)}
    return render_template("polls/resident_questions.html", **_frame(poll, home, at), **facts)


def _frame(poll: PollRow, home: HomeRow, at: datetime) -> dict[str, Any]:
    """What every page about one poll and one home shows."""
    return {
        "poll": poll,
        "home": home,
        "state": poll.state(at),
        "window": queries.window_of(poll, at),
        "at": at,
        "who_sees": wording.who_sees(poll.who_sees),
        "compound_name": home.compound_name,
        "acting_for": home.label,
        "current_tab": "polls",
    }


def _whose(poll: PollRow, home: HomeRow) -> Whose:
    return Whose(poll.id, g.contact_id, home.room_id, home.person_id)
