"""The published result to take along: a workbook, and a sheet for the notice board."""

from typing import Any

from flask import Response, render_template, url_for

from app.core import clock
from app.decisions import documents, queries
from app.decisions.queries.page import public_facts_for
from app.decisions.views.public.blueprint import bp
from surveys.errors import Refusal


@bp.get("/d/<public_id>/result.xlsx")
def result_workbook(public_id: str) -> Response:
    """The form of the published result as a workbook."""
    facts = _counted(public_id)
    stamp = documents.Stamp("", clock.now())
    return _download(documents.result_workbook(facts, stamp), documents.WORKBOOK, "result.xlsx")


@bp.get("/d/<public_id>/result.pdf")
def result_pdf(public_id: str) -> Response:
    """The same as a PDF with its font in it, to be archived."""
    return _download(documents.result_pdf(_counted(public_id)), "application/pdf", "result.pdf")


@bp.get("/d/<public_id>/print")
def sheet(public_id: str) -> str:
    """The same on A4, with room for the seal."""
    facts = _counted(public_id)
    facts |= {"rows": documents.result_rows(facts), "back_url": url_for(".show", public_id=public_id)}
    return render_template("decisions/public_print.html", **facts)


def _counted(public_id: str) -> dict[str, Any]:
    decision = queries.get_public_decision(public_id)
    facts = public_facts_for(decision, decision.by_its_clock(clock.now()))
    if facts["shown"] is None:
        raise Refusal("not-closed", title=decision.title)
    return facts


def _download(body: bytes, kind: str, name: str) -> Response:
    reply = Response(body, content_type=kind)
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply
