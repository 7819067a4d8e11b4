"""The registry itself: the list of compounds, one sheet each, every item with its sources."""

from typing import Any

from flask import Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.core import clock
from app.core.db import transaction
from app.core.pagination import LIMIT, cursor_from
from app.roster import documents, forms, operations, queries
from app.roster.queries.registry_sheet import Asked, item_page_for, list_page_for, sheet_page_for
from app.roster.views.official.entrance import OFFICIALS, area_asked, bp, compound_of


@bp.get("/")
def registry() -> str:
    """The list of compounds with how they stand, page by page."""
    asked = _asked()
    found = list_page_for(asked, LIMIT)
    code = asked.region.code if asked.region else None
    kept: dict[str, Any] = {"show": asked.wanted or None, "name": asked.name or None, "region": code}
    page = found.pop("page")
    return render_template(
        "roster/registry_list.html",
        rows=page.items,
        first_url=url_for(".registry", **kept) if asked.after else "",
        next_url=url_for(".registry", cursor=page.next, **kept) if page.next else "",
        export_url=url_for(".registry_workbook", **kept),
        may_import=bool(g.actor.paths(*OFFICIALS)),
        done=request.args.get("done", ""),
        **found,
    )


@bp.get("/compounds.xlsx")
def registry_workbook() -> Response:
    """The same list, all of it, as a workbook to keep."""
    asked = _asked()
    rows = queries.registry_under(asked.paths, asked.wanted, name=asked.name, limit=documents.MOST_ROWS)
    stamp = documents.RegistryStamp(asked.region.name if asked.region else "", g.actor.name, clock.now())
    return documents.as_download(documents.registry_workbook(rows, stamp), "registry.xlsx")


@bp.get("/<public_id>")
def registry_sheet(public_id: str) -> str:
    """Everything known of one compound, and what follows from it."""
    found = sheet_page_for(compound_of(public_id), clock.now())
    return render_template("roster/registry_sheet.html", done=request.args.get("done", ""), **found)


@bp.get("/<public_id>/<key>")
def registry_item(public_id: str, key: str) -> str:
    """One item: every source, its history, settling, noting."""
    found = item_page_for(compound_of(public_id), forms.key_from(key), clock.now())
    return render_template("roster/registry_item.html", done=request.args.get("done", ""), **found)


@bp.post("/<public_id>/<key>")
def note_fact(public_id: str, key: str) -> Answer:
    """Note what a source says."""
    compound = compound_of(public_id)
    note = forms.note_from(forms.key_from(key), request.form)
    with transaction():
        is_new = operations.note_fact(compound.id, note, g.actor, clock.now())
    done = "noted" if is_new else "known"
    return redirect(url_for(".registry_item", public_id=compound.public_id, key=key, done=done), 303)


@bp.post("/<public_id>/<key>/settle")
def settle_fact(public_id: str, key: str) -> Answer:
    """Decide between sources, with a reason."""
    compound = compound_of(public_id)
    choice = forms.settlement_from(forms.key_from(key), request.form)
    with transaction():
        operations.settle_fact(compound.id, choice.fact_id, g.actor, clock.now(), reason=choice.reason)
    return redirect(url_for(".registry_sheet", public_id=compound.public_id, done="settled"), 303)


def _asked() -> Asked:
    paths, region = area_asked()
    wanted, name = forms.wanted_from(request.args)
    return Asked(paths, region, wanted, name, cursor_from(request.args.get("cursor")) or 0)
