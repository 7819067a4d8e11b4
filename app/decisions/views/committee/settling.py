"""Contradicting ballots: shown after the close, looked at one by one, settled by two who read neither."""

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
def settle(public_id: str) -> Response | str | tuple[str, int]:
    """Look at the sides of a case, or say which counts, or that neither does, and why: a second confirms."""
    decision, settlement = decision_here(public_id), forms.settlement_in(request.form)
    try:
        with transaction():
            if request.form.get("act") == "look":
                operations.look_at_conflict(
                    g.actor, decision.id, settlement.head_id, operations.now_once_held(decision.id)
                )
            else:
                operations.settle_conflict(
                    g.actor, decision.id, settlement, operations.now_once_held(decision.id)
                )
    except Refusal as fault:
        return _conflicts(decision, fault, _open_again(decision, settlement.head_id)), status_for(fault)
    if request.form.get("act") == "look":
        return _conflicts(decision, opened=settlement.head_id)
    return back_to("conflicts", decision, "proposed")


@bp.post("/<public_id>/pictures/<name>")
def picture(public_id: str, name: str) -> Response:
    """A photograph of papers: whoever looks is noted, no browser keeps it."""
    decision = decision_here(public_id)
    at = now_for(decision)
    body = files.open_sealed_picture(name, queries.get_picture_key(decision, name, at))
    with transaction():
        operations.note_picture_seen(g.actor, decision.id, name, at)
    return Response(body, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


def _open_again(decision: DecisionRow, head_id: int) -> int | None:
    """The case of a form that came back, once more before its reader's eyes; noted as any look is."""
    try:
        with transaction():
            operations.look_at_conflict(g.actor, decision.id, head_id, operations.now_once_held(decision.id))
    except Refusal:
        return None
    return head_id


def _conflicts(decision: DecisionRow, fault: Refusal | None = None, opened: int | None = None) -> str:
    at = now_for(decision)
    cases = queries.conflicts_in(decision, str(g.actor), at, opened=opened)
    waiting = [one for one in queries.steps_waiting_in([decision.id]) if one.kind == "settle"]
    staff = roster.names_of_staff_in({case.settled_by for case in cases if case.settled_by})
    facts = {"cases": cases, "waiting": waiting, "staff": staff, "fault": fault, "typed": request.form}
    return render_template("decisions/committee_conflicts.html", **frame(decision, at), **facts)
