"""Owners and voting rights of a compound: heads and areas on any day, and who may be the same person."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.core.pagination import LIMIT, cursor_from
from app.roster import documents, forms, operations
from app.roster.queries import CompoundRow, verdict_rows_in
from app.roster.queries.owners_page import (
    FILTERS,
    Asked,
    alike_lines_for,
    all_lines_for,
    count_alike,
    owners_page_for,
)
from app.roster.views.committee.entrance import bp, compound_of, said
from surveys.electorate.rules import Basis, CountingRules
from surveys.errors import Forbidden, Missing, Refusal


@bp.get("/<public_id>/owners")
def owners(public_id: str) -> str:
    """Heads with their rooms, totals, what is missing, and why rooms were merged."""
    found = compound_of(public_id)
    at = clock.now()
    asked = _asked()
    page = owners_page_for(found.id, asked, LIMIT)
    kept: dict[str, Any] = {**_kept(asked), "show": asked.wanted}
    return render_template(
        "roster/committee_owners.html",
        compound=found,
        place_name=found.name,
        asked=asked,
        on=request.args.get("on", ""),
        is_past=asked.at < at,
        filters=[(one, url_for(".owners", public_id=public_id, **_kept(asked), show=one)) for one in FILTERS],
        alike=count_alike(found.id, at),
        next_url=url_for(".owners", public_id=public_id, **kept, cursor=page["next"]) if page["next"] else "",
        first_url=url_for(".owners", public_id=public_id, **kept) if asked.after else "",
        export_url=url_for(".owners_workbook", public_id=public_id, **_kept(asked)),
        **page,
    )


@bp.get("/<public_id>/owners.xlsx")
def owners_workbook(public_id: str) -> Response:
    """The same list, all of it, as a workbook to keep."""
    found = compound_of(public_id)
    asked = _asked()
    totals, lines = all_lines_for(found.id, asked)
    stamp = documents.OwnersStamp(found.name, g.actor.name, clock.now(), asked.at)
    return documents.as_download(documents.owners_workbook(lines, totals, stamp), "owners.xlsx")


@bp.get("/<public_id>/owners/alike")
def alike(public_id: str) -> str:
    """Entries of one name or one telephone, to be decided; and what was decided."""
    return _alike_page(compound_of(public_id), {"done": request.args.get("done", "")})


@bp.post("/<public_id>/owners/alike")
def decide_heads(public_id: str) -> Response | tuple[str, int]:
    """Merge those ticked, or keep them apart, with a reason."""
    found = compound_of(public_id)
    try:
        with transaction():
            operations.decide_heads(found.id, forms.decision_in(request.form), g.actor, clock.now())
    except (Missing, Forbidden):
        raise
    except Refusal as fault:
        sentence, status = said(fault)
        return _alike_page(found, {"problem": sentence, "typed": request.form}), status
    return redirect(url_for(".alike", public_id=public_id, done="decided"), 303)


@bp.post("/<public_id>/owners/verdicts/<int:verdict_id>/end")
def end_verdict(public_id: str, verdict_id: int) -> Response:
    """Take a decision back."""
    found = compound_of(public_id)
    with transaction():
        operations.end_verdict(found.id, verdict_id, g.actor, clock.now())
    return redirect(url_for(".alike", public_id=public_id, done="undone"), 303)


def _alike_page(found: CompoundRow, facts: dict[str, Any]) -> str:
    return render_template(
        "roster/committee_alike.html",
        compound=found,
        place_name=found.name,
        lines=alike_lines_for(found.id, clock.now()),
        verdicts=verdict_rows_in(found.id),
        **facts,
    )


def _asked() -> Asked:
    at = forms.as_of_in(request.args, clock.now())
    basis = Basis.ROOM if request.args.get("basis") == Basis.ROOM else Basis.PERSON
    rules = CountingRules(basis=basis, counts_parking=request.args.get("parking") == "1")
    wanted = request.args.get("show", "")
    cursor = cursor_from(request.args.get("cursor")) or 0
    return Asked(at, rules, wanted if wanted in FILTERS else FILTERS[0], cursor)


def _kept(asked: Asked) -> dict[str, Any]:
    """The choices an address carries on."""
    return {
        "on": request.args.get("on") or None,
        "basis": str(asked.rules.basis) if asked.rules.basis is Basis.ROOM else None,
        "parking": "1" if asked.rules.counts_parking else None,
    }
