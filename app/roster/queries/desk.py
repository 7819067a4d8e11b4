"""Reading the binding desk: who is bound where and how it was proven, disputes, photographs, requests."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ScalarSelect, Select, func, or_, select, union

from app.core.db import db
from app.roster.models import (
    Binding,
    BindingLevel,
    BindingState,
    Compound,
    DataRequest,
    Dispute,
    DisputeSide,
    EvidencePhoto,
    Person,
    Room,
)
from surveys.errors import Missing


class BoundRow(NamedTuple):
    """Somebody bound to a room now: as what, since when, by what proof."""

    binding_id: int
    room_id: int
    contact_id: int
    person_id: int
    level: str
    name: str
    since: datetime | None
    evidence: str | None


class PastRow(NamedTuple):
    """One line in the log of a room's bindings, whatever became of it."""

    binding_id: int
    name: str
    level: str
    state: str
    evidence: str | None
    asked_at: datetime
    bound_at: datetime | None
    ended_at: datetime | None
    ended_why: str | None
    reason: str | None


@dataclass(frozen=True)
class SideRow:
    """One side of a dispute: who, since when, by what proof, and what they say."""

    binding_id: int
    contact_id: int
    is_claimant: bool
    name: str
    since: datetime | None
    evidence: str | None
    is_bound: bool
    words: str
    said_at: datetime | None


@dataclass(frozen=True)
class DisputeRow:
    """A home claimed twice, with both sides."""

    id: int
    claim_id: int
    room_id: int
    label: str
    compound_name: str
    compound_public_id: str
    cause: str
    opened_at: datetime
    decided_at: datetime | None
    outcome: str | None
    reason: str | None
    sides: tuple[SideRow, ...]


class PhotoRow(NamedTuple):
    """A photograph shown for a claim; its key opens the file."""

    id: int
    binding_id: int
    compound_public_id: str
    file: str
    key: str


@dataclass(frozen=True)
class RequestRow:
    """A wish to have one's data put right, with how it reads now."""

    id: int
    contact_id: int
    wish: str
    words: str
    asked_at: datetime
    answered_at: datetime | None
    is_granted: bool | None
    answer: str
    label: str
    compound_name: str
    compound_public_id: str
    name: str
    phone: str | None


def bound_in(room_ids: Collection[int]) -> dict[int, list[BoundRow]]:
    """Everybody bound to these rooms now, by room, longest first."""
    statement = (
        select(Binding, Person)
        .join(Person, Person.id == Binding.person_id)
        .where(Binding.room_id.in_(room_ids), Binding.state == BindingState.ACTIVE)
        .order_by(Binding.bound_at, Binding.id)
    )
    found: dict[int, list[BoundRow]] = {}
    for one, person in db.session.execute(statement):
        row = BoundRow(
            one.id, one.room_id, one.contact_id, person.id, str(one.level), person.name or "",
            one.bound_at, one.evidence,
        )  # fmt: skip
        found.setdefault(one.room_id, []).append(row)
    return found


def history_of(room_id: int) -> list[PastRow]:
    """Every binding this room has had or been asked for, newest first."""
    return _past(Binding.room_id == room_id)


def past_of(contact_id: int) -> list[tuple[str, PastRow]]:
    """Every binding one contact has had or asked for, newest first, each with its room."""
    rows = _past(Binding.contact_id == contact_id)
    labels = db.session.execute(
        select(Binding.id, Compound.name, Room.label)
        .join(Room, Room.id == Binding.room_id)
        .join(Compound, Compound.id == Room.compound_id)
        .where(Binding.contact_id == contact_id)
    )
    at = {binding_id: f"{compound} {label}" for binding_id, compound, label in labels}
    return [(at[row.binding_id], row) for row in rows]


def disputes_in(compound_ids: Collection[int]) -> list[DisputeRow]:
    """Open disputes of these compounds, longest first."""
    statement = _disputes().where(Room.compound_id.in_(compound_ids), Dispute.decided_at.is_(None))
    return _with_sides(statement.order_by(Dispute.opened_at, Dispute.id))


def disputes_of(contact_id: int, since: datetime) -> list[DisputeRow]:
    """Disputes a contact is a side of: open ones, and those decided since then."""
    mine = (
        select(DisputeSide.dispute_id)
        .join(Binding, Binding.id == DisputeSide.binding_id)
        .where(Binding.contact_id == contact_id)
    )
    is_fresh = or_(Dispute.decided_at.is_(None), Dispute.decided_at > since)
    return _with_sides(_disputes().where(Dispute.id.in_(mine), is_fresh).order_by(Dispute.id.desc()))


def get_dispute(dispute_id: int) -> DisputeRow:
    """One dispute, whatever became of it, or Missing."""
    found = _with_sides(_disputes().where(Dispute.id == dispute_id))
    if not found:
        raise Missing("dispute-not-found")
    return found[0]


def photos_of(binding_ids: Collection[int]) -> dict[int, list[int]]:
    """The photographs that can still be looked at, by claim."""
    statement = select(EvidencePhoto.binding_id, EvidencePhoto.id).where(
        EvidencePhoto.binding_id.in_(binding_ids), EvidencePhoto.key_sealed.is_not(None)
    )
    found: dict[int, list[int]] = {}
    for binding_id, photo_id in db.session.execute(statement.order_by(EvidencePhoto.id)):
        found.setdefault(binding_id, []).append(photo_id)
    return found


def get_photo(photo_id: int) -> PhotoRow:
    """One photograph and its key; Missing once it is forgotten."""
    row = db.session.execute(
        select(EvidencePhoto, Compound.public_id)
        .join(Binding, Binding.id == EvidencePhoto.binding_id)
        .join(Room, Room.id == Binding.room_id)
        .join(Compound, Compound.id == Room.compound_id)
        .where(EvidencePhoto.id == photo_id, EvidencePhoto.key_sealed.is_not(None))
    ).first()
    if row is None:
        raise Missing("picture-not-found")
    photo, public_id = row
    return PhotoRow(photo.id, photo.binding_id, public_id, photo.file, photo.key or "")


def files_of_forgotten(limit: int) -> list[tuple[int, str]]:
    """Files whose key is forgotten and that still lie about, oldest first."""
    statement = select(EvidencePhoto.id, EvidencePhoto.file).where(EvidencePhoto.forgotten_at.is_not(None))
    rows = db.session.execute(statement.order_by(EvidencePhoto.id).limit(limit))
    return [(photo_id, file) for photo_id, file in rows]


def requests_in(compound_ids: Collection[int]) -> list[RequestRow]:
    """Wishes that wait for these compounds' desk, longest first."""
    waiting = DataRequest.compound_id.in_(compound_ids), DataRequest.answered_at.is_(None)
    return _requests(_asked().where(*waiting).order_by(DataRequest.asked_at, DataRequest.id))


def requests_of(contact_id: int) -> list[RequestRow]:
    """What one contact has asked for, newest first."""
    return _requests(_asked().where(DataRequest.contact_id == contact_id).order_by(DataRequest.id.desc()))


def get_request(request_id: int) -> RequestRow:
    """One wish, or Missing."""
    found = _requests(_asked().where(DataRequest.id == request_id))
    if not found:
        raise Missing("request-not-found")
    return found[0]


def counted_cases_in(compound_ids: BindParameter[Any]) -> ScalarSelect[int]:
    """How many cards lie on the binding desk: one for each telephone and home, however much was asked."""
    here = Room.compound_id.in_(compound_ids)
    claims = select(Binding.room_id, Binding.contact_id).join(Room, Room.id == Binding.room_id)
    disputes = (
        select(Binding.room_id, Binding.contact_id)
        .join(Dispute, Dispute.claim_id == Binding.id)
        .join(Room, Room.id == Binding.room_id)
    )
    cards = union(
        claims.where(here, Binding.state == BindingState.WAITING),
        disputes.where(here, Dispute.decided_at.is_(None)),
    ).subquery()
    return select(func.count()).select_from(cards).scalar_subquery()


def counted_wishes_in(compound_ids: BindParameter[Any]) -> ScalarSelect[int]:
    """How many wishes to have data put right wait."""
    waiting = DataRequest.compound_id.in_(compound_ids), DataRequest.answered_at.is_(None)
    return select(func.count(DataRequest.id)).where(*waiting).scalar_subquery()


def owner_rooms_of(contact_id: int) -> list[int]:
    """The rooms this contact acts for as an owner."""
    statement = select(Binding.room_id).where(
        Binding.contact_id == contact_id,
        Binding.level == BindingLevel.OWNER,
        Binding.state == BindingState.ACTIVE,
    )
    return list(db.session.execute(statement.distinct()).scalars())


def _past(condition: Any) -> list[PastRow]:
    statement = (
        select(Binding, Person).join(Person, Person.id == Binding.person_id).where(condition)
    ).order_by(Binding.asked_at.desc(), Binding.id.desc())
    return [
        PastRow(
            one.id, person.name or "", str(one.level), str(one.state), one.evidence, one.asked_at,
            one.bound_at, one.ended_at, one.ended_why, one.reason,
        )
        for one, person in db.session.execute(statement)
    ]  # fmt: skip


def _disputes() -> Select[*tuple[Any, ...]]:
    return (
        select(Dispute, Room.label, Compound.name, Compound.public_id)
        .join(Room, Room.id == Dispute.room_id)
        .join(Compound, Compound.id == Room.compound_id)
    )


def _with_sides(statement: Select[*tuple[Any, ...]]) -> list[DisputeRow]:
    rows = db.session.execute(statement).all()
    sides = _sides({row[0].id: row[0].claim_id for row in rows})
    return [
        DisputeRow(
            one.id, one.claim_id, one.room_id, label, compound, public_id, str(one.cause), one.opened_at,
            one.decided_at, str(one.outcome) if one.outcome else None, one.reason,
            tuple(sides.get(one.id, ())),
        )
        for one, label, compound, public_id in rows
    ]  # fmt: skip


def _sides(claims: dict[int, int]) -> dict[int, list[SideRow]]:
    """The sides of these disputes (dispute: its claim), the claimant first."""
    statement = (
        select(DisputeSide, Binding, Person)
        .join(Binding, Binding.id == DisputeSide.binding_id)
        .join(Person, Person.id == Binding.person_id)
        .where(DisputeSide.dispute_id.in_(claims))
        .order_by(DisputeSide.id)
    )
    found: dict[int, list[SideRow]] = {}
    for side, binding, person in db.session.execute(statement):
        row = SideRow(
            binding.id, binding.contact_id, binding.id == claims[side.dispute_id], person.name or "",
            binding.bound_at or binding.asked_at, binding.evidence, binding.state is BindingState.ACTIVE,
            side.words or "", side.said_at,
        )  # fmt: skip
        found.setdefault(side.dispute_id, []).append(row)
    return found


def _asked() -> Select[*tuple[Any, ...]]:
    return (
        select(DataRequest, Room.label, Compound.name, Compound.public_id, Person)
        .join(Binding, Binding.id == DataRequest.binding_id)
        .join(Person, Person.id == Binding.person_id)
        .join(Room, Room.id == Binding.room_id)
        .join(Compound, Compound.id == Room.compound_id)
    )


def _requests(statement: Select[*tuple[Any, ...]]) -> list[RequestRow]:
    return [
        RequestRow(
            one.id, one.contact_id, str(one.wish), one.words or "", one.asked_at, one.answered_at,
            one.is_granted, one.answer or "", label, compound, public_id, person.name or "", person.phone,
        )
        for one, label, compound, public_id, person in db.session.execute(statement)
    ]  # fmt: skip
