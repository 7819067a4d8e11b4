"""Rights follow a person whose two entries turn out to be one human, and keep a name from being forgotten."""

from typing import Any

from sqlalchemy import CompoundSelect, literal, select, true, union_all, update
from sqlalchemy.orm import aliased

from app.core.db import db
from app.roster.models import (
    Guardianship,
    HeadVerdict,
    HeadVerdictMember,
    PersonNumber,
    Proxy,
    RoomUse,
    VoterDesignation,
)

HELD_BY = (
    VoterDesignation.person_id,
    Guardianship.ward_id,
    Guardianship.guardian_id,
    Proxy.principal_id,
    Proxy.agent_id,
)

NEEDED_BY = (
    (RoomUse.person_id, RoomUse.ended_at.is_(None)),
    *((column, true()) for column in HELD_BY),
)


def move_rights(owner_id: int, member_id: int) -> None:
    """Everything written down about an owner is from now on about the entry that takes over."""
    for column in HELD_BY:
        _move(column, owner_id, member_id)
    _move(RoomUse.person_id, owner_id, member_id, unless_in=RoomUse.room_id)
    _move(HeadVerdictMember.person_id, owner_id, member_id, unless_in=HeadVerdictMember.verdict_id)
    if not _exists(PersonNumber.person_id == member_id, PersonNumber.ended_at.is_(None)):
        _move(PersonNumber.person_id, owner_id, member_id)


def are_two(first_id: int, second_id: int) -> bool:
    """Whether the roster knows these to be two humans: one acts for the other, or they were kept apart."""
    pair = (first_id, second_id)
    ours, theirs = aliased(HeadVerdictMember), aliased(HeadVerdictMember)
    apart = (
        select(HeadVerdict.id)
        .join(ours, ours.verdict_id == HeadVerdict.id)
        .join(theirs, theirs.verdict_id == HeadVerdict.id)
        .where(ours.person_id == first_id, theirs.person_id == second_id)
        .where(~HeadVerdict.is_same, HeadVerdict.ended_at.is_(None))
    )
    return (
        _exists(Guardianship.ward_id.in_(pair), Guardianship.guardian_id.in_(pair))
        or _exists(Proxy.principal_id.in_(pair), Proxy.agent_id.in_(pair))
        or db.session.execute(apart).first() is not None
    )


def has_rights(person_id: int) -> bool:
    """Whether somebody is needed by name although they own nothing: guardian, proxy, tenant."""
    return any(_exists(needed, column == person_id) for column, needed in NEEDED_BY)


def people_with_rights() -> CompoundSelect[int]:
    """Everybody of whom `has_rights` is true."""
    return union_all(*(select(column).where(needed) for column, needed in NEEDED_BY))


def _move(column: Any, owner_id: int, member_id: int, *, unless_in: Any = None) -> None:
    statement = update(column.class_).where(column == owner_id)
    if unless_in is not None:
        statement = statement.where(unless_in.not_in(select(unless_in).where(column == member_id)))
    values = {column.key: member_id}
    db.session.execute(statement.values(values).execution_options(synchronize_session=False))


def _exists(*conditions: Any) -> bool:
    return db.session.execute(select(literal(1)).where(*conditions).limit(1)).first() is not None
