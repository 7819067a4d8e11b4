"""Compounds for programs: what their public page shows, and nobody who lives there."""

from typing import Any

from flask import Blueprint, request

from app.core.pagination import cursor_from, limit_from, page_of
from app.roster import queries
from app.roster.queries import CompoundRow
from surveys.figures import area_to_text

bp = Blueprint("roster_api", __name__, url_prefix="/compounds")


@bp.get("")
def list_compounds() -> dict[str, Any]:
    """Every compound, the first registered first."""
    limit, after = limit_from(request.args.get("limit")), cursor_from(request.args.get("cursor"))
    rows = queries.compounds_in_turn(after=after or 0, limit=limit + 1)
    page = page_of(rows, limit, lambda compound: compound.id)
    return {"items": [_shown(compound) for compound in page.items], "next": page.next}


@bp.get("/<public_id>")
def get_compound(public_id: str) -> dict[str, Any]:
    """One compound."""
    return _shown(queries.get_compound_by_public_id(public_id))


def _shown(compound: CompoundRow) -> dict[str, Any]:
    """A compound as everybody may see it; areas in square metres, as text so that no digit is lost."""
    return {
        "id": compound.public_id,
        "name": compound.name,
        "region": compound.region_code,
        "address": compound.address,
        "built_year": compound.built_year,
        "buildings": compound.building_count,
        "households": compound.household_count,
        "floor_area": None if compound.floor_area is None else area_to_text(compound.floor_area),
        "telephone": compound.telephone,
        "page": f"/c/{compound.public_id}",
    }
