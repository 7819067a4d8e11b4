"""Who holds a proposal: when the one it waits for may decide it no longer, it waits for the next who may."""

from datetime import datetime

from sqlalchemy import select

from app.audit.operations import record
from app.core.actors import SYSTEM, Grant
from app.core.db import db
from app.roster.models import RoleProposal, StaffAccount
from app.roster.queries.colleagues import grants_of
from app.roster.queries.posts import deciders_for


def deciders_of(row: RoleProposal, at: datetime) -> dict[int, str]:
    """Everybody who may decide a proposal now, neither proposer nor subject: names by account id."""
    return deciders_for(concerned_by(row, at), at, without=(row.proposed_by_id, row.account_id))


def concerned_by(row: RoleProposal, at: datetime) -> list[Grant]:
    """The roles a proposal is about: the one it names, else all of the account's."""
    if row.role:
        return [Grant(str(row.role), row.path)]
    return grants_of(db.session.get_one(StaffAccount, row.account_id).key, at)


def pass_on(at: datetime) -> int:
    """Give what waits for somebody whose post has ended to the first who may decide; returns how many.

    Where nobody may, it waits on, and passes to whoever comes into such a post. What is being decided at
    this moment is left alone: two who confirm at once do not wait for each other.
    """
    waiting = select(RoleProposal).where(RoleProposal.decided_at.is_(None)).order_by(RoleProposal.id)
    held = waiting.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    passed = 0
    for row in db.session.execute(held).scalars().all():
        deciders = deciders_of(row, at)
        if row.holder_id not in deciders and deciders:
            row.holder_id, row.held_at, row.reminded_at = next(iter(deciders)), at, None
            record(SYSTEM, "proposal.pass-on", f"proposal:{row.id}", at)
            passed += 1
    db.session.flush()
    return passed
