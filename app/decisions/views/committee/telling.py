"""The clerk's list of owners who do not know yet that a ballot was handed in for them."""

from flask import g, render_template, request
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.decisions import forms, queries
from app.decisions.queries import DecisionRow
from app.decisions.views.committee.blueprint import back_to, bp, decision_here, frame, status_for
from app.notifications import operations as notices
from surveys.errors import Invalid, Refusal

WAYS = ("phone", "door")  # a poster would tell the neighbours who had help


@bp.get("/<public_id>/untold")
def untold(public_id: str) -> str:
    """Whom no message reached."""
    return _untold(decision_here(public_id))


@bp.post("/<public_id>/untold")
def tell(public_id: str) -> Response | tuple[str, int]:
    """Somebody telephoned or knocked: says who was told, and how."""
    decision = decision_here(public_id)
    asked = forms.numbers_in(request.form.getlist("delivery"))
    try:
        with transaction():
            chosen = queries.deliveries_untold_in(decision, asked)
            if not chosen:
                raise Invalid("nobody-ticked", field="delivery")
            way = request.form.get("way", "")
            if way not in WAYS:
                raise Invalid("way-unknown", field="way")
            notices.note_told_by_clerk(chosen, way, g.actor, clock.now())
    except Refusal as fault:
        return _untold(decision, fault), status_for(fault)
    return back_to("untold", decision, "owners-told")


def _untold(decision: DecisionRow, fault: Refusal | None = None) -> str:
    facts = {
        "rows": queries.untold_in(decision),
        "ways": WAYS,
        "fault": fault,
        "typed": request.form,
        "ticked": set(request.form.getlist("delivery")),
    }
    return render_template("decisions/committee_untold.html", **frame(decision, clock.now()), **facts)
