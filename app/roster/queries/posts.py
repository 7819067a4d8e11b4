"""Reading posts: areas by name, proposals that wait, deputies, units and what was sent to them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import aliased

from app.core.actors import Actor, Grant
from app.core.db import db
from app.roster.models import (
    Compound,
    Deputy,
    Organisation,
    OrganisationMessage,
    Region,
    RoleProposal,
    StaffAccount,
    StaffRole,
)
from app.roster.queries.granting import GRANTING_ROLES, may_manage, paths_above_in
from app.roster.queries.places import path_under
from surveys.errors import Invalid, Missing

MOST_LISTED = 200


class AreaRow(NamedTuple):
    """A region or a compound, as a place to hold a role over."""

    path: str
    name: str
    level: str


class ProposalRow(NamedTuple):
    """A proposal as lists show it; people by key and name."""

    id: int
    kind: str
    key: str
    name: str
    title: str | None
    path: str
    unit_name: str | None
    ends_at: datetime | None
    reason: str
    proposer_key: str
    proposer_name: str
    proposed_at: datetime
    holder_key: str
    holder_name: str
    held_at: datetime
    reminded_at: datetime | None
    outcome: str | None
    decided_at: datetime | None
    answer: str | None


class DeputyRow(NamedTuple):
    """Who stands in for somebody, from when until when."""

    id: int
    name: str
    begins_at: datetime
    ends_at: datetime


class UnitOffice(NamedTuple):
    """A member unit with its duties."""

    id: int
    code: str
    kind: str
    name: str
    path: str
    duties: list[str]


class MessageRow(NamedTuple):
    """Something a unit was asked to do."""

    id: int
    organisation_id: int
    unit_name: str
    path: str
    subject: str
    words: str
    due_on: date
    sent_by: str
    sent_at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None
    closed_at: datetime | None


_OFFICE = [getattr(Organisation, name) for name in UnitOffice._fields]


def find_area(path: str) -> AreaRow | None:
    """The region or compound at this path, if there is one."""
    return _first_area(Region.path == path, Compound.path == path)


def get_area_named(words: str, paths: Sequence[str]) -> AreaRow:
    """The region or compound of this code or name within these areas; Invalid when none, or several, fit."""
    words = words.strip()
    regions = select(Region.path, Region.name, Region.level).where(
        or_(Region.code == words, Region.name == words), path_under(Region.path, paths)
    )
    compounds = select(Compound.path, Compound.name).where(
        or_(Compound.code == words.upper(), Compound.name == words), path_under(Compound.path, paths)
    )
    found = [AreaRow(path, name, str(level)) for path, name, level in db.session.execute(regions.limit(2))]
    found += [AreaRow(path, name, "compound") for path, name in db.session.execute(compounds.limit(2))]
    if not found:
        raise Invalid("area-not-found-here")
    if len(found) > 1:
        raise Invalid("area-ambiguous")
    return found[0]


def areas_in(paths: Sequence[str], most: int) -> list[tuple[str, str]]:
    """Codes and names of the areas below these, regions from the top down, then compounds."""
    regions = (
        select(Region.code, Region.name)
        .where(path_under(Region.path, paths))
        .order_by(func.length(Region.path), Region.position, Region.code)
        .limit(most)
    )
    found = [(code, name) for code, name in db.session.execute(regions)]
    compounds = select(Compound.code, Compound.name).where(path_under(Compound.path, paths))
    rest = db.session.execute(compounds.order_by(Compound.path).limit(most - len(found)))
    return found + [(code, name) for code, name in rest]


def area_names_for(paths: Collection[str]) -> dict[str, str]:
    """Names of regions and compounds by their paths."""
    found = {}
    for table in (Region, Compound):
        rows = db.session.execute(select(table.path, table.name).where(table.path.in_(paths)))
        found.update(dict(rows.all()))
    return found


def deciders_for(held: Sequence[Grant], at: datetime, *, without: Collection[int]) -> dict[int, str]:
    """Everybody who may decide over an account with these roles: names by account id, in their order."""
    above = {path for grant in held for path in paths_above_in(grant.path)}
    reach = StaffRole.path.in_(above) if held else StaffRole.role == "admin"
    statement = (
        select(StaffAccount, StaffRole)
        .join(StaffRole, StaffRole.account_id == StaffAccount.id)
        .where(
            StaffRole.role.in_(GRANTING_ROLES),
            reach,
            is_held_at(at),
            StaffAccount.disabled_at.is_(None),
            StaffAccount.id.not_in(without),
        )
        .order_by(StaffAccount.id)
    )
    grants: dict[int, list[Grant]] = {}
    names: dict[int, str] = {}
    for account, role in db.session.execute(statement):
        grants.setdefault(account.id, []).append(Grant(str(role.role), role.path))
        names[account.id] = account.name or ""
    return {
        one: name
        for one, name in names.items()
        if may_manage(Actor("staff", "", "", tuple(grants[one])), held)
    }


def is_held_at(at: datetime) -> ColumnElement[bool]:
    """SQL for: this role is held at this instant."""
    return (StaffRole.begins_at <= at) & or_(StaffRole.ends_at.is_(None), StaffRole.ends_at > at)


def proposals_for(key: str, paths: Sequence[str], at: datetime) -> list[ProposalRow]:
    """Proposals that wait over these areas or for this person, the longest waiting first."""
    here = or_(path_under(RoleProposal.path, paths), _waits_for(key, at))
    return _proposals(RoleProposal.decided_at.is_(None), here)


def proposals_about(key: str) -> list[ProposalRow]:
    """Every proposal about one account, decided or not, newest last."""
    return _proposals(RoleProposal.account_id == _id_of(key))


def get_proposal(proposal_id: int) -> ProposalRow:
    """The proposal, or Missing."""
    found = _proposals(RoleProposal.id == proposal_id)
    if not found:
        raise Missing("proposal-not-found")
    return found[0]


def count_waiting_for(key: str, at: datetime) -> int:
    """How many proposals wait for this person, as holder or as the holder's deputy."""
    me = _id_of(key)
    statement = select(func.count(RoleProposal.id)).where(
        RoleProposal.decided_at.is_(None),
        _waits_for(key, at),
        RoleProposal.proposed_by_id != me,
        RoleProposal.account_id != me,
    )
    return db.session.execute(statement).scalar_one()


def deputies_of(key: str, at: datetime) -> list[DeputyRow]:
    """Who stands in for somebody now or later."""
    statement = (
        select(Deputy, StaffAccount)
        .join(StaffAccount, StaffAccount.id == Deputy.deputy_id)
        .where(Deputy.account_id == _id_of(key), Deputy.ends_at > at)
        .order_by(Deputy.begins_at)
    )
    rows = db.session.execute(statement)
    return [DeputyRow(one.id, account.name or "", one.begins_at, one.ends_at) for one, account in rows]


def organisations_in(path: str) -> list[UnitOffice]:
    """The member units of an area, in their official order."""
    statement = select(*_OFFICE).where(path_under(Organisation.path, [path])).order_by(Organisation.position)
    return [UnitOffice(*row) for row in db.session.execute(statement)]


def get_organisation(code: str) -> UnitOffice:
    """The unit with this code, or Missing."""
    row = db.session.execute(select(*_OFFICE).where(Organisation.code == code)).first()
    if row is None:
        raise Missing("unit-office-not-found")
    return UnitOffice(*row)


def messages_for(actor: Actor) -> list[MessageRow]:
    """What was sent to the units somebody speaks for, or from the areas they oversee; open ones first."""
    ids = [grant.organisation_id for grant in actor.grants if grant.role == "liaison"]
    seen = or_(
        OrganisationMessage.organisation_id.in_(ids) if ids else false(),
        path_under(OrganisationMessage.path, actor.paths("admin", "city", "county")),
    )
    statement = _messages().where(seen)
    statement = statement.order_by(
        OrganisationMessage.closed_at.is_not(None), OrganisationMessage.due_on, OrganisationMessage.id
    )
    return [MessageRow(*row) for row in db.session.execute(statement.limit(MOST_LISTED))]


def get_message(message_id: int) -> MessageRow:
    """One message, or Missing."""
    row = db.session.execute(_messages().where(OrganisationMessage.id == message_id)).first()
    if row is None:
        raise Missing("message-not-found")
    return MessageRow(*row)


def count_unanswered_for(organisation_ids: Collection[int]) -> int:
    """How many messages wait for an answer of these units."""
    if not organisation_ids:
        return 0
    statement = select(func.count(OrganisationMessage.id)).where(
        OrganisationMessage.organisation_id.in_(organisation_ids),
        OrganisationMessage.answered_at.is_(None),
        OrganisationMessage.closed_at.is_(None),
    )
    return db.session.execute(statement).scalar_one()


def names_of_staff_in(actor_keys: Iterable[str]) -> dict[str, str]:
    """Names behind several `staff:KEY`, for lists."""
    keys = {key.removeprefix("staff:") for key in actor_keys if key.startswith("staff:")}
    rows = db.session.execute(select(StaffAccount).where(StaffAccount.key.in_(keys))).scalars()
    return {f"staff:{account.key}": account.name or "" for account in rows}


def _id_of(key: str) -> Any:
    return select(StaffAccount.id).where(StaffAccount.key == key).scalar_subquery()


def _waits_for(key: str, at: datetime) -> ColumnElement[bool]:
    """Held by this account, or by one it stands in for now."""
    me = _id_of(key)
    away = select(Deputy.account_id).where(
        Deputy.deputy_id == me, Deputy.begins_at <= at, Deputy.ends_at > at
    )
    return or_(RoleProposal.holder_id == me, RoleProposal.holder_id.in_(away))


def _first_area(*conditions: ColumnElement[bool]) -> AreaRow | None:
    region = db.session.execute(select(Region.path, Region.name, Region.level).where(conditions[0])).first()
    if region is not None:
        return AreaRow(region.path, region.name, str(region.level))
    compound = db.session.execute(select(Compound.path, Compound.name).where(conditions[1])).first()
    return AreaRow(compound.path, compound.name, "compound") if compound else None


def _messages() -> Select[*tuple[Any, ...]]:
    columns = {name: getattr(OrganisationMessage, name) for name in MessageRow._fields if name != "unit_name"}
    picked = [columns.get(name, Organisation.name) for name in MessageRow._fields]
    return select(*picked).join(Organisation, Organisation.id == OrganisationMessage.organisation_id)


def _proposals(*conditions: ColumnElement[bool]) -> list[ProposalRow]:
    subject, proposer, holder = (aliased(StaffAccount) for _ in range(3))
    statement = (
        select(RoleProposal, subject, proposer, holder, Organisation.name)
        .join(subject, subject.id == RoleProposal.account_id)
        .join(proposer, proposer.id == RoleProposal.proposed_by_id)
        .join(holder, holder.id == RoleProposal.holder_id)
        .outerjoin(Organisation, Organisation.id == RoleProposal.organisation_id)
        .where(*conditions)
        .order_by(RoleProposal.held_at, RoleProposal.id)
        .limit(MOST_LISTED)
    )
    return [_proposal_row(*row) for row in db.session.execute(statement)]


def _proposal_row(
    row: RoleProposal, subject: StaffAccount, proposer: StaffAccount, *rest: Any
) -> ProposalRow:
    holder, unit = rest
    return ProposalRow(
        row.id, str(row.kind), subject.key, subject.name or "", str(row.role) if row.role else None, row.path,
        unit, row.ends_at, row.reason, proposer.key, proposer.name or "", row.proposed_at, holder.key,
        holder.name or "", row.held_at, row.reminded_at, str(row.outcome) if row.outcome else None,
        row.decided_at, row.answer,
    )  # fmt: skip
