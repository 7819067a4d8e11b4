"""Taking a message in exactly once, and carrying a conversation to the clerk's desk."""

import json
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from app.audit.operations import record
from app.chats.models import Conversation, HelpMessage, HelpRequest, InboundMessage
from app.chats.queries import binding_for
from app.core.db import change, db, insert_once, run
from app.core.encryption import keyring
from app.core.ids import ALPHABET
from app.notifications import operations as notices
from app.outbox.operations import promise
from app.polls import operations as polls
from app.roster import operations as roster
from bots.engine import State, forget
from bots.wechat.inbound import Inbound
from surveys.errors import Invalid, Missing, Refusal

LONGEST_TEXT = 2000
TALKS_KEPT = timedelta(days=30)
HELP_KEPT = timedelta(days=180)
MESSAGES_KEPT = timedelta(days=183)
NUMBER_LENGTH = 6
_OWN = Conversation.contact_id == bindparam("contact")
_HOLD = select(Conversation.state_sealed).where(_OWN).with_for_update()
_KEEP = (
    update(Conversation)
    .where(_OWN)
    .values(
        state_sealed=bindparam("sealed"),
        changed_at=bindparam("now", type_=Conversation.changed_at.type),
        forget_at=bindparam("forget", type_=Conversation.forget_at.type),
    )
)


def take_in(values: dict[str, Any]) -> bool:
    """Note a message; False when it had been taken in before.

    On PostgreSQL a second copy waits here until the first one's transaction ends; on SQLite it waits
    for the write lock. Either way it then finds the first one's reply.
    """
    return insert_once(InboundMessage, **values)


def sealed_reply(dedupe_key: str, reply: str) -> str:
    """What was answered, as it is kept for WeChat's retries."""
    return keyring().seal(reply, binding_for(dedupe_key))


def hold_conversation(contact_id: int, at: datetime) -> str:
    """The sealed state of a conversation, held to the transaction's end: one person's messages queue."""
    sealed: str | None = run(_HOLD, contact=contact_id).scalar()
    if sealed is None:
        insert_once(Conversation, contact_id=contact_id, state_sealed="", changed_at=at)
        sealed = run(_HOLD, contact=contact_id).scalar_one()
    return sealed


def state_in(sealed: str, contact_id: int) -> dict[str, Any] | None:
    """The state inside its seal; None for a conversation that only begins."""
    if not sealed:
        return None
    state: dict[str, Any] = json.loads(keyring().open(sealed, _state_binding(contact_id)))
    return state


def keep_conversation(
    contact_id: int, state: dict[str, Any], at: datetime, *, forget_at: datetime | None = None
) -> None:
    """Write the state back, sealed: it may hold a name somebody is just typing.

    With `forget_at` it holds what somebody chooses on a ballot, which `forget_secrets` wipes out then.
    """
    sealed = keyring().seal(json.dumps(state, ensure_ascii=False), _state_binding(contact_id))
    run(_KEEP, contact=contact_id, sealed=sealed, now=at, forget=forget_at)


def forget_secret_replies(at: datetime) -> int:
    """Replies that repeat what somebody chose on a ballot, ten minutes on; how many there were."""
    return change(
        update(InboundMessage).where(InboundMessage.forget_at <= at).values(reply_sealed=None, forget_at=None)
    )


def forget_secrets(contact_id: int, at: datetime) -> None:
    """Wipe out of a conversation what may not stay readable; it goes on before that was said."""
    held = hold_conversation(contact_id, at)
    due = select(Conversation.changed_at).where(_OWN, Conversation.forget_at <= at)
    changed_at = run(due, contact=contact_id).scalar()
    if changed_at is not None:
        state = forget(State.from_json(state_in(held, contact_id)), at)
        keep_conversation(contact_id, state.to_json(), changed_at)


def forget_conversation(contact_id: int, at: datetime) -> None:
    """Somebody left: what was being said goes, to the bot and to the clerk; an open request is closed."""
    leave_help(contact_id, at)
    asked = select(HelpRequest.id).where(HelpRequest.contact_id == contact_id)
    db.session.execute(delete(HelpMessage).where(HelpMessage.request_id.in_(asked)))
    db.session.execute(delete(Conversation).where(Conversation.contact_id == contact_id))
    db.session.execute(
        update(InboundMessage).where(InboundMessage.contact_id == contact_id).values(reply_sealed=None)
    )


def erase_resident(contact_id: int, at: datetime) -> None:
    """Somebody asked to be forgotten: everything that may go goes in every room, the WeChat identity too."""
    hold_conversation(contact_id, at)  # as a turn does: first the conversation
    roster.erase_contact(contact_id, at)
    forget_conversation(contact_id, at)
    polls.forget_drafts(contact_id)
    notices.forget_contact(contact_id, at)


def withdraw_resident(contact_id: int, at: datetime) -> None:
    """What was kept by consent goes in every room; what was handed in stays counted, without a name."""
    hold_conversation(contact_id, at)
    roster.withdraw_consent(contact_id, at)
    forget_talk(contact_id)
    polls.forget_drafts(contact_id)
    notices.forget_contact(contact_id, at)


def forget_talk(contact_id: int) -> None:
    """What was being said to the bot, and its replies; conversations with the clerk's desk stay."""
    db.session.execute(delete(Conversation).where(Conversation.contact_id == contact_id))
    db.session.execute(
        update(InboundMessage).where(InboundMessage.contact_id == contact_id).values(reply_sealed=None)
    )


def forget_old_talks(at: datetime) -> None:
    """Conversations nobody went on with, words to the desk long settled, notes of messages taken in."""
    db.session.execute(delete(Conversation).where(Conversation.changed_at < at - TALKS_KEPT))
    settled = select(HelpRequest.id).where(HelpRequest.closed_at < at - HELP_KEPT)
    db.session.execute(delete(HelpMessage).where(HelpMessage.request_id.in_(settled)))
    db.session.execute(delete(InboundMessage).where(InboundMessage.received_at < at - MESSAGES_KEPT))


def note_hint(contact_id: int, compound_id: int) -> None:
    """A poster of this compound was scanned."""
    db.session.execute(
        update(Conversation)
        .where(Conversation.contact_id == contact_id)
        .values(hinted_compound_id=compound_id)
    )


def open_help(contact_id: int, compound_id: int, text: str, at: datetime) -> str:
    """Ask for a person; a request that is open already is continued. Returns its number."""
    number = "".join(secrets.choice(ALPHABET) for _ in range(NUMBER_LENGTH))
    opened = insert_once(
        HelpRequest, number=number, contact_id=contact_id, compound_id=compound_id, opened_at=at
    )
    request_id, number = _open_request(contact_id)
    if opened:
        record(f"contact:{contact_id}", "help.asked", f"help:{request_id}", at)
    if text.strip():
        _say(request_id, "resident", text, at)
    return number


def add_to_help(contact_id: int, text: str, at: datetime) -> bool:
    """A further message of the resident; False when no request is open."""
    row = _find_open(contact_id)
    if row is None:
        return False
    _say(row[0], "resident", text, at)
    return True


def leave_help(contact_id: int, at: datetime) -> None:
    """The resident ends it."""
    row = _find_open(contact_id)
    if row is not None:
        close_help(row[0], f"contact:{contact_id}", at)


def answer_help(request_id: int, text: str, actor: object, at: datetime) -> int:
    """A clerk's reply: kept with the request, sent by the worker. Returns the message's id."""
    if _is_closed(request_id):
        raise Refusal("help-closed")
    message_id = _say(request_id, str(actor), text, at)
    db.session.execute(update(HelpRequest).where(HelpRequest.id == request_id).values(held_by=str(actor)))
    promise("chats.send-reply", {"message": message_id}, at)
    record(actor, "help.answered", f"help:{request_id}", at)
    return message_id


def close_help(request_id: int, actor: object, at: datetime) -> None:
    """The matter is settled."""
    closed = change(
        update(HelpRequest)
        .where(HelpRequest.id == request_id, HelpRequest.closed_at.is_(None))
        .values(closed_at=at, closed_by=str(actor))
    )
    if closed:
        record(actor, "help.closed", f"help:{request_id}", at)


def hand_over(from_key: str, to_key: str, compound_ids: Collection[int], at: datetime) -> int:
    """The open conversations one clerk holds in these compounds become another's; returns how many.

    Those of other compounds are held by nobody then, and wait for whoever serves there.
    """
    held = HelpRequest.held_by == f"staff:{from_key}", HelpRequest.closed_at.is_(None)
    here = HelpRequest.compound_id.in_(compound_ids)
    moved = change(update(HelpRequest).where(*held, here).values(held_by=f"staff:{to_key}"))
    db.session.execute(update(HelpRequest).where(*held).values(held_by=None))
    if moved:
        record(f"staff:{to_key}", "help.take-over", f"staff:{from_key}", at, conversations=moved)
    return moved


def note_reply_sent(message_id: int, at: datetime) -> None:
    """WeChat took the clerk's reply."""
    db.session.execute(
        update(HelpMessage).where(HelpMessage.id == message_id).values(sent_at=at, failure=None)
    )


def note_reply_failed(message_id: int, failure: str) -> None:
    """WeChat did not take it: the clerk is told, and sees the telephone instead."""
    db.session.execute(update(HelpMessage).where(HelpMessage.id == message_id).values(failure=failure[:60]))


def forget_replies(before: datetime) -> int:
    """Replies kept for retries are of no use after a day and hold personal words."""
    return change(
        update(InboundMessage)
        .where(InboundMessage.received_at < before, InboundMessage.reply_sealed.is_not(None))
        .values(reply_sealed=None)
    )


def _say(request_id: int, said_by: str, text: str, at: datetime) -> int:
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT:
        raise Invalid("message-length", most=LONGEST_TEXT)
    message = HelpMessage(request_id=request_id, said_by=said_by, said_at=at)
    message.text = text
    values = {"uid": message.uid, "text_sealed": message.text_sealed}
    statement = insert(HelpMessage).values(request_id=request_id, said_by=said_by, said_at=at, **values)
    return db.session.execute(statement.returning(HelpMessage.id)).scalar_one()


def _open_request(contact_id: int) -> tuple[int, str]:
    row = _find_open(contact_id)
    if row is None:
        raise Missing("help-not-found")
    return row


def _find_open(contact_id: int) -> tuple[int, str] | None:
    row = db.session.execute(
        select(HelpRequest.id, HelpRequest.number).where(
            HelpRequest.contact_id == contact_id, HelpRequest.closed_at.is_(None)
        )
    ).first()
    return (row.id, row.number) if row else None


def _is_closed(request_id: int) -> bool:
    statement = select(HelpRequest.id).where(HelpRequest.id == request_id, HelpRequest.closed_at.is_(None))
    return db.session.execute(statement.with_for_update()).scalar() is None


def _state_binding(contact_id: int) -> str:
    return f"conversation|state|{contact_id}"


def note_broken(inbound: Inbound, account: str, reference: str, at: datetime, *, sorry: str) -> None:
    """Keep a message that a bug kept us from answering, with the number the resident was given."""
    insert_once(
        InboundMessage,
        dedupe_key=inbound.dedupe_key,
        account=account,
        kind=inbound.kind,
        event=inbound.event[:60],
        received_at=at,
        reply_sealed=sealed_reply(inbound.dedupe_key, sorry),
        reference=reference,
    )
