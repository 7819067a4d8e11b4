"""What lies on the binding desk: one card for each telephone and home, however much was asked for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.roster import queries
from app.roster.queries import DisputeRow
from surveys import privacy

LATE = timedelta(days=2)


@dataclass(frozen=True)
class Desk:
    """Claims nobody disputes, disputes with theirs, wishes, who stayed after a sale; longest first."""

    claims: list[dict[str, Any]]
    disputes: list[dict[str, Any]]
    wishes: list[dict[str, Any]]
    remaining: list[queries.RemainingRow]


def desk_for(compound_ids: Collection[int], at: datetime) -> Desk:
    """Everything that waits at the desk of these compounds, in the same few statements."""
    ids = list(compound_ids)
    waiting = queries.claims_in(ids)
    bound = queries.bound_in({claim.room_id for claim in waiting})
    photos = queries.photos_of([claim.binding_id for claim in waiting])
    claims = {
        (claim.room_id, claim.contact_id): _shown(claim, bound.get(claim.room_id, []), at)
        | {"photos": photos.get(claim.binding_id, [])}
        for claim in waiting
    }
    told: dict[tuple[int, int], list[DisputeRow]] = {}
    for dispute in queries.disputes_in(ids):
        told.setdefault(_card(dispute), []).append(dispute)
    return Desk(
        [case for card, case in claims.items() if card not in told],
        [_dispute(rows, claims, at) for rows in told.values()],
        [_wish(one, at) for one in queries.requests_in(ids)],
        queries.remaining_in(ids),
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
        "is_member": any(one.level == "member" for one in own),
        "given_names": sorted({one.name for one in own if one.name and one.name != claim.name}),
        "name_matches": not claim.is_disputed and claim.name in {owner.name for owner in claim.owners},
        "phone_matches": claim.evidence == "phone" or (claim.phone is not None and claim.phone in phones),
        "bound": [one for one in bound if one.contact_id != claim.contact_id],
    }


def _dispute(told: Sequence[DisputeRow], claims: dict[tuple[int, int], Any], at: datetime) -> dict[str, Any]:
    """What one telephone disputes about one home, with its claim when that still waits."""
    first = told[0]
    sides = {side.contact_id: side for one in reversed(told) for side in one.sides}
    facts = {
        "dispute": first,
        "causes": list(dict.fromkeys(one.cause for one in told)),
        "claimant": first.sides[0],
        "sides": [sides[key] for key in dict.fromkeys(side.contact_id for one in told for side in one.sides)],
        "case": claims.get(_card(first)),
        "is_member": _card(first) in claims and claims[_card(first)]["is_member"],
    }
    return facts | _age(first.opened_at, at)


def _card(dispute: DisputeRow) -> tuple[int, int]:
    """The home, and the telephone that claims it."""
    return dispute.room_id, dispute.sides[0].contact_id


def _wish(wish: queries.RequestRow, at: datetime) -> dict[str, Any]:
    """A wish with how the data reads now."""
    phone = privacy.mask_phone(wish.phone) if wish.phone else ""
    return {"wish": wish, "now": {"name": wish.name, "phone": phone}.get(wish.wish, "")} | _age(
        wish.asked_at, at
    )


def _age(since: datetime, at: datetime) -> dict[str, Any]:
    waited = at - since
    return {"days": waited.days, "hours": waited.seconds // 3600, "is_late": waited >= LATE}
