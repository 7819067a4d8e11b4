"""Reading the staff: who holds which roles over an area, one person's page, signed-in browsers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select

from app.core.actors import Actor, Grant
from app.core.db import db
from app.core.pagination import Page, page_of
from app.roster.models import (
    Organisation,
    RecoveryCode,
    RoleProposal,
    StaffAccount,
    StaffFactor,
    StaffRole,
    StaffSession,
)
from app.roster.queries.places import path_under
from app.roster.queries.posts import is_held_at
from app.roster.queries.staff import IDLE_COMMITTEE, IDLE_OFFICIAL, LONGEST, OFFICIALS, hash_of
from surveys.errors import Missing

UNUSED_AFTER = timedelta(days=90)
EXPIRES_WITHIN = timedelta(days=90)


class RoleRow(NamedTuple):
    """A role somebody holds, held, or will hold."""

    id: int
    title: str
    path: str
    organisation_id: int | None
    unit_name: str | None
    begins_at: datetime
    ends_at: datetime | None

    def is_held(self, at: datetime) -> bool:
        """Whether it counts at this instant."""
        return self.begins_at <= at and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True)
class Colleague:
    """A member of staff as those who look after the accounts see them."""

    key: str
    username: str
    name: str
    roles: tuple[RoleRow, ...]
    created_at: datetime
    last_seen_at: datetime | None
    unlocks_at: datetime | None
    has_factor: bool
    has_first_password: bool
    disabled_at: datetime | None = None

    def grants(self, at: datetime) -> list[Grant]:
        """What they may do at this instant."""
        return [Grant(one.title, one.path, one.organisation_id) for one in self.roles if one.is_held(at)]

    def is_unused(self, at: datetime) -> bool:
        """Nobody signed in with it for a quarter of a year."""
        return at - (self.last_seen_at or self.created_at) >= UNUSED_AFTER


class DeviceRow(NamedTuple):
    """A signed-in browser."""

    id: int
    browser: str
    created_at: datetime
    last_seen_at: datetime
    is_here: bool


class FactorState(NamedTuple):
    """How the second factor of an account stands."""

    confirmed_at: datetime | None
    pending_secret: str | None
    codes_left: int


def colleagues_under(paths: Sequence[str], *, after: int = 0, limit: int) -> Page[tuple[int, Colleague]]:
    """Everybody who ever had, or is to get, a role over these areas; (account id, person) page by page."""
    had = select(StaffRole.account_id).where(path_under(StaffRole.path, paths))
    asked = select(RoleProposal.account_id).where(path_under(RoleProposal.path, paths))
    statement = (
        select(StaffAccount)
        .where(or_(StaffAccount.id.in_(had), StaffAccount.id.in_(asked)), StaffAccount.id > after)
        .order_by(StaffAccount.id)
        .limit(limit + 1)
    )
    accounts = db.session.execute(statement).scalars().all()
    page = page_of(accounts, limit, lambda account: account.id)
    return Page([(account.id, one) for account, one in _colleagues(page.items)], page.next)


def get_colleague(key: str) -> Colleague:
    """One member of staff, or Missing."""
    account = db.session.execute(select(StaffAccount).where(StaffAccount.key == key)).scalar()
    if account is None:
        raise Missing("account-not-found")
    return _colleagues([account])[0][1]


def grants_of(key: str, at: datetime) -> list[Grant]:
    """What an account may do at this instant."""
    statement = (
        select(StaffRole)
        .join(StaffAccount, StaffAccount.id == StaffRole.account_id)
        .where(StaffAccount.key == key, is_held_at(at))
        .order_by(StaffRole.id)
    )
    rows = db.session.execute(statement).scalars()
    return [Grant(str(row.role), row.path, row.organisation_id) for row in rows]


def devices_of(key: str, at: datetime, *, token: str = "") -> list[DeviceRow]:
    """The browsers an account is signed in with, the one last used first; `token` says which is this one."""
    official = any(grant.role in OFFICIALS for grant in grants_of(key, at))
    idle = IDLE_OFFICIAL if official else IDLE_COMMITTEE
    here = hash_of(token)
    statement = (
        select(StaffSession)
        .join(StaffAccount, StaffAccount.id == StaffSession.account_id)
        .where(
            StaffAccount.key == key,
            StaffSession.revoked_at.is_(None),
            StaffSession.created_at > at - LONGEST,
            StaffSession.last_seen_at > at - idle,
        )
        .order_by(StaffSession.last_seen_at.desc(), StaffSession.id)
    )
    rows = db.session.execute(statement).scalars()
    return [
        DeviceRow(row.id, row.browser, row.created_at, row.last_seen_at, row.token_hash == here)
        for row in rows
    ]


def factor_state_of(key: str) -> FactorState:
    """Since when there is a second factor, the secret of one that is being set up, codes left on paper."""
    account_id = select(StaffAccount.id).where(StaffAccount.key == key).scalar_subquery()
    row = db.session.execute(select(StaffFactor).where(StaffFactor.account_id == account_id)).scalar()
    left = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    if row is None:
        return FactorState(None, None, 0)
    pending = row.secret if row.confirmed_at is None else None
    return FactorState(row.confirmed_at, pending, db.session.execute(left).scalar_one())


def has_factor(key: str) -> bool:
    """Whether this account signs in with a second factor."""
    found = (
        select(StaffFactor.account_id)
        .join(StaffAccount, StaffAccount.id == StaffFactor.account_id)
        .where(StaffAccount.key == key, StaffFactor.confirmed_at.is_not(None))
    )
    return db.session.execute(found).scalar() is not None


def successors_of(leaver: Colleague, at: datetime) -> list[Colleague]:
    """Who may take a post over: everybody who holds each of its roles over the same area, or a wider one."""
    needed = leaver.grants(at)
    if not needed:
        return []
    statement = (
        select(StaffAccount)
        .join(StaffRole, StaffRole.account_id == StaffAccount.id)
        .where(
            StaffAccount.key != leaver.key,
            StaffAccount.disabled_at.is_(None),
            StaffRole.role.in_({grant.role for grant in needed}),
            is_held_at(at),
        )
        .distinct()
        .order_by(StaffAccount.id)
    )
    others = [one for _, one in _colleagues(db.session.execute(statement).scalars().all())]
    return [one for one in others if _covers(one.grants(at), needed)]


def _covers(held: Sequence[Grant], needed: Collection[Grant]) -> bool:
    actor = Actor("staff", "", "", tuple(held))
    return all(
        any(
            own.role == grant.role and own.covers(grant.path) and own.organisation_id == grant.organisation_id
            for own in actor.grants
        )
        for grant in needed
    )


def _colleagues(accounts: Sequence[StaffAccount]) -> list[tuple[StaffAccount, Colleague]]:
    ids = [account.id for account in accounts]
    roles: dict[int, list[RoleRow]] = {}
    statement = (
        select(StaffRole, Organisation.name)
        .outerjoin(Organisation, Organisation.id == StaffRole.organisation_id)
        .where(StaffRole.account_id.in_(ids))
        .order_by(StaffRole.begins_at, StaffRole.id)
    )
    for row, unit in db.session.execute(statement):
        line = RoleRow(row.id, str(row.role), row.path, row.organisation_id, unit, row.begins_at, row.ends_at)
        roles.setdefault(row.account_id, []).append(line)
    seen_rows = db.session.execute(
        select(StaffSession.account_id, func.max(StaffSession.last_seen_at))
        .where(StaffSession.account_id.in_(ids))
        .group_by(StaffSession.account_id)
    )
    seen = dict(seen_rows.all())
    proven = set(
        db.session.execute(
            select(StaffFactor.account_id).where(
                StaffFactor.account_id.in_(ids), StaffFactor.confirmed_at.is_not(None)
            )
        ).scalars()
    )
    return [
        (
            account,
            Colleague(
                account.key, account.username, account.name or "", tuple(roles.get(account.id, ())),
                account.created_at, seen.get(account.id), account.unlocks_at, account.id in proven,
                account.must_change_password, account.disabled_at,
            ),
        )
        for account in accounts
    ]  # fmt: skip
