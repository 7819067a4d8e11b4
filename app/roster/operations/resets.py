"""Passwords handed over by a colleague, who knows them then and must not become two persons by it."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from app.audit.queries import was_done_by
from app.core.actors import Actor, Grant
from app.core.db import db
from app.roster.models import Role, StaffAccount, StaffRole
from app.roster.operations.sessions import held_account
from app.roster.operations.staff import NewStaff, reset_password
from app.roster.queries.colleagues import get_colleague
from app.roster.queries.granting import GRANTING_ROLES, may_manage, paths_above_in
from app.roster.queries.places import path_under
from app.roster.queries.posts import is_held_at
from surveys.errors import Forbidden, Refusal

PAIRING_ROLES = (Role.COMMITTEE, Role.CLERK, Role.COMMUNITY, Role.STREET)  # what needs two is done by these
REMEMBERED = timedelta(days=365)
RESET = "password.reset"


def reset_for_colleague(key: str, actor: Actor, at: datetime) -> NewStaff:
    """A new first password for a colleague to look after, handed over by whoever is signed in.

    A second factor keeps everybody else out, whoever knows the password. Without one the account of somebody
    who gives roles is the operator's alone; and of those who could do together what needs two persons,
    nobody gets a password from another of them, nor two of them theirs from the same hand within a year.
    Raises `not-yours-to-grant`, `reset-by-operator`, `reset-makes-two`.
    """
    held_account(StaffAccount.key == actor.key)  # of two at once the second sees the first
    found = get_colleague(key)
    grants = found.grants(at)
    is_own = found.key == actor.key  # one's own goes by the old password, under one's own account
    if is_own or not may_manage(actor, grants):
        raise Forbidden("not-yours-to-grant")
    if not found.has_factor:
        if any(grant.role in GRANTING_ROLES for grant in grants):
            raise Refusal("reset-by-operator")
        _keep_two_apart(key, grants, actor, at)
    return reset_password(found.username, actor, at)


def _keep_two_apart(key: str, grants: list[Grant], actor: Actor, at: datetime) -> None:
    """Whoever hands this password over is not, and holds no password of, somebody it pairs with."""
    paths = {grant.path for grant in grants if grant.role in PAIRING_ROLES}
    if not paths:
        return
    statement = (
        select(StaffAccount.key)
        .join(StaffRole, StaffRole.account_id == StaffAccount.id)
        .where(StaffRole.role.in_(PAIRING_ROLES), is_held_at(at), _meets(paths), StaffAccount.key != key)
    )
    others = set(db.session.execute(statement).scalars())
    subjects = [f"staff:{other}" for other in others]
    if actor.key in others or was_done_by(str(actor), RESET, subjects, since=at - REMEMBERED):
        raise Refusal("reset-makes-two")


def _meets(paths: set[str]) -> ColumnElement[bool]:
    """SQL for: this role is held over one of these areas, over part of one, or over what one lies in."""
    above = {each for path in paths for each in paths_above_in(path)}
    return or_(StaffRole.path.in_(above), path_under(StaffRole.path, paths))
