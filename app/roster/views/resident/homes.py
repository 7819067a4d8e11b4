"""The homes of a resident: proof of ownership, who else is bound, giving a home up, inviting the family."""

from datetime import timedelta
from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.roster import documents, operations, queries
from app.roster.views.resident.entrance import bp
from surveys import privacy
from surveys.errors import Forbidden, Invalid

Proof = operations.Proven | operations.Waiting | operations.WrongPhone | operations.Locked

LOCKED = 423
SENT_BACK = 422
TOLD_FOR = timedelta(days=90)  # what was decided stays on the page so long


@bp.get("/homes")
def homes() -> str:
    """The homes this WeChat speaks for, and the claims that still wait."""
    return homes_page(done=request.args.get("done", ""))


@bp.post("/homes/<int:binding_id>/owner")
def prove_owner(binding_id: int) -> Response | tuple[str, int]:
    """The second proof: the telephone the committee has for the owner."""
    home = queries.home_of(g.contact_id, binding_id)
    phone = request.form.get(f"phone-{binding_id}", "")
    try:
        outcome = _proof(home.room_id, phone)
    except Invalid as problem:
        return homes_page(at_fault=binding_id, problem=problem.code), SENT_BACK
    if isinstance(outcome, operations.WrongPhone) and not outcome.tries_left:
        outcome = _proof(home.room_id, phone)  # the lock behind the last try says until when
    if isinstance(outcome, operations.Locked):
        return homes_page(at_fault=binding_id, problem="locked", until=outcome.until), LOCKED
    if isinstance(outcome, operations.WrongPhone):
        return homes_page(at_fault=binding_id, problem="wrong", left=outcome.tries_left), SENT_BACK
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


@bp.post("/homes/<int:binding_id>/members/<int:member_id>/end")
def remove_member(binding_id: int, member_id: int) -> Response:
    """An owner takes a household member out of the home; the member is told."""
    queries.home_of(g.contact_id, binding_id)
    with transaction():
        operations.remove_member(g.contact_id, member_id, clock.now())
    return redirect(url_for(".homes", done="removed"), 303)


@bp.get("/homes/<int:binding_id>/invite")
def invite(binding_id: int) -> str:
    """The code of an owner's own home, to show to the family."""
    home = queries.home_of(g.contact_id, binding_id)
    if not home.is_owner:
        raise Forbidden("owners-invite")
    code = queries.house_code_of(home.room_id)
    url = f"{current_app.config['PUBLIC_BASE_URL']}/my/bind?code={code}"
    return render_template(
        "roster/resident_invite.html",
        home=home,
        code=code,
        qr=documents.qr_drawing(url, home.label) if code else None,
        current_tab="me",
    )


def _proof(room_id: int, phone: str) -> Proof:
    """One try to be recognised as owner; a wrong one stays counted."""
    with transaction():
        return operations.prove_owner(g.contact_id, room_id, phone, clock.now())


def homes_page(**facts: Any) -> str:
    """Everything about one's homes on one page; a refused form comes back in its place."""
    own, at = queries.homes_of(g.contact_id), clock.now()
    claims = queries.claims_of(g.contact_id)
    bound = queries.bound_in([home.room_id for home in own if home.is_owner])
    disputes = queries.disputes_of(g.contact_id, at - TOLD_FOR)
    photos = queries.photos_of([claim.binding_id for claim in claims])
    return render_template(
        "roster/resident_homes.html",
        homes=own,
        claims=claims,
        others={room_id: _others(rows) for room_id, rows in bound.items()},
        disputes=[_dispute(one, {home.room_id for home in own}) for one in disputes],
        photos={binding_id: len(found) for binding_id, found in photos.items()},
        most_photos=operations.MOST_PHOTOS,
        current_tab="me",
        **facts,
    )


def _others(rows: list[queries.BoundRow]) -> list[queries.BoundRow]:
    """Who else acts for the home; owners by their masked name, for they may be strangers to each other."""
    return [
        row if row.level == "member" else row._replace(name=privacy.mask_name(row.name))
        for row in rows
        if row.contact_id != g.contact_id
    ]


def _dispute(dispute: queries.DisputeRow, own_rooms: set[int]) -> dict[str, Any]:
    """A dispute as this side sees it; who claims a home never learns from it who is bound there."""
    mine = next(side for side in dispute.sides if side.contact_id == g.contact_id)
    is_bound = dispute.room_id in own_rooms
    if mine.is_claimant:
        return {"dispute": dispute, "mine": mine, "others": [], "is_bound": is_bound}
    names = [side.name for side in dispute.sides if side.contact_id != g.contact_id]
    others = [privacy.mask_name(name) for name in names if name]
    return {"dispute": dispute, "mine": mine, "others": others, "is_bound": is_bound}
