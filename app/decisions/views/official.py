"""Officials look over the decisions of their area, and confirm the steps that wait for a second person."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.core import clock
from app.core.db import transaction
from app.core.pagination import cursor_from
from app.decisions import documents, operations, queries
from app.decisions.documents.result import MATTERS
from app.decisions.queries import DecisionRow
from app.decisions.queries.overview import (
    FILTERS,
    Wanted,
    decisions_overseen_in,
    decisions_waiting_in,
    lines_for,
    regions_overseen_in,
)
from app.decisions.queries.page import public_facts_for
from app.roster import queries as roster
from surveys.errors import Invalid, Missing, Refusal

bp = Blueprint("decisions_official", __name__, url_prefix="/decisions")
ROLES = ("city", "county", "street", "community")
PAGE, MOST_ROWS = 50, 2000


@bp.get("")
def index() -> str:
    """What waits for a second person first, then every announced decision, newest first."""
    at, paths, wanted = clock.now(), g.actor.paths(*ROLES), _wanted()
    before = cursor_from(request.args.get("before"))
    found = decisions_overseen_in(paths, wanted, at, before=before, limit=PAGE + 1)
    may_confirm = g.actor.paths(*(role for role in ROLES if role in operations.CONFIRMERS))
    return render_template(
        "decisions/official_list.html",
        lines=lines_for(found[:PAGE], at),
        waiting=decisions_waiting_in(may_confirm),
        alerted=queries.decisions_alerted_in(g.actor.paths("street", "community")),
        names={compound.id: compound.name for compound in roster.compounds_under(paths)},
        wanted=wanted,
        asked=_asked(wanted),
        regions=regions_overseen_in(paths),
        stages=FILTERS,
        more=found[PAGE - 1].id if len(found) > PAGE else None,
        at=at,
    )


@bp.get("/decisions.xlsx")
def workbook() -> Response:
    """The table as a workbook, under the same filter."""
    at, paths, wanted = clock.now(), g.actor.paths(*ROLES), _wanted()
    lines = lines_for(decisions_overseen_in(paths, wanted, at, limit=MOST_ROWS), at)
    names = {compound.id: compound.name for compound in roster.compounds_under(paths)}
    body = documents.overview_workbook(lines, wanted, names, stamp=documents.Stamp(g.actor.name, at))
    reply = Response(body, content_type=documents.WORKBOOK)
    reply.headers["Content-Disposition"] = 'attachment; filename="decisions.xlsx"'
    return reply


@bp.get("/<public_id>")
def show(public_id: str) -> str:
    """One decision: what is public of it, its steps, what waits for this official."""
    return _show(_overseen(public_id))


@bp.post("/<public_id>/steps/<int:step_id>")
def decide(public_id: str, step_id: int) -> Answer | tuple[str, int]:
    """Confirm a step or send it back; the rules ask again who may."""
    decision = _overseen(public_id)
    if queries.decision_of_step(step_id) != decision.id:
        raise Missing("step-not-found")
    is_confirming = request.form.get("act") == "confirm"
    try:
        with transaction():
            at = operations.now_once_held(decision.id)
            if is_confirming:
                operations.confirm_step(g.actor, step_id, at)
            else:
                operations.refuse_step(g.actor, step_id, request.form.get("answer", ""), at)
    except Refusal as fault:
        return _show(decision, fault), 422 if isinstance(fault, Invalid) else 409
    flash("confirmed" if is_confirming else "refused", "decisions")
    url = url_for(".show", public_id=public_id) if decision.is_public else url_for(".index")
    return redirect(url, 303)


def _overseen(public_id: str) -> DecisionRow:
    """A decision of the official's area: announced, or with a step that waits; no rehearsal."""
    decision = queries.get_decision_for_staff(g.actor, public_id, ROLES)
    if decision.is_drill or (not decision.is_public and not queries.steps_waiting_in([decision.id])):
        raise Missing("decision-not-found")
    return decision


def _show(decision: DecisionRow, fault: Refusal | None = None) -> str:
    at = clock.now()
    steps = queries.steps_of(decision.id)
    facts: dict[str, Any] = {
        "steps": steps,
        "waiting": [step for step in steps if step.decided_at is None],
        "staff": roster.names_of_staff_in(
            {key for step in steps for key in (step.proposed_by, step.decided_by) if key}
        ),
        "round": queries.paper_round_of(decision.id),
        "batch": queries.batch_of(decision.id) if decision.is_public else None,
        "left_out": queries.left_out_in(decision.id) if decision.is_public else [],
        "me": str(g.actor),
        "may_confirm": any(g.actor.may(role, decision.compound_path) for role in operations.CONFIRMERS),
        "fault": fault,
        "typed": request.form,
        "line": lines_for([decision], at)[0] if decision.is_public else None,
    }
    return render_template("decisions/official_decision.html", **(_frame(decision, at) | facts))


def _frame(decision: DecisionRow, at: datetime) -> dict[str, Any]:
    if decision.is_public:
        return public_facts_for(decision, at)
    return {
        "decision": decision,
        "stage": decision.stage(at),
        "at": at,
        "compound": roster.get_compound(decision.compound_id),
        "pack": queries.pack_for(decision),
        "shown": None,
    }


def _wanted() -> Wanted:
    """What the address asks for; a region of nobody's, or of somebody else's, is Missing."""
    told = {name: request.args.get(name, "") for name in ("region", "stage", "matter")}
    region = roster.find_region(told["region"]) if told["region"] else None
    if told["region"] and (region is None or not any(g.actor.may(role, region.path) for role in ROLES)):
        raise Missing("region-unknown", region=told["region"])
    return Wanted(
        region,
        told["stage"] if told["stage"] in FILTERS else "",
        told["matter"] if told["matter"] in MATTERS else "",
    )


def _asked(wanted: Wanted) -> dict[str, str]:
    """The same, as an address carries it on."""
    told = {"region": wanted.region.code if wanted.region else "", "stage": wanted.stage}
    return {name: value for name, value in {**told, "matter": wanted.matter}.items() if value}
