"""Roles change by two people: one proposes, another one who is entitled confirms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, insert, or_, select, update

from app.audit.operations import record
from app.core.actors import SYSTEM, Actor, Grant
from app.core.db import db
from app.roster.models import (
    Deputy,
    ProposalKind,
    ProposalOutcome,
    Role,
    RoleProposal,
    StaffAccount,
    StaffRole,
)
from app.roster.operations.factors import forget_factor
from app.roster.operations.holding import concerned_by, deciders_of, pass_on
from app.roster.operations.sessions import close_sessions, held_account
from app.roster.operations.staff import check_unit, give_role
from app.roster.queries.colleagues import grants_of
from app.roster.queries.granting import GRANTING_ROLES, LEVELS, may_grant, may_manage
from app.roster.queries.posts import deciders_for, find_area, is_held_at
from app.roster.queries.staff import OFFICIALS
from surveys.errors import Forbidden, Invalid, Missing, Refusal

MOST_REASON = 200
FEWEST_ADMINISTRATORS = 2
LASTING = timedelta(days=30)  # an administrator's post that ends before leaves no time to find another
STANDING_IN = OFFICIALS - {Role.AUDITOR}


@dataclass(frozen=True)
class Nomination:
    """A role as somebody proposes it: over what, until when, why, and who is asked to confirm."""

    grant: Grant
    reason: str
    ends_at: datetime | None = None
    holder: str = ""  # the name somebody signs in with; without one the first who may


@dataclass(frozen=True)
class Asked:
    """Who asks for it and when, and over which roles whoever confirms must be entitled."""

    held: tuple[Grant, ...]
    wanted: Nomination
    actor: Actor
    at: datetime


def propose_grant(key: str, wanted: Nomination, actor: Actor, at: datetime) -> int:
    """Ask for a role; it begins when a second person confirms. Returns the proposal's id."""
    grant = wanted.grant
    _check_grant(grant, wanted.ends_at, at)
    if not may_grant(actor, grant):
        raise Forbidden("not-yours-to-grant")
    values = {
        "kind": ProposalKind.GRANT,
        "role": Role(grant.role),
        "path": grant.path,
        "organisation_id": grant.organisation_id,
        "ends_at": wanted.ends_at,
    }
    return _propose(_account(key), values, Asked((grant,), wanted, actor, at))


def propose_end(role_id: int, wanted: Nomination, actor: Actor, at: datetime) -> int:
    """Ask for the end of a role somebody holds."""
    row = db.session.get(StaffRole, role_id, populate_existing=True)
    if row is None or (row.ends_at is not None and row.ends_at <= at):
        raise Missing("role-ended-already")
    grant = Grant(str(row.role), row.path)
    if not may_grant(actor, grant):
        raise Forbidden("not-yours-to-grant")
    _keep_two_administrators(row, at)
    values = {"kind": ProposalKind.END, "role": row.role, "path": row.path, "staff_role_id": row.id}
    account = db.session.get_one(StaffAccount, row.account_id)
    return _propose(account, values, Asked((grant,), wanted, actor, at))


def propose_factor_reset(key: str, wanted: Nomination, actor: Actor, at: datetime) -> int:
    """Ask that somebody's second factor be taken away, because the telephone and the codes are lost."""
    account, held = _account(key), grants_of(key, at)
    if not may_manage(actor, held):
        raise Forbidden("not-yours-to-grant")
    path = held[0].path if held else actor.paths("admin")[0]
    values = {"kind": ProposalKind.FACTOR_RESET, "path": path}
    return _propose(account, values, Asked(tuple(held), wanted, actor, at))


def propose_disabling(key: str, wanted: Nomination, actor: Actor, at: datetime) -> int:
    """Ask that nobody sign in with this account any more; its roles stay written down.

    Raises `account-disabled-already`, `two-administrators-needed`.
    """
    account = _account(key)
    if account.disabled_at is not None:
        raise Refusal("account-disabled-already")
    _keep_two_without(account, at)
    return _propose_for(account, ProposalKind.DISABLE, Asked((), wanted, actor, at))


def propose_enabling(key: str, wanted: Nomination, actor: Actor, at: datetime) -> int:
    """Ask that a disabled account work again. Raises `account-not-disabled`."""
    account = _account(key)
    if account.disabled_at is None:
        raise Refusal("account-not-disabled")
    return _propose_for(account, ProposalKind.ENABLE, Asked((), wanted, actor, at))


def confirm_proposal(proposal_id: int, actor: Actor, at: datetime) -> None:
    """The second person agrees, and it happens."""
    row = _held_open(proposal_id)
    me = _deciding(row, actor, at)
    subject = db.session.get_one(StaffAccount, row.account_id)
    if row.kind is ProposalKind.GRANT:
        grant = Grant(str(row.role), row.path, row.organisation_id)
        give_role(subject.key, grant, actor, at, until=row.ends_at)
    elif row.kind is ProposalKind.END:
        _end_role(row, subject, actor, at)
    elif row.kind is ProposalKind.FACTOR_RESET:
        forget_factor(subject.id)
        close_sessions(subject.id, at)
        record(actor, "factor.reset", f"staff:{subject.key}", at)
    else:
        _switch(subject.key, actor, at, is_disabling=row.kind is ProposalKind.DISABLE)
    _decide(row, ProposalOutcome.CONFIRMED, me, at)
    record(actor, "proposal.confirm", f"proposal:{row.id}", at)
    if row.kind in (ProposalKind.END, ProposalKind.DISABLE):
        pass_on(at)


def refuse_proposal(proposal_id: int, actor: Actor, answer: str, at: datetime) -> None:
    """The second person says no, and why."""
    row = _held_open(proposal_id)
    me = _deciding(row, actor, at)
    row.answer = _reason(answer)
    _decide(row, ProposalOutcome.REFUSED, me, at)
    record(actor, "proposal.refuse", f"proposal:{row.id}", at)


def withdraw_proposal(proposal_id: int, actor: Actor, at: datetime) -> None:
    """Whoever proposed it takes it back."""
    row = _held_open(proposal_id)
    me = _account(actor.key)
    if row.proposed_by_id != me.id:
        raise Forbidden("not-your-proposal")
    _decide(row, ProposalOutcome.WITHDRAWN, me, at)
    record(actor, "proposal.withdraw", f"proposal:{row.id}", at)


def remind_holders(waiting_since: datetime, at: datetime) -> int:
    """Mark what waited too long, so that its holder is told on every page. Returns how many.

    What waits for somebody who left begins to wait anew, for the next who may.
    """
    pass_on(at)
    late = select(RoleProposal).where(
        RoleProposal.decided_at.is_(None),
        RoleProposal.held_at <= waiting_since,
        or_(RoleProposal.reminded_at.is_(None), RoleProposal.reminded_at <= waiting_since),
    )
    rows = (
        db.session.execute(late.with_for_update().execution_options(populate_existing=True)).scalars().all()
    )
    for row in rows:
        row.reminded_at = at
        record(SYSTEM, "proposal.remind", f"proposal:{row.id}", at)
    db.session.flush()
    return len(rows)


def _propose_for(account: StaffAccount, kind: ProposalKind, asked: Asked) -> int:
    """A proposal about the account itself: administrators only, and never about one's own."""
    actor, held = asked.actor, grants_of(account.key, asked.at)
    if not actor.paths("admin") or account.key == actor.key or not may_manage(actor, held):
        raise Forbidden("not-yours-to-grant")
    path = held[0].path if held else actor.paths("admin")[0]
    asked = replace(asked, held=tuple(held))
    return _propose(account, {"kind": kind, "path": path}, asked)


def _switch(key: str, actor: Actor, at: datetime, *, is_disabling: bool) -> None:
    """The account stops working at once, wherever somebody is signed in with it; or works again."""
    account = held_account(StaffAccount.key == key)
    if account is None:
        raise Missing("account-not-found")
    if (account.disabled_at is not None) == is_disabling:
        raise Refusal("account-disabled-already" if is_disabling else "account-not-disabled")
    if is_disabling:
        _keep_two_without(account, at)
    account.disabled_at = at if is_disabling else None
    account.failures, account.unlocks_at = 0, None
    db.session.flush()
    close_sessions(account.id, at)
    record(actor, "account.disable" if is_disabling else "account.enable", f"staff:{key}", at)


def _check_grant(grant: Grant, ends_at: datetime | None, at: datetime) -> None:
    area = find_area(grant.path)
    if area is None:
        raise Invalid("area-unknown", path=grant.path)
    if grant.role not in LEVELS:
        raise Invalid("role-unknown", role=grant.role)
    if area.level not in LEVELS[grant.role]:
        raise Invalid("role-needs-another-area", area=area.name)
    check_unit(grant)
    if ends_at is not None and ends_at <= at:
        raise Invalid("role-ends-before-it-begins")


def _propose(account: StaffAccount, values: dict[str, Any], asked: Asked) -> int:
    actor, at, wanted = asked.actor, asked.at, asked.wanted
    me = _account(actor.key)
    held_account(StaffAccount.id == account.id)  # of two who ask for the same at once the second is told
    waiting = [RoleProposal.kind == values["kind"], RoleProposal.path == values["path"]]
    waiting += [RoleProposal.role == values["role"]] if values.get("role") else []
    same = select(RoleProposal.id).where(
        RoleProposal.account_id == account.id, RoleProposal.decided_at.is_(None), *waiting
    )
    if db.session.execute(same.limit(1)).scalar() is not None:
        raise Refusal("proposal-already-waiting")
    values |= {
        "account_id": account.id,
        "reason": _reason(wanted.reason),
        "proposed_by_id": me.id,
        "proposed_at": at,
        "holder_id": _holder(asked, {me.id, account.id}),
        "held_at": at,
    }
    number = db.session.execute(insert(RoleProposal).values(**values).returning(RoleProposal.id)).scalar_one()
    facts = {"kind": str(values["kind"]), "role": str(values.get("role") or ""), "path": values["path"]}
    record(actor, "proposal.make", f"proposal:{number}", at, account=account.key, **facts)
    return number


def _holder(asked: Asked, without: set[int]) -> int:
    """Who is asked to confirm: the one named, else the first who may."""
    deciders = deciders_for(asked.held, asked.at, without=without)
    if not deciders:
        raise Refusal("nobody-to-confirm")
    username = asked.wanted.holder.strip().lower()
    if not username:
        return next(iter(deciders))
    named = db.session.execute(select(StaffAccount.id).where(StaffAccount.username == username)).scalar()
    if named not in deciders:
        raise Invalid("holder-may-not-confirm")
    return named


def _deciding(row: RoleProposal, actor: Actor, at: datetime) -> StaffAccount:
    """The account behind the actor, if it may decide: entitled itself, or the holder's deputy today."""
    me = _account(actor.key)
    if row.proposed_by_id == me.id:
        raise Forbidden("own-proposal")
    if row.account_id == me.id:
        raise Forbidden("grant-to-oneself")
    held, deciders = concerned_by(row, at), deciders_of(row, at)
    if me.id in deciders:
        return me
    wanted = held or [Grant("", row.path)]
    if row.holder_id in deciders and _deputy_of(row.holder_id, at) == me.id and _may_stand_in(me, wanted, at):
        return me
    raise Forbidden("not-yours-to-grant")


def _deputy_of(account_id: int, at: datetime) -> int | None:
    """Who stands in for this account at this instant: the one named last."""
    statement = (
        select(Deputy.deputy_id)
        .where(Deputy.account_id == account_id, Deputy.begins_at <= at, Deputy.ends_at > at)
        .order_by(Deputy.id.desc())
    )
    return db.session.execute(statement.limit(1)).scalar()


def _may_stand_in(deputy: StaffAccount, wanted: Sequence[Grant], at: datetime) -> bool:
    """An official to this day, over the area of their own post, never for a role that itself gives roles."""
    own = [grant for grant in grants_of(deputy.key, at) if grant.role in STANDING_IN]
    return all(
        grant.role not in GRANTING_ROLES and any(held.covers(grant.path) for held in own) for grant in wanted
    )


def _end_role(row: RoleProposal, subject: StaffAccount, actor: Actor, at: datetime) -> None:
    role = db.session.get_one(StaffRole, row.staff_role_id, populate_existing=True)
    if role.ends_at is not None and role.ends_at <= at:
        raise Missing("role-ended-already")
    _keep_two_administrators(role, at)
    db.session.execute(update(StaffRole).where(StaffRole.id == role.id).values(ends_at=at))
    close_sessions(subject.id, at)
    record(actor, "role.end", f"staff:{subject.key}", at, role=str(role.role), path=role.path)


def _keep_two_administrators(role: StaffRole, at: datetime) -> None:
    """With fewer than two nobody could confirm anything any more."""
    if role.role is Role.ADMIN:
        _need_two(StaffRole.id != role.id, at)


def _keep_two_without(account: StaffAccount, at: datetime) -> None:
    """An administrator's account is disabled only where two others remain."""
    if any(grant.role == Role.ADMIN for grant in grants_of(account.key, at)):
        _need_two(StaffRole.account_id != account.id, at)


def _need_two(others: ColumnElement[bool], at: datetime) -> None:
    """Two administrators among these roles who stay on and whose accounts work.

    Raises `two-administrators-needed`.
    """
    lasts = or_(StaffRole.ends_at.is_(None), StaffRole.ends_at > at + LASTING)
    statement = (
        select(StaffRole.account_id)
        .join(StaffAccount, StaffAccount.id == StaffRole.account_id)
        .where(StaffRole.role == Role.ADMIN, others, is_held_at(at), lasts)
        .where(StaffAccount.disabled_at.is_(None))
        .distinct()
    )
    if len(db.session.execute(statement).all()) < FEWEST_ADMINISTRATORS:
        raise Refusal("two-administrators-needed")


def _held_open(proposal_id: int) -> RoleProposal:
    """The proposal, held to the end of the transaction: of two who decide at once the second is told."""
    statement = select(RoleProposal).where(RoleProposal.id == proposal_id).with_for_update()
    row = db.session.execute(statement.execution_options(populate_existing=True)).scalar()
    if row is None:
        raise Missing("proposal-not-found")
    if row.decided_at is not None:
        raise Refusal("proposal-already-decided")
    return row


def _decide(row: RoleProposal, outcome: ProposalOutcome, me: StaffAccount, at: datetime) -> None:
    row.outcome, row.decided_by_id, row.decided_at = outcome, me.id, at
    db.session.flush()


def _reason(words: str) -> str:
    words = words.strip()
    if not words:
        raise Invalid("reason-needed")
    if len(words) > MOST_REASON:
        raise Invalid("reason-too-long", most=MOST_REASON)
    return words


def _account(key: str) -> StaffAccount:
    account = db.session.execute(select(StaffAccount).where(StaffAccount.key == key)).scalar()
    if account is None:
        raise Missing("account-not-found")
    return account
