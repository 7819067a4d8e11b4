"""Objections at the committee's desk: with their clocks, answered move by move, on one printable record."""

from flask import g, render_template, request, url_for
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
    sealed_picture,
    status_for,
)
from app.roster import queries as roster
from surveys.errors import Refusal

Answer = Response | tuple[str, int]


@bp.get("/<public_id>/objections")
def objections(public_id: str) -> str:
    """Every objection by its clock, and the form for one that was given on paper."""
    return _objections(decision_here(public_id))


@bp.post("/<public_id>/objections")
def record_objection(public_id: str) -> Answer:
    """Record an objection somebody handed in on paper."""
    decision = decision_here(public_id)
    try:
        sealed = sealed_picture(request.files.get("evidence"))
        with transaction():
            at = now_for(decision)
            evidence = operations.keep_picture(g.actor, decision.id, sealed, at)
            complaint = forms.complaint_in(request.form, evidence)
            made = operations.raise_objection(g.actor, decision.id, complaint, at)
    except Refusal as fault:
        return _objections(decision, fault), status_for(fault)
    return back_to("objection", decision, "objection-recorded", objection_id=made)


@bp.get("/<public_id>/objections/<objection_id>")
def objection(public_id: str, objection_id: str) -> str:
    """What was said, what was done, what to do next."""
    return _objection(decision_here(public_id), objection_id)


@bp.post("/<public_id>/objections/<objection_id>")
def answer(public_id: str, objection_id: str) -> Answer:
    """Answer, mediate, hear, settle, uphold or reject."""
    decision = decision_here(public_id)
    queries.get_objection(decision.id, objection_id)
    try:
        sealed = sealed_picture(request.files.get("evidence"))
        with transaction():
            at = now_for(decision)
            evidence = operations.keep_picture(g.actor, decision.id, sealed, at)
            reply = forms.reply_in(request.form, evidence)
            operations.answer_objection(g.actor, decision.id, objection_id, reply=reply, at=at)
    except Refusal as fault:
        return _objection(decision, objection_id, fault), status_for(fault)
    return back_to("objection", decision, "objection-moved", objection_id=objection_id)


@bp.get("/<public_id>/objections/<objection_id>/print")
def objection_sheet(public_id: str, objection_id: str) -> str:
    """The record of one objection, to print and sign."""
    decision = decision_here(public_id)
    facts = _about(decision, objection_id)
    back_url = url_for(".objection", public_id=public_id, objection_id=objection_id)
    return render_template(
        "decisions/print_objection.html", **frame(decision, now_for(decision)), **facts, back_url=back_url
    )


def _objections(decision: DecisionRow, fault: Refusal | None = None) -> str:
    at = now_for(decision)
    kinds = queries.kinds_for(decision, at)
    rooms = roster.rooms_by_id(queries.rooms_in_decision(decision.id)) if kinds else {}
    facts = {
        "rows": queries.objections_of(decision.id),
        "kinds": kinds,
        "rooms": [(str(room.id), room.label) for room in rooms.values()],
        "fault": fault,
        "typed": request.form,
    }
    return render_template("decisions/committee_objections.html", **frame(decision, at), **facts)


def _objection(decision: DecisionRow, objection_id: str, fault: Refusal | None = None) -> str:
    facts = _about(decision, objection_id)
    return render_template(
        "decisions/committee_objection.html",
        **frame(decision, now_for(decision)), **facts, fault=fault, typed=request.form,
    )  # fmt: skip


def _about(decision: DecisionRow, objection_id: str) -> dict[str, object]:
    row = queries.get_objection(decision.id, objection_id)
    keys = {row.recorded_by, *(event.made_by for event in row.events)}
    return {"row": row, "staff": roster.names_of_staff_in(keys)}
