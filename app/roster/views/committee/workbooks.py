"""Workbooks to take away: the template, the list of rooms, the rows to mend."""

from flask import Response, g

from app.core import clock
from app.roster import documents, imports, queries
from app.roster.views.committee import waiting
from app.roster.views.committee.entrance import bp, compound_of
from surveys.errors import Missing


@bp.get("/template.xlsx")
def template() -> Response:
    """The empty workbook with the right headings."""
    return documents.as_download(documents.template_workbook(), "roster-template.xlsx")


@bp.get("/<public_id>/rooms.xlsx")
def rooms_workbook(public_id: str) -> Response:
    """Every room of the roster, telephones masked."""
    found = compound_of(public_id)
    content = documents.rooms_workbook(found.name, queries.room_lines_in(found.id), stamp())
    return documents.as_download(content, f"roster-{found.code}.xlsx")


@bp.get("/<public_id>/import/errors.xlsx")
def errors_workbook(public_id: str) -> Response:
    """The rows of the waiting file that are wrong, as they stand there."""
    found = compound_of(public_id)
    kept = waiting.upload_of(found)
    plan = imports.plan(found, kept.sheet())
    if not plan.errors or kept.layout is None:
        raise Missing("upload-not-found")
    rows = kept.rows()
    faults: dict[tuple[str, int], list[imports.CellError]] = {}
    for error in plan.errors:
        faults.setdefault((error.sheet, error.row), []).append(error)
    wrong = [(place, cells) for place in faults for cells in rows[place]]
    shown = imports.one_heading_each([cells for _, cells in wrong], kept.layout)
    bad = [
        documents.BadRow(*place, cells, tuple(faults[place]))
        for (place, _), cells in zip(wrong, shown, strict=True)
    ]
    content = documents.errors_workbook(found.name, bad, stamp())
    return documents.as_download(content, f"roster-errors-{found.code}.xlsx")


def stamp() -> documents.Stamp:
    """Whoever is signed in, now."""
    return documents.Stamp(g.actor.name, clock.now())
