"""Every list of the roster's pages as a workbook to keep: the same rows, masked the same way."""

from flask import Response, g

from app.core import clock
from app.roster import documents, queries
from app.roster.queries.completeness import get_building, homes_in_building
from app.roster.queries.owners_page import alike_lines_for
from app.roster.views.committee import cases
from app.roster.views.committee.entrance import bp, compound_of
from app.roster.views.committee.overview import counts_by_building, sum_of
from app.roster.views.committee.workbooks import stamp


@bp.get("/compounds.xlsx")
def compounds_workbook() -> Response:
    """The compounds somebody serves."""
    compounds = queries.compounds_for_staff(g.actor)
    claims = {one.id: queries.count_claims([one.id]) for one in compounds}
    return documents.as_download(documents.compounds_workbook(compounds, claims, stamp()), "compounds.xlsx")


@bp.get("/claims.xlsx")
def claims_workbook() -> Response:
    """Everything that waits at the binding desk."""
    ids = [one.id for one in queries.compounds_for_staff(g.actor)]
    content = documents.claims_workbook(cases.desk_for(ids, clock.now()), stamp())
    return documents.as_download(content, "claims.xlsx")


@bp.get("/<public_id>/completeness.xlsx")
def completeness_workbook(public_id: str) -> Response:
    """What the roster lacks, building by building."""
    found = compound_of(public_id)
    lines = queries.overview_of(found.id)
    buildings = [(name, counts) for _, name, counts in counts_by_building(lines)]
    content = documents.completeness_workbook(found.name, buildings, sum_of(lines), stamp=stamp())
    return documents.as_download(content, f"completeness-{found.code}.xlsx")


@bp.get("/<public_id>/buildings/<int:building_id>/homes.xlsx")
def homes_workbook(public_id: str, building_id: int) -> Response:
    """What the roster lacks, home by home."""
    found = compound_of(public_id)
    house, homes = get_building(found.id, building_id), homes_in_building(building_id)
    stairs = [(unit.name, homes[unit.id]) for unit in queries.units_in(found.id) if unit.id in homes]
    content = documents.homes_workbook(f"{found.name}{house.name}", stairs, stamp())
    return documents.as_download(content, f"homes-{found.code}-{building_id}.xlsx")


@bp.get("/<public_id>/imports.xlsx")
def imports_workbook(public_id: str) -> Response:
    """What came in by workbook."""
    found = compound_of(public_id)
    rows = queries.imports_in(found.id, documents.MOST_ROWS)
    content = documents.imports_workbook(found.name, rows, stamp())
    return documents.as_download(content, f"imports-{found.code}.xlsx")


@bp.get("/<public_id>/corrections.xlsx")
def corrections_workbook(public_id: str) -> Response:
    """What residents wanted corrected: first what waits, then what was answered."""
    found = compound_of(public_id)
    rows = queries.corrections_in(found.id, is_waiting=True)
    rows += queries.corrections_in(found.id, is_waiting=False)
    content = documents.corrections_workbook(found.name, rows, stamp())
    return documents.as_download(content, f"corrections-{found.code}.xlsx")


@bp.get("/<public_id>/owners/alike.xlsx")
def alike_workbook(public_id: str) -> Response:
    """Who may be one person, and what was decided."""
    found = compound_of(public_id)
    lines, verdicts = alike_lines_for(found.id, clock.now()), queries.verdict_rows_in(found.id)
    content = documents.alike_workbook(found.name, lines, verdicts, stamp=stamp())
    return documents.as_download(content, f"alike-{found.code}.xlsx")
