"""The clerk writes down what people answered on paper, at the door or by telephone."""

import re
import secrets
from typing import Any

from flask import g, render_template, request
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.polls import forms, operations, queries
from app.polls.queries import Cell, PollRow
from app.polls.views.committee.blueprint import back_to, bp, frame, poll_here
from surveys.errors import Forbidden, Invalid, Refusal
from surveys.figures import half_width


@bp.get("/<public_id>/desk")
def desk(public_id: str) -> str:
    """Find the home by what stands on its door: `3-2-501`, or the number alone."""
    poll, at = poll_here(public_id), clock.now()
    typed = request.args.get("room", "")
    cells = queries.cells_for(poll)
    facts = {"typed": typed, "found": _matching(cells, typed), "labels": [cell.room.label for cell in cells]}
    return render_template("polls/committee_desk.html", **frame(poll, at), **facts)


@bp.get("/<public_id>/desk/<int:room_id>")
def entry(public_id: str, room_id: int) -> str:
    """The form for one home."""
    return _entry(poll_here(public_id), room_id, {})


@bp.post("/<public_id>/desk/<int:room_id>")
def write_down(public_id: str, room_id: int) -> Response | tuple[str, int]:
    """Keep it and go on to the next home; a form with a fault comes back as it was."""
    poll = poll_here(public_id)
    filled = forms.filled_in(request.form, poll.questionnaire)
    if not filled.is_complete:
        return _entry(poll, room_id, filled.answers, faults=filled.faults), 422
    try:
        with transaction():
            held = operations.hold_poll(poll.id)
            at = clock.now()
            slip = forms.slip_in(request.form, poll, room_id, at)
            operations.record_paper_answer(held, slip, g.actor, at)
    except Refusal as fault:
        return _entry(poll, room_id, filled.answers, fault=fault), 422 if isinstance(fault, Invalid) else 409
    return back_to("desk", poll, "written-down")


def _entry(
    poll: PollRow, room_id: int, answers: dict[str, Any], *, fault: Refusal | None = None, faults: Any = None
) -> str:
    at = clock.now()
    room = next((room for room in queries.rooms_in_poll(poll) if room.id == room_id), None)
    if room is None:
        raise Forbidden("not-in-scope", title=poll.title)
    is_by_person = poll.per == "resident"
    facts = {
        "room": room,
        "answers": answers,
        "fault": fault,
        "faults": faults or {},
        "standing": None if is_by_person else queries.find_standing(poll.id, f"room:{room_id}"),
        "people": queries.people_in_room(poll, room_id) if is_by_person else [],
        "key": request.form.get("idempotency_key") or secrets.token_urlsafe(16),
        "now": forms.moment_out(at),
        "typed": request.form,
    }
    return render_template("polls/committee_entry.html", **frame(poll, at), **facts)


def _matching(cells: list[Cell], typed: str) -> list[Cell]:
    """Homes whose figures are the typed ones, or end in the typed number."""
    wanted = re.findall(r"\d+", half_width(typed))
    if not wanted:
        return []
    return [cell for cell in cells if re.findall(r"\d+", cell.room.label)[-len(wanted) :] == wanted]
