"""What came in by workbook, by whom and when, and taking the last of it back."""

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.views.committee.entrance import bp, compound_of
from surveys.errors import Refusal


@bp.get("/<public_id>/imports")
def past_imports(public_id: str) -> str:
    """The last imports, newest first."""
    found = compound_of(public_id)
    rows = queries.imports_in(found.id)
    return render_template(
        "roster/committee_imports.html",
        compound=found,
        place_name=found.name,
        rows=rows,
        last=rows[0] if rows else None,
        done=request.args.get("done", ""),
    )


@bp.get("/<public_id>/imports/<int:import_id>/undo")
def ask_undo(public_id: str, import_id: int) -> str:
    """Say what undoing would do, or why it cannot be done."""
    return _undo_page(public_id, import_id)


@bp.post("/<public_id>/imports/<int:import_id>/undo")
def undo_import(public_id: str, import_id: int) -> Response | tuple[str, int]:
    """Take the last import back."""
    found = compound_of(public_id)
    try:
        with transaction():
            operations.undo_import(found.id, import_id, g.actor, clock.now())
    except Refusal as refusal:
        if refusal.code != "import-not-undoable":
            raise
        return _undo_page(public_id, import_id), 409
    return redirect(url_for(".past_imports", public_id=public_id, done="undone"), 303)


def _undo_page(public_id: str, import_id: int) -> str:
    found = compound_of(public_id)
    row = queries.get_import(found.id, import_id)
    obstacles = queries.obstacles_for(found.id, import_id)
    before = None if obstacles else queries.get_before(found.id, import_id)
    return render_template(
        "roster/committee_undo.html",
        compound=found,
        place_name=found.name,
        row=row,
        obstacles=obstacles,
        before=before,
        printed=queries.count_printed(before) if before else 0,
    )
