"""Sending notices over WeChat: by subscription credit first, by template next, never called sent when not."""

from datetime import UTC, datetime
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import or_, select, update

from app.core import accounts, clock
from app.core.db import change, db, insert_once, transaction
from app.core.encryption import keyring
from app.notifications import operations, queries
from app.notifications.models import Delivery, Notice, Way, WechatToken
from app.outbox.operations import promise
from app.roster import queries as roster
from bots.wechat import notices
from bots.wechat.accounts import Account
from bots.wechat.client import Client
from bots.wechat.errors import Misconfigured, Refused
from bots.wechat.tokens import LEASE, Token
from surveys.electorate.scopes import COMPOUND
from surveys.errors import Invalid
from surveys.tally.reminders import next_waking

log = structlog.get_logger("notices")
ENDED = "ended"
REMINDERS = {"decision-closing"}
OUTCOMES = {
    "binding-confirmed": "accepted",
    "binding-refused": "refused",
    "owner-claimed": "claimed",
    "member-joined": "joined",
    "dispute-kept": "kept",
    "dispute-lost": "lost",
    "dispute-both": "both",
    "correction-granted": "corrected",
    "correction-refused": "not-corrected",
}
TEMPLATE_OF = {
    **dict.fromkeys(("binding-confirmed", "binding-refused"), "binding-decided"),
    **dict.fromkeys(
        ("owner-claimed", "member-joined", "dispute-kept", "dispute-lost", "dispute-both"), "binding-changed"
    ),
    **dict.fromkeys(
        ("correction-granted", "correction-refused", "roster-corrected", "roster-not-corrected"),
        "correction-answered",
    ),
    **dict.fromkeys(queries.ABOUT_BALLOTS, "ballot-entered"),
    "decision-opened": "poll-opened",
    **dict.fromkeys(("decision-closing", "decision-extended"), "poll-closing"),
    **dict.fromkeys(
        ("decision-preliminary", "decision-final", "decision-legal", "decision-voided"), "result-published"
    ),
}


class DatabaseTokens:
    """Access tokens in a row of the database, shared by all processes and renewed by one of them."""

    def get(self, account: Account) -> Token | None:
        """The token last put, opened from its seal."""
        db.session.rollback()
        row = db.session.execute(
            select(WechatToken.value_sealed, WechatToken.expires_at).where(
                WechatToken.account == account.app_id
            )
        ).first()
        if row is None or row.value_sealed is None:
            return None
        return Token(keyring().open(row.value_sealed, _binding(account)), row.expires_at)

    def lease(self, account: Account, at: datetime) -> bool:
        """May the caller renew it? One caller gets True until a token is put or the lease runs out."""
        with transaction():
            insert_once(WechatToken, account=account.app_id)
            free = or_(WechatToken.lease_ends_at.is_(None), WechatToken.lease_ends_at <= at)
            taken = change(
                update(WechatToken)
                .where(WechatToken.account == account.app_id, free)
                .values(lease_ends_at=at + LEASE)
            )
        return taken == 1

    def put(self, account: Account, token: Token) -> None:
        """Keep this token for everybody and end the lease."""
        sealed = keyring().seal(token.value, _binding(account))
        with transaction():
            db.session.execute(
                update(WechatToken)
                .where(WechatToken.account == account.app_id)
                .values(value_sealed=sealed, expires_at=token.good_until, lease_ends_at=None)
            )


def client_for(name: str) -> Client:
    """The API client of one account; one instance serves the whole process."""
    clients = current_app.extensions.setdefault("wechat-clients", {})
    if name not in clients:
        clients[name] = Client(accounts.account_named(name), DatabaseTokens(), clock.now)
    client: Client = clients[name]
    return client


def send_notice(payload: dict[str, Any], at: datetime) -> None:
    """One job for each addressee who has WeChat: a failure of one never holds up the others."""
    waiting = queries.waiting_in(payload["notice"])
    with transaction():
        operations.promise_each(waiting, at)


def tell_about_binding(payload: dict[str, Any], at: datetime) -> None:
    """A claim to a room was decided, or somebody else joined: the contact concerned is told.

    Whoever is bound already is told of a dispute in any case: without WeChat the clerk goes and tells them.
    """
    tie = roster.find_tie(payload["binding"])
    contact = roster.get_contact(payload["contact"])
    code, about = payload["code"], payload.get("about", "")
    if code == "binding-sold" and (tie is None or tie.state != ENDED):
        return  # taken back meanwhile
    if tie is None or not (contact.followed or (about and roster.is_known_contact(contact.id))):
        return
    reason = _reason_of(about) or tie.reason or ""
    facts = {"room": tie.label, "compound": tie.compound_name, "reason": reason, "page": "/my/homes"}
    if code in OUTCOMES:
        facts |= {"outcome": OUTCOMES[code], "decided_at": at.isoformat()}
    subject = f"binding:{tie.binding_id}" + (f":{about}" if about else "")
    with transaction():
        operations.announce_to_contact(
            operations.Subject(code, subject, tie.compound_id, facts),
            contact.id,
            tie.room_id,
            at,
        )


def tell_publication(payload: dict[str, Any], at: datetime) -> None:
    """The roster is open for the residents to check: every home is told; nobody once the window is over."""
    found = roster.get_publication(payload["publication"])
    if not found.is_open(at):
        return
    compound = roster.get_compound(found.compound_id)
    rooms = [room.id for room in roster.rooms_in(compound.id, COMPOUND)]
    facts = {"title": compound.name, "compound": compound.name, "page": "/my/homes"}
    facts["closes_at"] = found.closes_at.isoformat()
    about = operations.Subject(
        "roster-published", f"publication:{found.id}", compound.id, facts, expires_at=found.closes_at
    )
    with transaction():
        operations.announce(about, rooms, at)


def tell_correction(payload: dict[str, Any], at: datetime) -> None:
    """Whoever asked to have the roster corrected is told that an answer stands on their page."""
    found = roster.get_correction(payload["correction"])
    if found.answered_at is None or not roster.is_known_contact(found.contact_id):
        return
    outcome = "corrected" if found.is_accepted else "not-corrected"
    facts = {"room": found.label, "page": "/my/homes", "outcome": outcome}
    facts["decided_at"] = found.answered_at.isoformat()
    about = operations.Subject(f"roster-{outcome}", f"correction:{found.id}", found.compound_id, facts)
    with transaction():
        operations.announce_to_contact(about, found.contact_id, found.room_id, at)


def tell_suspension(payload: dict[str, Any], at: datetime) -> None:
    """A demolition or shantytown plan halts renovation, or no longer does: every home there is told why.

    Whatever was said last is not said twice; a plan that comes back after it was lifted is news again.
    """
    compound = roster.get_compound(payload["compound"])
    suspension = roster.suspension_of(compound.id)
    before, last = queries.last_told_of_suspension(compound.id) or (0, queries.SUSPENSION_LIFTED)
    kind = f"suspended-{suspension.plan}" if suspension is not None else queries.SUSPENSION_LIFTED
    if kind == last:
        return
    facts = {"title": compound.name, "compound": compound.name, "page": f"/c/{compound.public_id}"}
    if suspension is not None:
        facts["source"] = suspension.source
    subject = f"compound:{compound.public_id}:{before}"
    rooms = [room.id for room in roster.rooms_in(compound.id, COMPOUND)]
    with transaction():
        operations.announce(operations.Subject(kind, subject, compound.id, facts), rooms, at)


def _reason_of(about: str) -> str:
    """What the desk said to a dispute; "" for everything else."""
    what, _, number = about.partition(":")
    return roster.get_dispute(int(number)).reason or "" if what == "dispute" else ""


def settle_message(payload: dict[str, Any], at: datetime) -> None:
    """WeChat's word on a message, once more: the first time it was quicker than our own note."""
    with transaction():
        operations.settle_message(payload["message"], at, failure=payload["failure"])


def send_delivery(payload: dict[str, Any], at: datetime) -> None:
    """Send one notice to one contact. Transient trouble is raised, so that the job comes again."""
    found = queries.find_sendable(payload["delivery"])
    if found is None:
        return
    delivery, notice = found
    if delivery.contact_id is None or _waits_for_morning(delivery.id, notice, at):
        return
    contact = roster.get_contact(delivery.contact_id)
    template = _templates(notice)
    credit = queries.credit_for(contact.id, template.get("subscription", ""))
    is_bound = any(tie[1] == contact.id for tie in roster.contacts_of_rooms([delivery.room_id]))
    is_about_binding = notice.subject.startswith("binding:")
    db.session.rollback()
    if not (is_bound or is_about_binding):
        _note(lambda: operations.note_failed(delivery.id, Way.template, "no-longer-bound", clock.now()))
    elif notice.expires_at is not None and notice.expires_at <= at:
        _note(lambda: operations.note_failed(delivery.id, Way.template, "too-late", clock.now()))
    elif not contact.followed and credit is None:
        _note(lambda: operations.note_failed(delivery.id, Way.template, "not-following", clock.now()))
    elif credit is not None:
        _by_subscription(delivery, notice, credit, contact=contact)
    elif "template" in template:
        _by_template(delivery, notice, template["template"], contact=contact)


def _waits_for_morning(delivery_id: int, notice: Notice, at: datetime) -> bool:
    """A reminder that is tried late in the evening goes out in the morning."""
    waking = next_waking(clock.local(at))
    if notice.kind not in REMINDERS or waking == clock.local(at):
        return False
    slot = f"delivery:{delivery_id}:{waking:%Y%m%d}"
    db.session.rollback()
    with transaction():
        promise("notices.deliver", {"delivery": delivery_id}, at, due_at=waking.astimezone(UTC), slot=slot)
    return True


def _by_subscription(delivery: Delivery, notice: Notice, credit: int, *, contact: roster.ContactRow) -> None:
    template = _templates(notice)["subscription"]
    try:
        data, page = _contents(notice)
        client_for(contact.account).send_subscription(contact.openid, template, data, page_url=page)
    except (Refused, Misconfigured, Invalid) as problem:
        reason = getattr(problem, "code", "refused")
        is_spent = isinstance(problem, Refused)  # WeChat knows of no permission: ours is worth nothing
        log.warning("notice-refused", kind=notice.kind, way="subscription", reason=reason)

        def refused() -> None:
            if is_spent:
                operations.use_credit(credit, clock.now())
            operations.note_failed(delivery.id, Way.subscription, reason, clock.now())

        _note(refused)
        return

    def accepted() -> None:
        operations.use_credit(credit, clock.now())
        operations.note_sent(
            delivery.id, Way.subscription, template[: operations.REFERENCE_LENGTH], clock.now()
        )

    _note(accepted)


def _by_template(delivery: Delivery, notice: Notice, template: str, *, contact: roster.ContactRow) -> None:
    try:
        data, page = _contents(notice)
        message = client_for(contact.account).send_template(contact.openid, template, data, url=page)
    except (Refused, Misconfigured, Invalid) as problem:
        reason = getattr(problem, "code", "refused")
        log.warning("notice-refused", kind=notice.kind, way="template", reason=reason)
        _note(lambda: operations.note_failed(delivery.id, Way.template, reason, clock.now()))
        return
    _note(lambda: operations.note_sent(delivery.id, Way.template, message, clock.now()))


def _templates(notice: Notice) -> dict[str, str]:
    """The ids of WeChat's templates for this kind of notice; empty when it is not sent this way."""
    found: dict[str, str] = current_app.config["WECHAT_TEMPLATES"].get(
        TEMPLATE_OF.get(notice.kind, notice.kind), {}
    )
    return found


def _contents(notice: Notice) -> tuple[dict[str, dict[str, str]], str]:
    """The template's fields and the page behind it; instants were kept as text."""
    facts: dict[str, Any] = {
        name: datetime.fromisoformat(value) if name.endswith("_at") and value else value
        for name, value in notice.facts.items()
    }
    page = current_app.config["PUBLIC_BASE_URL"] + str(notice.facts.get("page", "/my/"))
    return notices.data_for(TEMPLATE_OF.get(notice.kind, notice.kind), facts), page


def _note(act: Any) -> None:
    with transaction():
        act()


def _binding(account: Account) -> str:
    return f"wechat_token|value|{account.app_id}"
