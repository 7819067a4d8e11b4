"""Returned ballots that should not count: proposed here, confirmed by another on the page of the decision."""

from flask import g, render_template, request
from werkzeug.wrappers import Response

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


@bp.get("/<public_id>/rejections")
def rejections(public_id: str) -> str:
    """What was rejected and why, what waits, and the form."""
    return _rejections(decision_here(public_id))


@bp.post("/<public_id>/rejections")
def reject(public_id: str) -> Response | tuple[str, int]:
    """Propose that a returned ballot does not count."""
    decision = decision_here(public_id)
    try:
        rejection = forms.rejection_in(request.form)
        with transaction():
            at = operations.now_once_held(decision.id)
            operations.reject_ballot(g.actor, decision.id, rejection, at)
    except Refusal as fault:
        return _rejections(decision, fault), status_for(fault)
    return back_to("rejections", decision, "rejection-asked")


def _rejections(decision: DecisionRow, fault: Refusal | None = None) -> str:
    rows = queries.rejections_of(decision.id)
    waiting = [one for one in queries.steps_waiting_in([decision.id]) if one.kind == "reject"]
    keys = {key for row in rows for key in (row.proposed_by, row.decided_by)}
    at = now_for(decision)
    facts = {
        "rows": rows,
        "waiting": waiting,
        "rooms": queries.rooms_of_heads([row.head_id for row in rows]),
        "staff": roster.names_of_staff_in(keys | {one.proposed_by for one in waiting}),
        "returned": queries.batch_of(decision.id).returned if decision.is_public else 0,
        "fault": fault,
        "typed": request.form,
    }
    return render_template("decisions/committee_rejections.html", **frame(decision, at), **facts)
