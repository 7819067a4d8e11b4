"""Staff sign in, change their own password and sign out.

A password is checked before the transaction: argon2 is slow on purpose, and SQLite has one writer.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, or_, select, update

from app.audit.operations import record
from app.core.db import change, db
from app.roster.models import Role, StaffAccount, StaffFactor, StaffRole, StaffSession
from app.roster.operations.misses import address_locked_until, count_miss
from app.roster.operations.passwords import is_password
from app.roster.queries.staff import SEEN_EVERY, hash_of
from surveys.errors import Missing

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Checked:
    """A name and password as they were checked, against which hash, and from where they came.

    `locked_until` is set when nothing was looked at, because of too many wrong tries before.
    """

    username: str
    address: str
    kept: str | None = None
    is_right: bool = False
    locked_until: datetime | None = None


@dataclass(frozen=True)
class SignIn:
    """How a sign-in went: `ok` with a token, else `wrong`, `locked` (with the end of the lock) or `over`.

    With `needs_factor` the token opens nothing until `prove_factor`.
    """

    outcome: str
    token: str | None = None
    until: datetime | None = None
    needs_factor: bool = False
    must_change_password: bool = False
    first_page: str = "/"


def check_password(username: str, password: str, at: datetime, *, address: str = "") -> Checked:
    """Look at a password from a network address: reads, takes its time, and wants no transaction.

    Only `sign_in` and `change_password` may act on what comes back.
    """
    username = username.strip().lower()
    row = db.session.execute(
        select(StaffAccount.password_hash, StaffAccount.unlocks_at).where(StaffAccount.username == username)
    ).first()
    until = address_locked_until(address, at)
    if until is None and row is not None and row.unlocks_at is not None and at < row.unlocks_at:
        until = row.unlocks_at
    if not db.session().info.get("writing"):
        db.session.rollback()  # others may have the connection while argon2 works
    if until is not None:
        return Checked(username, address, locked_until=until)
    kept = row.password_hash if row else None
    return Checked(username, address, kept, is_password(kept, password))


def sign_in(checked: Checked, at: datetime, *, browser: str = "") -> SignIn:
    """Open a session. Five wrong passwords lock the account for 15 minutes, twenty their address.

    The edge commits every outcome.
    """
    until = checked.locked_until or address_locked_until(checked.address, at)
    if until is not None:
        return SignIn("locked", until=until)
    account = held_account(StaffAccount.username == checked.username)
    if account is not None and account.unlocks_at is not None and at < account.unlocks_at:
        return SignIn("locked", until=account.unlocks_at)
    if account is None or account.disabled_at is not None:
        count_miss(checked.address, at)
        return SignIn("wrong")
    if not _is_proven(account, checked):
        return count_failure(account, checked.address, at)
    token = _open_session(account, browser, at)
    if _has_factor(account.id):  # what was wrong before is forgiven only when the whole sign-in is right
        return SignIn("ok", token, needs_factor=True)
    account.failures, account.unlocks_at = 0, None
    page = first_page_of(account.id, at)
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


def change_password(checked: Checked, new_hash: str, at: datetime) -> bool:
    """Replace one's own password by what `hash_password` made of the new one; False when the old is wrong.

    Every session of the account ends.
    """
    account = held_account(StaffAccount.username == checked.username)
    if account is None:
        raise Missing("account-not-found")
    is_locked = account.unlocks_at is not None and at < account.unlocks_at
    if checked.locked_until is not None or is_locked:
        return False
    if not _is_proven(account, checked):
        count_failure(account, checked.address, at)
        return False
    account.password_hash, account.must_change_password = new_hash, False
    close_sessions(account.id, at)
    record(f"staff:{account.key}", "password.change", f"staff:{account.key}", at)
    return True


def close_sessions(account_id: int, at: datetime) -> None:
    """End every session of an account."""
    db.session.execute(
        update(StaffSession)
        .where(StaffSession.account_id == account_id, StaffSession.revoked_at.is_(None))
        .values(revoked_at=at)
    )


def close_every_session(at: datetime) -> int:
    """Sign everybody of the staff out; returns how many sessions ended."""
    return change(update(StaffSession).where(StaffSession.revoked_at.is_(None)).values(revoked_at=at))


def close_session(session_id: int, key: str, actor: object, at: datetime) -> None:
    """End one session of an account, such as on a telephone that was lost."""
    account = select(StaffAccount.id).where(StaffAccount.key == key).scalar_subquery()
    ended = change(
        update(StaffSession)
        .where(
            StaffSession.id == session_id,
            StaffSession.account_id == account,
            StaffSession.revoked_at.is_(None),
        )
        .values(revoked_at=at)
    )
    if not ended:
        raise Missing("session-not-found")
    record(actor, "session.revoke", f"staff:{key}", at)


def held_account(condition: ColumnElement[bool]) -> StaffAccount | None:
    """The account, read afresh and held until the transaction ends: parallel guesses queue here."""
    statement = select(StaffAccount).where(condition).with_for_update()
    return db.session.execute(statement.execution_options(populate_existing=True)).scalar()


def _is_proven(account: StaffAccount, checked: Checked) -> bool:
    """The password was right, and is still the password."""
    return checked.is_right and checked.kept == account.password_hash


def count_failure(account: StaffAccount, address: str, at: datetime) -> SignIn:
    """One more wrong password or code; the fifth locks."""
    count_miss(address, at)
    account.failures += 1
    record(f"staff:{account.key}", "sign-in.fail", f"staff:{account.key}", at, failures=account.failures)
    if account.failures < MOST_FAILURES:
        return SignIn("wrong")
    account.failures, account.unlocks_at = 0, at + LOCKED_FOR
    return SignIn("locked", until=account.unlocks_at)


def first_page_of(account_id: int, at: datetime) -> str:
    """Where somebody's day begins: at a desk, with the officials, or at what else they are here for."""
    held = select(StaffRole.role).where(
        StaffRole.account_id == account_id,
        StaffRole.begins_at <= at,
        or_(StaffRole.ends_at.is_(None), StaffRole.ends_at > at),
    )
    roles = set(db.session.execute(held).scalars())
    if roles & {Role.COMMITTEE, Role.CLERK}:
        return "/committee/"
    if roles & {Role.CITY, Role.COUNTY, Role.STREET, Role.COMMUNITY}:
        return "/official/"
    first = {Role.ADMIN: "/staff/people/", Role.AUDITOR: "/staff/oversight/", Role.LIAISON: "/staff/units/"}
    return next((page for role, page in first.items() if role in roles), "/staff/account/")


def _has_factor(account_id: int) -> bool:
    found = select(StaffFactor.account_id).where(
        StaffFactor.account_id == account_id, StaffFactor.confirmed_at.is_not(None)
    )
    return db.session.execute(found).scalar() is not None


def _open_session(account: StaffAccount, browser: str, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    db.session.execute(
        insert(StaffSession).values(
            account_id=account.id, token_hash=hash_of(token), created_at=at, last_seen_at=at, browser=browser
        )
    )
    record(f"staff:{account.key}", "session.open", f"staff:{account.key}", at)
    return token
