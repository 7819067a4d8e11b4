"""An owner looks after who else is bound to the home."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from app.audit.operations import record
from app.core.db import db
from app.roster.models import Binding, BindingLevel, BindingState
from app.roster.operations.disputes import withdraw_disputes
from app.roster.operations.telling import tell
from surveys.errors import Missing


def remove_member(contact_id: int, member_id: int, at: datetime) -> None:
    """An owner of the home ends a household member's tie to it; the member is told.

    Owners, oneself and members of other homes are no members of one's home: `home-not-found`.
    """
    owner = aliased(Binding)
    is_mine = exists().where(
        owner.room_id == Binding.room_id,
        owner.contact_id == contact_id,
        owner.level == BindingLevel.OWNER,
        owner.state == BindingState.ACTIVE,
    )
    statement = select(Binding).where(
        Binding.id == member_id,
        Binding.contact_id != contact_id,
        Binding.level == BindingLevel.MEMBER,
        Binding.state == BindingState.ACTIVE,
        is_mine,
    )
    member = db.session.execute(statement.with_for_update(of=Binding)).scalar()
    if member is None:
        raise Missing("home-not-found")
    member.state, member.ended_at, member.ended_why = BindingState.ENDED, at, "by-owner"
    member.decided_by = f"contact:{contact_id}"
    db.session.flush()
    withdraw_disputes([member_id], at)
    record(f"contact:{contact_id}", "member.remove", f"binding:{member_id}", at, room=member.room_id)
    tell("member-removed", member_id, member.contact_id, at)
