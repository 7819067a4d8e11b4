"""Auditors and what they take of decisions: released by two persons, each reading on record."""

from flask import Blueprint, Response, g, render_template, stream_with_context

from app.core import clock
from app.core.db import transaction
from app.core.documents import as_download
from app.decisions.documents.evidence import archive_of
from app.decisions.operations.releasing import read_evidence, read_pack
from app.decisions.queries import alerts_under
from app.decisions.queries.evidence import evidence_for
from app.decisions.queries.packs import readings_of, released_in
from app.roster import queries

bp = Blueprint("packs", __name__)


@bp.get("/packs")
def index() -> str:
    """Decisions of the auditor's areas that were released, readers, and who read much paper."""
    paths = g.actor.paths("auditor")
    found, alerts = released_in(paths), alerts_under(paths)
    readings = readings_of([decision.id for decision in found])
    return render_template(
        "web/staff_packs.html",
        decisions=found,
        readings=readings,
        titles={decision.id: decision.title for decision in found},
        alerts=alerts,
        names=queries.names_of_staff_in(
            {one.read_by for one in readings}
            | {key for one, _ in alerts for key in (one.entered_by, one.looked_by) if key}
        ),
    )


@bp.post("/packs/<public_id>")
def read(public_id: str) -> Response:
    """The full pack as a file; that it was read is written down with it."""
    with transaction():
        text = read_pack(g.actor, public_id, clock.now())
    reply = Response(text, content_type="application/json")
    reply.headers["Content-Disposition"] = f'attachment; filename="pack-{public_id}.json"'
    return reply


@bp.post("/packs/<public_id>/evidence")
def take_evidence(public_id: str) -> Response:
    """The evidence as the committee has it; that it was taken is written down first."""
    with transaction():
        decision = read_evidence(g.actor, public_id, clock.now())
    pieces = stream_with_context(archive_of(decision, evidence_for(decision)))
    return as_download(pieces, f"evidence-{public_id}.zip", "application/zip")
