"""The committee enters the legal result of a supporting decision; a second person confirms it."""

from flask import g, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.core.db import transaction
from app.decisions import operations, queries
from app.decisions.forms.legal import legal_in, legal_proposal
from app.decisions.queries import DecisionRow
from app.decisions.views.committee.blueprint import (
    back_to,
    bp,
    decision_here,
    frame,
    now_for,
)
from surveys.errors import Invalid, Refusal


@bp.get("/<public_id>/legal")
def ask_legal(public_id: str) -> str:
    """The form: from which document, and its figures."""
    decision = decision_here(public_id)
    return _form(decision, request.args, {})


@bp.post("/<public_id>/legal")
def enter_legal(public_id: str) -> Response | tuple[str, int]:
    """Propose it with the next step: the first result, the final one, or one of its own."""
    decision = decision_here(public_id)
    at = now_for(decision)
    facts, faults, _ = legal_in(request.form, decision, queries.pack_for(decision))
    if facts is None:
        return _form(decision, request.form, dict(faults)), 422
    proposal = legal_proposal(facts, decision.stage(at))
    try:
        with transaction():
            operations.propose_step(g.actor, decision.id, proposal, at)
    except Refusal as fault:
        field = str(fault.facts.get("field", "document"))
        return _form(decision, request.form, {field: fault}), 422 if isinstance(fault, Invalid) else 409
    return back_to("show", decision, "proposed")


def _form(decision: DecisionRow, typed: MultiDict[str, str], faults: dict[str, Refusal]) -> str:
    facts = {"typed": typed, "faults": faults, "came": queries.turnout_for(decision)}
    return render_template("decisions/committee_legal.html", **frame(decision, now_for(decision)), **facts)
