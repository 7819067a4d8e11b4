"""Opening the box after the close: one person lists what lies in it, the invigilator counts again."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import files
from app.core.db import transaction
from app.decisions import forms, operations, queries
from app.decisions.queries import DecisionRow, StepRow
from app.decisions.views.committee.blueprint import frame, now_for, sealed_picture, status_for
from app.decisions.views.committee.entering import bp
from app.roster import queries as roster
from surveys.errors import Refusal

Answer = Response | tuple[str, int]


@bp.get("/<public_id>/box")
def box(public_id: str) -> str:
    """What was found in the box, what waits for the second person, and the form."""
    return _box(queries.get_decision_for_reader(g.actor, public_id))


@bp.post("/<public_id>/box")
def list_box(public_id: str) -> Answer:
    """Keep the list of the first person with the photograph of the seal; the second confirms it."""
    decision = queries.get_decision_for_reader(g.actor, public_id)
    try:
        sealed = sealed_picture(request.files.get("seal"))
        with transaction():
            at = operations.now_once_held(decision.id)
            seal = operations.keep_picture(g.actor, decision.id, sealed, at)
            operations.open_box(g.actor, decision.id, forms.found_in(request.form, seal), at)
    except Refusal as fault:
        return _box(decision, fault), status_for(fault)
    return _back(public_id, "box-listed")


@bp.post("/<public_id>/box/decide")
def decide_box(public_id: str) -> Answer:
    """The second person counted the same and confirms, or sends the list back; the first takes it back."""
    decision = queries.get_decision_for_reader(g.actor, public_id)
    step = _waiting(decision)
    if step is None or request.form.get("step") != str(step.id):  # another list than the one that was seen
        fault = Refusal("step-decided")
        return _box(decision, fault), status_for(fault)
    is_confirming = request.form.get("act") == "confirm"
    try:
        with transaction():
            at = operations.now_once_held(decision.id)
            if is_confirming:
                operations.confirm_step(g.actor, step.id, at)
            else:
                operations.refuse_step(g.actor, step.id, request.form.get("answer", ""), at)
    except Refusal as refused:
        return _box(decision, refused), status_for(refused)
    return _back(public_id, "box-opened" if is_confirming else "refused")


@bp.post("/<public_id>/box/seal")
def seal(public_id: str) -> Response:
    """The seal of the list that waits, or else of the one that holds; whoever looks is noted."""
    decision = queries.get_decision_for_reader(g.actor, public_id)
    step, found, at = _waiting(decision), queries.find_box(decision.id), now_for(decision)
    name = step.facts.get("seal") if step else found.seal if found else None
    if not name:
        raise Refusal("picture-not-found")
    body = files.open_sealed_picture(name, queries.get_picture_key(decision, name, at))
    with transaction():
        operations.note_picture_seen(g.actor, decision.id, name, at)
    return Response(body, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


def _waiting(decision: DecisionRow) -> StepRow | None:
    return next((one for one in queries.steps_waiting_in([decision.id]) if one.kind == "box"), None)


def _back(public_id: str, done: str) -> Response:
    flash(done, "decisions")
    return redirect(url_for(".box", public_id=public_id), 303)


def _box(decision: DecisionRow, fault: Refusal | None = None) -> str:
    at, step, found = now_for(decision), _waiting(decision), queries.find_box(decision.id)
    keys = {step.proposed_by} if step else set()
    keys |= {found.proposed_by, found.decided_by} if found else set()
    facts = {
        "step": step,
        "box": found,
        "unread": set(queries.unread_in_box(decision.id)),
        "outstanding": queries.batch_of(decision.id).outstanding,
        "is_watched": queries.has_invigilator(decision.id),
        "me": str(g.actor),
        "staff": roster.names_of_staff_in(keys),
        "fault": fault,
        "typed": request.form,
    }
    return render_template("decisions/ballots_box.html", **frame(decision, at), **facts)
