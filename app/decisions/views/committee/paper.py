"""Paper at the committee's desk: the round, numbering, printing, spoiling, the protocol, who watches."""

from collections.abc import Sequence
from typing import Any

from flask import current_app, g, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.core.db import transaction
from app.decisions import forms, operations, queries
from app.decisions.documents import ballots
from app.decisions.documents.codes import qr_drawing
from app.decisions.queries import DecisionRow
from app.decisions.queries.paper import RoundRow
from app.decisions.views.committee.blueprint import (
    back_to,
    bp,
    decision_here,
    frame,
    name_of_stairs,
    now_for,
    stairs_of,
    status_for,
    unit_here,
)
from app.roster import queries as roster
from surveys.errors import Refusal

Answer = Response | tuple[str, int]


@bp.get("/<public_id>/paper")
def paper(public_id: str) -> str:
    """The round, what is numbered, what came back, what is dead and why."""
    return _paper(decision_here(public_id))


@bp.post("/<public_id>/paper/round")
def fix_round(public_id: str) -> Answer:
    """Fix place, hours, teller and box."""
    decision = decision_here(public_id)
    try:
        with transaction():
            round_ = forms.round_in(request.form)
            operations.set_paper_round(g.actor, decision.id, round_, now_for(decision))
    except Refusal as fault:
        return _paper(decision, fault, "round"), status_for(fault)
    return back_to("paper", decision, "round-set")


@bp.post("/<public_id>/paper/number")
def number(public_id: str) -> Answer:
    """Give every owner a numbered ballot who has none yet."""
    decision = decision_here(public_id)
    try:
        with transaction():
            operations.print_ballots(g.actor, decision.id, operations.now_once_held(decision.id))
    except Refusal as fault:
        return _paper(decision, fault), status_for(fault)
    return back_to("paper", decision, "printed")


@bp.post("/<public_id>/paper/left-out")
def leave_out(public_id: str) -> Answer:
    """Record why no ballot is printed for some owners."""
    decision, heads = decision_here(public_id), forms.numbers_in(request.form.getlist("head"))
    try:
        with transaction():
            omission, at = forms.omission_in(request.form), operations.now_once_held(decision.id)
            operations.leave_out(g.actor, decision.id, heads, omission=omission, at=at)
    except Refusal as fault:
        return _paper(decision, fault, "left-out"), status_for(fault)
    return back_to("paper", decision, "left-out")


@bp.post("/<public_id>/paper/print-after-all")
def print_after_all(public_id: str) -> Answer:
    """Number a ballot for somebody who was left out and wants paper."""
    decision, heads = decision_here(public_id), forms.numbers_in([request.form.get("head_id", "")])
    try:
        with transaction():
            head_id = heads[0] if heads else 0
            fresh = operations.print_after_all(
                g.actor, decision.id, head_id, operations.now_once_held(decision.id)
            )
    except Refusal as fault:
        return _paper(decision, fault), status_for(fault)
    return back_to("paper", decision, "printed", fresh=fresh)


@bp.post("/<public_id>/paper/dead")
def kill(public_id: str) -> Answer:
    """Spoil a ballot, or replace it by a new one; its serial is dead from then on."""
    decision = decision_here(public_id)
    serial, reason = forms.serial_in(request.form.get("serial", "")), request.form.get("reason", "")
    is_replaced = request.form.get("act") == "replace"
    act = operations.replace_ballot if is_replaced else operations.spoil_ballot
    try:
        with transaction():
            at = operations.now_once_held(decision.id)
            fresh = act(g.actor, decision.id, serial, reason=reason, at=at)
    except Refusal as fault:
        return _paper(decision, fault, "dead"), status_for(fault)
    return back_to("paper", decision, "replaced" if is_replaced else "spoiled", fresh=fresh)


@bp.get("/<public_id>/paper/ballots")
def print_ballots(public_id: str) -> str:
    """Ballots to print, one A4 page each: those still out, of one stairwell, of all, or a single one."""
    decision = decision_here(public_id)
    unit, serial = unit_here(decision, request.args.get("unit", "")), request.args.get("serial", "")
    papers = [row for row in queries.papers_of(decision.id, unit_id=unit) if row.serial]
    shown = [row for row in papers if row.serial == serial or (not serial and row.state == "outstanding")]
    rooms = queries.rooms_of_heads([row.head_id for row in shown])
    round_ = queries.paper_round_of(decision.id)
    facts = {
        "ballots": [
            (
                row,
                rooms[row.head_id],
                _code(decision, str(row.serial)),
                _size(decision, rooms[row.head_id], round_),
            )
            for row in shown
        ],
        "round": round_,
        "choices": decision.choices,
        "back_url": url_for(".paper", public_id=public_id),
    }
    return render_template("decisions/print_ballots.html", **frame(decision, now_for(decision)), **facts)


@bp.get("/<public_id>/paper/protocol")
def protocol(public_id: str) -> str:
    """The protocol of the batch to print and sign: printed = returned + spoiled + replaced + out."""
    decision = decision_here(public_id)
    at = now_for(decision)
    rows, names = queries.papers_of(decision.id), stairs_of(decision)
    facts = {
        "batch": queries.batch_of(decision.id),
        "box": queries.find_box(decision.id),
        "stairs": [
            (name_of_stairs(names.get(unit)), one) for unit, one in queries.batches_of(decision.id).items()
        ],
        "dead": [row for row in rows if row.serial and row.state in ("spoiled", "replaced")],
        "rejected": {row.serial for row in queries.rejections_of(decision.id)},
        "left_out": [row for row in rows if row.serial is None],
        "rooms": queries.rooms_of_heads([row.head_id for row in rows]),
        "round": queries.paper_round_of(decision.id),
        "back_url": url_for(".paper", public_id=public_id),
    }
    return render_template("decisions/print_protocol.html", **frame(decision, at), **facts)


@bp.get("/<public_id>/invigilators")
def invigilators(public_id: str) -> str:
    """Who was appointed to watch this count."""
    return _invigilators(decision_here(public_id))


@bp.post("/<public_id>/invigilators")
def appoint(public_id: str) -> Answer:
    """Appoint somebody by the name they sign in with."""
    decision = decision_here(public_id)
    try:
        with transaction():
            username = request.form.get("username", "")
            operations.appoint_invigilator(g.actor, decision.id, username, now_for(decision))
    except Refusal as fault:
        return _invigilators(decision, fault), status_for(fault)
    return back_to("invigilators", decision, "appointed")


@bp.post("/<public_id>/invigilators/<int:row_id>/end")
def dismiss(public_id: str, row_id: int) -> Response:
    """End an appointment."""
    decision = decision_here(public_id)
    with transaction():
        operations.end_invigilator(g.actor, decision.id, row_id, now_for(decision))
    return back_to("invigilators", decision, "dismissed")


def _paper(decision: DecisionRow, fault: Refusal | None = None, form: str = "") -> str:
    at = now_for(decision)
    rows, names = queries.papers_of(decision.id), stairs_of(decision)
    left = queries.heads_without_paper_in(decision.id) if decision.is_public else []
    facts: dict[str, Any] = {
        "round": queries.paper_round_of(decision.id),
        "batch": queries.batch_of(decision.id),
        "stairs": [
            (names[unit].public_id, name_of_stairs(names[unit])) for unit in queries.batches_of(decision.id)
        ],
        "without": left,
        "dead": [row for row in rows if row.serial and row.state in ("spoiled", "replaced")],
        "rejected": {row.serial for row in queries.rejections_of(decision.id)},
        "bare": queries.heads_of_dead_paper(rows),
        "left_out": [row for row in rows if row.serial is None],
        "rooms": queries.rooms_of_heads([*left, *(row.head_id for row in rows)]),
        "half": queries.waiting_papers_in([decision.id]),
        "fresh": request.args.get("fresh")
        if request.args.get("fresh") in {row.serial for row in rows}
        else "",
        "fault": fault,
        "at_form": form,
        "typed": request.form,
        "ticked": set(request.form.getlist("head")),
    }
    return render_template("decisions/committee_paper.html", **frame(decision, at), **facts)


def _invigilators(decision: DecisionRow, fault: Refusal | None = None) -> str:
    rows = queries.invigilators_of(decision.id)
    keys = {key for row in rows for key in (row.key, row.appointed_by)}
    facts = {"rows": rows, "staff": roster.names_of_staff_in(keys), "fault": fault, "typed": request.form}
    return render_template(
        "decisions/committee_invigilators.html", **frame(decision, now_for(decision)), **facts
    )


def _size(decision: DecisionRow, rooms: Sequence[str], round_: RoundRow | None) -> int:
    """How large the type of one ballot may be."""
    labels = {each["key"]: each["label"] for each in decision.options}
    choices = [labels.get(key, "") for key in decision.choices]
    told = (round_.place, round_.hours, round_.box) if round_ else ("", "", "")
    return ballots.size_of(ballots.Told(decision.title, choices, rooms, told))


def _code(decision: DecisionRow, serial: str) -> Markup:
    """What a telephone or a scanner reads from the ballot: the page on which it is entered."""
    base = current_app.config["PUBLIC_BASE_URL"]
    return qr_drawing(f"{base}/staff/ballots/{decision.public_id}?serial={serial}", serial)
