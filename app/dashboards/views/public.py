"""The public site: the city, its areas, a compound, the privacy notice."""

from collections.abc import Sequence

from flask import Blueprint, render_template

from app.bulletins import queries as bulletins
from app.core import clock
from app.dashboards import queries
from app.polls import queries as polls
from app.roster import queries as roster
from app.roster.queries import RegionRow
from bots.desk import NOTICE_VERSION
from surveys.errors import Missing
from surveys.figures import area_to_text

bp = Blueprint("dashboards_public", __name__)
MOST_DECISIONS = 10
AREA_PER_HUNDREDTH = 10_000  # units of 0.01 m² in 100 m², the hundredth part of 10,000 m²


@bp.get("/")
def city() -> str:
    """What this is, how to join, and the units of the city."""
    return render_template(
        "dashboards/public_city.html",
        area=queries.find_area(queries.CITY),
        decisions=queries.open_decisions_in([queries.CITY], clock.now())[:MOST_DECISIONS],
    )


@bp.get("/r/<code>")
def region(code: str) -> str:
    """One unit, street or community and the compounds in it."""
    area = queries.find_area(code)
    if area is None:
        raise Missing("region-unknown", region=code)
    return render_template("dashboards/public_region.html", area=area, crumbs=_crumbs(area.above))


@bp.get("/c/<public_id>")
def compound(public_id: str) -> str:
    """A compound: how far it is, what is being asked, what came of it, what happened, whom to call."""
    found, at = roster.get_compound_by_public_id(public_id), clock.now()
    announced = polls.polls_in(found.id)
    return render_template(
        "dashboards/public_compound.html",
        compound=found,
        crumbs=_crumbs(queries.regions_above_for(found.path)),
        floor_area=_ten_thousands(found.floor_area),
        stage=bulletins.stage_in(found.id),
        decisions=queries.announced_decisions_in(found.id, at),
        running=queries.running_polls_in(announced, at),
        closed=queries.closed_polls_in(announced, at),
        entries=bulletins.timeline_in(found.id),
        suspension=roster.suspension_of(found.id),
        registry=roster.find_public_registry(found.id),
        telephone=found.telephone,
        at=at,
        this_year=clock.local(at).year,
    )


@bp.get("/privacy")
def privacy() -> str:
    """Who keeps what about people, why and how long, and what they may ask for."""
    return render_template("web/privacy.html", version=NOTICE_VERSION)


def _crumbs(regions: Sequence[RegionRow]) -> list[tuple[str, str]]:
    """From the city down: the city's page is the front page."""
    return [(region.name, "/" if region.code == queries.CITY else f"/r/{region.code}") for region in regions]


def _ten_thousands(area: int | None) -> str:
    """An area in 0.01 m² as text in units of 10,000 m², two decimals, half up; empty when not known."""
    if area is None:
        return ""
    return area_to_text((2 * area + AREA_PER_HUNDREDTH) // (2 * AREA_PER_HUNDREDTH))
