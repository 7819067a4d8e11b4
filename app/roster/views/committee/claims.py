"""The binding desk: claims that wait for somebody who has seen the deed, disputes, data to be put right."""

from typing import Any

from flask import Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.core import clock, files
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.views.committee import cases
from app.roster.views.committee.entrance import bp
from surveys.errors import Invalid

AS_MEMBER = "member"
SENT_BACK = 422
NAMED = "person", "evidence", "reason", "outcome", "member"


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


@bp.post("/claims/remaining/<int:remaining_id>")
def settle_remaining(remaining_id: int) -> Answer | tuple[str, int]:
    """Whether somebody of the household moved out when the home was sold."""
    found = queries.get_remaining(remaining_id)
    queries.compound_for_staff(found.compound_public_id, g.actor)
    reason, at = request.form.get(f"reason-m{remaining_id}", ""), clock.now()
    lives_there = request.form.get("act") == "stays"
    try:
        with transaction():
            if lives_there:
                operations.keep_remaining(remaining_id, g.actor, at)
            else:
                operations.end_remaining(remaining_id, g.actor, reason, at)
    except Invalid as problem:
        return _desk(at_fault=f"remaining-{remaining_id}", problem=problem.code, typed=reason), SENT_BACK
    return redirect(url_for(".claims", done="stays" if lives_there else "moved-out"), 303)


@bp.post("/disputes/<int:dispute_id>/decide")
def decide_dispute(dispute_id: int) -> Answer | tuple[str, int]:
    """Whose home it is, what was seen, and why: both sides read the reason."""
    dispute = queries.get_dispute(dispute_id)
    queries.compound_for_staff(dispute.compound_public_id, g.actor)
    given = {name: request.form.get(f"{name}-d{dispute_id}", "") for name in NAMED}
    try:
        owner = _owner_from(given["person"] or AS_MEMBER)
        leaves = given["member"] == "1"
        decision = operations.Ruling(given["outcome"], given["reason"], given["evidence"], owner, leaves)
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
    compounds = queries.compounds_for_staff(g.actor)
    desk = cases.desk_for([one.id for one in compounds], clock.now())
    return render_template(
        "roster/committee_claims.html",
        claims=desk.claims,
        disputes=desk.disputes,
        wishes=desk.wishes,
        remaining=desk.remaining,
        several=len(compounds) > 1,
        evidence=operations.EVIDENCE,
        **facts,
    )
