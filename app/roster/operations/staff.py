"""Staff: accounts, roles over areas, signing in and out."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, or_, select, update

from app.audit.operations import record
from app.core.actors import Grant
from app.core.db import db
from app.core.ids import new_public_id
from app.roster.models import Role, StaffAccount, StaffRole, StaffSession
from app.roster.operations.passwords import hash_password, is_password, new_password
from app.roster.queries import has_administrators, is_area
from app.roster.queries.staff import SEEN_EVERY, hash_of
from surveys.errors import Invalid, Missing, Refusal

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
USERNAME_CHARACTERS = set("abcdefghijklmnopqrstuvwxyz0123456789.-_")


@dataclass(frozen=True)
class SignIn:
    """How a sign-in went: `ok` with a token, else `wrong` or `locked` (with the end of the lock)."""

    outcome: str
    token: str | None = None
    until: datetime | None = None
    must_change_password: bool = False
    first_page: str = "/"


@dataclass(frozen=True)
class NewStaff:
    """A new account and the password to hand over; it must be changed at the first sign-in."""

    key: str
    username: str
    password: str


def sign_in(username: str, password: str, at: datetime) -> SignIn:
    """Open a session. Five wrong passwords lock for 15 minutes; the edge commits every outcome."""
    account = _held(StaffAccount.username == username.strip().lower())
    if account is not None and account.unlocks_at is not None and at < account.unlocks_at:
        return SignIn("locked", until=account.unlocks_at)
    is_right = is_password(account.password_hash if account else None, password)
    if account is None or account.disabled_at is not None:
        return SignIn("wrong")
    if not is_right:
        return _count_failure(account, at)
    account.failures, account.unlocks_at = 0, None
    token = _open_session(account, at)
    page = _first_page(account.id, at)
    return SignIn("ok", token, must_change_password=account.must_change_password, first_page=page)


def sign_out(token: str, at: datetime) -> None:
    """End a session on the server, so that a copied cookie is worth nothing."""
    ended = db.session.execute(
        update(StaffSession)
        .where(StaffSession.token_hash == hash_of(token), StaffSession.revoked_at.is_(None))
        .values(revoked_at=at)
        .returning(StaffSession.account_id)
    ).scalar()
    if ended is not None:
        key = db.session.get_one(StaffAccount, ended).key
        record(f"staff:{key}", "session.close", f"staff:{key}", at)


def touch_session(token: str, at: datetime) -> None:
    """Note that a session is in use, at most once a minute."""
    db.session.execute(
        update(StaffSession)
        .where(
            StaffSession.token_hash == hash_of(token),
            StaffSession.revoked_at.is_(None),
            StaffSession.last_seen_at <= at - SEEN_EVERY,
        )
        .values(last_seen_at=at)
    )


def add_staff(username: str, name: str, actor: object, at: datetime) -> NewStaff:
    """Make an account without any role; give roles by `give_role`."""
    username = username.strip().lower()
    if not 3 <= len(username) <= 40 or not set(username) <= USERNAME_CHARACTERS:
        raise Invalid("username-malformed")
    if not name.strip():
        raise Invalid("name-needed")
    if db.session.execute(select(StaffAccount.id).where(StaffAccount.username == username)).scalar():
        raise Refusal("username-taken", username=username)
    password = new_password()
    account = StaffAccount(
        key=new_public_id(), username=username, name=name.strip(), password_hash=hash_password(password),
        must_change_password=True, failures=0, created_at=at,
    )  # fmt: skip
    db.session.add(account)
    db.session.flush()
    record(actor, "staff.add", f"staff:{account.key}", at)
    return NewStaff(account.key, username, password)


def give_role(key: str, grant: Grant, actor: object, at: datetime, *, until: datetime | None = None) -> None:
    """Give a role over an area from now on; it ends by itself at `until`."""
    role, path = grant.role, grant.path
    if role not in set(Role):
        raise Invalid("role-unknown", role=role)
    if not is_area(path):
        raise Invalid("area-unknown", path=path)
    if until is not None and until <= at:
        raise Invalid("role-ends-before-it-begins")
    values = {
        "account_id": _account(key).id,
        "role": Role(role),
        "path": path,
        "begins_at": at,
        "ends_at": until,
    }
    db.session.execute(insert(StaffRole).values(**values))
    facts = {"role": role, "path": path, "until": until.isoformat() if until else None}
    record(actor, "role.begin", f"staff:{key}", at, **facts)


def end_roles(key: str, actor: object, at: datetime) -> None:
    """Take every role away; the account's sessions end with them."""
    account = _account(key)
    holding = (StaffRole.account_id == account.id) & (StaffRole.ends_at.is_(None) | (StaffRole.ends_at > at))
    db.session.execute(update(StaffRole).where(holding, StaffRole.begins_at < at).values(ends_at=at))
    close_sessions(account.id, at)
    record(actor, "role.end", f"staff:{key}", at)


def change_password(key: str, old: str, new: str, at: datetime) -> bool:
    """Replace one's own password; False when the old one is wrong. Every session of the account ends."""
    account = _account(key)
    is_locked = account.unlocks_at is not None and at < account.unlocks_at
    if is_locked or not is_password(account.password_hash, old):
        _count_failure(account, at)
        return False
    account.password_hash, account.must_change_password = hash_password(new), False
    close_sessions(account.id, at)
    record(f"staff:{key}", "password.change", f"staff:{key}", at)
    return True


def reset_password(username: str, actor: object, at: datetime) -> NewStaff:
    """A new first password for somebody who forgot theirs; every session of the account ends."""
    account = _held(StaffAccount.username == username.strip().lower())
    if account is None:
        raise Missing("staff-not-found")
    password = new_password()
    account.password_hash, account.must_change_password = hash_password(password), True
    account.failures, account.unlocks_at = 0, None
    close_sessions(account.id, at)
    record(actor, "password.reset", f"staff:{account.key}", at)
    return NewStaff(account.key, account.username, password)


def bootstrap(usernames: tuple[str, str], area: str, actor: object, at: datetime) -> list[NewStaff]:
    """The first two administrators, over a whole area; possible once."""
    if has_administrators():
        raise Refusal("already-bootstrapped")
    added = [add_staff(username, username, actor, at) for username in usernames]
    for one in added:
        give_role(one.key, Grant(Role.ADMIN, area), actor, at)
    record(actor, "staff.bootstrap", f"region:{area}", at, accounts=[one.key for one in added])
    return added


def close_sessions(account_id: int, at: datetime) -> None:
    """End every session of an account."""
    db.session.execute(
        update(StaffSession)
        .where(StaffSession.account_id == account_id, StaffSession.revoked_at.is_(None))
        .values(revoked_at=at)
    )


def _account(key: str) -> StaffAccount:
    account = _held(StaffAccount.key == key)
    if account is None:
        raise Missing("account-not-found")
    return account


def _held(condition: ColumnElement[bool]) -> StaffAccount | None:
    """The account, read afresh and held until the transaction ends: parallel guesses queue here."""
    statement = select(StaffAccount).where(condition).with_for_update()
    return db.session.execute(statement.execution_options(populate_existing=True)).scalar()


def _count_failure(account: StaffAccount, at: datetime) -> SignIn:
    account.failures += 1
    record(f"staff:{account.key}", "sign-in.fail", f"staff:{account.key}", at, failures=account.failures)
    if account.failures < MOST_FAILURES:
        return SignIn("wrong")
    account.failures, account.unlocks_at = 0, at + LOCKED_FOR
    return SignIn("locked", until=account.unlocks_at)


def _first_page(account_id: int, at: datetime) -> str:
    """Where somebody's day begins: at a desk, with the officials, or on the public pages."""
    held = select(StaffRole.role).where(
        StaffRole.account_id == account_id,
        StaffRole.begins_at <= at,
        or_(StaffRole.ends_at.is_(None), StaffRole.ends_at > at),
    )
    roles = set(db.session.execute(held).scalars())
    if roles & {Role.COMMITTEE, Role.CLERK}:
        return "/committee/"
    return "/official/" if roles - {Role.ADMIN} else "/"


def _open_session(account: StaffAccount, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    db.session.execute(
        insert(StaffSession).values(
            account_id=account.id, token_hash=hash_of(token), created_at=at, last_seen_at=at
        )
    )
    record(f"staff:{account.key}", "session.open", f"staff:{account.key}", at)
    return token
