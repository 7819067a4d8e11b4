"""Delivery at the committee's desk: who was reached how, sheets to sign, what hangs where."""

from typing import Any

from flask import g, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from app.core import files
from app.core.db import transaction
from app.core.documents import Stamp
from app.decisions import documents, forms, operations, queries
from app.decisions.documents import delivery as papers
from app.decisions.queries import DecisionRow
from app.decisions.views.committee.blueprint import (
    back_to,
    bp,
    decision_here,
    frame,
    name_of_stairs,
    now_for,
    sealed_picture,
    stairs_of,
    status_for,
    unit_here,
    workbook,
)
from surveys.errors import Missing, Refusal

Answer = Response | tuple[str, int]


@bp.get("/<public_id>/delivery")
def delivery(public_id: str) -> str:
    """Owners of one stairwell and every attempt; all stairwells beside it."""
    return _delivery(decision_here(public_id))


@bp.post("/<public_id>/delivery")
def try_delivery(public_id: str) -> Answer:
    """Record an attempt at one or more owners."""
    decision = decision_here(public_id)
    try:
        sealed = sealed_picture(request.files.get("proof"))
        with transaction():
            at = now_for(decision)
            proof = operations.keep_picture(g.actor, decision.id, sealed, at)
            operations.record_attempt(g.actor, decision.id, forms.tried_in(request.form, proof), at)
    except Refusal as fault:
        return _delivery(decision, fault), status_for(fault)
    return back_to("delivery", decision, "tried", unit=request.form.get("stair") or None)


@bp.get("/<public_id>/delivery.xlsx")
def delivery_workbook(public_id: str) -> Response:
    """Households by attempts, of the whole electorate."""
    decision = decision_here(public_id)
    at = now_for(decision)
    homes = queries.homes_for_delivery(decision)
    stairs = {unit: name_of_stairs(row) for unit, row in stairs_of(decision).items()}
    content = papers.delivery_workbook(_named(decision), homes, stairs, stamp=Stamp(g.actor.name, at))
    return workbook(content, f"delivery-{decision.public_id}.xlsx")


@bp.get("/<public_id>/delivery/certificates")
def certificates(public_id: str) -> str:
    """Certificates of delivery to print: one for each owner, or one list for each stairwell."""
    decision = decision_here(public_id)
    at = now_for(decision)
    unit = unit_here(decision, request.args.get("unit", ""))
    homes = queries.homes_for_delivery(decision, unit)
    wanted = forms.numbers_in([request.args.get("head", "")])
    is_list = request.args.get("per") == "stair"
    stairs: dict[str, list[Any]] = {}
    names = stairs_of(decision)
    for home in homes:
        if not wanted or home.head_id == wanted[0]:
            stairs.setdefault(name_of_stairs(names.get(home.unit_id)), []).append(home)
    facts = {"stairs": stairs, "is_list": is_list, "back_url": url_for(".delivery", public_id=public_id)}
    return render_template("decisions/print_certificates.html", **frame(decision, at), **facts)


@bp.get("/<public_id>/postings")
def postings(public_id: str) -> str:
    """What hangs where, from when to when."""
    return _postings(decision_here(public_id))


@bp.post("/<public_id>/postings")
def post_sheet(public_id: str) -> Answer:
    """Record a sheet that was put up, with its photograph."""
    decision = decision_here(public_id)
    try:
        photo = files.keep_sent(request.files.get("photo"), is_shared=not decision.is_drill)
        with transaction():
            operations.record_posting(
                g.actor, decision.id, forms.hung_in(request.form, photo), now_for(decision)
            )
    except Refusal as fault:
        return _postings(decision, fault), status_for(fault)
    return back_to("postings", decision, "posted")


@bp.post("/<public_id>/postings/<int:posting_id>/end")
def take_down(public_id: str, posting_id: int) -> Answer:
    """The sheet was taken down."""
    decision = decision_here(public_id)
    if posting_id not in {row.id for row in queries.postings_of(decision.id)}:
        raise Missing("posting-not-found")
    try:
        until = forms.day_in(request.form.get(f"until-{posting_id}", ""), "until_on")
        with transaction():
            operations.end_posting(g.actor, decision.id, posting_id, until_on=until, at=now_for(decision))
    except Refusal as fault:
        return _postings(decision, fault), status_for(fault)
    return back_to("postings", decision, "taken-down")


@bp.get("/<public_id>/postings/<int:posting_id>/photo")
def posting_photo(public_id: str, posting_id: int) -> Response:
    """What the sheet looked like where it hung."""
    decision = decision_here(public_id)
    photos = {row.id: row.photo for row in queries.postings_of(decision.id)}
    return send_file(files.path_of(photos.get(posting_id) or ""), "image/jpeg")


@bp.get("/<public_id>/postings/print")
def postings_sheet(public_id: str) -> str:
    """The record of what hung where, to print."""
    decision = decision_here(public_id)
    facts = {"rows": queries.postings_of(decision.id), "back_url": url_for(".postings", public_id=public_id)}
    return render_template("decisions/print_postings.html", **frame(decision, now_for(decision)), **facts)


def _delivery(decision: DecisionRow, fault: Refusal | None = None) -> str:
    names = stairs_of(decision)
    homes = queries.homes_for_delivery(decision)
    stairs = [names[unit] for unit in dict.fromkeys(home.unit_id for home in homes)]
    wanted = unit_here(decision, request.args.get("unit") or request.form.get("stair", ""))
    unit = wanted if wanted is not None else (stairs[0].id if stairs else None)
    here = [home for home in homes if home.unit_id == unit]
    facts: dict[str, Any] = {
        "stairs": [(one.public_id, name_of_stairs(one)) for one in stairs],
        "unit": names[unit].public_id if unit is not None else "",
        "homes": here,
        "served": sum(home.is_served for home in homes),
        "of": len(homes),
        "served_here": sum(home.is_served for home in here),
        "fault": fault,
        "typed": request.form,
        "ticked": set(request.form.getlist("head")),
    }
    return render_template("decisions/committee_delivery.html", **frame(decision, now_for(decision)), **facts)


def _named(decision: DecisionRow) -> str:
    """Its title, with the word that it is a rehearsal."""
    return decision.title + (documents.DRILL if decision.is_drill else "")


def _postings(decision: DecisionRow, fault: Refusal | None = None) -> str:
    facts = {"rows": queries.postings_of(decision.id), "fault": fault, "typed": request.form}
    return render_template("decisions/committee_postings.html", **frame(decision, now_for(decision)), **facts)
