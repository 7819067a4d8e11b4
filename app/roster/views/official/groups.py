"""Neighbouring compounds put together to be renovated as one."""

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.core import clock
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.views.official.entrance import OFFICIALS, ROLES, bp
from surveys.errors import Forbidden, Refusal

MOST_OFFERED = 300


@bp.get("/groups")
def groups() -> str:
    """The groups of somebody's areas, and for officials the form to make one."""
    return _page()


@bp.post("/groups")
def make_group() -> Answer | tuple[str, int]:
    """Put compounds together."""
    areas = g.actor.paths(*OFFICIALS)
    if not areas:
        raise Forbidden("not-your-part-of-the-house")
    chosen = queries.compound_ids_for(request.form.getlist("compound"), areas)
    name, reason = request.form.get("name", ""), request.form.get("reason", "")
    try:
        with transaction():
            operations.group_compounds(name, chosen, g.actor, clock.now(), reason=reason)
    except Refusal as fault:
        return _page(fault), 422
    return redirect(url_for(".groups", done="made"), 303)


@bp.post("/groups/<group>/end")
def end_group(group: str) -> Answer | tuple[str, int]:
    """Take a group apart."""
    area = queries.area_of_group(group)
    if not any(g.actor.may(role, area) for role in OFFICIALS):
        raise Forbidden("not-your-part-of-the-house")
    reason = request.form.get(f"reason-{group}", "")
    try:
        with transaction():
            operations.dissolve_group(group, g.actor, clock.now(), reason=reason)
    except Refusal as fault:
        return _page(fault, group), 422
    return redirect(url_for(".groups", done="ended"), 303)


def _page(fault: Refusal | None = None, wrong: str = "") -> str:
    areas = g.actor.paths(*OFFICIALS)
    name = request.values.get("find", "").strip()[:40]
    rows = queries.groups_under(g.actor.paths(*ROLES))
    offered = queries.registry_under(areas, name=name, limit=MOST_OFFERED + 1) if areas else []
    return render_template(
        "roster/registry_groups.html",
        groups=rows,
        members=queries.members_of([row.public_id for row in rows]),
        may_end={row.public_id for row in rows if any(g.actor.may(role, row.path) for role in OFFICIALS)},
        offered=offered[:MOST_OFFERED],
        has_more=len(offered) > MOST_OFFERED,
        taken=queries.group_names_of([row.id for row in offered]),
        find=name,
        fault=fault,
        wrong=wrong,
        typed=request.form,
        done=request.args.get("done", ""),
    )
