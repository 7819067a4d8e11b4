"""Residents tie a home to their WeChat: by house code, or by its room."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.imports.addresses import room_number
from app.roster.queries import UnitRow
from app.roster.views.resident.entrance import bp
from bots.desk import NOTICE_VERSION
from surveys.errors import Invalid

LOCKED = 423
SENT_BACK = 422
KEPT = ("code", "unit", "place", "compound")
AS_MEMBER = "member"


@bp.get("/bind")
def bind() -> str:
    """First the privacy notice; then the house code, or the room."""
    asked = {name: request.args.get(name, "")[:40] for name in KEPT}
    if queries.get_contact(g.contact_id).consent_version != NOTICE_VERSION:
        return render_template("roster/resident_consent.html", asked=asked)
    if asked["unit"]:
        return _room_page(queries.get_unit_by_public_id(asked["unit"]))
    if asked["compound"]:
        return _units_page(asked["compound"])
    return _code_page(asked["code"], place=asked["place"])


@bp.post("/bind/consent")
def consent() -> Response:
    """The notice was read and agreed to; back to what was wanted."""
    with transaction():
        operations.consent(g.contact_id, NOTICE_VERSION, clock.now())
    asked: dict[str, Any] = {name: request.form.get(name, "")[:40] or None for name in KEPT}
    return redirect(url_for(".bind", **asked), 303)


@bp.post("/bind/code")
def bind_by_code() -> Response | tuple[str, int]:
    """Bind as a member of the household; a wrong try stays counted."""
    code, name = request.form.get("code", "")[:40], request.form.get("name", "")
    try:
        with transaction():
            outcome = operations.redeem(g.contact_id, code, clock.now(), name=name)
    except Invalid as problem:
        return _code_page(code, name=name, problem=problem.code, facts=problem.facts), SENT_BACK
    if isinstance(outcome, operations.WrongCode) and not outcome.tries_left:
        outcome = _lock_behind(code) or outcome
    if isinstance(outcome, operations.Locked):
        return _code_page(code, name=name, problem="locked", facts={"until": outcome.until}), LOCKED
    if isinstance(outcome, operations.WrongCode):
        how = "replaced" if outcome.is_replaced else "wrong"
        return _code_page(code, name=name, problem=how, facts={"left": outcome.tries_left}), SENT_BACK
    return redirect(url_for(".homes", done="bound"), 303)


@bp.post("/bind/room")
def bind_by_room() -> Response | tuple[str, int]:
    """Ask for a room without its code: it waits for the committee."""
    unit = queries.get_unit_by_public_id(request.form.get("unit", ""))
    filled = {name: request.form.get(name, "") for name in ("number", "name", "phone", "who")}
    number = room_number(filled["number"], unit.building_name, unit.name)
    room = queries.find_room(unit.id, number) if number else None
    if room is None:
        return _room_page(unit, filled, "room-not-found"), SENT_BACK
    ask = operations.request_membership if filled["who"] == AS_MEMBER else operations.request_binding
    try:
        with transaction():
            ask(
                g.contact_id, room.id, clock.now(), name=filled["name"], phone=filled["phone"].strip() or None
            )
    except Invalid as problem:
        return _room_page(unit, filled, problem.code), SENT_BACK
    return redirect(url_for(".homes", done="asked"), 303)


def _lock_behind(code: str) -> operations.Locked | None:
    """After the last wrong try the lock itself says until when; looking at it counts nothing."""
    with transaction():
        again = operations.try_code(g.contact_id, code, clock.now())
    return again if isinstance(again, operations.Locked) else None


def _code_page(code: str, **facts: Any) -> str:
    place = facts.pop("place", "").strip()
    compounds = queries.compounds_named(place, ()) if len(place) > 1 else []
    return render_template("roster/resident_code.html", code=code, place=place, compounds=compounds, **facts)


def _units_page(public_id: str) -> str:
    compound = queries.get_compound_by_public_id(public_id)
    return render_template(
        "roster/resident_units.html",
        compound=compound,
        compound_name=compound.name,
        units=queries.units_in(compound.id),
    )


def _room_page(unit: UnitRow, filled: dict[str, str] | None = None, problem: str = "") -> str:
    return render_template(
        "roster/resident_room.html",
        unit=unit,
        compound_name=unit.compound_name,
        filled=filled or {},
        problem=problem,
    )
