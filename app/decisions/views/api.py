"""Decisions for programs: what the public page shows, and the recount pack where every ballot is public."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request

from app.core import clock
from app.core.pagination import cursor_from, limit_from, page_of
from app.decisions import queries
from app.decisions.queries import DecisionRow
from app.decisions.queries.announced import objection_counts_for, public_turnout_for
from app.decisions.queries.decisions import SUPPORTING
from app.decisions.queries.packs import get_public_pack
from app.decisions.queries.published import Shown, shown_for
from app.roster import queries as roster
from surveys.errors import Invalid
from surveys.figures import area_to_text

bp = Blueprint("decisions_api", __name__, url_prefix="/decisions")
MOMENTS = ("noticed_at", "opens_at", "closes_at", "preliminary_at", "objections_close_at", "final_at")


@bp.get("")
def list_decisions() -> dict[str, Any]:
    """The announced decisions of one compound, newest first, rehearsals left out."""
    if not request.args.get("compound"):
        raise Invalid("filter-missing", name="compound")
    compound = roster.get_compound_by_public_id(request.args["compound"])
    limit, before = limit_from(request.args.get("limit")), cursor_from(request.args.get("cursor"))
    rows = queries.decisions_under([compound.path], before=before, limit=limit + 1)
    page, at = page_of(rows, limit, lambda decision: decision.id), clock.now()
    return {"items": [_shown(row, compound.public_id, at) for row in page.items], "next": page.next}


@bp.get("/<public_id>")
def get_decision(public_id: str) -> dict[str, Any]:
    """A decision: text, rules, electorate, turnout until the result, then the result as it may be shown."""
    decision = queries.get_public_decision(public_id)
    at = decision.by_its_clock(clock.now())
    found = queries.find_result(decision.id)
    is_counted = found is not None and decision.preliminary_at is not None and decision.voided_at is None
    turnout, pack = public_turnout_for(decision, at), queries.pack_for(decision)
    return {
        **_shown(decision, roster.get_compound(decision.compound_id).public_id, at),
        "text": decision.content,
        "options": decision.options,
        "quorum": pack.quorum.share,
        "manifest_hash": decision.manifest_hash,
        "electorate_root": decision.electorate_root,
        "electorate": {"heads": turnout.of_heads, "area": _area(turnout.of_area)},
        "needed": {"heads": turnout.need_heads, "area": _area(turnout.need_area)},
        "turnout": None
        if is_counted or decision.voided_at or not decision.opened_at
        else {
            "heads": turnout.heads,
            "area": _area(turnout.area),
            "area_percent": turnout.area_percent,
            "as_at": turnout.as_at.isoformat(),
        },
        "result": _result(decision, shown_for(decision, found)) if found and is_counted else None,
        "objections": asdict(objection_counts_for(decision.id)),
    }


@bp.get("/<public_id>/pack")
def get_pack(public_id: str) -> Response:
    """The public recount pack, byte for byte as it was sealed at the count."""
    decision = queries.get_public_decision(public_id)
    text = get_public_pack(decision)
    reply = Response(text, content_type="application/json")
    reply.headers["Content-Disposition"] = f'attachment; filename="pack-{decision.public_id}.json"'
    return reply


def _shown(decision: DecisionRow, compound: str, at: datetime) -> dict[str, Any]:
    moments = {name: getattr(decision, name) for name in MOMENTS}
    return {
        "id": decision.public_id,
        "compound": compound,
        "title": decision.title,
        "stage": decision.stage(at),
        "matter": decision.matter,
        "standing": decision.standing,
        "mode": decision.mode,
        "basis": decision.basis,
        "rule_pack": decision.rule_pack,
        "scope": str(decision.scope.kind),
        "is_drill": decision.is_drill,
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
        "page": f"/d/{decision.public_id}",
    }


def _result(decision: DecisionRow, shown: Shown) -> dict[str, Any]:
    """Figures as text, null where they are withheld; of an intention no verdict."""
    has_effect = decision.standing != SUPPORTING
    shown = shown if has_effect else shown.without_verdict()
    told = asdict(shown) | {"legal_effect": has_effect, "outcome": shown.outcome or None}
    for name in ("void", "deemed"):
        figure = getattr(shown, name)
        told[name] = figure and {"heads": figure.heads, "area": _area(figure.area)}
    legal = told["legal"]
    if legal:
        legal["dated_on"] = shown.legal.dated_on.isoformat() if shown.legal else None
    del told["parts"], told["area_step"]
    return told


def _area(area: int | None) -> str | None:
    return None if area is None else area_to_text(area)
