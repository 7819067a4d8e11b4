"""One message taken in: known already, an event to note, or a turn of the conversation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.chats import operations, queries
from app.chats.desk.rooms import RoomDesk
from app.notifications import operations as notifications
from app.notifications import queries as notices
from app.polls import operations as polls
from app.polls import queries as poll_queries
from app.roster import operations as roster
from app.roster import queries as roster_queries
from app.roster.queries import HomeRow
from bots import texts
from bots.dialogues.step import Say, say
from bots.engine import Heard, State, advance
from bots.wechat import quota
from bots.wechat.accounts import Account
from bots.wechat.inbound import Inbound
from bots.wechat.quota import Change
from surveys.errors import Missing

TALK_KINDS = ("text", "voice", "image", "location")
TALK_EVENTS = {"click": "click", "scan": "scan", "subscribe": "subscribe"}
UNIT_SCENE = "unit:"
ARRIVED = "success"
ASKS = ("poll-opened", "poll-closing")


def take_message(inbound: Inbound, account: Account, at: datetime) -> str:
    """The words to answer with ("" for none). Runs inside one transaction: act, state and reply together.

    A message known already gets the reply it got the first time, and nothing happens again.
    """
    if inbound.event == "unsubscribe":
        return _farewell(inbound, account, at)
    contact_id = roster.follow(account.name, inbound.from_user, min(at, inbound.created_at))
    heard = _heard(inbound)
    if heard is None:
        if operations.take_in(_row(inbound, account, contact_id, at)):
            _note_event(inbound, contact_id, at)
        return ""
    held = operations.hold_conversation(contact_id, at)
    if not held and not roster_queries.is_known_contact(contact_id):  # they left while this one waited
        contact_id = roster.follow(account.name, inbound.from_user, min(at, inbound.created_at))
        held = operations.hold_conversation(contact_id, at)
    known = queries.find_reply(inbound.dedupe_key)
    if known is not None:
        return known
    state = operations.state_in(held, contact_id)
    reply, forget_at = _converse(inbound, heard, state, contact_id=contact_id, at=at)
    row = _row(inbound, account, contact_id, at, reply=reply)
    operations.take_in(row | {"forget_at": forget_at} if forget_at else row)
    return reply


def _converse(
    inbound: Inbound, heard: Heard, state: dict[str, Any] | None, *, contact_id: int, at: datetime
) -> tuple[str, datetime | None]:
    """The reply, and when it has to be forgotten if it repeats a choice on a ballot."""
    if heard.kind in ("scan", "subscribe"):
        _note_hint(contact_id, heard.key)
    desk = RoomDesk(contact_id, f"wechat:{inbound.dedupe_key}", at)
    turn = advance(State.from_json(state), heard, desk, at)
    operations.keep_conversation(contact_id, turn.state.to_json(), at, forget_at=turn.forget_at)
    news = _news(contact_id, at) if turn.state.step.startswith("home.") or not turn.state.step else ()
    return texts.render((*news, *turn.says)), turn.forget_at


def _news(contact_id: int, at: datetime) -> tuple[Say, ...]:
    """What this contact has not been told yet stands before the answer, and counts as told."""
    pending = notices.pending_for(contact_id, at)
    homes = roster_queries.homes_of(contact_id) if pending else []
    at_home = {home.room_id for home in homes}
    pending = [each for each in pending if each.room_id in at_home or each.subject.startswith("binding:")]
    if pending:
        notifications.note_told([each.delivery_id for each in pending], at)
    over = _answered(homes, at) if any(each.kind in ASKS for each in pending) else set()
    due = [each for each in pending if each.kind not in ASKS or (each.subject, each.room_id) not in over]
    once = {(each.kind, each.subject): each.facts for each in due}  # two homes, one poll: said once
    return tuple(say(f"notice-{kind}", **_facts(facts)) for (kind, _), facts in once.items())


def _answered(homes: Sequence[HomeRow], at: datetime) -> set[tuple[str, int]]:
    """Polls these homes need not be asked to answer: they have, or it is over."""
    met = poll_queries.polls_for(homes, at)
    done = (each for each in met if each.standing is not None or not each.poll.is_open(at))
    return {(f"poll:{each.poll.public_id}", each.home.room_id) for each in done}


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Instants were kept as text."""
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") and value else value
        for name, value in facts.items()
    }


def _heard(inbound: Inbound) -> Heard | None:
    """The message as the conversation hears it; None for events that are only noted."""
    if inbound.kind in TALK_KINDS:
        return Heard(inbound.kind, inbound.words)  # type: ignore[arg-type]  # the four kinds stand above
    if inbound.kind == "event":
        kind = TALK_EVENTS.get(inbound.event)
        key = inbound.event_key if kind == "click" else inbound.scene
        return Heard(kind, "", key) if kind else None  # type: ignore[arg-type]  # values of TALK_EVENTS
    return None if inbound.kind == "unknown" else Heard("other")


def _note_hint(contact_id: int, scene: str) -> None:
    """A scanned poster tells which compound somebody means."""
    if not scene.startswith(UNIT_SCENE):
        return
    try:
        unit = roster_queries.get_unit_by_public_id(scene.removeprefix(UNIT_SCENE))
    except Missing:
        return
    operations.note_hint(contact_id, unit.compound_id)


def _note_event(inbound: Inbound, contact_id: int, at: datetime) -> None:
    """Delivery reports and permissions; every other event is taken in and needs nothing."""
    if inbound.event == "templatesendjobfinish":
        status = str(inbound.facts.get("Status", ""))
        reason = status.removeprefix("failed:").strip().replace(" ", "-")
        notifications.note_event(str(inbound.facts.get("MsgID", "")), status == ARRIVED, reason, at)
    elif inbound.event == "subscribe_msg_sent_event":
        for entry in _entries(inbound):
            failure = None if entry.get("ErrorCode") == "0" else str(entry.get("ErrorStatus") or "refused")
            template = str(entry.get("TemplateId", ""))
            notifications.note_subscription_event(contact_id, template, at, failure=failure)
    changes = quota.subscription_changes(inbound)
    granted = [template for template, change in changes if change is Change.ACCEPTED]
    revoked = [template for template, change in changes if change is Change.REJECTED]
    notifications.grant_credit(contact_id, granted, at)
    if revoked:
        notifications.revoke_credit(contact_id, revoked, at)


def _entries(inbound: Inbound) -> list[dict[str, Any]]:
    entries = inbound.facts.get("List", [])
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _farewell(inbound: Inbound, account: Account, at: datetime) -> str:
    """Somebody leaves: their WeChat identity goes, their recorded answers stay without it."""
    if operations.take_in(_row(inbound, account, None, at)):
        contact_id = roster_queries.find_contact(account.name, inbound.from_user)
        if contact_id is not None:
            operations.hold_conversation(contact_id, at)  # as a turn does: first the conversation
            contact_id = roster.unfollow(account.name, inbound.from_user, at, left_at=inbound.created_at)
        if contact_id is not None:
            operations.forget_conversation(contact_id, at)
            polls.forget_drafts(contact_id)
            notifications.forget_contact(contact_id, at)
    return ""


def _row(
    inbound: Inbound, account: Account, contact_id: int | None, at: datetime, *, reply: str | None = None
) -> dict[str, Any]:
    opening = quota.opening_of(inbound)
    return {
        "dedupe_key": inbound.dedupe_key,
        "account": account.name,
        "contact_id": contact_id,
        "kind": inbound.kind,
        "event": inbound.event[:60],
        "opening": str(opening.act) if opening else None,
        "received_at": at,
        "reply_sealed": None if reply is None else operations.sealed_reply(inbound.dedupe_key, reply),
    }
