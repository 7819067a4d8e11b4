"""Entering lists of signed opinions: one person reads a list, another reads it again without seeing that."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.db import transaction
from app.decisions import forms, operations, queries
from app.decisions.queries import DecisionRow, RepresentativeRow, Sheet
from app.decisions.views.committee.blueprint import (
    frame,
    now_for,
    sealed_picture,
    stairs_of,
    status_for,
)
from app.decisions.views.committee.entering import bp
from app.decisions.views.committee.representing import area_name
from surveys.errors import Refusal

Answer = Response | tuple[str, int]


@bp.get("/<public_id>/lists")
def lists(public_id: str) -> str:
    """Who hands in lists, and which lists wait for another reader."""
    decision = queries.get_decision_for_reader(g.actor, public_id)
    stairs, rows = stairs_of(decision), queries.representatives_of(decision.id)
    facts = {
        "senders": rows,
        "areas": {row.id: area_name(row.area, stairs) for row in rows},
        "sheets": queries.sheets_in([decision.id]),
        "names": {row.id: row.name for row in rows},
        "me": str(g.actor),
    }
    return render_template("decisions/ballots_lists.html", **frame(decision, now_for(decision)), **facts)


@bp.get("/<public_id>/lists/from/<int:representative_id>")
def receive(public_id: str, representative_id: int) -> str:
    """The form for a list that just came."""
    decision = queries.get_decision_for_reader(g.actor, public_id)
    return _form(decision, queries.get_representative(decision.id, representative_id))


@bp.post("/<public_id>/lists/from/<int:representative_id>")
def keep_list(public_id: str, representative_id: int) -> Answer:
    """Keep the list and what was read from it."""
    decision = queries.get_decision_for_reader(g.actor, public_id)
    sent = queries.get_representative(decision.id, representative_id)
    try:
        sealed = sealed_picture(request.files.get("photo"))
        with transaction():
            at = now_for(decision)
            photo = operations.keep_picture(g.actor, decision.id, sealed, at, is_ballot=True)
            handed = forms.handed_in(request.form, sent.id, photo)
            operations.receive_bundle(g.actor, decision.id, handed, at)
    except Refusal as fault:
        return _form(decision, sent, fault=fault), status_for(fault)
    return _back(public_id, "bundle-received")


@bp.get("/<public_id>/lists/<int:bundle_id>")
def reread(public_id: str, bundle_id: int) -> str:
    """The form for another pair of eyes: empty, whatever was read before."""
    decision = queries.get_decision_for_reader(g.actor, public_id)
    sheet = queries.get_sheet(decision.id, bundle_id)
    return _form(decision, queries.get_representative(decision.id, sheet.representative_id), sheet)


@bp.post("/<public_id>/lists/<int:bundle_id>")
def keep_reading(public_id: str, bundle_id: int) -> Answer:
    """Keep another reading; what two people read alike counts."""
    decision = queries.get_decision_for_reader(g.actor, public_id)
    sheet = queries.get_sheet(decision.id, bundle_id)
    try:
        with transaction():
            rows, at = forms.rows_in(request.form), now_for(decision)
            done = operations.read_bundle(g.actor, decision.id, bundle_id, rows=rows, at=at)
    except Refusal as fault:
        sent = queries.get_representative(decision.id, sheet.representative_id)
        return _form(decision, sent, sheet, fault=fault), status_for(fault)
    return _back(public_id, "bundle-differs" if done.differing else "bundle-read")


def _back(public_id: str, done: str) -> Response:
    flash(done, "decisions")
    return redirect(url_for(".lists", public_id=public_id), 303)


def _form(
    decision: DecisionRow,
    sent: RepresentativeRow,
    sheet: Sheet | None = None,
    *,
    fault: Refusal | None = None,
) -> str:
    at = now_for(decision)
    heads = queries.heads_in_area(decision.id, sent.area)
    is_third = sheet is not None and len(sheet.looks) > 1
    if sheet is not None and is_third:
        heads = [head for head in heads if head in sheet.waiting]
    rooms = queries.rooms_of_heads(heads)
    facts: dict[str, Any] = {
        "sent": sent,
        "area": area_name(sent.area, stairs_of(decision)),
        "sheet": sheet,
        "is_third": is_third,
        "is_reader": sheet is not None and str(g.actor) in sheet.readers,
        "heads": [(head, rooms[head]) for head in heads],
        "choices": (*decision.choices, "void"),
        "typed": request.form,
        "chosen": forms.rows_typed(request.form),
        "fault": fault,
    }
    return render_template("decisions/ballots_reading.html", **frame(decision, at), **facts)
