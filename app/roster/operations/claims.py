"""What a clerk decides about a claim to a room."""

from datetime import datetime

from sqlalchemy import insert, select

from app.audit.operations import record
from app.core.db import db
from app.roster.models import Binding, BindingLevel, BindingState, Ownership, Room
from app.roster.operations.bindings import EVIDENCE, OWNER_EVIDENCE, live_bindings
from app.roster.operations.contacts import LIVE_STATES
from app.roster.operations.disputes import need_no_dispute, withdraw_disputes
from app.roster.operations.heads import refresh_rights
from app.roster.operations.locking import lock_roster_of_claim
from app.roster.operations.telling import tell
from app.roster.operations.uniting import forget_unused, unite
from surveys.errors import Invalid, Missing, Refusal

MOST_REASON = 200


def confirm_binding(
    binding_id: int, actor: object, at: datetime, *, evidence: str, owner_person_id: int | None = None
) -> None:
    """Accept a claim: as the given owner (deed seen or the roster's number called), else as member.

    Others bound as that owner stay bound and are told. A claimant may be entered as owner of a room that
    has none on the roster. Raises `evidence-unknown`, `evidence-too-weak`, `owner-not-of-this-room`; a
    disputed claim is decided by `decide_dispute`: `dispute-open`.
    """
    lock_roster_of_claim(binding_id)
    need_no_dispute(binding_id)
    binding = waiting_claim(binding_id)
    if owner_person_id is not None:
        _tell_the_bound(binding, owner_person_id, at)
    accept_claim(binding, actor, at, evidence=evidence, owner_person_id=owner_person_id)


def accept_claim(
    binding: Binding, actor: object, at: datetime, *, evidence: str, owner_person_id: int | None
) -> None:
    """The claim holds: the claimant is bound and told. Whoever calls this holds the roster."""
    if evidence not in EVIDENCE:
        raise Invalid("evidence-unknown", evidence=evidence)
    if owner_person_id is not None:
        if evidence not in OWNER_EVIDENCE:
            raise Invalid("evidence-too-weak")
        _check_owner(binding, owner_person_id, actor, at)
        _make_owner(binding, owner_person_id, at)
        refresh_rights(_compound_of(binding), at)
    binding.state, binding.bound_at = BindingState.ACTIVE, at
    binding.evidence, binding.decided_by = evidence, str(actor)
    db.session.flush()
    facts = {"evidence": evidence, "level": str(binding.level), "room": binding.room_id}
    record(actor, "binding.confirm", f"binding:{binding.id}", at, **facts)
    tell("binding-confirmed", binding.id, binding.contact_id, at)


def refuse_binding(binding_id: int, actor: object, reason: str, at: datetime) -> None:
    """Turn a claim down; the claimant is told why. Raises `reason-needed`, `dispute-open`."""
    need_no_dispute(binding_id)
    turn_down_claim(waiting_claim(binding_id), actor, reason, at)


def turn_down_claim(binding: Binding, actor: object, reason: str, at: datetime) -> None:
    """The claim does not hold: the claimant is told why."""
    binding.state, binding.ended_at = BindingState.REFUSED, at
    binding.reason, binding.decided_by = said_reason(reason), str(actor)
    record(actor, "binding.refuse", f"binding:{binding.id}", at, room=binding.room_id)
    tell("binding-refused", binding.id, binding.contact_id, at)


def said_reason(reason: str) -> str:
    """A reason people will read: there is one, and it is short."""
    reason = reason.strip()
    if not reason:
        raise Invalid("reason-needed")
    if len(reason) > MOST_REASON:
        raise Invalid("reason-too-long", most=MOST_REASON)
    return reason


def end_binding(binding_id: int, actor: object, reason: str, at: datetime) -> None:
    """Staff end a tie that should not be, such as after a sale; the contact is told."""
    binding = locked_binding(binding_id)
    if binding.state not in LIVE_STATES:
        raise Refusal("binding-not-live")
    binding.state, binding.ended_at, binding.ended_why = BindingState.ENDED, at, "by-staff"
    binding.reason, binding.decided_by = reason.strip()[:MOST_REASON], str(actor)
    withdraw_disputes([binding_id], at)
    record(actor, "binding.end", f"binding:{binding_id}", at, room=binding.room_id)
    tell("binding-ended", binding_id, binding.contact_id, at)


def end_remaining(binding_id: int, actor: object, reason: str, at: datetime) -> None:
    """Somebody of the household moved out with those who sold: the tie ends, and they read why.

    Raises `reason-needed`, `reason-too-long`, `binding-not-live`.
    """
    end_binding(binding_id, actor, said_reason(reason), at)


def keep_remaining(binding_id: int, actor: object, at: datetime) -> None:
    """Somebody of the household lives there also after the sale, such as a tenant or an heir."""
    binding = locked_binding(binding_id)
    if binding.state is not BindingState.ACTIVE:
        raise Refusal("binding-not-live")
    binding.lives_there_at = at
    db.session.flush()
    record(actor, "member.stay", f"binding:{binding_id}", at, room=binding.room_id)


def waiting_claim(binding_id: int) -> Binding:
    """A claim nobody has decided yet, held until the transaction ends."""
    binding = locked_binding(binding_id)
    if binding.state is not BindingState.WAITING:
        raise Refusal("claim-already-decided")
    return binding


def locked_binding(binding_id: int) -> Binding:
    """The binding, held until the transaction ends and read afresh: two clerks cannot both decide."""
    statement = select(Binding).where(Binding.id == binding_id).with_for_update()
    binding = db.session.execute(statement.execution_options(populate_existing=True)).scalar()
    if binding is None:
        raise Missing("claim-not-found")
    return binding


def _check_owner(binding: Binding, owner_person_id: int, actor: object, at: datetime) -> None:
    """The person owns the room on the roster; or is the claimant and the roster names nobody."""
    live = select(Ownership.person_id).where(
        Ownership.room_id == binding.room_id, Ownership.ended_at.is_(None)
    )
    owners = set(db.session.execute(live).scalars())
    if owner_person_id in owners:
        return
    if owners or owner_person_id != binding.person_id:
        raise Invalid("owner-not-of-this-room")
    values = {"room_id": binding.room_id, "person_id": owner_person_id, "is_primary": True, "began_at": at}
    db.session.execute(insert(Ownership).values(**values))
    record(actor, "ownership.add", f"room:{binding.room_id}", at, person=owner_person_id)


def _compound_of(binding: Binding) -> int:
    return db.session.execute(select(Room.compound_id).where(Room.id == binding.room_id)).scalar_one()


def _tell_the_bound(binding: Binding, owner_person_id: int, at: datetime) -> None:
    statement = select(Binding.id, Binding.contact_id).where(
        Binding.room_id == binding.room_id,
        Binding.person_id == owner_person_id,
        Binding.level == BindingLevel.OWNER,
        Binding.state == BindingState.ACTIVE,
        Binding.contact_id != binding.contact_id,
    )
    for other_id, contact_id in db.session.execute(statement).all():
        tell("owner-joined", other_id, contact_id, at)


def _make_owner(binding: Binding, owner_person_id: int, at: datetime) -> None:
    """The claimant stands for the owner; as whom they acted until now is the same human."""
    claimant_id = binding.person_id
    lesser_id = _end_lesser(binding, owner_person_id, at)
    person_id = owner_person_id
    if lesser_id is not None:
        person_id = unite(owner_person_id, lesser_id, binding.contact_id)
    binding.person_id, binding.level = person_id, BindingLevel.OWNER
    db.session.flush()
    for left_id in {claimant_id, lesser_id or claimant_id} - {person_id}:
        forget_unused(left_id)


def _end_lesser(binding: Binding, owner_person_id: int, at: datetime) -> int | None:
    """The claimant's tie under the same name or as the same person ends: nobody counts twice.

    Returns as which member they acted, if they did.
    """
    held = live_bindings(binding.contact_id, binding.room_id)
    names = {person.name for one, person in held if one.id == binding.id}
    lesser_id = None
    for other, person in held:
        if other.id != binding.id and (person.name in names or other.person_id == owner_person_id):
            if other.state is BindingState.ACTIVE:
                lesser_id = person.id
            other.state, other.ended_at, other.ended_why = BindingState.ENDED, at, "became-owner"
    db.session.flush()
    return lesser_id
