"""The registry's smaller lists as workbooks to keep."""

from flask import Response, g

from app.core import clock
from app.roster import documents, queries
from app.roster.queries.registry_sheet import sheet_page_for
from app.roster.views.official.entrance import ROLES, bp, compound_of


@bp.get("/groups.xlsx")
def groups_workbook() -> Response:
    """Compounds to be renovated as one."""
    groups = queries.groups_under(g.actor.paths(*ROLES))
    members = queries.members_of([one.public_id for one in groups])
    return documents.as_download(documents.groups_workbook(groups, members, _stamp()), "groups.xlsx")


@bp.get("/<public_id>/sheet.xlsx")
def sheet_workbook(public_id: str) -> Response:
    """Everything known of one compound, with its sources."""
    found = compound_of(public_id)
    page = sheet_page_for(found, clock.now())
    return documents.as_download(
        documents.sheet_workbook(found.name, page, _stamp()), f"registry-{found.code}.xlsx"
    )


@bp.get("/<public_id>/photos.xlsx")
def photos_workbook(public_id: str) -> Response:
    """What was photographed of the checklist."""
    found = compound_of(public_id)
    content = documents.findings_workbook(found.name, queries.findings_in(found.id), _stamp())
    return documents.as_download(content, f"checklist-{found.code}.xlsx")


@bp.get("/<public_id>/spare.xlsx")
def spare_workbook(public_id: str) -> Response:
    """Idle land and rooms."""
    found = compound_of(public_id)
    content = documents.spare_workbook(found.name, queries.spare_in(found.id), _stamp())
    return documents.as_download(content, f"spare-{found.code}.xlsx")


def _stamp() -> documents.Stamp:
    return documents.Stamp(g.actor.name, clock.now())
