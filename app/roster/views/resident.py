"""Residents tie their homes to their WeChat: by house code, by room, as owner."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.roster import forms, operations, queries
from app.roster.imports.addresses import room_number
from app.roster.queries import UnitRow
from bots import texts
from bots.desk import NOTICE_VERSION
from surveys.errors import Forbidden, Invalid, Missing, Refusal

Proof = operations.Proven | operations.Waiting | operations.WrongPhone | operations.Locked

A_MOMENT = timedelta(seconds=1)
LOCKED = 423
SENT_BACK = 422
KEPT = ("code", "unit", "place", "compound")

bp = Blueprint("roster_resident", __name__)


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
    filled = {name: request.form.get(name, "") for name in ("number", "name", "phone")}
    number = room_number(filled["number"], unit.building_name, unit.name)
    room = queries.find_room(unit.id, number) if number else None
    if room is None:
        return _room_page(unit, filled, "room-not-found"), SENT_BACK
    try:
        with transaction():
            operations.request_binding(
                g.contact_id, room.id, clock.now(), name=filled["name"], phone=filled["phone"].strip() or None
            )
    except Invalid as problem:
        return _room_page(unit, filled, problem.code), SENT_BACK
    return redirect(url_for(".homes", done="asked"), 303)


@bp.get("/homes")
def homes() -> str:
    """The homes this WeChat speaks for, and the claims that still wait."""
    return _homes_page(done=request.args.get("done", ""))


@bp.post("/homes/<int:binding_id>/owner")
def prove_owner(binding_id: int) -> Response | tuple[str, int]:
    """The second proof: the telephone the committee has for the owner."""
    home = queries.home_of(g.contact_id, binding_id)
    phone = request.form.get(f"phone-{binding_id}", "")
    try:
        outcome = _proof(home.room_id, phone)
    except Invalid as problem:
        return _homes_page(at_fault=binding_id, problem=problem.code), SENT_BACK
    if isinstance(outcome, operations.WrongPhone) and not outcome.tries_left:
        outcome = _proof(home.room_id, phone)  # the lock behind the last try says until when
    if isinstance(outcome, operations.Locked):
        return _homes_page(at_fault=binding_id, problem="locked", until=outcome.until), LOCKED
    if isinstance(outcome, operations.WrongPhone):
        return _homes_page(at_fault=binding_id, problem="wrong", left=outcome.tries_left), SENT_BACK
    if not isinstance(outcome, operations.Proven):
        return redirect(url_for(".homes", done="asked"), 303)
    known = {each.binding_id: each.person_name for each in queries.homes_of(g.contact_id)}
    is_renamed = known.get(outcome.binding_id, home.person_name) != home.person_name
    return redirect(url_for(".homes", done="renamed" if is_renamed else "proven"), 303)


@bp.post("/homes/<int:binding_id>/end")
def unbind(binding_id: int) -> Response:
    """Give a home up."""
    with transaction():
        operations.unbind(g.contact_id, binding_id, clock.now())
    return redirect(url_for(".homes", done="ended"), 303)


@bp.get("/homes/<int:binding_id>/entry")
def entry(binding_id: int) -> str:
    """What the roster says of one of their own homes, and what they asked to have corrected."""
    return _entry_page(binding_id, done=request.args.get("done", ""))


@bp.post("/homes/<int:binding_id>/entry")
def ask_correction(binding_id: int) -> Response | tuple[str, int]:
    """Say what is wrong with it; the committee answers."""
    try:
        with transaction():
            told = forms.complaint_in(binding_id, request.form)
            operations.ask_correction(g.contact_id, told, clock.now())
    except (Missing, Forbidden):
        raise
    except Refusal as fault:
        sentence, status = texts.text_of(fault.code, fault.facts), 422 if isinstance(fault, Invalid) else 409
        return _entry_page(binding_id, problem=sentence), status
    return redirect(url_for(".entry", binding_id=binding_id, done="asked"), 303)


def _lock_behind(code: str) -> operations.Locked | None:
    """After the last wrong try the lock itself says until when; looking at it counts nothing."""
    with transaction():
        again = operations.try_code(g.contact_id, code, clock.now())
    return again if isinstance(again, operations.Locked) else None


def _proof(room_id: int, phone: str) -> Proof:
    """One try to be recognised as owner; a wrong one stays counted."""
    with transaction():
        return operations.prove_owner(g.contact_id, room_id, phone, clock.now())


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


def _homes_page(**facts: Any) -> str:
    own = queries.homes_of(g.contact_id)
    return render_template(
        "roster/resident_homes.html",
        homes=own,
        claims=queries.claims_of(g.contact_id),
        current_tab="me",
        **facts,
    )


def _entry_page(binding_id: int, **facts: Any) -> str:
    home = queries.home_of(g.contact_id, binding_id)
    at = clock.now()
    window = queries.find_publication(home.compound_id, at)
    return render_template(
        "roster/resident_entry.html",
        home=home,
        entry=queries.entry_of(home.room_id, at),
        window=window,
        last_day=window.closes_at - A_MOMENT if window else None,
        is_open=window is not None and window.is_open(at),
        is_coming=window is not None and window.opens_at > at,
        asked=queries.corrections_of(g.contact_id, home.room_id),
        topics=operations.TOPICS,
        typed=request.form,
        current_tab="me",
        **facts,
    )
