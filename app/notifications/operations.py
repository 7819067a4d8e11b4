"""Announcing a notice, and noting truthfully how far it got."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from app.audit.operations import record
from app.core import clock
from app.core.db import change, db, insert_once
from app.notifications.models import (
    Delivery,
    Handing,
    Notice,
    PaperHanding,
    PaperSheet,
    Progress,
    ServiceMessage,
    SubscriptionCredit,
    Way,
)
from app.notifications.queries import OPEN, handings_of
from app.outbox.operations import promise
from app.roster import queries as roster
from surveys.errors import Invalid, Missing

REFERENCE_LENGTH = 64
SOON = timedelta(seconds=30)
BY_CLERK = (Way.phone, Way.door, Way.poster)
HANDINGS = tuple(str(one) for one in Handing)
WAY_OF = {Handing.signed: Way.signed, Handing.posted: Way.doorpost}
OWNER = "owner"
PAPER_REFUSED = "paper-refused"
MOST_SIGNER = 30


@dataclass(frozen=True)
class Subject:
    """What people should hear about: a kind of notice, the one thing it is about, and the facts to tell."""

    kind: str
    about: str
    compound_id: int
    facts: dict[str, Any]
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Returned:
    """A sheet that came back from a stairwell: the day it was carried round, its photograph if any."""

    notice_id: int
    unit_id: int
    handed_on: date
    picture: str | None = None


@dataclass(frozen=True)
class PaperLine:
    """One home on it; `signer` only where somebody else than the owner signed."""

    room_id: int
    handing: str
    signer: str = ""


def announce(subject: Subject, room_ids: Sequence[int], at: datetime, *, is_once_each: bool = False) -> bool:
    """Tell these households, once per subject: one delivery per bound contact, one for a room without any.

    Sending over WeChat is promised to the worker; who cannot be reached so is on the clerk's list at once.
    With `is_once_each` nobody hears it twice, however many of these homes are theirs.
    """
    addressees = _households(room_ids)
    return _announce(subject, _once_each(addressees) if is_once_each else addressees, at)


def announce_to_owners(
    subject: Subject, room_ids: Sequence[int], person_ids: Collection[int], *, at: datetime
) -> bool:
    """Tell one owner, or several who own together, once each, where they have proved it; nobody else.

    When none of them has WeChat, the first of the homes stands on the clerk's list.
    """
    reached = roster.contacts_of_rooms(room_ids)
    addressees = {
        f"contact:{contact_id}:{room_id}": _reach(room_id, contact_id)
        for room_id, contact_id, person_id, level in reached
        if person_id in person_ids and level == OWNER
    }
    first = room_ids[0]
    return _announce(subject, _once_each(addressees) or {f"room:{first}": _reach(first, None)}, at)


def announce_to_contact(subject: Subject, contact_id: int, room_id: int, at: datetime) -> bool:
    """Tell one contact something that concerns only them."""
    return _announce(subject, {f"contact:{contact_id}:{room_id}": _reach(room_id, contact_id)}, at)


def _announce(subject: Subject, addressees: dict[str, dict[str, Any]], at: datetime) -> bool:
    values = {"kind": subject.kind, "subject": subject.about, "compound_id": subject.compound_id}
    if not insert_once(Notice, **values, facts=subject.facts, created_at=at, expires_at=subject.expires_at):
        return False
    notice_id = db.session.execute(
        select(Notice.id).where(Notice.kind == subject.kind, Notice.subject == subject.about)
    ).scalar_one()
    common = {"notice_id": notice_id, "progress": Progress.waiting, "changed_at": at}
    rows = [{**common, **row, "addressee": addressee} for addressee, row in addressees.items()]
    if rows:
        db.session.execute(insert(Delivery), rows)
        promise("notices.send", {"notice": notice_id}, at, slot=f"notice:{notice_id}")
    facts = {"kind": subject.kind, "addressees": len(rows)}
    record("system:notices", "notice.announced", f"notice:{notice_id}", at, **facts)
    return True


def _households(room_ids: Sequence[int]) -> dict[str, dict[str, Any]]:
    """Every bound contact of every room; a room nobody is bound to stands for itself."""
    reached = roster.contacts_of_rooms(room_ids)
    rows = {
        f"contact:{contact_id}:{room_id}": _reach(room_id, contact_id)
        for room_id, contact_id, _, _ in reached
    }
    bound = {room_id for room_id, _, _, _ in reached}
    return rows | {f"room:{room_id}": _reach(room_id, None) for room_id in room_ids if room_id not in bound}


def _once_each(addressees: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Of the homes of one contact only the first."""
    first: dict[Any, str] = {}
    for addressee, row in addressees.items():
        first.setdefault(row["contact_id"] or addressee, addressee)
    return {addressee: addressees[addressee] for addressee in first.values()}


def _reach(room_id: int, contact_id: int | None) -> dict[str, Any]:
    reason = "nobody-bound" if contact_id is None else None
    return {"room_id": room_id, "contact_id": contact_id, "reason": reason}


def promise_each(delivery_ids: Sequence[int], at: datetime) -> None:
    """A job for each delivery that can go over WeChat."""
    for delivery_id in delivery_ids:
        promise("notices.deliver", {"delivery": delivery_id}, at, slot=f"delivery:{delivery_id}")


def note_sent(delivery_id: int, way: Way, reference: str, at: datetime) -> None:
    """WeChat accepted the message; whether it arrived, its event will tell."""
    _change(delivery_id, at, progress=Progress.sent, way=way, reference=reference, reason=None)


def note_failed(delivery_id: int, way: Way, reason: str, at: datetime) -> None:
    """WeChat refused the message: the next step of the ladder is theirs to write or the clerk's to go."""
    _change(delivery_id, at, progress=Progress.failed, way=way, reason=reason)


def note_told(delivery_ids: Sequence[int], at: datetime) -> None:
    """These notices stood in a reply to the contact's own message."""
    db.session.execute(
        update(Delivery)
        .where(Delivery.id.in_(delivery_ids))
        .values(progress=Progress.delivered, way=Way.reply, reason=None, changed_at=at)
    )


def note_event(reference: str, has_arrived: bool, reason: str, at: datetime) -> None:
    """WeChat's own word on a template message, which it names by its number."""
    _settle({"reference": reference}, at, failure=None if has_arrived else reason or "failed")


def note_subscription_event(contact_id: int, template_id: str, at: datetime, *, failure: str | None) -> None:
    """WeChat's own word on a subscription message: it names contact and template, not the message."""
    _settle({"reference": template_id, "contact": contact_id}, at, failure=failure)


def _settle(message: dict[str, Any], at: datetime, *, failure: str | None) -> None:
    """Settle it now, or, when WeChat's word is quicker than our own note of the sending, a moment later."""
    if not settle_message(message, at, failure=failure):
        promise("notices.settle", {"message": message, "failure": failure}, at, due_at=at + SOON)


def settle_message(message: dict[str, Any], at: datetime, *, failure: str | None) -> bool:
    """The oldest message of this description that WeChat took arrived or not; False when there is none."""
    reference = message["reference"][:REFERENCE_LENGTH]
    fits = [Delivery.reference == reference, Delivery.progress == Progress.sent]
    if "contact" in message:
        fits += [Delivery.contact_id == message["contact"], Delivery.way == Way.subscription]
    oldest = select(func.min(Delivery.id)).where(*fits).scalar_subquery()
    progress = Progress.delivered if failure is None else Progress.failed
    settled = change(
        update(Delivery)
        .where(Delivery.id == oldest, Delivery.progress == Progress.sent)
        .values(progress=progress, reason=failure and failure[:60], changed_at=at)
    )
    return settled > 0


def note_told_by_clerk(delivery_ids: Sequence[int], way: str, actor: object, at: datetime) -> None:
    """A clerk telephoned, knocked or put up a poster: says who and how."""
    if way not in {str(choice) for choice in BY_CLERK}:
        raise Invalid("way-unknown")
    told = db.session.execute(
        update(Delivery)
        .where(Delivery.id.in_(delivery_ids), Delivery.progress != Progress.delivered)
        .values(progress=Progress.delivered, way=Way(way), by=str(actor), reason=None, changed_at=at)
        .returning(Delivery.id)
    )
    newly_told = sorted(told.scalars())
    if not newly_told:
        raise Missing("delivery-not-open")
    for delivery_id in newly_told:
        record(actor, "notice.told", f"delivery:{delivery_id}", at, way=way)


def return_sheet(returned: Returned, lines: Sequence[PaperLine], actor: object, at: datetime) -> int:
    """A sheet came back: each line is the proof of one home's delivery, or of its refusal.

    A refusal is never called delivered. A later line corrects an earlier one; what WeChat or the clerk in
    person had delivered before stays as it was. A sheet entered a second time is refused as `sheet-empty`.
    """
    notice = _held_notice(returned.notice_id)
    if not clock.local(notice.created_at).date() <= returned.handed_on <= clock.local(at).date():
        raise Invalid("handed-on-impossible")
    known = handings_of(notice.id)
    fresh = [line for line in map(_checked_line, lines) if _is_news(line, known.get(line.room_id), returned)]
    if not fresh:
        raise Invalid("sheet-empty")
    _check_homes(notice.id, returned.unit_id, [line.room_id for line in fresh])
    sheet = PaperSheet(
        notice_id=notice.id, unit_id=returned.unit_id, handed_on=returned.handed_on,
        picture=returned.picture, returned_by=str(actor), returned_at=at,
    )  # fmt: skip
    db.session.add(sheet)
    db.session.flush()
    by_handing: dict[str, list[int]] = {}
    for line in fresh:
        handing = Handing(line.handing)
        by_handing.setdefault(line.handing, []).append(line.room_id)
        db.session.add(
            PaperHanding(sheet_id=sheet.id, room_id=line.room_id, handing=handing, signer=line.signer or None)
        )
    db.session.flush()
    for said, rooms in by_handing.items():
        _note_on_paper(notice.id, Handing(said), rooms, at, actor=actor)
    record(actor, "notice.sheet-return", f"notice:{notice.id}", at, sheet=sheet.id, **by_handing)
    return sheet.id


def _held_notice(notice_id: int) -> Notice:
    """The notice, locked: two clerks who enter the same sheet queue here."""
    found = db.session.execute(select(Notice).where(Notice.id == notice_id).with_for_update()).scalar()
    if found is None:
        raise Missing("notice-not-found")
    return found


def _checked_line(line: PaperLine) -> PaperLine:
    if line.handing not in HANDINGS:
        raise Invalid("handing-unknown")
    signer = line.signer.strip()
    if len(signer) > MOST_SIGNER:
        raise Invalid("signer-too-long", most=MOST_SIGNER)
    if signer and line.handing != Handing.signed:
        raise Invalid("signer-without-signature", label="")
    return PaperLine(line.room_id, line.handing, signer)


def _is_news(line: PaperLine, known: Any, returned: Returned) -> bool:
    said = (line.handing, line.signer, returned.handed_on)
    return (
        known is None
        or returned.picture is not None
        or (known.handing, known.signer, known.handed_on) != said
    )


def _check_homes(notice_id: int, unit_id: int, room_ids: Sequence[int]) -> None:
    """All of them homes of this stairwell that the notice is for."""
    addressed = select(Delivery.room_id).where(
        Delivery.notice_id == notice_id, Delivery.room_id.in_(room_ids)
    )
    found = set(db.session.execute(addressed).scalars())
    rooms = roster.rooms_by_id(found)
    if not all(room_id in found and rooms[room_id].unit_id == unit_id for room_id in room_ids):
        raise Missing("home-not-in-notice")


def _note_on_paper(
    notice_id: int, handing: Handing, room_ids: Sequence[int], at: datetime, *, actor: object
) -> None:
    """Deliveries follow the paper, as far as they were open or had followed a paper before."""
    on_paper = Delivery.way.in_(tuple(WAY_OF.values()))
    values: dict[str, Any] = {"by": str(actor), "changed_at": at}
    if handing in WAY_OF:
        values |= {"progress": Progress.delivered, "way": WAY_OF[handing], "reason": None}
        may_change = or_(Delivery.progress != Progress.delivered, on_paper)
    else:
        values |= {"progress": Progress.failed, "way": None, "reason": PAPER_REFUSED}
        may_change = or_(Delivery.progress.in_(OPEN), on_paper)
    db.session.execute(
        update(Delivery)
        .where(Delivery.notice_id == notice_id, Delivery.room_id.in_(room_ids), may_change)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def grant_credit(contact_id: int, template_ids: Sequence[str], at: datetime) -> None:
    """The resident allowed one message for each of these templates."""
    rows = [{"contact_id": contact_id, "template_id": name, "granted_at": at} for name in template_ids]
    if rows:
        db.session.execute(insert(SubscriptionCredit), rows)


def use_credit(credit_id: int, at: datetime) -> None:
    """The permission is used up."""
    db.session.execute(
        update(SubscriptionCredit).where(SubscriptionCredit.id == credit_id).values(used_at=at)
    )


def revoke_credit(contact_id: int, template_ids: Sequence[str], at: datetime) -> None:
    """The resident withdrew their permission in WeChat's settings."""
    db.session.execute(
        update(SubscriptionCredit)
        .where(
            SubscriptionCredit.contact_id == contact_id,
            SubscriptionCredit.template_id.in_(template_ids),
            SubscriptionCredit.used_at.is_(None),
        )
        .values(used_at=at)
    )


def forget_contact(contact_id: int, at: datetime) -> None:
    """Somebody left WeChat: their permissions go, and what waited for them is the clerk's to tell."""
    db.session.execute(delete(SubscriptionCredit).where(SubscriptionCredit.contact_id == contact_id))
    db.session.execute(
        update(Delivery)
        .where(Delivery.contact_id == contact_id, Delivery.progress.in_(OPEN))
        .values(progress=Progress.failed, reason="not-following", changed_at=at)
    )


def note_service_message(contact_id: int, at: datetime) -> None:
    """One customer-service message went out; WeChat counts it, so do we."""
    db.session.execute(insert(ServiceMessage).values(contact_id=contact_id, sent_at=at))


def _change(delivery_id: int, at: datetime, **values: Any) -> None:
    db.session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.progress.in_(OPEN))
        .values(**values, changed_at=at)
    )
