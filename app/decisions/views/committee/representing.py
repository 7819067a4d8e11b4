"""Owners' representatives at the committee's desk: whom the owners sent, what they handed in."""

from datetime import datetime, timedelta
from typing import Any

from flask import g, render_template, request
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.decisions import forms, operations, queries
from app.decisions.queries import DecisionRow
from app.decisions.views.committee.blueprint import (
    back_to,
    bp,
    decision_here,
    frame,
    name_of_stairs,
    now_for,
    stairs_of,
    status_for,
)
from app.roster import queries as roster
from app.roster.queries import UnitRow
from surveys.electorate.scopes import Scope
from surveys.errors import Refusal

Answer = Response | tuple[str, int]


@bp.get("/<public_id>/representatives")
def representatives(public_id: str) -> str:
    """Everybody who was sent, with their lists."""
    return _page(decision_here(public_id))


@bp.post("/<public_id>/representatives")
def send_representative(public_id: str) -> Answer:
    """Record whom the owners of a building or stairwell sent."""
    decision = decision_here(public_id)
    try:
        with transaction():
            mandate = forms.mandate_in(request.form)
            operations.appoint_representative(g.actor, decision.id, mandate, now_for(decision))
    except Refusal as fault:
        return _page(decision, fault), status_for(fault)
    return back_to("representatives", decision, "sent")


@bp.post("/<public_id>/representatives/<int:representative_id>/end")
def end_representative(public_id: str, representative_id: int) -> Answer:
    """End an appointment, with the reason."""
    decision = decision_here(public_id)
    queries.get_representative(decision.id, representative_id)
    try:
        with transaction():
            at, reason = now_for(decision), request.form.get("reason", "")
            operations.end_representative(g.actor, decision.id, representative_id, reason=reason, at=at)
    except Refusal as fault:
        return _page(decision, fault, representative_id), status_for(fault)
    return back_to("representatives", decision, "sent-ended")


def area_name(area: Scope, stairs: dict[int, UnitRow]) -> str:
    """A building or stairwell as people call it."""
    names = {str(unit.building_id): unit.building_name for unit in stairs.values()}
    names |= {f"{unit.building_id}-{unit.id}": name_of_stairs(unit) for unit in stairs.values()}
    keys = [*area.buildings, *(f"{building}-{unit}" for building, unit in area.units)]
    return " ".join(names.get(key, "") for key in keys)


def _day_of(instant: datetime) -> str:
    """Its day, as a field for dates takes it."""
    return clock.local(instant).date().isoformat()


def _page(decision: DecisionRow, fault: Refusal | None = None, ending: int = 0) -> str:
    at = now_for(decision)
    rows, stairs = queries.representatives_of(decision.id), stairs_of(decision)
    sheets: dict[int, list[Any]] = {}
    for sheet in queries.sheets_in([decision.id]):
        sheets.setdefault(sheet.representative_id, []).append(sheet)
    buildings = {str(unit.building_id): unit.building_name for unit in stairs.values()}
    units = [(f"{unit.building_id}-{unit.id}", name_of_stairs(unit)) for unit in stairs.values()]
    facts = {
        "rows": rows,
        "areas": {row.id: area_name(row.area, stairs) for row in rows},
        "sheets": sheets,
        "choices": [*buildings.items(), *units],
        "homes": [(str(cell.room_id), cell.label) for cell in queries.cells_for(decision)],
        "first": _day_of(decision.noticed_at or at),
        "last": _day_of((decision.closes_at or at) - timedelta(microseconds=1)),
        "staff": roster.names_of_staff_in({row.appointed_by for row in rows}),
        "fault": fault,
        "ending": ending,
        "typed": request.form,
    }
    return render_template("decisions/committee_representatives.html", **frame(decision, at), **facts)
