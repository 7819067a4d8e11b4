"""A public list of compounds comes in: upload, look at what it says, confirm."""

from datetime import date, timedelta
from typing import Any

from flask import g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as Answer

from app.core import clock, files
from app.core.db import transaction
from app.roster import imports, operations, queries
from app.roster.imports import Origin, RegistryPlan, Sheet
from app.roster.views.official.entrance import OFFICIALS, bp
from surveys.errors import Forbidden, Invalid, Missing
from surveys.works.eligibility import State

WAITING, SHELF = "registry-upload", "registries"
KEPT = timedelta(hours=12)
MOST_SHOWN = 200
DEEPEST = 3  # city, county, street: a list of a whole area names its compounds one by one


@bp.get("/import")
def ask_list() -> str:
    """Choose a list, and say where it comes from."""
    return _ask_page()


@bp.post("/import")
def take_list() -> Answer | tuple[str, int]:
    """Keep the list until somebody has looked at what it says."""
    given = request.files.get("file")
    content = given.stream.read(imports.MOST_BYTES + 1) if given else b""
    told = {name: request.form.get(name, "").strip() for name in ("region", "source", "as_of")}
    told["file"] = (given.filename or "")[-120:] if given else ""
    try:
        _origin(told)
        imports.read(content, told["file"], imports.find_registry_columns)
    except Invalid as fault:
        return _ask_page(fault), 422
    _forget()
    session[WAITING] = {"token": files.keep_upload(SHELF, content), **told}
    return redirect(url_for(".preview_list"), 303)


@bp.get("/import/preview")
def preview_list() -> str:
    """What the list says: new compounds, new facts, what cannot be read."""
    origin, sheet = _waiting()
    plan = imports.plan_registry(origin, sheet, clock.now())
    return render_template("roster/registry_preview.html", plan=plan, counts=_counts(plan), most=MOST_SHOWN)


@bp.post("/import/confirm")
def confirm_list() -> Answer:
    """All of it is written, compared once more; rows that could not be read are left out."""
    origin, sheet = _waiting()
    with transaction():
        operations.lock_registry()
        at = clock.now()
        plan = imports.plan_registry(origin, sheet, at)
        operations.apply_registry(plan, g.actor, at)
    _forget()
    return redirect(url_for(".registry", region=origin.region.code, done=plan.changed), 303)


@bp.post("/import/cancel")
def cancel_list() -> Answer:
    """Throw the list away."""
    _forget()
    return redirect(url_for(".ask_list"), 303)


def _ask_page(fault: Invalid | None = None) -> str:
    areas = [
        region
        for path in g.actor.paths(*OFFICIALS)
        for region in queries.regions_under(path)
        if region.path.count(".") < DEEPEST
    ]
    if not areas:
        raise Forbidden("not-your-part-of-the-house")
    return render_template(
        "roster/registry_import.html", areas=areas, typed=request.form, fault=fault,
        most_mb=imports.MOST_BYTES // 1024 // 1024,
    )  # fmt: skip


def _origin(told: dict[str, Any]) -> Origin:
    """Where a list comes from, within what somebody oversees. Raises Invalid for a source or day unread."""
    region = queries.find_region(str(told["region"])[:16])
    if region is None:
        raise Missing("region-unknown", region=told["region"])
    if not any(g.actor.may(role, region.path) for role in OFFICIALS):
        raise Forbidden("not-your-part-of-the-house")
    try:
        as_of = date.fromisoformat(told["as_of"]) if told["as_of"] else None
    except ValueError as problem:
        raise Invalid("fact-date-malformed") from problem
    if as_of is not None and as_of > clock.today():
        raise Invalid("fact-date-in-the-future")
    return Origin(region, operations.checked_source(told["source"]), as_of)


def _waiting() -> tuple[Origin, Sheet]:
    """The list this session brought, and where it comes from; Missing when there is none."""
    told = session.get(WAITING) or {}
    kept = files.read_upload(SHELF, str(told.get("token", "")))
    if kept is None:
        raise Missing("upload-not-found")
    sheet = imports.read(kept[0], str(told["file"]), imports.find_registry_columns)
    return _origin(told), sheet


def _forget() -> None:
    token = str((session.pop(WAITING, None) or {}).get("token", ""))
    files.forget_upload(SHELF, token, (clock.now() - KEPT).timestamp())


def _counts(plan: RegistryPlan) -> dict[str, int]:
    """How the compounds of the list would stand."""
    judged = [one.assessment.judgement for one in plan.places]
    built = [one.criteria[0].state for one in judged]
    return {
        "eligible": sum(one.eligible is True for one in judged),
        "excluded": sum(one.eligible is False for one in judged),
        "undecided": sum(one.eligible is None for one in judged),
        "in_time": built.count(State.MET),
        "too_late": built.count(State.FAILED),
        "disputed": sum(bool(one.assessment.disputed) for one in plan.places),
    }
