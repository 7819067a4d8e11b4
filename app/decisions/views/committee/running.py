"""The committee takes a decision from step to step: approval, notice, opening, turnout, publication."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import Response as Download
from flask import g, render_template, request
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.core.documents import Stamp, as_download
from app.decisions import documents, forms, operations, queries
from app.decisions.documents import gaps as papers
from app.decisions.queries import Cell, DecisionRow
from app.decisions.views.committee.blueprint import (
    back_to,
    bp,
    decision_here,
    frame,
    now_for,
    status_for,
    workbook,
)
from app.roster import queries as roster
from surveys.errors import Invalid, Missing, Refusal


@bp.get("/<public_id>")
def show(public_id: str) -> str:
    """Where it stands, what can be done next, what waits for a second person."""
    return page_of(decision_here(public_id))


@bp.post("/<public_id>/propose")
def propose(public_id: str) -> Response | tuple[str, int]:
    """Ask a second person for a step."""
    decision = decision_here(public_id)
    try:
        proposal = forms.proposal_in(request.form)
        with transaction():
            operations.propose_step(g.actor, decision.id, proposal, operations.now_once_held(decision.id))
    except Refusal as fault:
        return page_of(decision, fault), _status(fault)
    return back_to("show", decision, "proposed")


@bp.post("/<public_id>/steps/<int:step_id>")
def decide(public_id: str, step_id: int) -> Response | tuple[str, int]:
    """Confirm a step, refuse it, or take one's own proposal back."""
    decision = decision_here(public_id)
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
        return page_of(decision, fault), _status(fault)
    return back_to("show", decision, "confirmed" if is_confirming else "refused")


@bp.post("/<public_id>/announce")
def announce(public_id: str) -> Response | tuple[str, int]:
    """Freeze who counts and tell everybody."""
    decision = decision_here(public_id)
    try:
        with transaction():
            operations.announce_decision(g.actor, decision.id, now_for(decision))
    except Refusal as fault:
        return page_of(decision, fault), _status(fault)
    return back_to("show", decision, "announced")


@bp.post("/<public_id>/archive")
def archive(public_id: str) -> Response | tuple[str, int]:
    """Close the file of a decision whose result stands."""
    decision = decision_here(public_id)
    try:
        with transaction():
            operations.archive_decision(g.actor, decision.id, now_for(decision))
    except Refusal as fault:
        return page_of(decision, fault), status_for(fault)
    return back_to("show", decision, "archived")


@bp.get("/<public_id>/gaps")
def gaps(public_id: str) -> str:
    """Rooms of which the roster does not know enough: nothing is guessed."""
    decision = decision_here(public_id)
    at = now_for(decision)
    found = queries.gaps_in(queries.electorate_of(decision, at))
    in_the_way = sum(gap.is_in_the_way for gap in found)
    return render_template(
        "decisions/committee_gaps.html", **frame(decision, at), gaps=found, in_the_way=in_the_way
    )


@bp.get("/<public_id>/gaps.xlsx")
def gaps_workbook(public_id: str) -> Response:
    """The same rooms to take to the registry, in the columns in which they are imported again."""
    decision = decision_here(public_id)
    at = now_for(decision)
    found = queries.gaps_in(queries.electorate_of(decision, at))
    known = roster.owner_lines_of([gap.room_id for gap in found])
    compound = roster.get_compound(decision.compound_id)
    name = compound.name + (documents.DRILL if decision.is_drill else "")
    content = papers.gaps_workbook(name, found, known, stamp=Stamp(g.actor.name, at))
    return workbook(content, f"gaps-{decision.public_id}.xlsx")


@bp.get("/<public_id>/heads")
def heads(public_id: str) -> str:
    """Why rooms were joined to one head, as it was frozen at the notice."""
    decision, is_all = decision_here(public_id), request.args.get("show") == "all"
    found = queries.heads_in(decision.id, merged_only=not is_all)
    facts = {"heads": found, "came": queries.turnout_for(decision), "is_all": is_all}
    return render_template("decisions/committee_heads.html", **frame(decision, now_for(decision)), **facts)


@bp.get("/<public_id>/turnout")
def turnout(public_id: str) -> str:
    """Who has voted, home by home, and never what."""
    decision = decision_here(public_id)
    at = now_for(decision)
    names = {unit.id: unit.building_name + unit.name for unit in roster.units_in(decision.compound_id)}
    came = queries.turnout_for(decision)
    cells = queries.cells_for(decision)
    ways = Counter(str(cell.channel) for cell in cells if cell.channel and decision.mode != queries.ANONYMOUS)
    facts = {
        "meters": queries.meters_for(decision, came),
        "grids": _grids(cells, names),
        "ways": ways.most_common(),
        "as_at": at,
    }
    return render_template("decisions/committee_turnout.html", **frame(decision, at), **facts)


@bp.get("/<public_id>/turnout.xlsx")
def turnout_workbook(public_id: str) -> Download:
    """The same home by home, as a workbook."""
    decision, stamp = decision_here(public_id), Stamp(g.actor.name, clock.now())
    content = documents.turnout_workbook(decision, queries.cells_for(decision), stamp)
    return as_download(content, f"turnout-{public_id}.xlsx")


@bp.get("/<public_id>/heads.xlsx")
def heads_workbook(public_id: str) -> Download:
    """Every head of the electorate, as a workbook."""
    decision, stamp = decision_here(public_id), Stamp(g.actor.name, clock.now())
    content = documents.heads_workbook(decision, queries.heads_in(decision.id), stamp)
    return as_download(content, f"heads-{public_id}.xlsx")


def page_of(decision: DecisionRow, fault: Refusal | None = None) -> str:
    """The page again, also after a refusal, with what was typed."""
    at = now_for(decision)
    stage = decision.stage(at)
    steps = queries.steps_of(decision.id)
    came = queries.turnout_for(decision) if decision.is_public else None
    facts: dict[str, Any] = {
        "steps": steps,
        "waiting": [step for step in steps if step.decided_at is None],
        "staff": roster.names_of_staff_in(
            {key for step in steps for key in (step.proposed_by, step.decided_by) if key}
        ),
        "came": came,
        "meters": queries.meters_for(decision, came) if came else (),
        "round": queries.paper_round_of(decision.id),
        "batch": queries.batch_of(decision.id) if decision.is_public else None,
        "me": str(g.actor),
        "may_confirm": any(g.actor.may(role, decision.compound_path) for role in operations.CONFIRMERS),
        "obstacles": queries.obstacles_for(decision, at) if stage == "draft" else [],
        "lacks": queries.lacks_for_opening(decision, at) if stage in ("notice", "ready") else [],
        "due": queries.next_date_of(decision, at),
        "unsettled": queries.count_unsettled(decision.id) if stage == "closed" else 0,
        "left_out": queries.left_out_in(decision.id) if decision.is_public else [],
        "is_watched": queries.has_invigilator(decision.id),
        "is_opened": stage == "closed" and queries.find_box(decision.id) is not None,
        "shown": queries.find_shown(decision),
        "objections": queries.objections_due_in([decision.id]).get(decision.id),
        "lists_waiting": len(queries.waiting_sheets_in([decision.id])),
        "rehearsal": queries.props_for(decision, at) if decision.is_drill else None,
        "fault": fault,
        "typed": request.form,
    }
    return render_template("decisions/committee_decision.html", **frame(decision, at), **facts)


def _grids(cells: Sequence[Cell], names: dict[int, str]) -> list[tuple[str, list[str], list[Any], int, int]]:
    """Stairwell by stairwell: floors from the top, rooms side by side."""
    by_unit: dict[int, dict[int, list[Any]]] = {}
    for cell in cells:
        by_unit.setdefault(cell.unit_id, {}).setdefault(cell.floor, []).append(cell)
    grids = []
    for unit, floors in by_unit.items():
        width = max(len(cells) for cells in floors.values())
        columns = [f"{place:02d}" for place in range(1, width + 1)]
        rows = [
            (floor, cells + [None] * (width - len(cells)))
            for floor, cells in sorted(floors.items(), reverse=True)
        ]
        homes = [cell for cells in floors.values() for cell in cells]
        voted = sum(1 for cell in homes if cell.channel)
        grids.append((names.get(unit, ""), columns, rows, voted, len(homes)))
    return grids


def _status(fault: Refusal) -> int:
    return 422 if isinstance(fault, Invalid) else 409
