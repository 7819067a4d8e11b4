"""Contradicting ballots: shown without choices until the close, then settled by somebody who read neither."""

from flask import g, render_template, request
from werkzeug.wrappers import Response

from app.core import files
from app.core.db import transaction
from app.decisions import forms, operations, queries
from app.decisions.queries import DecisionRow
from app.decisions.views.committee.blueprint import (
    back_to,
    bp,
    decision_here,
    frame,
    now_for,
    status_for,
)
from app.roster import queries as roster
from surveys.errors import Refusal


@bp.get("/<public_id>/conflicts")
def conflicts(public_id: str) -> str:
    """Both sides of every case."""
    return _conflicts(decision_here(public_id))


@bp.post("/<public_id>/conflicts")
def settle(public_id: str) -> Response | tuple[str, int]:
    """Say which side counts, or that neither does, and why."""
    decision = decision_here(public_id)
    try:
        with transaction():
            settlement = forms.settlement_in(request.form)
            operations.settle_conflict(g.actor, decision.id, settlement, now_for(decision))
    except Refusal as fault:
        return _conflicts(decision, fault), status_for(fault)
    return back_to("conflicts", decision, "settled")


@bp.post("/<public_id>/pictures/<name>")
def picture(public_id: str, name: str) -> Response:
    """A photograph of papers: whoever looks is noted, no browser keeps it."""
    decision = decision_here(public_id)
    at = now_for(decision)
    body = files.open_sealed_picture(name, queries.get_picture_key(decision, name, at))
    with transaction():
        operations.note_picture_seen(g.actor, decision.id, name, at)
    return Response(body, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


def _conflicts(decision: DecisionRow, fault: Refusal | None = None) -> str:
    at = now_for(decision)
    cases = queries.conflicts_in(decision, str(g.actor), at)
    staff = roster.names_of_staff_in({case.settled_by for case in cases if case.settled_by})
    facts = {"cases": cases, "staff": staff, "fault": fault, "typed": request.form}
    return render_template("decisions/committee_conflicts.html", **frame(decision, at), **facts)
