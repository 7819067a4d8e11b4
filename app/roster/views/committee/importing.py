"""A workbook comes in: upload, look at what is wrong, confirm."""

import io
import re
import secrets
from datetime import timedelta
from pathlib import Path

from flask import current_app, g, redirect, render_template, request, send_file, session, url_for
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.roster import documents, imports, operations
from app.roster.queries import CompoundRow
from app.roster.views.committee.entrance import bp, compound_of
from surveys.errors import Invalid, Missing

WAITING = "roster-upload"
TOKEN = re.compile(r"[0-9a-f]{32}")
KEPT = timedelta(hours=12)
MOST_SHOWN = 200
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/template.xlsx")
def template() -> Response:
    """The empty workbook with the right headings."""
    content = io.BytesIO(documents.template_workbook())
    return send_file(content, WORKBOOK, as_attachment=True, download_name="roster-template.xlsx")


@bp.get("/<public_id>/import")
def ask_file(public_id: str) -> str:
    """Choose a workbook."""
    found = compound_of(public_id)
    return _upload_page(found)


@bp.post("/<public_id>/import")
def upload(public_id: str) -> Response | tuple[str, int]:
    """Keep the file under a random name that only this session knows; refuse what is no workbook."""
    found = compound_of(public_id)
    _forget_waiting()
    given = request.files.get("file")
    content = given.stream.read(imports.MOST_BYTES + 1) if given else b""
    name = given.filename or "" if given else ""
    try:
        imports.read(content, name)
    except Invalid as problem:
        return _upload_page(found, problem), 422
    token = secrets.token_hex(16)
    _folder().mkdir(parents=True, exist_ok=True)
    (_folder() / token).write_bytes(content)
    session[WAITING] = {"token": token, "compound": found.id, "name": secure_filename(name) or name[-8:]}
    return redirect(url_for(".preview", public_id=public_id), 303)


@bp.get("/<public_id>/import/preview")
def preview(public_id: str) -> str:
    """What the import would do, and every row that is wrong."""
    found = compound_of(public_id)
    plan = imports.plan(found, _waiting_sheet(found))
    return render_template(
        "roster/committee_preview.html",
        compound=found,
        place_name=found.name,
        plan=plan,
        new_rooms=sum(one.known is None for one in plan.rooms),
        errors=plan.errors[:MOST_SHOWN],
        warnings=plan.warnings[:MOST_SHOWN],
        more_errors=max(len(plan.errors) - MOST_SHOWN, 0),
        more_warnings=max(len(plan.warnings) - MOST_SHOWN, 0),
    )


@bp.post("/<public_id>/import/confirm")
def confirm_import(public_id: str) -> Response:
    """Import all of it: checked once more, for the roster may have changed since the preview."""
    found = compound_of(public_id)
    sheet = _waiting_sheet(found)
    with transaction():
        operations.lock_roster(found.id)
        plan = imports.plan(found, sheet)
        operations.apply_import(plan, g.actor, clock.now())
    _forget_waiting()
    return redirect(url_for(".compound", public_id=public_id, done="imported", changed=plan.changed), 303)


@bp.post("/<public_id>/import/cancel")
def cancel_import(public_id: str) -> Response:
    """Throw the uploaded file away."""
    compound_of(public_id)
    _forget_waiting()
    return redirect(url_for(".ask_file", public_id=public_id), 303)


def _upload_page(found: CompoundRow, problem: Invalid | None = None) -> str:
    return render_template(
        "roster/committee_import.html", compound=found, place_name=found.name, problem=problem
    )


def _waiting_sheet(found: CompoundRow) -> imports.Sheet:
    """The file this session uploaded for this compound; Missing when there is none."""
    waiting = session.get(WAITING) or {}
    path = _folder() / str(waiting.get("token", ""))
    if waiting.get("compound") != found.id or not TOKEN.fullmatch(path.name) or not path.is_file():
        raise Missing("upload-not-found")
    return imports.read(path.read_bytes(), str(waiting["name"]))


def _forget_waiting() -> None:
    """Delete this session's file, and those that others left lying."""
    token = str((session.pop(WAITING, None) or {}).get("token", ""))
    if TOKEN.fullmatch(token):
        (_folder() / token).unlink(missing_ok=True)
    if not _folder().is_dir():
        return
    oldest = (clock.now() - KEPT).timestamp()
    for path in _folder().iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(current_app.config["UPLOAD_DIR"]) / "rosters"
