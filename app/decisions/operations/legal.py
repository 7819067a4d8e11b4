"""The legal result of a supporting decision: from paper or the official system, checked, kept once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.audit.operations import record
from app.core.db import db
from app.decisions.models import DecisionHead, DecisionResult, DecisionStep
from app.decisions.queries.decisions import SUPPORTING, DecisionRow
from app.decisions.queries.published import LEGAL_SOURCES, figure_in
from app.decisions.queries.results import find_result
from app.decisions.queries.rulebook import pack_for
from surveys.errors import Invalid, Refusal
from surveys.tally.exchange import judged, notice_from_json

LONGEST_DOCUMENT = 120


def check_legal(decision: DecisionRow, facts: Mapping[str, Any]) -> None:
    """Nothing, or totals that stand in a named document and can be true together.

    Refusal `legal-result-not-here`, `legal-result-kept`; Invalid `legal-source-unknown`,
    `legal-document-missing`, `legal-result-missing`, `legal-totals-impossible`.
    """
    legal = facts.get("legal")
    if legal is None:
        return
    if decision.standing != SUPPORTING:
        raise Refusal("legal-result-not-here", title=decision.title)
    found = find_result(decision.id)
    if found is not None and "legal" in found.sheet:
        raise Refusal("legal-result-kept", title=decision.title)
    if legal["source"] not in LEGAL_SOURCES:
        raise Invalid("legal-source-unknown", field="source")
    if not 1 <= len(legal["document"]) <= LONGEST_DOCUMENT:
        raise Invalid("legal-document-missing", field="document")
    told = {name: legal[name] for name in ("total", "present", "agreed", "void")}
    verdict, cautions = judged(
        notice_from_json({"matter": decision.matter, "basis": decision.basis, **told}, pack_for(decision))
    )
    if any(one[measure] is None for one in told.values() for measure in ("heads", "area")):
        raise Invalid("legal-result-missing", field="total_heads")
    if cautions or verdict.passed is None:
        raise Invalid("legal-totals-impossible", field="present_heads")


def keep_legal(actor: object, decision: DecisionRow, step: DecisionStep, at: datetime) -> None:
    """Write it beside the count, once; the step names the two persons."""
    legal = step.facts.get("legal")
    if legal is None:
        return
    areas = select(DecisionHead.area).where(DecisionHead.decision_id == decision.id)
    heads = list(db.session.execute(areas).scalars())
    whole = figure_in(legal["total"])
    kept = {
        **legal,
        "step": step.id,
        "has_other_whole": (whole.heads, whole.area) != (len(heads), sum(heads)),
    }
    row = db.session.execute(
        select(DecisionResult.sheet).where(DecisionResult.decision_id == decision.id)
    ).scalar_one()
    db.session.execute(
        update(DecisionResult)
        .where(DecisionResult.decision_id == decision.id)
        .values(sheet={**row, "legal": kept})
    )
    record(
        actor, "decision.legal-result", f"decision:{decision.id}", at, step=step.id, source=legal["source"]
    )
