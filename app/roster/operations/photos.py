"""Photographs shown as proof of a claim: kept for the desk alone, forgotten soon after the decision."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update

from app.audit.operations import record
from app.core.db import db
from app.roster.models import Binding, BindingState, EvidencePhoto
from surveys.errors import Missing, Refusal

MOST_PHOTOS = 3
KEPT_AFTER_DECISION = timedelta(days=30)
KEPT_UNDECIDED = timedelta(days=180)


def add_photo(contact_id: int, binding_id: int, sealed: tuple[str, str], at: datetime) -> None:
    """Attach a sealed file and its key to one's own waiting claim. Refuses `too-many-photos`."""
    claim = db.session.execute(
        select(Binding.id)
        .where(
            Binding.id == binding_id,
            Binding.contact_id == contact_id,
            Binding.state == BindingState.WAITING,
        )
        .with_for_update()
    ).scalar()
    if claim is None:
        raise Missing("claim-not-found")
    held = select(func.count(EvidencePhoto.id)).where(
        EvidencePhoto.binding_id == binding_id, EvidencePhoto.forgotten_at.is_(None)
    )
    if db.session.execute(held).scalar_one() >= MOST_PHOTOS:
        raise Refusal("too-many-photos", most=MOST_PHOTOS)
    file, key = sealed
    db.session.add(EvidencePhoto(binding_id=binding_id, file=file, key=key, added_at=at))
    db.session.flush()
    record(f"contact:{contact_id}", "evidence.show", f"binding:{binding_id}", at)


def note_photo_seen(photo_id: int, actor: object, at: datetime) -> None:
    """Somebody of the desk looked at a photograph."""
    record(actor, "evidence.look", f"photo:{photo_id}", at)


def forget_photos(binding_ids: Sequence[int], at: datetime) -> None:
    """Nobody can open these claims' photographs any more; the files go with the next sweep."""
    _forget(EvidencePhoto.binding_id.in_(binding_ids), at)


def forget_old_photos(at: datetime) -> None:
    """Photographs of claims decided, or left waiting, too long ago."""
    is_decided = or_(
        Binding.bound_at < at - KEPT_AFTER_DECISION, Binding.ended_at < at - KEPT_AFTER_DECISION
    ) & (Binding.state != BindingState.WAITING)
    old = select(Binding.id).where(or_(is_decided, Binding.asked_at < at - KEPT_UNDECIDED))
    _forget(EvidencePhoto.binding_id.in_(old), at)


def _forget(condition: ColumnElement[bool], at: datetime) -> None:
    db.session.execute(
        update(EvidencePhoto)
        .where(condition, EvidencePhoto.forgotten_at.is_(None))
        .values(key_sealed=None, forgotten_at=at)
        .execution_options(synchronize_session=False)
    )
