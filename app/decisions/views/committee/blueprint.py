"""What all committee pages about decisions share: the blueprint, the decision a page is about, its frame."""

import io
from contextlib import closing
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, send_file, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.core import clock, files
from app.core.documents import WORKBOOK
from app.decisions import queries
from app.decisions.queries import DecisionRow
from app.roster import queries as roster
from app.roster.queries import UnitRow
from surveys.errors import Invalid, Missing, Refusal

bp = Blueprint("decisions_committee", __name__, url_prefix="/decisions")


def decision_here(public_id: str) -> DecisionRow:
    """The decision a page is about; Missing when the actor holds no role over its compound."""
    return queries.get_decision_for_staff(g.actor, public_id)


def now_for(decision: DecisionRow) -> datetime:
    """The instant by the decision's own clock: only a rehearsal's differs from everybody's."""
    return decision.by_its_clock(clock.now())


def frame(decision: DecisionRow, at: datetime) -> dict[str, Any]:
    """What every page about one decision shows."""
    compound = roster.get_compound(decision.compound_id)
    return {
        "decision": decision,
        "stage": decision.stage(at),
        "at": at,
        "compound": compound,
        "place_name": compound.name,
        "pack": queries.pack_for(decision),
    }


def back_to(page: str, decision: DecisionRow, done: str, **where: object) -> Response:
    """Go back to a page of this decision, which then says what was done (by its code)."""
    flash(done, "decisions")
    values: dict[str, Any] = {name: value for name, value in where.items() if value is not None}
    return redirect(url_for(f".{page}", public_id=decision.public_id, **values), 303)


def stairs_of(decision: DecisionRow) -> dict[int, UnitRow]:
    """The stairwells of its compound by number."""
    return {unit.id: unit for unit in roster.units_in(decision.compound_id)}


def unit_here(decision: DecisionRow, public_id: str) -> int | None:
    """The stairwell an address names; Missing for one of another compound."""
    if not public_id:
        return None
    for unit in roster.units_in(decision.compound_id):
        if unit.public_id == public_id:
            return unit.id
    raise Missing("unit-not-found")


def name_of_stairs(unit: UnitRow | None) -> str:
    """As people call it; empty for one that is gone."""
    return unit.building_name + unit.name if unit else ""


def status_for(fault: Refusal) -> int:
    """What a form that comes back is answered with: what was typed is wrong, or the time for it is."""
    return 422 if isinstance(fault, (Invalid, Missing)) else 409


def sealed_picture(upload: FileStorage | None) -> tuple[str, str] | None:
    """An uploaded photograph of papers, encrypted: its name and key; a field left empty is none."""
    if not upload or not upload.filename:
        return None
    with closing(upload):
        return files.keep_sealed_picture(upload.stream)


def workbook(content: bytes, name: str) -> Response:
    """A workbook to keep; browsers on shared computers keep no copy of their own."""
    reply = send_file(io.BytesIO(content), WORKBOOK, as_attachment=True, download_name=name)
    reply.headers["Cache-Control"] = "no-store"
    return reply
