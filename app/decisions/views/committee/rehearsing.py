"""Practising a decision in a made-up compound: opening one, moving its clock, playing people, wiping it."""

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock, files
from app.core.db import transaction
from app.decisions import forms, operations, queries
from app.decisions.views.committee.blueprint import back_to, bp, decision_here, now_for, status_for
from app.decisions.views.committee.running import page_of
from app.roster import operations as roster_acts
from app.roster import queries as roster
from app.roster.queries import RehearsalRow
from surveys.electorate.scopes import COMPOUND
from surveys.errors import Forbidden, Missing, Refusal

Answer = Response | tuple[str, int]


@bp.get("/rehearsals")
def rehearsals() -> str:
    """Which compounds are practised for, and for which one could."""
    return _rehearsals()


@bp.post("/rehearsals")
def open_rehearsal() -> Answer:
    """Make up a compound to practise in."""
    compound = roster.get_compound_by_public_id(request.form.get("compound", ""))
    if not any(g.actor.may(role, compound.path) for role in queries.STAFF):
        raise Forbidden("not-your-part-of-the-house")
    try:
        with transaction():
            made = roster_acts.open_rehearsal(g.actor, compound, clock.now())
    except Refusal as fault:
        return _rehearsals(fault), status_for(fault)
    return redirect(url_for(".rehearsal", public_id=made.compound.public_id), 303)


@bp.get("/rehearsals/<public_id>")
def rehearsal(public_id: str) -> str:
    """One made-up compound: who owns what in it, what is practised there, when it is wiped."""
    found = _rehearsal_here(public_id)
    decisions = queries.rehearsed_in([found.compound.id])
    at = clock.now()
    facts = {
        "homes": roster.owner_lines_of([room.id for room in roster.rooms_in(found.compound.id, COMPOUND)]),
        "stages": [(row, row.stage(row.by_its_clock(at))) for row in decisions],
        "place_name": found.compound.name,
        "is_rehearsal": True,
    }
    return render_template("decisions/committee_rehearsal.html", rehearsal=found, **facts)


@bp.post("/rehearsals/<public_id>/wipe")
def wipe(public_id: str) -> Response:
    """Delete it with everything that was practised in it."""
    found = _rehearsal_here(public_id)
    with transaction():
        pictures = operations.wipe_rehearsal(g.actor, found, clock.now())
    files.remove_pictures(pictures)
    return redirect(url_for(".rehearsals"), 303)


@bp.post("/<public_id>/rehearsal/clock")
def move_clock(public_id: str) -> Answer:
    """On to the next moment at which the clock alone changes something."""
    decision = decision_here(public_id)
    try:
        with transaction():
            operations.move_clock(g.actor, decision.id, clock.now())
    except Refusal as fault:
        return page_of(decision, fault), status_for(fault)
    return back_to("show", decision, "clock-moved")


@bp.post("/<public_id>/rehearsal/steps/<int:step_id>")
def play_second(public_id: str, step_id: int) -> Answer:
    """Let the second person who is not there confirm a step."""
    decision = decision_here(public_id)
    try:
        with transaction():
            operations.play_second_person(g.actor, decision.id, step_id, now_for(decision))
    except Missing:
        raise
    except Refusal as fault:
        return page_of(decision, fault), status_for(fault)
    return back_to("show", decision, "second-played")


@bp.post("/<public_id>/rehearsal/owners")
def play_owners(public_id: str) -> Answer:
    """Let some invented owners vote."""
    decision = decision_here(public_id)
    try:
        with transaction():
            wish = forms.wish_in(request.form)
            operations.play_owners(g.actor, decision.id, wish, now_for(decision))
    except Refusal as fault:
        return page_of(decision, fault), status_for(fault)
    return back_to("show", decision, "owners-played")


@bp.post("/<public_id>/rehearsal/papers")
def play_reader(public_id: str) -> Answer:
    """Let the second person read every paper that was read once."""
    decision = decision_here(public_id)
    try:
        with transaction():
            operations.play_second_reading(g.actor, decision.id, now_for(decision))
    except Refusal as fault:
        return page_of(decision, fault), status_for(fault)
    return back_to("show", decision, "second-read")


def _rehearsal_here(public_id: str) -> RehearsalRow:
    """The rehearsal of a compound over which the actor holds a role; Missing for anybody else's."""
    found = roster.get_rehearsal(public_id)
    if not any(g.actor.may(role, found.home_path) for role in queries.STAFF):
        raise Missing("rehearsal-not-found")
    return found


def _rehearsals(fault: Refusal | None = None) -> str:
    compounds = roster.compounds_under(g.actor.paths(*queries.STAFF))
    found = roster.rehearsals_of([one.id for one in compounds])
    taken = {one.home_id for one in found}
    facts = {"rehearsals": found, "compounds": [one for one in compounds if one.id not in taken]}
    return render_template("decisions/committee_rehearsals.html", fault=fault, typed=request.form, **facts)
