"""All that is public about a decision at an instant, gathered for screen, paper and workbook."""

from datetime import datetime
from typing import Any

from app.decisions.queries.announced import objection_counts_for, public_turnout_for
from app.decisions.queries.decisions import NAMED_PUBLIC, DecisionRow
from app.decisions.queries.paper import paper_round_of
from app.decisions.queries.published import find_shown
from app.decisions.queries.results import find_result
from app.decisions.queries.rulebook import pack_for
from app.roster import queries as roster
from surveys.tally.matters import Matter


def public_facts_for(decision: DecisionRow, at: datetime) -> dict[str, Any]:
    """Everything public about a decision at an instant: the same for screen, paper and workbook."""
    compound, pack = roster.get_compound(decision.compound_id), pack_for(decision)
    found = find_result(decision.id)
    is_counted = found is not None and decision.preliminary_at is not None and decision.voided_at is None
    return {
        "decision": decision,
        "stage": decision.stage(at),
        "at": at,
        "compound": compound,
        "crumbs": [] if decision.is_drill else [(compound.name, f"/c/{compound.public_id}")],
        "telephone": compound.telephone,
        "rule": pack.rule_for(Matter(decision.matter)),
        "pack": pack,
        "approval": pack.approval_for(Matter(decision.matter)),
        "quorum": pack.rules["quorum"],
        "round": paper_round_of(decision.id),
        "turnout": None if is_counted or not decision.opened_at else public_turnout_for(decision, at),
        "whole": public_turnout_for(decision, at),
        "shown": find_shown(decision),
        "counted_at": found.computed_at if found else None,
        "has_pack": is_counted and decision.mode == NAMED_PUBLIC,
        "objections": objection_counts_for(decision.id),
        "unit_names": {
            unit.id: unit.building_name + unit.name for unit in roster.units_in(decision.compound_id)
        },
    }
