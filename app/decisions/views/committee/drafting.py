"""The committee draws up a decision: what, by whose authority, who votes, when."""

from datetime import timedelta
from typing import Any

from flask import Response as Download
from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.core.documents import MOST_ROWS, Stamp, as_download
from app.core.pagination import cursor_from
from app.decisions import documents, forms, operations, queries
from app.decisions.queries import DecisionRow
from app.decisions.views.committee.blueprint import (
    back_to,
    bp,
    decision_here,
    frame,
    now_for,
)
from app.roster import queries as roster
from app.roster.queries import CompoundRow
from surveys.electorate.scopes import COMPOUND
from surveys.errors import Forbidden, Invalid, Refusal

PAGE = 30


@bp.get("")
def index() -> str:
    """All decisions of the compounds the actor serves, newest first, with their turnout."""
    at = clock.now()
    paths = g.actor.paths(*queries.STAFF)
    found = queries.decisions_for_staff(paths, before=cursor_from(request.args.get("before")), limit=PAGE + 1)
    shown = found[:PAGE]
    facts = {
        "came": queries.turnouts_for(shown),
        "names": {compound.id: compound.name for compound in roster.compounds_under(paths)},
        "waiting": {step.decision_id for step in queries.steps_waiting_in([row.id for row in shown])},
        "more": shown[-1].id if len(found) > PAGE else None,
        "at": at,
    }
    return render_template("decisions/committee_list.html", decisions=shown, **facts)


@bp.get("/decisions.xlsx")
def decisions_workbook() -> Download:
    """The same list, all of it, as a workbook."""
    at, paths = clock.now(), g.actor.paths(*queries.STAFF)
    found = queries.decisions_for_staff(paths, limit=MOST_ROWS)
    names = {compound.id: compound.name for compound in roster.compounds_under(paths)}
    content = documents.decisions_workbook(
        [(row, row.stage(at)) for row in found],
        queries.turnouts_for(found),
        names,
        stamp=Stamp(g.actor.name, at),
    )
    return as_download(content, "decisions.xlsx")


@bp.get("/new")
def new() -> str:
    """Begin a decision: for which compound, then everything on one page."""
    compounds = roster.compounds_under(g.actor.paths(*queries.STAFF))
    chosen = request.args.get("compound") or (compounds[0].public_id if len(compounds) == 1 else "")
    made_up = [one.compound for one in roster.rehearsals_of([one.id for one in compounds])]
    compound = next((one for one in (*compounds, *made_up) if one.public_id == chosen), None)
    if compound is None:
        return render_template("decisions/committee_where.html", compounds=compounds)
    return _new(compound, _defaults(compound))


@bp.post("")
def create() -> Response | tuple[str, int]:
    """Draw it up; whatever cannot be comes back as it was filled in."""
    compound = _compound_in(request.form.get("compound", ""))
    try:
        plan = forms.plan_in(request.form)
        with transaction():
            made = operations.create_decision(g.actor, compound, plan, clock.now())
    except (Invalid, Refusal) as fault:
        return _new(compound, forms.typed_in(request.form), fault), 422
    return back_to("show", made, "created")


@bp.get("/<public_id>/edit")
def edit(public_id: str) -> str | Response:
    """The draft again, as long as nobody has approved it."""
    decision = decision_here(public_id)
    if not decision.is_editable:
        return redirect(url_for(".show", public_id=public_id), 303)
    return _edit(decision, forms.typed_from(decision))


@bp.post("/<public_id>/edit")
def change(public_id: str) -> Response | tuple[str, int]:
    """Write the draft anew."""
    decision = decision_here(public_id)
    try:
        plan = forms.plan_in(request.form)
        with transaction():
            operations.change_decision(g.actor, decision.id, plan, now_for(decision))
    except Invalid as fault:
        return _edit(decision, forms.typed_in(request.form), fault), 422
    return back_to("show", decision, "changed")


@bp.post("/<public_id>/discard")
def discard(public_id: str) -> Response:
    """Throw a draft away."""
    decision = decision_here(public_id)
    with transaction():
        operations.discard_decision(g.actor, decision.id, now_for(decision))
    return redirect(url_for(".index"), 303)


@bp.get("/<public_id>/request")
def signatures(public_id: str) -> str:
    """Who signed the owners' request: how many heads of how many needed, and the rooms still without."""
    decision = decision_here(public_id)
    at = now_for(decision)
    electorate = queries.electorate_of(decision, at)
    signed = queries.rooms_signed_for(decision.id)
    rooms = roster.rooms_in(decision.compound_id, decision.scope)
    facts = {"signed": queries.signed_for(decision, electorate), "rooms": rooms, "known": signed}
    return render_template("decisions/committee_request.html", **frame(decision, at), **facts)


@bp.post("/<public_id>/request")
def sign(public_id: str) -> Response:
    """Record rooms whose owners signed."""
    decision = decision_here(public_id)
    rooms = [int(room) for room in request.form.getlist("room") if room.isascii() and room.isdigit()]
    at = now_for(decision)
    signed_on = forms.day_in(request.form.get("signed_on", ""), "signed_on") or clock.local(at).date()
    with transaction():
        operations.sign_request(g.actor, decision.id, rooms[:5000], signed_on=signed_on, at=at)
    return back_to("signatures", decision, "signed")


def _new(compound: CompoundRow, typed: dict[str, Any], fault: Refusal | None = None) -> str:
    facts = {"typed": typed, "fault": fault, "decision": None, "compound": compound}
    pack = queries.pack_of(compound, clock.local(clock.now()).date())
    units = roster.units_in(compound.id)
    return render_template("decisions/committee_form.html", **facts, pack=pack, units=units)


def _edit(decision: DecisionRow, typed: dict[str, Any], fault: Refusal | None = None) -> str:
    facts = {"typed": typed, "fault": fault, "units": roster.units_in(decision.compound_id)}
    return render_template("decisions/committee_form.html", **frame(decision, now_for(decision)), **facts)


def _defaults(compound: CompoundRow) -> dict[str, Any]:
    """What most decisions begin with: the shortest lawful notice and window, sealed, supporting."""
    at = clock.now()
    pack = queries.pack_of(compound, clock.local(at).date())
    opens_at = clock.local(at + timedelta(days=pack.days("notice-days") + 2)).replace(
        hour=9, minute=0, second=0, microsecond=0
    )
    closes_at = (opens_at + timedelta(days=pack.window.default)).replace(hour=18)
    sample = {**documents.SAMPLE, "informed_on": clock.local(at).date().isoformat()}
    return {
        **(sample if compound.is_rehearsal else {}),
        "opens_at": opens_at.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": closes_at.strftime("%Y-%m-%dT%H:%M"),
        "objection_days": str(pack.days("objection-days")),
        "mode": queries.NAMED_SEALED,
        "standing": queries.SUPPORTING,
        "basis": str(pack.counting().basis),
        "precedence": str(pack.precedence),
        "scope": str(COMPOUND.kind),
        "contact_phone": compound.telephone,
        "ticked": set(),
    }


def _compound_in(public_id: str) -> CompoundRow:
    """The compound a draft is for: a real one, or a made-up one to practise in."""
    compound = roster.find_compound(public_id)
    path = compound.path if compound else ""
    if compound is None:
        rehearsal = roster.get_rehearsal(public_id)
        compound, path = rehearsal.compound, rehearsal.home_path
    if not any(g.actor.may(role, path) for role in queries.STAFF):
        raise Forbidden("not-your-part-of-the-house")
    return compound
