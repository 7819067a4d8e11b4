"""What all committee pages about decisions share: the blueprint, the decision a page is about, its frame."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, url_for
from werkzeug.wrappers import Response

from app.decisions import queries
from app.decisions.queries import DecisionRow
from app.roster import queries as roster

bp = Blueprint("decisions_committee", __name__, url_prefix="/decisions")


def decision_here(public_id: str) -> DecisionRow:
    """The decision a page is about; Missing when the actor holds no role over its compound."""
    return queries.get_decision_for_staff(g.actor, public_id)


def frame(decision: DecisionRow, at: datetime) -> dict[str, Any]:
    """What every page about one decision shows."""
    compound = roster.get_compound(decision.compound_id)
    return {
        "decision": decision,
        "stage": decision.stage(at),
        "at": at,
        "compound": compound,
        "place_name": compound.name,
        "pack": queries.pack_for(decision),
    }


def back_to(page: str, decision: DecisionRow, done: str) -> Response:
    """Go back to a page of this decision, which then says what was done (by its code)."""
    flash(done, "decisions")
    return redirect(url_for(f".{page}", public_id=decision.public_id), 303)
