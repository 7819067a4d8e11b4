"""Entering returned ballots, one after another: staff, the street, and whoever was appointed to watch."""

from collections import Counter

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.decisions import forms, operations, queries
from app.decisions.operations import Reading
from app.decisions.queries import DecisionRow
from app.decisions.views.committee.blueprint import frame, now_for, sealed_picture, status_for
from surveys.errors import Invalid, Refusal

bp = Blueprint("decisions_ballots", __name__, url_prefix="")


@bp.get("/")
def index() -> str:
    """Decisions whose returned ballots somebody may read now."""
    found = queries.decisions_for_reader(g.actor)
    ids = [row.id for row in found]
    half = Counter(one.decision_id for one in queries.waiting_papers_in(ids))
    half.update(one.decision_id for one in queries.waiting_sheets_in(ids))
    return render_template(
        "decisions/ballots_list.html",
        decisions=found,
        half=half,
        at=clock.now(),
        alerted={one.decision_id for one in queries.alerts_open_in(ids)},
    )


@bp.get("/<public_id>")
def enter(public_id: str) -> str:
    """The form for one ballot; the code on the ballot leads here with its serial."""
    decision = queries.get_decision_for_reader(g.actor, public_id)
    return _form(decision, forms.serial_in(request.args.get("serial", "")))


@bp.post("/<public_id>")
def keep(public_id: str) -> Response | tuple[str, int]:
    """Keep what was read, and be ready for the next ballot at once."""
    decision = queries.get_decision_for_reader(g.actor, public_id)
    serial, choice = forms.serial_in(request.form.get("serial", "")), request.form.get("choice", "")
    try:
        sealed = sealed_picture(request.files.get("photo"))
        with transaction():
            at = operations.now_once_held(decision.id)
            photo = operations.keep_picture(g.actor, decision.id, sealed, at, is_ballot=True)
            done = operations.enter_ballot(g.actor, decision.id, Reading(serial, choice, photo), at)
    except Refusal as fault:
        return _form(decision, serial, fault), status_for(fault)
    flash(f"entered-{done}", "decisions")
    return redirect(url_for(".enter", public_id=public_id), 303)


def _form(decision: DecisionRow, serial: str, fault: Refusal | None = None) -> str:
    at, sight = now_for(decision), None
    is_next = not serial and fault is None and decision.stage(at) == "closed"
    serial = queries.next_in_box(decision.id, str(g.actor)) if is_next else serial
    if serial and fault is None:
        try:
            sight = queries.find_paper(decision.id, serial)
            fault = None if sight else Invalid("paper-serial-unknown")
        except Invalid as malformed:
            fault = malformed
    half = queries.waiting_papers_in([decision.id])
    facts = {
        "serial": serial,
        "is_next": is_next and bool(serial),
        "is_unopened": decision.stage(at) == "closed" and queries.find_box(decision.id) is None,
        "sight": sight,
        "choices": (*decision.choices, "void"),
        "chosen": request.form.get("choice", ""),
        "half": half,
        "mine": sum(1 for one in half if str(g.actor) not in one.readers),
        "me": str(g.actor),
        "lists": len(queries.waiting_sheets_in([decision.id])),
        "batch": queries.batch_of(decision.id),
        "alerts": len(queries.alerts_open_in([decision.id])),
        "fault": fault,
    }
    return render_template("decisions/ballots_enter.html", **frame(decision, at), **facts)
