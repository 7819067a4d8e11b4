"""The registry of the compounds somebody serves: list, sheet, one item, notes and settlements."""

from typing import Any

from flask import Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.core import clock
from app.core.db import transaction
from app.core.pagination import LIMIT, cursor_from
from app.roster import documents, forms, operations, queries
from app.roster.queries.finding import DESK_ROLES
from app.roster.queries.registry_sheet import Asked, item_page_for, list_page_for, sheet_page_for
from app.roster.views.committee.entrance import bp, compound_of


@bp.get("/registry")
def registry() -> str:
    """The list of compounds with how they stand."""
    asked = _asked()
    found = list_page_for(asked, LIMIT)
    kept = _kept(asked)
    page = found.pop("page")
    return render_template(
        "roster/registry_list.html",
        rows=page.items,
        first_url=url_for(".registry", **kept) if asked.after else "",
        next_url=url_for(".registry", cursor=page.next, **kept) if page.next else "",
        export_url=url_for(".registry_workbook", **kept),
        **found,
    )


@bp.get("/registry.xlsx")
def registry_workbook() -> Response:
    """The same list, all of it, as a workbook."""
    asked = _asked()
    rows = queries.registry_under(asked.paths, asked.wanted, name=asked.name, limit=documents.MOST_ROWS)
    stamp = documents.RegistryStamp(asked.region.name if asked.region else "", g.actor.name, clock.now())
    reply = Response(documents.registry_workbook(rows, stamp), content_type=documents.WORKBOOK)
    reply.headers["Content-Disposition"] = 'attachment; filename="registry.xlsx"'
    reply.headers["Cache-Control"] = "no-store"
    return reply


@bp.get("/<public_id>/registry")
def registry_sheet(public_id: str) -> str:
    """Everything known of one compound, and what follows from it."""
    found = sheet_page_for(compound_of(public_id), clock.now())
    return render_template("roster/registry_sheet.html", done=request.args.get("done", ""), **found)


@bp.get("/<public_id>/registry/<key>")
def registry_item(public_id: str, key: str) -> str:
    """One item: every source, its history, settling, noting."""
    found = item_page_for(compound_of(public_id), forms.key_from(key), clock.now())
    return render_template("roster/registry_item.html", done=request.args.get("done", ""), **found)


@bp.post("/<public_id>/registry/<key>")
def note_fact(public_id: str, key: str) -> Answer:
    """Note what a source says."""
    found, note = compound_of(public_id), forms.note_from(forms.key_from(key), request.form)
    with transaction():
        is_new = operations.note_fact(found.id, note, g.actor, clock.now())
    done = "noted" if is_new else "known"
    return redirect(url_for(".registry_item", public_id=public_id, key=key, done=done), 303)


@bp.post("/<public_id>/registry/<key>/settle")
def settle_fact(public_id: str, key: str) -> Answer:
    """Decide between sources, with a reason."""
    found, wanted = compound_of(public_id), forms.key_from(key)
    choice = forms.settlement_from(wanted, request.form)
    with transaction():
        operations.settle_fact(found.id, choice.fact_id, g.actor, clock.now(), reason=choice.reason)
    return redirect(url_for(".registry_sheet", public_id=public_id, done="settled"), 303)


def _asked() -> Asked:
    wanted, name = forms.wanted_from(request.args)
    after = cursor_from(request.args.get("cursor")) or 0
    return Asked(g.actor.paths(*DESK_ROLES), None, wanted, name, after)


def _kept(asked: Asked) -> dict[str, Any]:
    return {"show": asked.wanted or None, "name": asked.name or None}
