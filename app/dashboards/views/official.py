"""Turnout and results by area for officials: read only, and never what anybody chose."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, g, render_template, url_for

from app.core import clock
from app.dashboards import documents, queries
from app.dashboards.queries import Area, Part, Place
from app.polls import queries as polls
from surveys.errors import Forbidden, Missing

bp = Blueprint("dashboards_official", __name__)
ROLES = ("city", "county", "street", "community")
NEWEST = 50


@bp.get("/")
def overview() -> str:
    """The areas this official oversees; one area alone is opened at once."""
    paths = g.actor.paths(*ROLES)
    parts, places = queries.areas_for(paths)
    if len(paths) == len(parts) == 1:
        return _opened(_own_area(parts[0].region.code))
    return render_template(
        "dashboards/official_area.html",
        parts=parts,
        places=() if parts else places,
        totals=queries.totals_for(places),
        export_url=url_for(".overview_workbook"),
        **_polls(paths, places),
    )


@bp.get("/r/<code>")
def region(code: str) -> str:
    """One area: its parts, the compounds outside any part, its polls."""
    return _opened(_own_area(code))


@bp.get("/turnout.xlsx")
def overview_workbook() -> Response:
    """The table over everything this official oversees."""
    parts, places = queries.areas_for(g.actor.paths(*ROLES))
    return _workbook("", parts, places)


@bp.get("/r/<code>/turnout.xlsx")
def region_workbook(code: str) -> Response:
    """The table of one area: its parts, then every compound in it."""
    area = _own_area(code)
    return _workbook(area.region.name, area.parts, area.places)


def _own_area(code: str) -> Area:
    """The area of that code, if one of the official's grants covers it."""
    area = queries.find_area(code)
    if area is None:
        raise Missing("region-unknown", region=code)
    if not _oversees(area.region.path):
        raise Forbidden("not-your-part-of-the-house")
    return area


def _opened(area: Area) -> str:
    return render_template(
        "dashboards/official_area.html",
        region=area.region,
        above=[each for each in area.above if _oversees(each.path)],
        parts=area.parts,
        places=area.own_places,
        totals=area.totals,
        export_url=url_for(".region_workbook", code=area.region.code),
        **_polls([area.region.path], area.places),
    )


def _oversees(path: str) -> bool:
    return any(g.actor.may(role, path) for role in ROLES)


def _polls(paths: Sequence[str], places: Sequence[Place]) -> dict[str, Any]:
    """The newest polls there: how many have answered; results only where they are public."""
    at = clock.now()
    newest = queries.polls_with_turnout_for(polls.polls_under(paths, limit=NEWEST))
    names = {place.compound.id: place.compound.name for place in places}
    lines = [
        (poll, came, poll.state(at), names.get(poll.compound_id, ""), polls.window_of(poll, at).ends)
        for poll, came in newest
    ]
    return {"polls": lines, "at": at}


def _workbook(name: str, parts: Sequence[Part], places: Sequence[Place]) -> Response:
    stamp = documents.Stamp(g.actor.name, clock.now())
    body = documents.turnout_workbook(documents.Sheet(name, tuple(parts), tuple(places)), stamp)
    return documents.as_download(body, "turnout.xlsx")
