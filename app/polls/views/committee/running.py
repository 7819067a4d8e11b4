"""The committee runs a poll: opens it, watches turnout, prolongs, closes, voids, reads the result."""

from collections.abc import Mapping
from typing import Any

from flask import Response as FlaskResponse
from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.polls import documents, forms, operations, queries
from app.polls.queries import Came, Cell, PollRow
from app.polls.views.committee.blueprint import back_to, bp, frame, outlook_of, poll_here
from app.roster import queries as roster
from surveys.errors import Invalid


@bp.get("/<public_id>")
def show(public_id: str) -> str:
    """One poll: where it stands and what can be done next."""
    poll = poll_here(public_id)
    facts = outlook_of(poll) | {"has_questions": bool(poll.document["questions"])}
    return render_template("polls/committee_poll.html", **frame(poll, clock.now()), **facts)


@bp.post("/<public_id>/open")
def open_now(public_id: str) -> Response:
    """Open it from this moment on."""
    poll = poll_here(public_id)
    with transaction():
        operations.open_poll(g.actor, poll.id, clock.now())
    return back_to("show", poll, "opened")


@bp.post("/<public_id>/schedule")
def schedule(public_id: str) -> Response:
    """Announce it; it opens by itself."""
    poll = poll_here(public_id)
    with transaction():
        operations.schedule_poll(g.actor, poll.id, clock.now())
    return back_to("show", poll, "scheduled")


@bp.post("/<public_id>/discard")
def discard(public_id: str) -> Response:
    """Throw a draft away."""
    poll = poll_here(public_id)
    with transaction():
        operations.discard_draft(g.actor, poll.id, clock.now())
    return redirect(url_for(".index"), 303)


@bp.get("/<public_id>/end")
def end(public_id: str) -> str:
    """More time, an early close, or void: each with what it means."""
    poll = poll_here(public_id)
    return _end(poll, {"closes_at": forms.moment_out(poll.closes_at)})


def _end(poll: PollRow, typed: Mapping[str, str], fault: Invalid | None = None) -> str:
    return render_template("polls/committee_end.html", **frame(poll, clock.now()), typed=typed, fault=fault)


@bp.get("/<public_id>/close")
def confirm_close(public_id: str) -> Response | str:
    """What closing now means, before it is done; nothing to ask of a poll that is not open."""
    if not poll_here(public_id).is_open(clock.now()):
        return redirect(url_for(".end", public_id=public_id), 303)
    return _confirmation(public_id, "close")


@bp.get("/<public_id>/void")
def confirm_void(public_id: str) -> Response | str:
    """What declaring it void means, with the reason everybody will read."""
    poll_here(public_id)
    reason = " ".join(request.args.get("reason", "").split())
    if not reason:
        return redirect(url_for(".end", public_id=public_id), 303)
    return _confirmation(public_id, "void", reason)


def _confirmation(public_id: str, ending: str, reason: str = "") -> str:
    poll = poll_here(public_id)
    facts = {"ending": ending, "reason": reason, "whole": queries.turnout_for(poll)}
    return render_template("polls/committee_confirm.html", **frame(poll, clock.now()), **facts)


@bp.post("/<public_id>/close")
def close(public_id: str) -> Response:
    """Close it now."""
    poll = poll_here(public_id)
    with transaction():
        operations.close_poll(g.actor, poll.id, clock.now())
    return back_to("show", poll, "closed")


@bp.post("/<public_id>/extend")
def extend(public_id: str) -> Response | tuple[str, int]:
    """Give people more time; an unreadable day or a missing reason comes back as it was filled in."""
    poll = poll_here(public_id)
    try:
        extension = forms.extension_in(request.form)
        with transaction():
            operations.extend_poll(g.actor, poll.id, extension, clock.now())
    except Invalid as fault:
        return _end(poll, request.form, fault), 422
    return back_to("show", poll, "extended")


@bp.post("/<public_id>/void")
def void(public_id: str) -> Response:
    """Declare it void."""
    poll = poll_here(public_id)
    with transaction():
        operations.void_poll(g.actor, poll.id, request.form.get("reason", ""), clock.now())
    return back_to("show", poll, "voided")


@bp.get("/<public_id>/turnout")
def turnout(public_id: str) -> str:
    """Who has answered, home by home, and never what."""
    poll, at = poll_here(public_id), clock.now()
    came = queries.turnout_for(poll)
    cells = queries.cells_for(poll)
    names = {unit.id: unit.building_name + unit.name for unit in roster.units_in(poll.compound_id)}
    grids = [(unit, names[unit], *grid) for unit, grid in _grids(cells).items()]
    facts = {"whole": came, "turnout": came, "grids": grids, "as_at": at}
    return render_template("polls/committee_turnout.html", **frame(poll, at), **facts)


@bp.get("/<public_id>/results")
def results(public_id: str) -> str:
    """The published result, and the residents' own words without their names."""
    poll, at = poll_here(public_id), clock.now()
    found = queries.get_result(poll, at)
    facts = {
        "charts": queries.charts_for(found.result),
        "channels": queries.channels_for(found.result),
        "counted": found.result,
        "whole": Came(found.result["answered"], found.result["eligible"]),
        "texts": queries.texts_for_committee(poll, at),
        "as_at": found.computed_at,
    }
    return render_template("polls/committee_results.html", **frame(poll, at), **facts)


@bp.get("/<public_id>/results.xlsx")
def results_workbook(public_id: str) -> FlaskResponse:
    """The published result as a workbook."""
    poll, at = poll_here(public_id), clock.now()
    found = queries.get_result(poll, at)
    stamp = documents.Stamp(g.actor.name, at)
    return documents.as_download(documents.results_workbook(poll, found, stamp), "poll-results.xlsx")


@bp.get("/<public_id>/turnout.xlsx")
def turnout_workbook(public_id: str) -> FlaskResponse:
    """Who has answered, as a workbook for the rounds."""
    poll, at = poll_here(public_id), clock.now()
    cells = queries.cells_for(poll)
    stamp = documents.Stamp(g.actor.name, at)
    return documents.as_download(documents.turnout_workbook(poll, cells, stamp), "poll-turnout.xlsx")


@bp.get("/<public_id>/paper")
def paper(public_id: str) -> str:
    """A blank form on A4 for those who answer on paper."""
    poll = poll_here(public_id)
    points = {each.key: range(each.bounds[0], each.bounds[1] + 1) for each in poll.questionnaire.questions}
    facts = {"points": points, "back_url": url_for(".show", public_id=public_id)}
    return render_template("polls/committee_paper.html", **frame(poll, clock.now()), **facts)


def _grids(cells: list[Cell]) -> dict[int, tuple[list[str], list[dict[str, Any]]]]:
    """For each stairwell its columns and its floors, the top one first."""
    by_unit: dict[int, dict[int, list[Cell]]] = {}
    for cell in cells:
        by_unit.setdefault(cell.room.unit_id, {}).setdefault(cell.room.floor, []).append(cell)
    grids = {}
    for unit, floors in by_unit.items():
        width = max(len(row) for row in floors.values())
        rows = [
            {"floor": floor, "cells": [*row, *[None] * (width - len(row))]}
            for floor, row in sorted(floors.items(), reverse=True)
        ]
        grids[unit] = ([str(place) for place in range(1, width + 1)], rows)
    return grids
