"""WeChat contacts: following, leaving, and agreeing to the privacy notice."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Row, bindparam, select, update

from app.audit.operations import record
from app.core.db import change, db, insert_once, run
from app.roster.models import Binding, BindingState, Contact, Ownership, Person
from app.roster.operations.disputes import forget_words, withdraw_disputes
from app.roster.operations.following import people_with_rights
from app.roster.operations.photos import forget_photos
from app.roster.operations.publications import forget_corrections
from app.roster.operations.requests import forget_requests
from app.roster.operations.telephones import FORGOTTEN
from app.roster.queries import find_contact
from bots.desk import NOTICE_VERSION
from surveys.errors import Invalid, Missing, Refusal

LATE = timedelta(seconds=1)  # WeChat tells whole seconds
LIVE_STATES = (BindingState.ACTIVE, BindingState.WAITING)
_FOLLOWER = select(Contact.id).where(
    Contact.account == bindparam("account"), Contact.openid == bindparam("openid"), Contact.followed
)


def contact_for(account: str, openid: str, at: datetime) -> int:
    """The contact behind a WeChat identity, made at the first meeting."""
    known = find_contact(account, openid)
    if known is not None:
        return known
    if not account or not openid or len(openid) > 64 or openid.startswith("gone-"):
        raise Invalid("openid-malformed")
    insert_once(Contact, account=account, openid=openid, followed=False, created_at=at)
    return db.session.execute(
        select(Contact.id).where(Contact.account == account, Contact.openid == openid)
    ).scalar_one()


def follow(account: str, openid: str, at: datetime) -> int:
    """Somebody follows the account; a message from them proves the same."""
    follower: int | None = run(_FOLLOWER, account=account, openid=openid).scalar()
    if follower is not None:
        return follower
    contact_id = contact_for(account, openid, at)
    changed = change(
        update(Contact)
        .where(Contact.id == contact_id, Contact.followed.is_(False))
        .values(followed=True, followed_at=at)
    )
    if changed:
        record(f"contact:{contact_id}", "contact.follow", f"contact:{contact_id}", at)
    return contact_id


def unfollow(account: str, openid: str, at: datetime, *, left_at: datetime | None = None) -> int | None:
    """Somebody leaves: bindings end and the WeChat identity is forgotten; coming back makes a new contact.

    `left_at` is when WeChat says they left: word of it that arrives after they came back changes nothing.
    """
    contact = _held_contact(account, openid)
    if contact is None or (left_at and contact.followed_at and contact.followed_at > left_at + LATE):
        return None
    contact_id = contact.id
    ended = end_all_bindings(contact_id, "unfollowed", at)
    _bury(contact_id, at)
    record(f"contact:{contact_id}", "contact.unfollow", f"contact:{contact_id}", at, bindings=ended)
    return contact_id


def end_visits(contact_id: int, sign_outs: int, at: datetime) -> None:
    """A resident signs out: every session of this WeChat ends, copied ones too; an ended one ends none."""
    known = Contact.id == contact_id, Contact.sign_outs == sign_outs
    if change(update(Contact).where(*known).values(sign_outs=Contact.sign_outs + 1)):
        record(f"contact:{contact_id}", "contact.sign-out", f"contact:{contact_id}", at)


def withdraw_consent(contact_id: int, at: datetime) -> None:
    """Somebody takes back what they agreed to: what was kept by consent goes; they may still follow."""
    agreed = db.session.execute(
        select(Contact.consent_version).where(Contact.id == contact_id).with_for_update()
    ).scalar()
    ended = end_all_bindings(contact_id, "withdrawn", at)
    values = {"consent_version": None, "consented_at": None}
    db.session.execute(update(Contact).where(Contact.id == contact_id).values(**values))
    facts = {"version": agreed, "bindings": ended}
    record(f"contact:{contact_id}", "contact.withdraw", f"contact:{contact_id}", at, **facts)


def erase_contact(contact_id: int, at: datetime) -> None:
    """Somebody asks to be forgotten: as unfollowing, at their own word."""
    db.session.execute(select(Contact.id).where(Contact.id == contact_id).with_for_update())
    ended = end_all_bindings(contact_id, "deleted", at)
    _bury(contact_id, at)
    record(f"contact:{contact_id}", "contact.erase", f"contact:{contact_id}", at, bindings=ended)


def _bury(contact_id: int, at: datetime) -> None:
    """The WeChat identity becomes a tombstone: whoever comes back is somebody new."""
    values = {"openid": "gone-" + secrets.token_hex(16), "followed": False, "unfollowed_at": at}
    db.session.execute(update(Contact).where(Contact.id == contact_id).values(**values))


def end_all_bindings(contact_id: int, why: str, at: datetime) -> int:
    """A contact stops: their ties end, and what they told or showed the desk goes; returns how many ties."""
    mine = select(Binding.id).where(Binding.contact_id == contact_id)
    ended = change(
        update(Binding)
        .where(Binding.contact_id == contact_id, Binding.state.in_(LIVE_STATES))
        .values(state=BindingState.ENDED, ended_at=at, ended_why=why)
    )
    held = list(db.session.execute(mine).scalars())
    withdraw_disputes(held, at)
    forget_photos(held, at)
    forget_words(held)
    forget_requests(contact_id, at)
    forget_corrections(contact_id)
    _forget_members(contact_id)
    return ended


def _held_contact(account: str, openid: str) -> Row[int, datetime | None] | None:
    """The contact behind a WeChat identity, held until the transaction ends."""
    columns = select(Contact.id, Contact.followed_at)
    held = columns.where(Contact.account == account, Contact.openid == openid).with_for_update()
    return db.session.execute(held).first()


def _forget_members(contact_id: int) -> None:
    """Names and numbers of household members whom only this contact brought in.

    Owners stay on the roster, and so does who votes for one or was written down with a paper.
    """
    mine = select(Binding.person_id).where(Binding.contact_id == contact_id)
    others = select(Binding.person_id).where(Binding.contact_id != contact_id, Binding.state.in_(LIVE_STATES))
    owners, named = select(Ownership.person_id), people_with_rights()
    db.session.execute(
        update(Person)
        .where(
            Person.id.in_(mine), Person.id.not_in(others), Person.id.not_in(owners), Person.id.not_in(named)
        )
        .values(**FORGOTTEN)
        .execution_options(synchronize_session=False)
    )


def consent(contact_id: int, version: str, at: datetime) -> None:
    """Record which privacy notice a contact has agreed to; it stands before the first name or number."""
    if not version or len(version) > 20:
        raise Invalid("consent-version-malformed")
    changed = change(
        update(Contact).where(Contact.id == contact_id).values(consent_version=version, consented_at=at)
    )
    if not changed:
        raise Missing("contact-not-found")
    record(f"contact:{contact_id}", "contact.consent", f"contact:{contact_id}", at, version=version)


def require_consent(contact_id: int) -> None:
    """Refuse `consent-needed` before the first name or telephone number."""
    found = db.session.execute(
        select(Contact.id, Contact.consent_version)
        .where(Contact.id == contact_id, Contact.unfollowed_at.is_(None))
        .with_for_update()
    ).first()
    if found is None:
        raise Missing("contact-not-found")
    if found.consent_version != NOTICE_VERSION:
        raise Refusal("consent-needed")
