"""Two telephones for one home: a case is opened, both sides are heard, nothing changes till it is decided."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, insert, select, update
from sqlalchemy.orm import aliased

from app.audit.operations import record
from app.core.db import change, db
from app.roster.models import (
    Binding,
    BindingLevel,
    BindingState,
    Cause,
    Dispute,
    DisputeSide,
    HouseCode,
    Outcome,
    Ownership,
    Person,
)
from app.roster.operations.telling import tell
from surveys.errors import Invalid, Missing, Refusal

MOST_WORDS = 500


def open_dispute(claim: Binding, holders: Sequence[Binding], cause: Cause, at: datetime) -> int | None:
    """Open a case against whoever is bound already, and tell them; None when nobody is."""
    others = [holder for holder in holders if holder.contact_id != claim.contact_id]
    if not others:
        return None
    values = {"room_id": claim.room_id, "claim_id": claim.id, "cause": cause, "opened_at": at}
    dispute_id = db.session.execute(insert(Dispute).values(**values).returning(Dispute.id)).scalar_one()
    sides = [claim.id, *(one.id for one in others)]
    db.session.add_all(DisputeSide(dispute_id=dispute_id, binding_id=one, words=None) for one in sides)
    db.session.flush()
    facts = {"room": claim.room_id, "cause": str(cause), "holders": sides[1:]}
    record(f"contact:{claim.contact_id}", "dispute.open", f"binding:{claim.id}", at, **facts)
    code = "owner-claimed" if cause is Cause.OWNER_BOUND else "member-joined"
    for holder in others:
        tell(code, holder.id, holder.contact_id, at, about=f"dispute:{dispute_id}")
    return dispute_id


def holders_against(claim: Binding, name: str, phone_index: str | None) -> list[Binding]:
    """Who acts as the owner somebody claims to be; nobody when the claim fits a co-owner without WeChat."""
    acting = owners_bound_in(claim.room_id)
    owners = db.session.execute(
        select(Person)
        .join(Ownership, Ownership.person_id == Person.id)
        .where(Ownership.room_id == claim.room_id, Ownership.ended_at.is_(None))
    ).scalars()
    bound = {one.person_id for one in acting}
    meant = [one for one in owners if one.name == name or (phone_index and one.phone_index == phone_index)]
    is_free = bool(meant) and not any(one.id in bound for one in meant)
    return [] if is_free else [one for one in acting if not meant or one.person_id in {m.id for m in meant}]


def owners_bound_in(room_id: int) -> list[Binding]:
    """Everybody who acts as an owner of this room now, oldest first."""
    statement = select(Binding).where(
        Binding.room_id == room_id,
        Binding.level == BindingLevel.OWNER,
        Binding.state == BindingState.ACTIVE,
    )
    return list(db.session.execute(statement.order_by(Binding.id)).scalars())


def welcome_member(member_id: int, at: datetime) -> None:
    """Somebody came in by the code: the owners bound before are told.

    By a code made after an owner was bound (lost slip, sale) it is a case for the desk.
    """
    member = db.session.get_one(Binding, member_id)
    owners = [one for one in owners_bound_in(member.room_id) if one.contact_id != member.contact_id]
    issued_at = db.session.execute(
        select(HouseCode.issued_at).where(HouseCode.room_id == member.room_id, HouseCode.killed_at.is_(None))
    ).scalar()
    was_replaced = db.session.execute(
        select(HouseCode.id).where(HouseCode.room_id == member.room_id, HouseCode.killed_at.is_not(None))
    ).first()
    before = [one for one in owners if issued_at and one.bound_at and one.bound_at < issued_at]
    if was_replaced and before:
        open_dispute(member, before, Cause.NEW_CODE, at)
        return
    for owner in owners:
        tell("member-joined", owner.id, owner.contact_id, at, about=f"binding:{member_id}")


def speak_in_dispute(contact_id: int, dispute_id: int, words: str, at: datetime) -> None:
    """One side says how it is; the newest words stand until the case is decided."""
    words = words.strip()
    if not words:
        raise Invalid("words-needed")
    if len(words) > MOST_WORDS:
        raise Invalid("words-too-long", most=MOST_WORDS)
    row = db.session.execute(
        select(Dispute, DisputeSide)
        .join(DisputeSide, DisputeSide.dispute_id == Dispute.id)
        .join(Binding, Binding.id == DisputeSide.binding_id)
        .where(Dispute.id == dispute_id, Binding.contact_id == contact_id)
        .with_for_update()
    ).first()
    if row is None:
        raise Missing("dispute-not-found")
    dispute, side = row
    if dispute.decided_at is not None:
        raise Refusal("dispute-decided")
    side.words, side.said_at = words, at
    db.session.flush()
    record(f"contact:{contact_id}", "dispute.speak", f"dispute:{dispute_id}", at)


def need_no_dispute(binding_id: int) -> None:
    """What a telephone disputes about a home is decided with both sides in view. Refuses `dispute-open`."""
    asked, disputed = aliased(Binding), aliased(Binding)
    is_open = (
        select(Dispute.id)
        .join(disputed, disputed.id == Dispute.claim_id)
        .join(asked, and_(asked.room_id == Dispute.room_id, asked.contact_id == disputed.contact_id))
        .where(asked.id == binding_id, Dispute.decided_at.is_(None))
    )
    if db.session.execute(is_open.limit(1)).first() is not None:
        raise Refusal("dispute-open")


def withdraw_disputes(claim_ids: Sequence[int], at: datetime) -> None:
    """Claims that are gone are disputed no more."""
    change(
        update(Dispute)
        .where(Dispute.claim_id.in_(claim_ids), Dispute.decided_at.is_(None))
        .values(decided_at=at, outcome=Outcome.WITHDRAWN)
    )


def forget_words(binding_ids: Sequence[int]) -> None:
    """What somebody who left had said in disputes; that they were heard, and what was decided, stays."""
    db.session.execute(
        update(DisputeSide).where(DisputeSide.binding_id.in_(binding_ids)).values(words_sealed=None)
    )
