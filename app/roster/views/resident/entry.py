"""Residents look at their own entry of the roster, and ask for what is wrong to be corrected."""

from datetime import timedelta
from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.roster import forms, operations, queries
from app.roster.views.resident.entrance import bp
from surveys.errors import Forbidden, Invalid, Missing, Refusal

A_MOMENT = timedelta(seconds=1)


@bp.get("/homes/<int:binding_id>/entry")
def entry(binding_id: int) -> str:
    """What the roster says of one of their own homes, and what they asked to have corrected."""
    return _entry_page(binding_id, done=request.args.get("done", ""))


@bp.post("/homes/<int:binding_id>/entry")
def ask_correction(binding_id: int) -> Response | tuple[str, int]:
    """Say what is wrong with it; the committee answers."""
    try:
        with transaction():
            told = forms.complaint_in(binding_id, request.form)
            operations.ask_correction(g.contact_id, told, clock.now())
    except (Missing, Forbidden):
        raise
    except Refusal as fault:
        return _entry_page(binding_id, fault=fault), 422 if isinstance(fault, Invalid) else 409
    return redirect(url_for(".entry", binding_id=binding_id, done="asked"), 303)


def _entry_page(binding_id: int, **facts: Any) -> str:
    home = queries.home_of(g.contact_id, binding_id)
    at = clock.now()
    window = queries.find_publication(home.compound_id, at)
    return render_template(
        "roster/resident_entry.html",
        home=home,
        entry=queries.entry_of(home.room_id, at),
        window=window,
        last_day=window.closes_at - A_MOMENT if window else None,
        is_open=window is not None and window.is_open(at),
        is_coming=window is not None and window.opens_at > at,
        asked=queries.corrections_of(g.contact_id, home.room_id),
        topics=operations.TOPICS,
        typed=request.form,
        current_tab="me",
        **facts,
    )
