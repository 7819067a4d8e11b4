"""The evidence pack of a decision, for the committee and for whoever it has to convince."""

from flask import Response, stream_with_context

from app.decisions.documents.evidence import evidence_archive, mark_of
from app.decisions.queries.evidence import evidence_for
from app.decisions.queries.results import get_result
from app.decisions.views.committee.blueprint import bp, decision_here


@bp.get("/<public_id>/evidence.zip")
def evidence(public_id: str) -> Response:
    """Everything that shows how the result came about, with hashes; refused before the publication."""
    decision = decision_here(public_id)
    get_result(decision)
    pieces = stream_with_context(evidence_archive(evidence_for(decision), mark_of(decision)))
    reply = Response(pieces, content_type="application/zip")
    reply.headers["Content-Disposition"] = f'attachment; filename="evidence-{decision.public_id}.zip"'
    return reply
