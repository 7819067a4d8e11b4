"""Publishing the roster to the residents it is about: the window, the queue of corrections, the answers."""

from datetime import datetime, timedelta
from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.roster import forms, operations, queries
from app.roster.queries import CompoundRow, CorrectionRow
from app.roster.views.committee.entrance import bp, compound_of, said
from surveys.errors import Forbidden, Missing, Refusal

LATE = timedelta(days=3)


@bp.get("/<public_id>/publication")
def publication(public_id: str) -> str:
    """Whether the roster is published, and what residents want corrected."""
    return _page(compound_of(public_id), done=request.args.get("done", ""))


@bp.post("/<public_id>/publication")
def open_publication(public_id: str) -> Response | tuple[str, int]:
    """Ask the residents to check their entries from one day to another."""
    found = compound_of(public_id)
    try:
        window = forms.window_in(request.form)
        with transaction():
            operations.open_publication(found.id, window, g.actor, clock.now())
    except (Missing, Forbidden):
        raise
    except Refusal as fault:
        sentence, status = said(fault)
        return _page(found, problem=sentence), status
    return _back(public_id, "opened")


@bp.post("/<public_id>/publication/<int:row_id>/close")
def close_publication(public_id: str, row_id: int) -> Response:
    """End a window early."""
    found = compound_of(public_id)
    with transaction():
        operations.close_publication(found.id, row_id, g.actor, clock.now())
    return _back(public_id, "closed")


@bp.post("/<public_id>/corrections/<int:row_id>")
def answer_correction(public_id: str, row_id: int) -> Response | tuple[str, int]:
    """Accept with what was changed, or refuse with the reason."""
    found = compound_of(public_id)
    text = request.form.get(f"answer-{row_id}", "")
    told = operations.Answer(row_id, request.form.get("act") == "accept", text)
    try:
        with transaction():
            operations.answer_correction(found.id, told, g.actor, clock.now())
    except (Missing, Forbidden):
        raise
    except Refusal as fault:
        sentence, status = said(fault)
        return _page(found, problem=sentence, at_fault=row_id), status
    return _back(public_id, "answered")


def _back(public_id: str, done: str) -> Response:
    return redirect(url_for(".publication", public_id=public_id, done=done), 303)


def _page(found: CompoundRow, **facts: Any) -> str:
    at = clock.now()
    return render_template(
        "roster/committee_publication.html",
        compound=found,
        place_name=found.name,
        windows=[(one, _last_day(one.closes_at), one.is_open(at), at < one.closes_at) for one in
                 queries.publications_in(found.id)],
        waiting=[_shown(one, at) for one in queries.corrections_in(found.id, is_waiting=True)],
        answered=queries.corrections_in(found.id, is_waiting=False),
        typed=request.form,
        **facts,
    )  # fmt: skip


def _last_day(closes_at: datetime) -> datetime:
    """The last moment of a window, by which people name its last day."""
    return closes_at - timedelta(seconds=1)


def _shown(one: CorrectionRow, at: datetime) -> dict[str, Any]:
    waited = at - one.asked_at
    return {"row": one, "days": waited.days, "hours": waited.seconds // 3600, "is_late": waited >= LATE}
