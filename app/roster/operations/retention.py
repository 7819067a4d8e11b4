"""Forgetting in time what the roster keeps about people; the reason of each period: docs/operations.md."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select, union_all, update

from app.core import clock
from app.core.db import change, db
from app.core.ids import new_public_id
from app.roster.models import (
    Binding,
    Contact,
    DataRequest,
    Dispute,
    DisputeSide,
    EvidencePhoto,
    Ownership,
    Person,
    RoomUse,
    SignInMiss,
    StaffSession,
    WrongTry,
)
from app.roster.operations import misses, tries
from app.roster.operations.contacts import LIVE_STATES
from app.roster.operations.following import people_with_rights
from app.roster.operations.publications import forget_answered_corrections
from app.roster.operations.telephones import FORGOTTEN

ENDED_TIES_KEPT = timedelta(days=30)
DISPUTE_WORDS_KEPT = timedelta(days=180)
REQUEST_WORDS_KEPT = timedelta(days=180)
STAFF_SESSIONS_KEPT = timedelta(days=183)
VISITORS_KEPT = timedelta(days=30)


def forget_ended_ties(at: datetime) -> int:
    """Names and numbers of people whose bindings and tenancies are over; the roster keeps whom it needs."""
    since = at - ENDED_TIES_KEPT
    live = select(Binding.person_id).where(Binding.state.in_(LIVE_STATES))
    fresh = union_all(*(select(tie.person_id).where(tie.ended_at >= since) for tie in (Binding, RoomUse)))
    ended = union_all(*(select(tie.person_id).where(tie.ended_at < since) for tie in (Binding, RoomUse)))
    is_known = or_(Person.name_sealed.is_not(None), Person.phone_sealed.is_not(None))
    return change(
        update(Person)
        .where(is_known, Person.id.in_(ended), Person.id.not_in(live), Person.id.not_in(fresh))
        .where(Person.id.not_in(select(Ownership.person_id)), Person.id.not_in(people_with_rights()))
        .values(**FORGOTTEN)
        .execution_options(synchronize_session=False)
    )


def forget_old_words(at: datetime) -> None:
    """What was said in disputes and wishes long settled; that and how they were settled stays."""
    settled = select(Dispute.id).where(Dispute.decided_at < at - DISPUTE_WORDS_KEPT)
    _update(DisputeSide, DisputeSide.dispute_id.in_(settled), words_sealed=None)
    is_old = DataRequest.answered_at < at - REQUEST_WORDS_KEPT
    _update(DataRequest, is_old, words_sealed=None, answer_sealed=None)
    forget_answered_corrections(at - REQUEST_WORDS_KEPT)


def forget_old_tries(at: datetime) -> None:
    """Counts of wrong proofs and sign-ins that no lock needs any more."""
    db.session.execute(delete(WrongTry).where(WrongTry.counted_on < clock.local(at).date() - tries.KEPT))
    db.session.execute(delete(SignInMiss).where(SignInMiss.began_at < at - misses.KEPT))


def forget_old_sessions(at: datetime) -> None:
    """Sign-ins of staff, once they are no log the law asks for."""
    db.session.execute(delete(StaffSession).where(StaffSession.last_seen_at < at - STAFF_SESSIONS_KEPT))


def forget_visitors(at: datetime) -> int:
    """WeChat identities of people who looked in once, follow nothing and are bound to nothing."""
    bound = select(Binding.contact_id).where(Binding.state.in_(LIVE_STATES))
    visitors = db.session.execute(
        select(Contact.id).where(
            Contact.followed.is_(False),
            Contact.unfollowed_at.is_(None),
            Contact.created_at < at - VISITORS_KEPT,
            or_(Contact.consented_at.is_(None), Contact.consented_at < at - VISITORS_KEPT),
            Contact.id.not_in(bound),
        )
    ).scalars()
    gone = [{"id": one, "openid": f"gone-{new_public_id()}{one}", "unfollowed_at": at} for one in visitors]
    if gone:
        db.session.execute(update(Contact), gone)
    return len(gone)


def drop_forgotten_photos(photo_ids: list[int]) -> None:
    """The files are gone: the rows go too; the audit log keeps that they were shown and seen."""
    db.session.execute(delete(EvidencePhoto).where(EvidencePhoto.id.in_(photo_ids)))


def _update(table: type, condition: ColumnElement[bool], **values: object) -> None:
    statement = update(table).where(condition).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))
