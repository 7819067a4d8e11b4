"""The blueprint the registry's pages hang on, and whose compounds they show."""

from collections.abc import Sequence

from flask import Blueprint, g, request

from app.roster import queries
from app.roster.queries import CompoundRow, RegionRow
from app.roster.queries.finding import DESK_ROLES
from surveys.errors import Forbidden, Missing

bp = Blueprint("registry", __name__, url_prefix="/registry")
OFFICIALS = ("city", "county", "street", "community")
ROLES = (*OFFICIALS, *DESK_ROLES)


def compound_of(public_id: str) -> CompoundRow:
    """The compound an address names, if whoever is signed in oversees or serves it."""
    return queries.compound_for_staff(public_id, g.actor, ROLES)


def area_asked() -> tuple[Sequence[str], RegionRow | None]:
    """Everything somebody oversees or serves, or the region asked for if it lies within that."""
    code = request.args.get("region", "")[:16]
    if not code:
        return g.actor.paths(*ROLES), None
    region = queries.find_region(code)
    if region is None:
        raise Missing("region-unknown", region=code)
    if not any(g.actor.may(role, region.path) for role in ROLES):
        raise Forbidden("not-your-part-of-the-house")
    return [region.path], region
