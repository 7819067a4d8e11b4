"""The binding desk: claims that wait for somebody who has seen the deed, disputes, data to be put right."""

from datetime import datetime, timedelta
from typing import Any

from flask import Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.core import clock, files
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.views.committee.entrance import bp
from surveys import privacy
from surveys.errors import Invalid

LATE = timedelta(days=2)
AS_MEMBER = "member"
SENT_BACK = 422
NAMED = "person", "evidence", "reason", "outcome"


@bp.get("/claims")
def claims() -> str:
    """Everything that waits in the compounds somebody serves, longest first."""
    return _desk(done=request.args.get("done", ""))


@bp.post("/claims/<int:binding_id>/confirm")
def confirm_claim(binding_id: int) -> Answer | tuple[str, int]:
    """Accept a claim, as one of the room's owners or as a member of the household."""
    _own_claim(binding_id)
    given = {name: request.form.get(f"{name}-{binding_id}", "") for name in ("person", "evidence")}
    try:
        owner, seen = _owner_from(given["person"]), given["evidence"]
        with transaction():
            operations.confirm_binding(binding_id, g.actor, clock.now(), evidence=seen, owner_person_id=owner)
    except Invalid as problem:
        return _desk(at_fault=f"confirm-{binding_id}", problem=problem.code, typed=given), SENT_BACK
    return redirect(url_for(".claims", done="confirmed"), 303)


@bp.post("/claims/<int:binding_id>/refuse")
def refuse_claim(binding_id: int) -> Answer | tuple[str, int]:
    """Turn a claim down, with a reason the claimant reads."""
    _own_claim(binding_id)
    reason = request.form.get(f"reason-{binding_id}", "")
    try:
        with transaction():
            operations.refuse_binding(binding_id, g.actor, reason, clock.now())
    except Invalid as problem:
        return _desk(at_fault=f"claim-{binding_id}", problem=problem.code, typed=reason), SENT_BACK
    return redirect(url_for(".claims", done="refused"), 303)


@bp.post("/disputes/<int:dispute_id>/decide")
def decide_dispute(dispute_id: int) -> Answer | tuple[str, int]:
    """Whose home it is, what was seen, and why: both sides read the reason."""
    dispute = queries.get_dispute(dispute_id)
    queries.compound_for_staff(dispute.compound_public_id, g.actor)
    given = {name: request.form.get(f"{name}-d{dispute_id}", "") for name in NAMED}
    try:
        owner = _owner_from(given["person"] or AS_MEMBER)
        decision = operations.Ruling(given["outcome"], given["reason"], given["evidence"], owner)
        with transaction():
            operations.decide_dispute(dispute_id, g.actor, decision, clock.now())
    except Invalid as problem:
        return _desk(at_fault=f"dispute-{dispute_id}", problem=problem.code, typed=given), SENT_BACK
    return redirect(url_for(".claims", done="decided"), 303)


@bp.post("/claims/photos/<int:photo_id>")
def photo(photo_id: int) -> Response:
    """A photograph somebody showed for a claim: whoever looks is noted, no browser keeps it."""
    found = queries.get_photo(photo_id)
    queries.compound_for_staff(found.compound_public_id, g.actor)
    body = files.open_sealed_picture(found.file, found.key)
    with transaction():
        operations.note_photo_seen(photo_id, g.actor, clock.now())
    return Response(body, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


@bp.post("/corrections/<int:request_id>")
def answer_change(request_id: int) -> Answer | tuple[str, int]:
    """Put somebody's data right, or say why not."""
    wish = queries.get_request(request_id)
    queries.compound_for_staff(wish.compound_public_id, g.actor)
    answer, is_granted = request.form.get(f"answer-{request_id}", ""), request.form.get("act") == "grant"
    act = operations.grant_change if is_granted else operations.refuse_change
    try:
        with transaction():
            act(request_id, g.actor, answer, clock.now())
    except Invalid as problem:
        return _desk(at_fault=f"request-{request_id}", problem=problem.code, typed=answer), SENT_BACK
    return redirect(url_for(".claims", done="granted" if is_granted else "not-granted"), 303)


def _own_claim(binding_id: int) -> None:
    """A claim of a compound that whoever is signed in serves."""
    claim = queries.get_claim(binding_id)
    queries.compound_for_staff(claim.compound_public_id, g.actor)


def _owner_from(chosen: str) -> int | None:
    """The person the clerk chose; `member` means no owner."""
    if chosen == AS_MEMBER:
        return None
    if not chosen.isascii() or not chosen.isdigit() or len(chosen) > 12:
        raise Invalid("owner-not-of-this-room")
    return int(chosen)


def _desk(**facts: Any) -> str:
    """The whole desk; a refused form comes back in its place with what was typed."""
    compounds, at = queries.compounds_for_staff(g.actor), clock.now()
    ids = [one.id for one in compounds]
    waiting = queries.claims_in(ids)
    bound = queries.bound_in({claim.room_id for claim in waiting})
    photos = queries.photos_of([claim.binding_id for claim in waiting])
    cases = {claim.binding_id: _shown(claim, bound.get(claim.room_id, []), at) for claim in waiting}
    for binding_id, case in cases.items():
        case["photos"] = photos.get(binding_id, [])
    disputes = queries.disputes_in(ids)
    disputed = {one.claim_id for one in disputes}
    return render_template(
        "roster/committee_claims.html",
        claims=[case for binding_id, case in cases.items() if binding_id not in disputed],
        disputes=[_case(one, cases.get(one.claim_id), at) for one in disputes],
        wishes=[_wish(one, at) for one in queries.requests_in(ids)],
        several=len(compounds) > 1,
        evidence=operations.EVIDENCE,
        **facts,
    )


def _shown(claim: queries.ClaimRow, bound: list[queries.BoundRow], at: datetime) -> dict[str, Any]:
    """One claim with everything that speaks for it."""
    own = [one for one in bound if one.contact_id == claim.contact_id]
    phones = {owner.phone for owner in claim.owners}
    return {
        "claim": claim,
        "phone": privacy.mask_phone(claim.phone) if claim.phone else "",
        **_age(claim.asked_at, at),
        "has_code": any(one.evidence in (None, "code", "phone") for one in own),
        "given_names": sorted({one.name for one in own if one.name and one.name != claim.name}),
        "name_matches": not claim.is_disputed and claim.name in {owner.name for owner in claim.owners},
        "phone_matches": claim.evidence == "phone" or (claim.phone is not None and claim.phone in phones),
        "bound": [one for one in bound if one.contact_id != claim.contact_id],
    }


def _case(dispute: queries.DisputeRow, claim: dict[str, Any] | None, at: datetime) -> dict[str, Any]:
    """A dispute with its claim, when that still waits."""
    claimant, holders = dispute.sides[0], dispute.sides[1:]
    facts = {"dispute": dispute, "claimant": claimant, "holders": holders, "case": claim}
    return facts | _age(dispute.opened_at, at)


def _wish(wish: queries.RequestRow, at: datetime) -> dict[str, Any]:
    """A wish with how the data reads now."""
    phone = privacy.mask_phone(wish.phone) if wish.phone else ""
    return {"wish": wish, "now": {"name": wish.name, "phone": phone}.get(wish.wish, "")} | _age(
        wish.asked_at, at
    )


def _age(since: datetime, at: datetime) -> dict[str, Any]:
    waited = at - since
    return {"days": waited.days, "hours": waited.seconds // 3600, "is_late": waited >= LATE}
