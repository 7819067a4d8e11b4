"""Planning a round from door to door: where, what for, which homes."""

from typing import Any

from flask import Response as Download
from flask import g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.dashboards import documents
from app.dashboards.queries import rounds as queries
from app.dashboards.views.committee.entrance import bp, compound_of
from app.roster import operations
from app.roster import queries as roster
from app.roster.operations import RoundPlan
from app.roster.queries import CompoundRow
from surveys.electorate.scopes import Scope, ScopeKind
from surveys.errors import Invalid


@bp.get("/rounds")
def every_round() -> str | Response:
    """For which compound; straight there when there is one."""
    compounds = roster.compounds_for_staff(g.actor)
    if len(compounds) == 1:
        return redirect(url_for(".rounds", public_id=compounds[0].public_id), 303)
    return render_template("dashboards/committee_round_compounds.html", compounds=compounds)


@bp.get("/rounds/<public_id>")
def rounds(public_id: str) -> str:
    """The rounds of a compound, newest first, with how far each is."""
    found = compound_of(public_id)
    return render_template(
        "dashboards/committee_rounds.html",
        compound=found,
        place_name=found.name,
        rounds=queries.tallies_in(found.id),
    )


@bp.get("/rounds/<public_id>/rounds.xlsx")
def rounds_workbook(public_id: str) -> Download:
    """The rounds of a compound, as a workbook."""
    found = compound_of(public_id)
    stamp = documents.Stamp(g.actor.name, clock.now())
    content = documents.rounds_workbook(found.name, queries.tallies_in(found.id), stamp)
    return documents.as_download(content, f"rounds-{found.code}.xlsx")


@bp.get("/rounds/<public_id>/new")
def ask_round(public_id: str) -> str:
    """The form; a link from a poll or a notice fills in what it is for."""
    return _form(compound_of(public_id), request.args)


@bp.post("/rounds/<public_id>/new")
def plan_round(public_id: str) -> Response | tuple[str, int]:
    """Plan it; what cannot be planned like that comes back as it was filled in."""
    found, form = compound_of(public_id), request.form
    purpose, subject = form.get("purpose", ""), form.get(f"subject-{form.get('purpose', '')}", "")
    plan = RoundPlan(form.get("title", ""), purpose, subject)
    try:
        scope, homes = _scope(form), form.get("homes", "")
        room_ids = queries.homes_for(found, scope, purpose, subject=subject, homes=homes)
        with transaction():
            planned = operations.plan_round(found.id, plan, g.actor, clock.now(), room_ids=room_ids)
            round_id = planned.public_id
    except Invalid as fault:
        return _form(found, form, fault), 422
    return redirect(url_for(".show_round", public_id=public_id, round_id=round_id, done="planned"), 303)


def _form(found: CompoundRow, typed: MultiDict[str, str], fault: Invalid | None = None) -> str:
    running, sent = queries.subjects_for(found, clock.now())
    return render_template(
        "dashboards/committee_round_new.html",
        compound=found,
        place_name=found.name,
        units=roster.units_in(found.id),
        open_polls=running,
        open_notices=sent,
        planned=_planned(typed),
        fault=fault,
    )


def _planned(typed: MultiDict[str, str]) -> dict[str, Any]:
    """The values of the fields; a new form begins with those who are not bound yet."""
    return {
        "title": typed.get("title", ""),
        "purpose": typed.get("purpose", "binding"),
        "poll": typed.get("subject-poll", ""),
        "notice": typed.get("subject-notice", ""),
        "homes": typed.get("homes", "open"),
        "scope": typed.get("scope", "compound"),
        "ticked": {*typed.getlist("building"), *typed.getlist("unit")},
    }


def _scope(form: MultiDict[str, str]) -> Scope:
    kind = form.get("scope", "")
    if kind not in set(ScopeKind):
        raise Invalid("scope-kind-unknown")
    if kind == ScopeKind.BUILDINGS:
        return Scope(ScopeKind.BUILDINGS, tuple(form.getlist("building")))
    if kind == ScopeKind.UNITS:
        pairs = [text.partition("-") for text in form.getlist("unit")]
        return Scope(ScopeKind.UNITS, (), tuple((building, unit) for building, _, unit in pairs))
    return Scope(ScopeKind.COMPOUND)
