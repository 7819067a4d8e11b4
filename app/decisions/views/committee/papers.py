"""What the committee prints around a decision: notice, letters, results, with room for the seal."""

from typing import Any

from flask import current_app, render_template, request, url_for

from app.decisions import documents, queries
from app.decisions.queries import DecisionRow
from app.decisions.queries.page import public_facts_for
from app.decisions.views.committee.blueprint import (
    bp,
    decision_here,
    frame,
    now_for,
)
from app.roster import queries as roster
from surveys.errors import Missing, Refusal

# sheet: the stages at which it can be printed
AFTER_NOTICE = ("notice", "ready", "open", "closed", "preliminary", "final", "archived")
PUBLISHED = ("preliminary", "final", "archived")
SHEETS: dict[str, tuple[str, ...]] = {
    "announcement": AFTER_NOTICE,
    "letter": AFTER_NOTICE,
    "signatures": AFTER_NOTICE,
    "extension": AFTER_NOTICE[2:],
    "tally": PUBLISHED,
    "preliminary": PUBLISHED,
    "final": ("final", "archived"),
}
PAPERS = ("a4", "a3")


@bp.get("/<public_id>/papers")
def papers(public_id: str) -> str:
    """Every sheet, and which can be printed now."""
    decision = decision_here(public_id)
    at = now_for(decision)
    facts = {"sheets": [(name, _is_ready(decision, name, decision.stage(at))) for name in SHEETS]}
    return render_template("decisions/committee_papers.html", **frame(decision, at), **facts)


@bp.get("/<public_id>/papers/<sheet>")
def sheet(public_id: str, sheet: str) -> str:
    """One sheet on A4 or A3; the list of signatures stairwell by stairwell."""
    decision = decision_here(public_id)
    at = now_for(decision)
    if sheet not in SHEETS:
        raise Missing("page-not-found")
    if not _is_ready(decision, sheet, decision.stage(at)):
        raise Refusal("sheet-not-yet", title=decision.title)
    size = request.args.get("size", "a4")
    facts: dict[str, Any] = {
        **public_facts_for(decision, at),
        "sheet": sheet,
        "size": size if size in PAPERS else "a4",
        "back_url": url_for(".papers", public_id=public_id),
        "batch": queries.batch_of(decision.id),
        "address": f"{current_app.config['PUBLIC_BASE_URL']}/d/{public_id}",
        "stairs": _stairs(decision) if sheet == "signatures" else [],
    }
    facts["rows"] = documents.result_rows(facts) if facts["shown"] else []
    return render_template(f"decisions/paper_{sheet}.html", **facts)


def _is_ready(decision: DecisionRow, sheet: str, stage: str) -> bool:
    return stage in SHEETS[sheet] and (sheet != "extension" or decision.extended_at is not None)


def _stairs(decision: DecisionRow) -> list[tuple[str, list[Any]]]:
    """The homes of the frozen electorate by stairwell, in the order of the doors."""
    names = {unit.id: unit.building_name + unit.name for unit in roster.units_in(decision.compound_id)}
    by_unit: dict[int, list[Any]] = {}
    for home in queries.homes_in(decision.id):
        by_unit.setdefault(home.unit_id, []).append(home)
    return [(names.get(unit, ""), homes) for unit, homes in by_unit.items()]
