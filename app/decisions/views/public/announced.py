"""A decision as everybody may see it: what was announced, how many took part, what came of it."""

from typing import Any

from flask import render_template, request

from app.core import clock
from app.decisions import queries
from app.decisions.queries import DecisionRow
from app.decisions.queries.page import public_facts_for
from app.decisions.views.public.blueprint import bp

LONGEST_RECEIPT = 40


@bp.get("/d/<public_id>")
def show(public_id: str) -> str:
    """The public page; a receipt in the address only fills in the field."""
    decision = queries.get_public_decision(public_id)
    return page(decision, typed=request.args.get("receipt", "")[:LONGEST_RECEIPT])


def page(decision: DecisionRow, **facts: Any) -> str:
    """The page, with what a form on it came to."""
    shown = public_facts_for(decision, decision.by_its_clock(clock.now()))
    return render_template("decisions/public_decision.html", **shown, **facts)
