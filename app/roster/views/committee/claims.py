"""Claims that wait for somebody who has seen the deed."""

from datetime import datetime, timedelta
from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.views.committee.entrance import bp
from surveys.errors import Invalid

LATE = timedelta(days=2)
AS_MEMBER = "member"


@bp.get("/claims")
def claims() -> str:
    """Everything that waits in the compounds somebody serves, longest first."""
    compounds = queries.compounds_for_staff(g.actor)
    at = clock.now()
    waiting = [_shown(claim, at) for claim in queries.claims_in([one.id for one in compounds])]
    return render_template(
        "roster/committee_claims.html",
        claims=waiting,
        several=len(compounds) > 1,
        evidence=operations.EVIDENCE,
        done=request.args.get("done", ""),
    )


@bp.post("/claims/<int:binding_id>/confirm")
def confirm_claim(binding_id: int) -> Response:
    """Accept a claim, as one of the room's owners or as a member of the household."""
    _own_claim(binding_id)
    owner = _owner_from(request.form.get(f"person-{binding_id}", ""))
    evidence = request.form.get(f"evidence-{binding_id}", "")
    with transaction():
        operations.confirm_binding(binding_id, g.actor, clock.now(), evidence=evidence, owner_person_id=owner)
    return redirect(url_for(".claims", done="confirmed"), 303)


@bp.post("/claims/<int:binding_id>/refuse")
def refuse_claim(binding_id: int) -> Response:
    """Turn a claim down, with a reason the claimant reads."""
    _own_claim(binding_id)
    reason = request.form.get(f"reason-{binding_id}", "")
    with transaction():
        operations.refuse_binding(binding_id, g.actor, reason, clock.now())
    return redirect(url_for(".claims", done="refused"), 303)


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


def _shown(claim: queries.ClaimRow, at: datetime) -> dict[str, Any]:
    waited = at - claim.asked_at
    return {
        "claim": claim,
        "days": waited.days,
        "hours": waited.seconds // 3600,
        "is_late": waited >= LATE,
        "phone_matches": claim.phone is not None and claim.phone in {one.phone for one in claim.owners},
    }
