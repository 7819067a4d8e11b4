"""Voting rights of one room: owners, area, voter, guardians, proxies and tenants, each with its days."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock, files
from app.core.db import transaction
from app.roster import forms, operations, queries
from app.roster.queries import CompoundRow
from app.roster.queries.owners_page import head_lines_for
from app.roster.views.committee.entrance import bp, compound_of, said
from surveys.electorate.identity import masked_number
from surveys.electorate.scopes import COMPOUND
from surveys.errors import Forbidden, Invalid, Missing, Refusal
from surveys.figures import area_to_text
from surveys.privacy import mask_phone

Reader = Callable[[int, forms.Form, forms.Files], Any]
ACTS: dict[str, tuple[Reader, Callable[[int, Any, object, datetime], object]]] = {
    "owners": (forms.transfer_in, operations.transfer_ownership),
    "shares": (forms.apportioning_in, operations.apportion_room),
    "part": (forms.correction_in, operations.correct_part),
    "voter": (forms.designation_in, operations.designate_voter),
    "guardian": (forms.appointment_in, operations.appoint_guardian),
    "proxy": (forms.authorisation_in, operations.record_proxy),
    "use": (forms.use_in, operations.record_use),
    "number": (forms.number_in, operations.note_number),
}
_TYPED = {"stays", "kind", "reason", "effective_on"} | {
    f"{field}-{line}" for field in ("name", "phone") for line in range(forms.NEW_OWNERS)
}


@bp.get("/<public_id>/rooms/<int:room_id>/rights")
def rights(public_id: str, room_id: int) -> str:
    """Everything dated about one room, as of any day."""
    return _page(compound_of(public_id), room_id, done=request.args.get("done", ""))


@bp.post("/<public_id>/rooms/<int:room_id>/rights/<act>")
def change_rights(public_id: str, room_id: int, act: str) -> Response | str | tuple[str, int]:
    """One change: a sale, an area, a voter, a guardian, a proxy, a tenant."""
    found = compound_of(public_id)
    if act not in ACTS:
        raise Missing("holding-not-found")
    read, operation = ACTS[act]
    try:
        told = read(room_id, request.form, request.files)
        if isinstance(told, operations.Transfer) and request.form.get("step") != "sure":
            return _ask_transfer(found, told)
        with transaction():
            operation(found.id, told, g.actor, clock.now())
    except (Missing, Forbidden):
        raise
    except Refusal as fault:
        sentence, status = said(fault)
        return _page(found, room_id, at_fault=act, problem=sentence), status
    return _back(public_id, room_id, act)


def _ask_transfer(found: CompoundRow, told: operations.Transfer) -> str:
    """Who owns the room now and who would, before it is written; the form again where somebody goes back."""
    operations.check_transfer(told)
    room, now = queries.get_room_facts(found.id, told.room_id), clock.now()
    if request.form.get("step") == "back":
        return _page(found, room.id, at_fault="owners")
    held = queries.holdings_of(room.id)
    names = {one.person_id: one.name for one in held.owners if one.span.holds_at(now)}
    if any(one.person_id and one.person_id not in names for one in told.owners):
        raise Missing("person-not-found")
    staying = [one.person_id for one in told.owners if one.person_id]
    return render_template(
        "roster/committee_transfer.html",
        compound=found,
        place_name=found.name,
        room=room,
        before=list(names.values()),
        after=[names[one.person_id] if one.person_id else one.name for one in told.owners],
        leaving=[name for key, name in names.items() if key not in staying],
        on=told.effective_on or clock.local(now).date(),
        told=told,
        typed=[(name, value) for name, value in request.form.items(multi=True) if name in _TYPED],
    )


@bp.post("/<public_id>/rooms/<int:room_id>/guardians/<int:row_id>/end")
def end_guardianship(public_id: str, room_id: int, row_id: int) -> Response:
    """The owner votes again for themselves."""
    found = _compound_with(public_id, room_id)
    with transaction():
        operations.end_guardianship(found.id, row_id, g.actor, clock.now())
    return _back(public_id, room_id, "guardian")


@bp.post("/<public_id>/rooms/<int:room_id>/proxies/<int:row_id>/end")
def revoke_proxy(public_id: str, room_id: int, row_id: int) -> Response | tuple[str, int]:
    """A written authority is taken back."""
    found = _compound_with(public_id, room_id)
    reason = request.form.get(f"reason-{row_id}", "")
    try:
        with transaction():
            operations.revoke_proxy(found.id, row_id, g.actor, clock.now(), reason=reason)
    except Invalid as fault:
        sentence, status = said(fault)
        return _page(found, room_id, at_fault="proxy", problem=sentence), status
    return _back(public_id, room_id, "proxy")


@bp.post("/<public_id>/rooms/<int:room_id>/uses/<int:row_id>/end")
def end_use(public_id: str, room_id: int, row_id: int) -> Response:
    """A tenant moved out."""
    found = _compound_with(public_id, room_id)
    with transaction():
        operations.end_use(found.id, row_id, g.actor, clock.now())
    return _back(public_id, room_id, "use")


@bp.get("/<public_id>/proxies/<int:row_id>/scan")
def proxy_scan(public_id: str, row_id: int) -> Response:
    """The picture of the written authority."""
    found = compound_of(public_id)
    body = files.open_kept(queries.get_scan(found.id, row_id))
    return Response(body, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


def _compound_with(public_id: str, room_id: int) -> CompoundRow:
    """The compound an address names, with this room in it."""
    found = compound_of(public_id)
    queries.get_room_facts(found.id, room_id)
    return found


def _back(public_id: str, room_id: int, done: str) -> Response:
    return redirect(url_for(".rights", public_id=public_id, room_id=room_id, done=done), 303)


def _page(found: CompoundRow, room_id: int, **facts: Any) -> str:
    room = queries.get_room_facts(found.id, room_id)
    now = clock.now()
    at = forms.as_of_in(request.args, now) if request.method == "GET" else now
    held = queries.holdings_of(room_id)
    owners = [one for one in held.owners if one.span.holds_at(at)]
    part = next((one for one in held.parts if one.span.holds_at(at)), None)
    numbers = queries.numbers_of({one.person_id for one in owners})
    return render_template(
        "roster/committee_rights.html",
        compound=found,
        place_name=found.name,
        room=room,
        held=held,
        at=at,
        is_past=at < now,
        on=request.args.get("on", ""),
        owners=owners,
        phones={one.person_id: mask_phone(one.phone or "") for one in owners},
        part=part,
        area_now=area_to_text(part.area) if part and part.area else "",
        numbers={key: (masked_number(one.tail), one.is_institution) for key, one in numbers.items()},
        line=_line(found.id, room_id, at),
        areas=[area_to_text(one.area) if one.area else "" for one in held.parts],
        today=clock.local(now).date().isoformat(),
        new_owners=[(line, line + 1) for line in range(forms.NEW_OWNERS)],
        typed=request.form,
        **facts,
    )


def _line(compound_id: int, room_id: int, at: datetime) -> Any:
    """The head this room belongs to; nothing for a parking space, or before the room was on the roster."""
    head = queries.rights_at(compound_id, COMPOUND, at).head_of(room_id)
    if head is None:
        return None
    return head_lines_for(compound_id, [head], queries.rooms_by_id(head.parts))[0]
