"""Peer (b): the ballot message by hand, with the reads and writes of the product's in one transaction.

It seals nothing and knows one conversation only; its rows are as large as the product's. A test holds its
statements against those of the product, so that neither can become cheaper than the other unnoticed.
"""

import hashlib
import json
import os
import secrets
import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Flask

from benchmarks.peers.door import application
from benchmarks.peers.drivers import Row, Store

POLL = (
    "id, public_id, compound_id, compound_path, title, summary, questionnaire, template_key, is_intention, "
    "scope, audience, per, who_sees, opens_at, closes_at, created_by, created_at, scheduled_at, opened_at, "
    "eligible, closed_at, extended_at, extension_reason, voided_at, void_reason"
)
CONTACT = "SELECT id FROM contact WHERE account = ? AND openid = ? AND followed"
CONVERSATION = "SELECT state_sealed FROM conversation WHERE contact_id = ?"
KNOWN = "SELECT reply_sealed FROM inbound_message WHERE dedupe_key = ?"
HOMES = (
    "SELECT binding.id, room.id, room.compound_id, room.building_id, room.unit_id, room.label, "
    "compound.name, compound.public_id, compound.path, person.id, person.uid, person.name_sealed, "
    "binding.level FROM binding JOIN room ON room.id = binding.room_id "
    "JOIN compound ON compound.id = room.compound_id JOIN person ON person.id = binding.person_id "
    "WHERE binding.state = 'active' AND binding.contact_id = ? ORDER BY binding.id"
)
OPEN_POLLS = (
    f"SELECT {', '.join('poll.' + column for column in POLL.split(', '))}, "
    "answer.poll_id, answer.respondent, answer.room_id, answer.person_id, answer.receipt, answer.revision, "
    "answer.channel, answer.recorded_by, answer.first_at, answer.changed_at "
    "FROM poll LEFT JOIN answer ON answer.poll_id = poll.id "
    "AND answer.respondent = CASE WHEN poll.per = 'room' THEN ? ELSE ? END "
    "WHERE poll.compound_id = ? AND poll.opened_at IS NOT NULL AND poll.closed_at IS NULL "
    "AND poll.voided_at IS NULL AND poll.opens_at <= ? AND poll.closes_at > ? "
    "ORDER BY poll.closes_at, poll.id LIMIT 50"
)
ONE_POLL = f"SELECT {POLL} FROM poll WHERE public_id = ?"
DRAFT = (
    "SELECT uid, content_sealed, step, saved_at FROM poll_draft "
    "WHERE poll_id = ? AND contact_id = ? AND room_id = ? AND person_id = ?"
)
HEAD = "SELECT id, revision, receipt FROM answer WHERE poll_id = ? AND respondent = ?"
REVISION = (
    "INSERT INTO answer_revision (uid, poll_id, respondent, revision, idempotency_key, content_sealed, "
    "person_id, channel, recorded_by, happened_at, given_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO NOTHING RETURNING id"
)
ANSWER = (
    "INSERT INTO answer (poll_id, respondent, room_id, building_id, unit_id, person_id, receipt, revision, "
    "channel, recorded_by, first_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
AUDIT = "INSERT INTO audit_entry (at, actor, act, subject, facts) VALUES (?, ?, ?, ?, ?)"
DROP_DRAFT = "DELETE FROM poll_draft WHERE poll_id = ? AND contact_id = ? AND room_id = ? AND person_id = ?"
KEEP = "UPDATE conversation SET state_sealed = ?, changed_at = ? WHERE contact_id = ?"
PENDING = (
    "SELECT delivery.id, notice.kind, notice.subject, delivery.room_id, notice.facts FROM delivery "
    "JOIN notice ON notice.id = delivery.notice_id WHERE delivery.contact_id = ? "
    "AND delivery.progress IN ('waiting', 'failed') "
    "AND (notice.expires_at IS NULL OR notice.expires_at > ?) ORDER BY delivery.id LIMIT 3"
)
MESSAGE = (
    "INSERT INTO inbound_message (dedupe_key, account, contact_id, kind, event, opening, received_at, "
    "reply_sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id"
)
CLOCK = "SELECT clock_timestamp()"
RECEIPT = (
    "记下了：您代表{label}（{name}）答完了「{title}」。\n回执 {receipt}\n截止前可以改，回复「投票」就能改。"
)
NOT_FOUND = "请先绑定您的家。"


def create_app() -> Flask:
    """The ballot by hand."""
    store = Store(os.environ["DATABASE_URL"])
    return application(lambda message: take(store, message))


def take(store: Store, message: Any) -> str:
    """One message in one transaction."""
    with store.transaction():
        return answer(store, message)


def answer(store: Store, message: Any) -> str:
    """The reply kept for this very message, or the answer recorded and its receipt."""
    now = _now(store)
    contact = store.one(CONTACT, "main", message.source)
    if contact is None:
        return NOT_FOUND
    held = store.one(store.held(CONVERSATION, "FOR UPDATE"), contact[0])
    key = hashlib.sha256(f"{message.source}|{message.id}".encode()).hexdigest()
    known = store.one(KNOWN, key)
    if known is not None or held is None:
        return str(known[0]) if known else NOT_FOUND
    state, home = json.loads(held[0]), store.one(HOMES, contact[0])
    if home is None:
        return NOT_FOUND
    reply = record(store, state, home, contact=contact[0], key=key)
    done = json.dumps({**state, "step": "", "memo": {}, "heard_at": str(now)}, ensure_ascii=False)
    store.run(KEEP, done, now, contact[0])
    store.run(PENDING, contact[0], now).fetchall()
    store.one(MESSAGE, key, "main", contact[0], "text", "", "message", now, reply)
    return reply


def record(store: Store, state: dict[str, Any], home: Row, *, contact: int, key: str) -> str:
    """The answer of this home, if its poll is open and nobody has answered; the words of the receipt."""
    room, compound, building, unit, label, person = (home[place] for place in (1, 2, 3, 4, 5, 9))
    at, respondent = datetime.now(UTC), f"room:{room}"
    cards = store.run(OPEN_POLLS, respondent, f"person:{person}", compound, at, at).fetchall()
    card = next(card for card in cards if card[1] == state["memo"]["poll"])
    draft = store.one(DRAFT, card[0], contact, room, person)
    poll = store.one(store.held(ONE_POLL, "FOR SHARE"), card[1])
    now = _now(store)
    if draft is None or poll is None or store.one(store.held(HEAD, "FOR UPDATE"), poll[0], respondent):
        return NOT_FOUND
    answers = _checked(json.loads(poll[6]), json.loads(draft[1]))
    content = json.dumps({"answers": answers, "salt": secrets.token_hex(16)}, ensure_ascii=False)
    receipt = secrets.token_hex(7).upper()
    store.one(
        REVISION, uuid.uuid4().hex, poll[0], respondent, 1, key, content, person, "wechat", None, None, now
    )
    whose = (poll[0], respondent, room, building, unit, person)
    store.run(ANSWER, *whose, receipt, 1, "wechat", None, now, now)
    facts = {"respondent": respondent, "channel": "wechat", "commitment": _digest(content)}
    store.run(AUDIT, now, f"person:{person}", "answer.given", f"poll:{poll[0]}", json.dumps(facts))
    store.run(DROP_DRAFT, poll[0], contact, room, person)
    return RECEIPT.format(label=label, name=home[11], title=poll[4], receipt=receipt)


def _checked(questionnaire: dict[str, Any], answers: dict[str, str]) -> dict[str, str]:
    """Only answers to questions asked, and only with options offered."""
    offered = {
        each["key"]: {option["key"] for option in each["options"]} for each in questionnaire["questions"]
    }
    if any(choice not in offered[question] for question, choice in answers.items()):
        raise ValueError("an option nobody offered")
    return answers


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _now(store: Store) -> Any:
    """The database's clock, as the product reads it: twice in a transaction on PostgreSQL."""
    return datetime.now(UTC) if store.is_sqlite else store.one(CLOCK)[0]
