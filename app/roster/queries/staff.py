"""Reading staff: who a session belongs to and what they may do now."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select

from app.core.actors import Actor, Grant
from app.core.db import db
from app.roster.models import Role, StaffAccount, StaffFactor, StaffRole, StaffSession
from surveys.errors import Invalid

OFFICIALS = {Role.ADMIN, Role.CITY, Role.COUNTY, Role.STREET, Role.COMMUNITY, Role.AUDITOR}
IDLE_OFFICIAL = timedelta(minutes=15)
IDLE_COMMITTEE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
HALF_OPEN = timedelta(minutes=10)  # from the password to the second factor
SEEN_EVERY = timedelta(minutes=1)


def actor_for_session(token: str, at: datetime) -> Actor | None:
    """Who holds this session and which roles they have at this instant; None when it is over or half open.

    It ends after 15 idle minutes for anybody with an official's role, 60 for a committee, 12 hours for all.
    """
    if not token:
        return None
    rows = db.session.execute(_session_with_roles(token, at)).all()
    if not rows:
        return None
    session, account = rows[0][0], rows[0][1]
    if rows[0].confirmed_at is not None and session.proven_at is None:
        return None
    roles = [row[2] for row in rows if row[2] is not None]
    idle = IDLE_OFFICIAL if any(role.role in OFFICIALS for role in roles) else IDLE_COMMITTEE
    if at - session.last_seen_at >= idle or at - session.created_at >= LONGEST:
        return None
    grants = tuple(Grant(str(role.role), role.path, role.organisation_id) for role in roles)
    return Actor("staff", account.key, account.name, grants, account.must_change_password)


def is_half_open(token: str, at: datetime) -> bool:
    """Whether this session waits for the second factor: the password was right, a code is still missing."""
    found = (
        select(StaffSession.id)
        .join(StaffFactor, StaffFactor.account_id == StaffSession.account_id)
        .where(
            StaffSession.token_hash == hash_of(token),
            StaffSession.revoked_at.is_(None),
            StaffSession.proven_at.is_(None),
            StaffSession.created_at > at - HALF_OPEN,
            StaffFactor.confirmed_at.is_not(None),
        )
    )
    return bool(token) and db.session.execute(found).scalar() is not None


def needs_touch(token: str, at: datetime) -> bool:
    """Whether the session's last sighting is more than a minute old, so that it is worth a write."""
    seen = select(StaffSession.last_seen_at).where(StaffSession.token_hash == hash_of(token))
    last_seen = db.session.execute(seen).scalar()
    return last_seen is not None and at - last_seen >= SEEN_EVERY


def name_of_staff(actor_key: str) -> str:
    """The name behind `staff:KEY` or KEY; empty when nobody has it."""
    key = actor_key.removeprefix("staff:")
    account = db.session.execute(select(StaffAccount).where(StaffAccount.key == key)).scalar()
    return account.name or "" if account else ""


def username_of(actor_key: str) -> str:
    """The name this account signs in with; empty when nobody has the key."""
    found = select(StaffAccount.username).where(StaffAccount.key == actor_key.removeprefix("staff:"))
    return db.session.execute(found).scalar() or ""


def account_of(actor_key: str) -> int | None:
    """The number of the account behind `staff:KEY`."""
    found = select(StaffAccount.id).where(StaffAccount.key == actor_key.removeprefix("staff:"))
    return db.session.execute(found).scalar()


def is_disabled(actor_key: str) -> bool:
    """Whether the account behind `staff:KEY` was closed; of a key that has none, no."""
    found = select(StaffAccount.id).where(
        StaffAccount.key == actor_key.removeprefix("staff:"), StaffAccount.disabled_at.is_not(None)
    )
    return db.session.execute(found).scalar() is not None


def get_account_named(username: str) -> tuple[int, str]:
    """Number and key of the account that signs in with a name; Invalid `account-unknown`."""
    found = select(StaffAccount.id, StaffAccount.key).where(
        StaffAccount.username == username.strip().lower(), StaffAccount.disabled_at.is_(None)
    )
    row = db.session.execute(found).first()
    if row is None:
        raise Invalid("account-unknown", username=username.strip()[:40])
    return row.id, row.key


def keys_of_accounts(account_ids: Collection[int]) -> dict[int, str]:
    """The keys by which the log names these accounts."""
    statement = select(StaffAccount.id, StaffAccount.key).where(StaffAccount.id.in_(account_ids))
    return dict(db.session.execute(statement).all())


def brought_by_others(actor_keys: Collection[str]) -> bool:
    """Whether anybody among these is not a desk: an official, now or before, or no member of staff at all."""
    keys = {one.removeprefix("staff:") for one in actor_keys}
    officials = select(StaffRole.account_id).where(StaffRole.role.in_(OFFICIALS))
    desks = select(StaffAccount.key).where(StaffAccount.key.in_(keys), StaffAccount.id.not_in(officials))
    return bool(keys - set(db.session.execute(desks).scalars()))


def has_administrators() -> bool:
    """Whether anybody was ever made an administrator."""
    found = select(StaffRole.id).where(StaffRole.role == Role.ADMIN).limit(1)
    return db.session.execute(found).scalar() is not None


def hash_of(token: str) -> str:
    """What the database keeps of a session token; the token itself has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def _session_with_roles(token: str, at: datetime) -> Select[*tuple[Any, ...]]:
    holds = and_(
        StaffRole.account_id == StaffAccount.id,
        StaffRole.begins_at <= at,
        or_(StaffRole.ends_at.is_(None), StaffRole.ends_at > at),
    )
    return (
        select(StaffSession, StaffAccount, StaffRole, StaffFactor.confirmed_at)
        .join(StaffAccount, StaffAccount.id == StaffSession.account_id)
        .outerjoin(StaffFactor, StaffFactor.account_id == StaffAccount.id)
        .outerjoin(StaffRole, holds)
        .where(
            StaffSession.token_hash == hash_of(token),
            StaffSession.revoked_at.is_(None),
            StaffAccount.disabled_at.is_(None),
        )
        .order_by(StaffRole.id)
    )
