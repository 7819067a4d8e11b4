"""Staff: accounts and the roles they hold over areas."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from app.audit.operations import record
from app.core.actors import Grant
from app.core.db import change, db
from app.core.ids import new_public_id
from app.roster.models import Organisation, Role, StaffAccount, StaffRole
from app.roster.operations.passwords import hash_password, new_password
from app.roster.operations.sessions import close_sessions, held_account
from app.roster.queries import has_administrators, is_area
from surveys.errors import Invalid, Missing, Refusal

USERNAME_CHARACTERS = set("abcdefghijklmnopqrstuvwxyz0123456789.-_")


@dataclass(frozen=True)
class NewStaff:
    """A new account and the password to hand over; it must be changed at the first sign-in."""

    key: str
    username: str
    password: str


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
    check_unit(grant)
    values = {
        "account_id": _account(key).id,
        "role": Role(role),
        "path": path,
        "organisation_id": grant.organisation_id,
        "begins_at": at,
        "ends_at": until,
    }
    db.session.execute(insert(StaffRole).values(**values))
    facts = {"role": role, "path": path, "until": until.isoformat() if until else None}
    record(actor, "role.begin", f"staff:{key}", at, **facts)


def check_unit(grant: Grant) -> None:
    """A liaison speaks for the whole of a unit, so the role is held over all of the unit's area.

    Raises `liaison-needs-a-unit`, `unit-office-not-found`, `unit-of-a-wider-area`.
    """
    if (grant.role == Role.LIAISON) != (grant.organisation_id is not None):
        raise Invalid("liaison-needs-a-unit")
    if grant.organisation_id is None:
        return
    unit = db.session.get(Organisation, grant.organisation_id)
    if unit is None:
        raise Missing("unit-office-not-found")
    if not grant.covers(unit.path):
        raise Invalid("unit-of-a-wider-area", unit=unit.name)


def end_roles(key: str, actor: object, at: datetime) -> None:
    """Take every role away; the account's sessions end with them."""
    account = _account(key)
    holding = (StaffRole.account_id == account.id) & (StaffRole.ends_at.is_(None) | (StaffRole.ends_at > at))
    db.session.execute(update(StaffRole).where(holding, StaffRole.begins_at < at).values(ends_at=at))
    close_sessions(account.id, at)
    record(actor, "role.end", f"staff:{key}", at)


def end_again(key: str, grant: Grant | None, actor: object, at: datetime) -> bool:
    """End a role a restored backup brought back, or all where none is named; False when none is held."""
    holding = (StaffRole.begins_at < at) & (StaffRole.ends_at.is_(None) | (StaffRole.ends_at > at))
    if grant is not None:
        holding &= (StaffRole.role == Role(grant.role)) & (StaffRole.path == grant.path)
    account = select(StaffAccount.id).where(StaffAccount.key == key).scalar_subquery()
    ended = change(update(StaffRole).where(holding, StaffRole.account_id == account).values(ends_at=at))
    if ended:
        facts = {"role": grant.role, "path": grant.path} if grant else {}
        record(actor, "role.end", f"staff:{key}", at, **facts)
    return bool(ended)


def close_account(key: str, actor: object, at: datetime) -> bool:
    """Disable an account that a restored backup brought back; False when there is none, or it is disabled."""
    account = held_account(StaffAccount.key == key)
    if account is None or account.disabled_at is not None:
        return False
    account.disabled_at = at
    close_sessions(account.id, at)
    record(actor, "account.disable", f"staff:{key}", at)
    return True


def reset_password(username: str, actor: object, at: datetime) -> NewStaff:
    """A new first password for somebody who forgot theirs; every session of the account ends."""
    account = held_account(StaffAccount.username == username.strip().lower())
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


def _account(key: str) -> StaffAccount:
    account = held_account(StaffAccount.key == key)
    if account is None:
        raise Missing("account-not-found")
    return account
