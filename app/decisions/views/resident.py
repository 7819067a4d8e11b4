"""Owners vote: the full text, one look back, the ballot, the receipt."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.core import clock, files
from app.core.db import transaction
from app.core.documents import qr_drawing
from app.decisions import forms, operations, queries
from app.decisions.queries import Act, DecisionRow
from app.roster import queries as roster
from surveys.errors import Forbidden, Invalid, Missing, Refusal

bp = Blueprint("decisions_resident", __name__, url_prefix="/decisions")


@bp.get("")
def index() -> str:
    """Decisions of the compounds in which this contact has a home, what waits for them first."""
    at = clock.now()
    homes = roster.homes_of(g.contact_id)
    found = queries.decisions_in({home.compound_id for home in homes}, rehearsals=False)
    acts = queries.acts_in(found, homes, at)
    used = queries.voted_in(found, [act.head_id for each in acts.values() for act in each])
    voted = {row.id: used & {act.head_id for act in acts[row.id]} for row in found}
    lines = [(row, acts[row.id], len(acts[row.id]) - len(voted[row.id])) for row in found]
    return render_template(
        "decisions/resident_list.html", homes=homes, lines=lines, voted=voted, at=at, current_tab="polls"
    )


@bp.get("/<public_id>")
def show(public_id: str) -> str:
    """The full text, who may vote, where it stands, and for each of one's heads what to do."""
    decision, at = queries.get_public_decision(public_id), clock.now()
    _need_neighbour(decision)
    acts = _acts(decision, at)
    _note_opened(decision, acts)
    voted = queries.heads_voted_in(decision, [act.head_id for act in acts])
    ballots = {act.head_id: queries.find_ballot(decision, act.head_id) for act in acts}
    facts = {
        "acts": acts,
        "voted": voted,
        "ballots": ballots,
        "round": queries.paper_round_of(decision.id),
        "kinds": queries.kinds_for(decision, at),
        "objected": queries.objections_by(decision.id, [act.person_id for act in acts]),
        "counts": queries.count_objections_by_kind(decision.id),
    }
    return render_template("decisions/resident_decision.html", **_frame(decision, at), **facts)


@bp.get("/<public_id>/objection")
def objection(public_id: str) -> str:
    """Say what is wrong: with the roll while it is announced, with the result once it is published."""
    return _objection(queries.get_public_decision(public_id))


@bp.post("/<public_id>/objection")
def object_to(public_id: str) -> Response | tuple[str, int]:
    """Record it; the days in which it is answered run from now."""
    decision, at = queries.get_public_decision(public_id), clock.now()
    act = _act(decision, request.form.get("head", ""), at)
    try:
        upload = request.files.get("evidence")
        sealed = files.keep_sealed_picture(upload.stream) if upload and upload.filename else None
        with transaction():
            at = clock.now()
            actor = f"contact:{g.contact_id}"
            evidence = operations.keep_picture(actor, decision.id, sealed, at)
            complaint = forms.complaint_in(request.form, evidence, act.person_id)
            room = queries.first_room_of(act.head_id)
            operations.raise_objection(actor, decision.id, replace(complaint, room_id=room), at)
    except Refusal as fault:
        return _objection(decision, fault), 422 if isinstance(fault, Invalid) else 409
    return redirect(url_for(".show", public_id=public_id) + "#objections", 303)


@bp.post("/<public_id>/objection/<objection_id>/withdraw")
def withdraw_objection(public_id: str, objection_id: str) -> Response:
    """Take one's own objection back."""
    decision, at = queries.get_public_decision(public_id), clock.now()
    found = queries.get_objection(decision.id, objection_id)
    mine = {act.person_id for act in _acts(decision, at)}
    if found.person_id not in mine:
        raise Missing("objection-not-found")
    with transaction():
        operations.take_back_objection(
            f"contact:{g.contact_id}", decision.id, objection_id, person_id=found.person_id, at=clock.now()
        )
    return redirect(url_for(".show", public_id=public_id) + "#objections", 303)


@bp.get("/<public_id>/vote")
def vote(public_id: str) -> str | Response:
    """The one question, for one head."""
    decision, at = queries.get_public_decision(public_id), clock.now()
    act = _act(decision, request.args.get("head", ""), at)
    if not decision.is_open(at):
        return redirect(url_for(".show", public_id=public_id), 303)
    facts = {"act": act, "chosen": request.args.get("choice", ""), "fault": None}
    return render_template("decisions/resident_vote.html", **_frame(decision, at), **facts)


@bp.post("/<public_id>/review")
def review(public_id: str) -> str | Response | tuple[str, int]:
    """What will be recorded, read back before it is handed in; a choice never stands in an address."""
    decision, at = queries.get_public_decision(public_id), clock.now()
    act = _act(decision, request.form.get("head", ""), at)
    if not decision.is_open(at):
        return redirect(url_for(".show", public_id=public_id), 303)
    choice = request.form.get("choice", "")
    if choice not in decision.choices:
        facts = {"act": act, "chosen": "", "fault": Invalid("choice-unknown")}
        return render_template("decisions/resident_vote.html", **_frame(decision, at), **facts), 422
    facts = {
        "act": act,
        "choice": choice,
        "key": secrets.token_urlsafe(18),
        "before": queries.find_ballot(decision, act.head_id),
    }
    return render_template("decisions/resident_review.html", **_frame(decision, at), **facts)


@bp.post("/<public_id>/ballot")
def ballot(public_id: str) -> Response:
    """Hand the ballot in; the receipt page is the acknowledgement, and it is sent after the commit."""
    with transaction():
        held = operations.hold_decision(public_id)
        at = clock.now()
        if not held.row.is_public:
            raise Missing("decision-not-found")
        act = _act(held.row, request.form.get("head", ""), at)
        operations.cast_ballot(held, act, forms.mark_in(request.form), at)
    return redirect(url_for(".receipt", public_id=public_id, head=act.head_uid), 303)


@bp.get("/<public_id>/receipt")
def receipt(public_id: str) -> str | Response:
    """The receipt of a head's ballot, and what was chosen where the reader chose it themselves."""
    decision, at = queries.get_public_decision(public_id), clock.now()
    act = _act(decision, request.args.get("head", ""), at)
    standing = queries.find_ballot(decision, act.head_id)
    if standing is None and act.head_id not in queries.heads_voted_in(decision, [act.head_id]):
        return redirect(url_for(".show", public_id=public_id), 303)
    own = queries.ballots_for(decision, act.head_id, act.person_id)
    facts = {
        "act": act,
        "standing": standing,
        "own": own[-1] if own and own[-1].is_own else None,
        "history": own,
        "code": standing.receipt.split("-") if standing else [],
        "qr": _look_up_code(decision, standing.receipt) if standing else "",
    }
    return render_template("decisions/resident_receipt.html", **_frame(decision, at), **facts)


def _objection(decision: DecisionRow, fault: Refusal | None = None) -> str:
    """The form; it comes back with what was written."""
    at = clock.now()
    acts = _acts(decision, at)
    if not acts:
        raise _no_right(decision)
    facts = {"acts": acts, "kinds": queries.kinds_for(decision, at), "fault": fault, "typed": request.form}
    return render_template("decisions/resident_objection.html", **_frame(decision, at), **facts)


def _note_opened(decision: DecisionRow, acts: list[Act]) -> None:
    """An owner who opens the notice signed in is served with it; who acts for another serves nobody."""
    heads = [act.head_id for act in acts if act.capacity != "proxy"]
    if decision.voided_at is not None or not set(heads) - queries.heads_opened_by(decision.id, heads):
        return
    with transaction():
        operations.mark_login(decision.id, heads, f"contact:{g.contact_id}", clock.now())


def _look_up_code(decision: DecisionRow, number: str) -> Markup:
    """The drawing that opens the public page with this number filled in."""
    address = f"{current_app.config['PUBLIC_BASE_URL']}/d/{decision.public_id}?receipt={number}#receipt-title"
    return qr_drawing(address, number)


def _acts(decision: DecisionRow, at: datetime) -> list[Act]:
    return queries.acts_for(decision, roster.homes_of(g.contact_id), at)


def _act(decision: DecisionRow, head_uid: str, at: datetime) -> Act:
    """The head the reader votes for; the only one when there is no choice."""
    acts = _acts(decision, at)
    if not acts:
        raise _no_right(decision)
    if not head_uid and len(acts) == 1:
        return acts[0]
    for act in acts:
        if act.head_uid == head_uid:
            return act
    raise Missing("voting-right-not-found")


def _no_right(decision: DecisionRow) -> Forbidden:
    """Why somebody has no ballot: not of this compound, or not proven as owner."""
    homes = [home for home in roster.homes_of(g.contact_id) if home.compound_id == decision.compound_id]
    return Forbidden("owners-only" if homes else "not-in-scope", title=decision.title)


def _need_neighbour(decision: DecisionRow) -> None:
    """The page with one's own ballots is for people of the compound; everybody else has the public one."""
    if not any(home.compound_id == decision.compound_id for home in roster.homes_of(g.contact_id)):
        raise Forbidden("not-in-scope", title=decision.title)


def _frame(decision: DecisionRow, at: datetime) -> dict[str, Any]:
    """What every page about one decision shows."""
    return {
        "decision": decision,
        "stage": decision.stage(at),
        "at": at,
        "compound_name": roster.get_compound(decision.compound_id).name,
        "current_tab": "polls",
    }
