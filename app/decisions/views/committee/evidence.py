"""The evidence pack of a decision, for the committee and for whoever it has to convince."""

from flask import Response, stream_with_context

from app.core.documents import as_download
from app.decisions.documents.evidence import archive_of
from app.decisions.queries.evidence import evidence_for
from app.decisions.queries.results import get_result
from app.decisions.views.committee.blueprint import bp, decision_here


@bp.get("/<public_id>/evidence.zip")
def evidence(public_id: str) -> Response:
    """Everything that shows how the result came about, with hashes; refused before the publication."""
    decision = decision_here(public_id)
    get_result(decision)
    pieces = stream_with_context(archive_of(decision, evidence_for(decision)))
    return as_download(pieces, f"evidence-{public_id}.zip", "application/zip")
