"""Somebody read unusually much paper: others see it, and street or invigilator say what they found."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.decisions import operations, queries
from app.decisions.queries import DecisionRow
from app.decisions.views.committee.blueprint import frame, status_for
from app.decisions.views.committee.entering import bp
from app.roster import queries as roster
from surveys.errors import Forbidden, Refusal
from surveys.tally.desk import quota_at


@bp.get("/<public_id>/alerts")
def alerts(public_id: str) -> str:
    """Every alert of a decision with what was found."""
    return _alerts(queries.get_decision_for_reader(g.actor, public_id))


@bp.post("/<public_id>/alerts/<int:alert_id>")
def look(public_id: str, alert_id: int) -> Response | tuple[str, int]:
    """Keep what was found."""
    decision = queries.get_decision_for_reader(g.actor, public_id)
    if not queries.may_look_into(g.actor, decision):
        raise Forbidden("not-your-area")
    try:
        with transaction():
            finding = request.form.get("finding", "")
            operations.look_into(g.actor, decision.id, alert_id, finding=finding, at=clock.now())
    except Refusal as fault:
        return _alerts(decision, fault, alert_id), status_for(fault)
    flash("looked-into", "decisions")
    return redirect(url_for(".alerts", public_id=public_id), 303)


def _alerts(decision: DecisionRow, fault: Refusal | None = None, at_form: int = 0) -> str:
    at, rows = clock.now(), queries.alerts_of(decision.id)
    keys = {key for row in rows for key in (row.entered_by, row.looked_by) if key}
    facts = {
        "rows": rows,
        "staff": roster.names_of_staff_in(keys),
        "quota": quota_at(clock.local(at).date()),
        "me": str(g.actor),
        "may_look": queries.may_look_into(g.actor, decision),
        "at_form": at_form if at_form in {row.id for row in rows if row.looked_at is None} else 0,
        "fault": fault,
        "typed": request.form,
    }
    return render_template("decisions/ballots_alerts.html", **frame(decision, at), **facts)
