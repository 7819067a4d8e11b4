"""The books of the telephones: who has one, who follows, and what was said on it."""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.simulator.operations import quotas
from app.simulator.operations.whole import together
from app.simulator.queries.store import Store, store_in

OPENID = re.compile(r"[A-Za-z0-9_-]{4,64}")
KEPT_PUSHES = 20


@dataclass(frozen=True)
class Note:
    """One line of a conversation.

    `way` says how it came: phone (from the person), passive, custom, template, subscription or fault.
    """

    openid: str
    way: str
    kind: str
    body: dict[str, object] = field(default_factory=dict, hash=False)


def new_openid() -> str:
    """Twenty-eight characters, as WeChat makes them."""
    return "oSim" + secrets.token_urlsafe(18)


def add_phones(folder: str, names: Mapping[str, str], at: datetime) -> None:
    """Put the demo city's residents on the list, openid to name, as followers of old: no push tells of it."""
    with store_in(folder) as store, together(store):
        for openid, name in names.items():
            add_phone(store, openid, name, followed_at=at)


def add_phone(
    store: Store, openid: str, name: str, *, is_snapshot: bool = False, followed_at: datetime | None = None
) -> None:
    """Put a telephone on the list, once; one that is there takes the new name and keeps the rest."""
    since_s = None if followed_at is None else int(followed_at.timestamp())
    store.execute(
        "INSERT INTO phone (openid, name, is_snapshot, followed_at_s) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (openid) DO UPDATE SET name = excluded.name,"
        " followed_at_s = coalesce(followed_at_s, excluded.followed_at_s)",
        (openid, name, is_snapshot, since_s),
    )


def follow(store: Store, openid: str, scene: str, at: datetime) -> None:
    """From now on this telephone follows the account."""
    store.execute(
        "UPDATE phone SET followed_at_s = ?, scene = ? WHERE openid = ?", (int(at.timestamp()), scene, openid)
    )


def unfollow(store: Store, openid: str) -> None:
    """It follows no longer; whatever the account was allowed to send is gone."""
    store.execute("UPDATE phone SET followed_at_s = NULL, scene = '' WHERE openid = ?", (openid,))
    quotas.close_allowances(store, openid)


def block_templates(store: Store, openid: str, *, is_blocking: bool) -> None:
    """The person refuses template messages of this account, or takes them again."""
    store.execute("UPDATE phone SET is_blocking = ? WHERE openid = ?", (is_blocking, openid))


def note(store: Store, line: Note, at: datetime) -> None:
    """Write one line into the conversation."""
    store.execute(
        "INSERT INTO message (openid, way, kind, body, at_s) VALUES (?, ?, ?, ?, ?)",
        (line.openid, line.way, line.kind, json.dumps(line.body, ensure_ascii=False), int(at.timestamp())),
    )


def note_push(store: Store, openid: str, xml: str, *, event: str, at: datetime) -> int:
    """Keep a push so that it can be repeated; returns its number."""
    number: int = store.execute(
        "INSERT INTO push (openid, xml, event, at_s) VALUES (?, ?, ?, ?)",
        (openid, xml, event, int(at.timestamp())),
    ).lastrowid
    store.execute("DELETE FROM push WHERE openid = ? AND id <= ?", (openid, number - KEPT_PUSHES))
    return number


def note_outcome(store: Store, number: int, tries: int, *, fault: str) -> None:
    """How often it was tried, and what was wrong with the answer."""
    store.execute("UPDATE push SET tries = ?, outcome = ? WHERE id = ?", (tries, fault or "answered", number))


def clear_conversation(store: Store, openid: str) -> None:
    """Wipe the chat on this telephone; the product keeps what it has."""
    store.execute("DELETE FROM message WHERE openid = ?", (openid,))


def keep_media(store: Store, kind: str, content: bytes, *, content_type: str) -> str:
    """Keep a picture or a sound; returns the id under which both sides name it."""
    media_id = secrets.token_urlsafe(32)
    store.execute("INSERT INTO media VALUES (?, ?, ?, ?)", (media_id, kind, content_type, content))
    return media_id
