"""Work conversations have due: sending a clerk's reply, forgetting what retries no longer need."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from app.chats import operations, queries
from app.core import clock
from app.core.db import db, transaction
from app.notifications import operations as counted
from app.notifications import queries as notices
from app.outbox.operations import promise
from app.roster import queries as roster
from bots import texts
from bots.dialogues.step import say
from bots.wechat import quota
from bots.wechat.client import Client
from bots.wechat.errors import Misconfigured, Refused

KEPT = timedelta(days=1)


def send_reply(client_for: Callable[[str], Client], payload: dict[str, Any], at: datetime) -> None:
    """Send a clerk's reply as a customer-service message, if WeChat's window still takes one."""
    found = queries.find_unsent(payload["message"])
    if found is None:
        return
    message, contact_id = found
    message_id, words = message.id, message.text or ""
    contact = roster.get_contact(contact_id)
    left = quota.allowance(queries.openings_for(contact_id, at), notices.sends_for(contact_id, at), at)
    db.session.rollback()
    if left == 0 or not contact.followed:
        _note(lambda: operations.note_reply_failed(message_id, queries.WINDOW_CLOSED))
        return
    try:
        text = texts.render((say("clerk-says", text=words),))
        client_for(contact.account).send_text(contact.openid, text)
    except (Refused, Misconfigured) as problem:
        code = problem.code
        _note(lambda: operations.note_reply_failed(message_id, code))
        return

    def sent() -> None:
        counted.note_service_message(contact_id, clock.now())
        operations.note_reply_sent(message_id, clock.now())

    _note(sent)


def retry_replies(_payload: dict[str, Any], at: datetime) -> None:
    """Replies that came too late are sent when their resident has written again."""
    late = queries.late_replies_for(at)
    with transaction():
        for message_id, newest in late:
            promise("chats.send-reply", {"message": message_id}, at, slot=f"reply:{message_id}:{newest}")


def forget_old_replies(_payload: dict[str, Any], at: datetime) -> None:
    """Replies are kept a day for WeChat's retries, then forgotten."""
    with transaction():
        operations.forget_replies(at - KEPT)


def forget_secrets(_payload: dict[str, Any], at: datetime) -> None:
    """What was chosen on a ballot stays readable in no reply and no conversation for longer than needed."""
    with transaction():
        operations.forget_secret_replies(at)
    for contact_id in queries.due_for_forgetting(at):
        with transaction():
            operations.forget_secrets(contact_id, at)


def forget_old_talks(_payload: dict[str, Any], at: datetime) -> None:
    """Forget conversations whose period is over."""
    with transaction():
        operations.forget_old_talks(at)


def _note(act: Any) -> None:
    with transaction():
        act()
