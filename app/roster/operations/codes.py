"""House codes: making, printing, replacing and trying them."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from app.audit.operations import record
from app.core.db import change, db
from app.core.encryption import blind_index
from app.roster.models import Contact, HouseCode, Room
from app.roster.operations.tries import count_wrong, locked_until
from surveys.errors import Invalid, Missing, Refusal
from surveys.proof.house_codes import new_house_code, normalise_house_code

RANDOM_BYTES = 8
CODE_INDEX = "house_code.code_index"
TRIES_INDEX = "wrong_try.subject"


@dataclass(frozen=True)
class Recognised:
    """The code works: it opens this room."""

    room_id: int
    label: str


@dataclass(frozen=True)
class WrongCode:
    """No such code, or one that was replaced; so many tries are left today."""

    tries_left: int
    is_replaced: bool = False


@dataclass(frozen=True)
class Locked:
    """Too many wrong tries: nothing is looked at until then."""

    until: datetime


def issue_codes(
    compound_id: int, actor: object, at: datetime, *, unit_id: int | None = None, room_id: int | None = None
) -> int:
    """Make the codes that are missing and mark all of them printed; returns how many slips there are."""
    rooms = select(Room.id).where(Room.compound_id == compound_id)
    if unit_id is not None:
        rooms = rooms.where(Room.unit_id == unit_id)
    if room_id is not None:
        rooms = rooms.where(Room.id == room_id)
    live = select(HouseCode.room_id).where(HouseCode.killed_at.is_(None))
    missing = db.session.execute(rooms.where(Room.id.not_in(live))).scalars().all()
    _make(missing, at)
    printed = change(
        update(HouseCode)
        .where(HouseCode.room_id.in_(rooms), HouseCode.killed_at.is_(None))
        .values(printed_at=at)
        .execution_options(synchronize_session=False)
    )
    facts = {"unit": unit_id, "room": room_id, "made": len(missing), "printed": printed}
    record(actor, "house-code.print", f"compound:{compound_id}", at, **facts)
    return printed


def reissue_code(room_id: int, actor: object, at: datetime) -> str:
    """A new code for a room; the old one stops working in the same moment."""
    if db.session.execute(select(Room.id).where(Room.id == room_id).with_for_update()).scalar() is None:
        raise Missing("room-not-found")
    killed = change(
        update(HouseCode)
        .where(HouseCode.room_id == room_id, HouseCode.killed_at.is_(None))
        .values(killed_at=at)
    )
    (code,) = _make([room_id], at)
    record(actor, "house-code.reissue", f"room:{room_id}", at, killed=killed)
    return code


def kill_codes(room_ids: Collection[int], at: datetime) -> list[int]:
    """Slips in the hands of people who left open nothing any more; returns the codes that died."""
    killed = (
        update(HouseCode)
        .where(HouseCode.room_id.in_(room_ids), HouseCode.killed_at.is_(None))
        .values(killed_at=at)
        .returning(HouseCode.id)
    )
    return list(db.session.execute(killed.execution_options(synchronize_session=False)).scalars())


def try_code(contact_id: int, typed: str, at: datetime) -> Recognised | WrongCode | Locked:
    """Look a code up for a contact. A wrong one is counted, so the edge must commit whatever comes back."""
    tries, subject = lock_contact(contact_id), f"contact:{contact_id}"
    if until := locked_until((tries,), at):
        return Locked(until)
    found, is_replaced = _room_of_code(typed)
    if found is not None:
        return found
    left = count_wrong(tries, at)
    record(subject, "house-code.miss", subject, at, tries_left=left)
    return WrongCode(left, is_replaced)


def codes_locked_until(contact_id: int, at: datetime) -> datetime | None:
    """Until when this contact's codes are not looked at; asking counts nothing."""
    return locked_until((lock_contact(contact_id),), at)


def lock_contact(contact_id: int) -> str:
    """One proof at a time for one contact: parallel guesses queue here and each is counted.

    Returns under which name their wrong tries are counted: a fingerprint of the WeChat identity, so that
    leaving and coming back as a new contact gives no new tries.
    """
    held = select(Contact.account, Contact.openid).where(
        Contact.id == contact_id, Contact.unfollowed_at.is_(None)
    )
    row = db.session.execute(held.with_for_update()).first()
    if row is None:
        raise Missing("contact-not-found")
    return "wechat:" + blind_index(f"{row.account}|{row.openid}", TRIES_INDEX)


def require_recognised(outcome: Recognised | WrongCode | Locked) -> Recognised:
    """For callers that only want the room: everything else becomes a refusal.

    Raises `house-code-wrong`, `house-code-dead` or `house-code-locked`. The counted try must be committed
    all the same: keep the refusal inside the transaction.
    """
    if isinstance(outcome, Locked):
        raise Refusal("house-code-locked", until=outcome.until)
    if isinstance(outcome, WrongCode):
        if outcome.is_replaced:
            raise Invalid("house-code-dead", tries_left=outcome.tries_left)
        raise Invalid("house-code-wrong", tries_left=outcome.tries_left)
    return outcome


def _room_of_code(typed: str) -> tuple[Recognised | None, bool]:
    """The room a code opens; and whether it did so once, before it was replaced."""
    try:
        code = normalise_house_code(typed)
    except Invalid:
        return None, False
    row = db.session.execute(
        select(Room.id, Room.label, HouseCode.killed_at)
        .join(HouseCode, HouseCode.room_id == Room.id)
        .where(HouseCode.code_index == blind_index(code, CODE_INDEX))
    ).first()
    if row is None or row.killed_at is not None:
        return None, row is not None
    return Recognised(row.id, row.label), False


def _make(room_ids: Iterable[int], at: datetime) -> list[str]:
    codes = {room_id: new_house_code(secrets.token_bytes(RANDOM_BYTES)) for room_id in room_ids}
    db.session.add_all(
        HouseCode(room_id=room_id, code=code, issued_at=at, printed_at=None, killed_at=None)
        for room_id, code in codes.items()
    )
    db.session.flush()
    return list(codes.values())
