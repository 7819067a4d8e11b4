"""Paper for the stairwells: house-code slips and posters."""

from flask import current_app, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.roster import documents, operations, queries
from app.roster.queries import CompoundRow, UnitRow
from app.roster.views.committee.entrance import bp, compound_of
from surveys.errors import Missing


@bp.post("/<public_id>/slips")
def make_slips(public_id: str) -> Response:
    """Make the codes that are missing, note that they are printed, and show the slips."""
    found = compound_of(public_id)
    unit = _chosen_unit(found, request.form.get("unit", ""))
    room_id = _chosen_room(found, request.form.get("room", ""))
    with transaction():
        operations.issue_codes(
            found.id, g.actor, clock.now(), unit_id=unit.id if unit else None, room_id=room_id
        )
    unit_id = unit.public_id if unit else None
    return redirect(url_for(".slips", public_id=public_id, unit=unit_id, room=room_id), 303)


@bp.get("/<public_id>/slips")
def slips(public_id: str) -> str:
    """Four slips on a sheet: cut, folded twice, only the room is seen."""
    found = compound_of(public_id)
    unit = _chosen_unit(found, request.args.get("unit", ""))
    room_id = _chosen_room(found, request.args.get("room", ""))
    codes = queries.slips_in(found.id, unit.id if unit else None, room_id)
    return render_template(
        "roster/committee_slips.html",
        compound=found,
        unit=unit,
        slips=[_slip(found, home) for home in codes],
        back_url=_back(found),
    )


@bp.get("/<public_id>/posters")
def posters(public_id: str) -> str:
    """One sheet for every stairwell, with a code that names it and no home."""
    found = compound_of(public_id)
    units = [
        {
            "unit": unit,
            "qr": documents.qr_drawing(
                _address("bind", unit=unit.public_id), f"{unit.building_name}{unit.name}"
            ),
        }
        for unit in queries.units_in(found.id)
    ]
    return render_template(
        "roster/committee_posters.html", compound=found, posters=units, back_url=_back(found)
    )


def _slip(found: CompoundRow, home: tuple[str, str, str]) -> Markup:
    stairs, number, code = home
    address = _address("bind", code=code)
    slip = documents.Slip(found.name, stairs, number, code, address=address, telephone=found.telephone)
    return documents.slip_drawing(slip)


def _chosen_room(found: CompoundRow, text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise Missing("room-not-found")
    return queries.get_room_facts(found.id, int(text)).id


def _chosen_unit(found: CompoundRow, public_id: str) -> UnitRow | None:
    if not public_id:
        return None
    unit = queries.get_unit_by_public_id(public_id)
    if unit.compound_id != found.id:
        raise Missing("unit-not-found")
    return unit


def _address(page: str, **facts: str) -> str:
    """An address residents reach by telephone, whatever host this page was asked from."""
    query = "&".join(f"{name}={value}" for name, value in facts.items())
    return f"{current_app.config['PUBLIC_BASE_URL']}/my/{page}?{query}"


def _back(found: CompoundRow) -> str:
    return url_for(".compound", public_id=found.public_id)
