"""The roster itself: compounds, buildings with what they lack, stairwells, one room."""

from collections.abc import Sequence
from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.queries.completeness import HomeState, get_building, homes_in_building, homes_in_unit
from app.roster.queries.overview import Counts, UnitLine
from app.roster.views.committee.entrance import bp, compound_of
from surveys import figures
from surveys.errors import Missing

TONES = {"owner": "done", "member": "waiting", "unprinted": "away", "nobody": "away", "gap": "warn"}
MEASURES = ("with_area", "with_owner", "with_phone", "bound", "printed")


@bp.get("/")
def index() -> str | Response:
    """The compounds somebody serves; with one only, straight to it."""
    compounds = queries.compounds_for_staff(g.actor)
    if len(compounds) == 1:
        return redirect(url_for(".compound", public_id=compounds[0].public_id), 303)
    claims = {one.id: queries.count_claims([one.id]) for one in compounds}
    return render_template("roster/committee_index.html", compounds=compounds, claims=claims)


@bp.get("/<public_id>")
def compound(public_id: str) -> str:
    """Building by building: how many homes, and of how many each thing is known."""
    found = compound_of(public_id)
    lines = queries.overview_of(found.id)
    total = sum_of(lines)
    return render_template(
        "roster/committee_compound.html",
        compound=found,
        place_name=found.name,
        buildings=_by_building(lines),
        total=total,
        shares=_shares(total),
        measures=MEASURES,
        claims=queries.count_claims([found.id]),
        corrections=queries.count_corrections([found.id]),
        done=request.args.get("done", ""),
        changed=request.args.get("changed", ""),
    )


@bp.get("/<public_id>/buildings/<int:building_id>")
def building(public_id: str, building_id: int) -> str:
    """One building, floor by room: every cell says what is missing, or who is bound."""
    found = compound_of(public_id)
    house, homes = get_building(found.id, building_id), homes_in_building(building_id)
    lines = [line for line in queries.overview_of(found.id) if line.unit.building_id == building_id]
    grids = {unit_id: _grid(rooms, found.public_id) for unit_id, rooms in homes.items()}
    return render_template(
        "roster/committee_building.html",
        compound=found,
        place_name=found.name,
        building=house,
        stairs=[(line, _shares(line.counts), *grids.get(line.unit.id, ([], []))) for line in lines],
        total=sum_of(lines),
        shares=_shares(sum_of(lines)),
        measures=MEASURES,
        gaps=sum(bool(room.gaps) for rooms in homes.values() for room in rooms),
    )


@bp.get("/<public_id>/units/<unit_id>")
def unit(public_id: str, unit_id: str) -> str:
    """One stairwell as floors and rooms."""
    found = compound_of(public_id)
    stairs = _unit_of(found.id, unit_id)
    rooms = homes_in_unit(stairs.id)
    columns, rows = _grid(rooms, found.public_id)
    return render_template(
        "roster/committee_unit.html",
        compound=found,
        place_name=found.name,
        unit=stairs,
        columns=columns,
        rows=rows,
        gaps=sum(bool(room.gaps) for room in rooms),
    )


@bp.get("/<public_id>/rooms/<int:room_id>")
def room(public_id: str, room_id: int) -> str:
    """One room: its area, its owners, who is bound, a new code."""
    found = compound_of(public_id)
    facts = queries.get_room_facts(found.id, room_id)
    stairs = next(one for one in queries.units_in(found.id) if one.id == facts.unit_id)
    return render_template(
        "roster/committee_room.html",
        compound=found,
        place_name=found.name,
        room=facts,
        unit=stairs,
        area=figures.area_to_text(facts.area) if facts.area is not None else "",
        history=queries.history_of(facts.id),
        done=request.args.get("done", ""),
    )


@bp.post("/<public_id>/rooms/<int:room_id>/code")
def reissue(public_id: str, room_id: int) -> Response:
    """A new house code: the old one stops working at once."""
    found = compound_of(public_id)
    queries.get_room_facts(found.id, room_id)
    with transaction():
        operations.reissue_code(room_id, g.actor, clock.now())
    return redirect(url_for(".room", public_id=public_id, room_id=room_id, done="reissued"), 303)


@bp.post("/<public_id>/rooms/<int:room_id>/bindings/<int:binding_id>/end")
def end_binding(public_id: str, room_id: int, binding_id: int) -> Response:
    """End a tie that should not be, such as after a sale."""
    facts = queries.get_room_facts(compound_of(public_id).id, room_id)
    if binding_id not in {one[0] for one in facts.bound}:
        raise Missing("claim-not-found")
    reason = request.form.get(f"reason-{binding_id}", "")
    with transaction():
        operations.end_binding(binding_id, g.actor, reason, clock.now())
    return redirect(url_for(".room", public_id=public_id, room_id=room_id, done="ended"), 303)


def _unit_of(compound_id: int, unit_public_id: str) -> queries.UnitRow:
    stairs = queries.get_unit_by_public_id(unit_public_id)
    if stairs.compound_id != compound_id:
        raise Missing("unit-not-found")
    return stairs


def counts_by_building(lines: Sequence[UnitLine]) -> list[tuple[int, str, Counts]]:
    """Number, name and figures of each building, in order."""
    names = dict.fromkeys((line.unit.building_id, line.unit.building_name) for line in lines)
    return [
        (building_id, name, sum_of([line for line in lines if line.unit.building_id == building_id]))
        for building_id, name in names
    ]


def sum_of(lines: Sequence[UnitLine]) -> Counts:
    """The figures of several stairwells together."""
    columns = zip(Counts(), *(line.counts for line in lines), strict=True)
    return Counts(*(sum(column) for column in columns))


def _by_building(lines: Sequence[UnitLine]) -> list[dict[str, Any]]:
    """Buildings in order, each with its own sum and shares."""
    return [
        {"id": building_id, "name": name, "total": total, "shares": _shares(total)}
        for building_id, name, total in counts_by_building(lines)
    ]


def _shares(counts: Counts) -> dict[str, dict[str, Any]]:
    """Each thing that can be known of a home: of how many it is, as numbers and as the width of a bar."""
    found = {}
    for name in MEASURES:
        part: int = getattr(counts, name)
        width = part * 100 // counts.rooms if counts.rooms else 0
        percent = figures.percent(part, counts.rooms)
        found[name] = {"part": part, "whole": counts.rooms, "width": width, "percent": percent}
    return found


def _grid(rooms: Sequence[HomeState], public_id: str) -> tuple[list[int], list[dict[str, Any]]]:
    """Rows of the floor grid, top floor first, each padded to the widest floor."""
    floors: dict[int, list[HomeState]] = {}
    for one in rooms:
        floors.setdefault(one.floor, []).append(one)
    width = max((len(row) for row in floors.values()), default=0)
    rows = []
    for floor, row in floors.items():
        cells = [_cell(one, public_id) for one in row]
        rows.append({"floor": floor, "cells": [*cells, *[None] * (width - len(row))]})
    return list(range(1, width + 1)), rows


def _cell(one: HomeState, public_id: str) -> dict[str, Any]:
    state = "owner" if one.is_owner_bound else "member" if one.is_bound else "nobody"
    if state == "nobody" and not one.is_printed:
        state = "unprinted"
    tone = TONES["gap"] if one.gaps else TONES[state]
    url = url_for(".room", public_id=public_id, room_id=one.id)
    return {"room": one.number, "state": state, "gaps": one.gaps, "tone": tone, "url": url}
