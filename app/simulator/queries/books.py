"""Reading the platform's books: telephones, conversations, menu, tickets, media, quotas."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.simulator.queries.store import Store
from surveys.errors import Missing


@dataclass(frozen=True)
class Phone:
    """One telephone with WeChat on it."""

    openid: str
    name: str
    is_snapshot: bool
    is_blocking: bool
    followed_at_s: int | None
    scene: str

    @property
    def is_following(self) -> bool:
        """Whether it follows the account now."""
        return self.followed_at_s is not None


@dataclass(frozen=True)
class Message:
    """One line of a conversation, as `operations.conversations.Note` wrote it."""

    id: int
    way: str
    kind: str
    sent_at: datetime
    body: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class LastPush:
    """A push that can be repeated, and how it went."""

    xml: str
    event: str
    tries: int
    outcome: str


@dataclass(frozen=True)
class Ticket:
    """A QR code the account has made."""

    value: str
    scene: str


def find_phone(store: Store, openid: str) -> Phone | None:
    """The telephone of this openid."""
    row = store.execute("SELECT * FROM phone WHERE openid = ?", (openid,)).fetchone()
    return None if row is None else _phone(row)


def get_phone(store: Store, openid: str) -> Phone:
    """The telephone of this openid, or Missing."""
    found = find_phone(store, openid)
    if found is None:
        raise Missing("page-not-found")
    return found


def phones_for(store: Store, words: str, most: int) -> list[Phone]:
    """Telephones whose name or openid holds these words, in the order they came."""
    rows = store.execute(
        "SELECT * FROM phone WHERE instr(name, ?) OR instr(openid, ?) OR ? = '' ORDER BY rowid LIMIT ?",
        (words, words, words, most),
    )
    return [_phone(row) for row in rows]


def phones_in_total_for(store: Store, words: str) -> int:
    """How many telephones `phones_for` would name without a limit."""
    statement = "SELECT count(*) FROM phone WHERE instr(name, ?) OR instr(openid, ?) OR ? = ''"
    total: int = store.execute(statement, (words, words, words)).fetchone()[0]
    return total


def messages_for(store: Store, openid: str, most: int) -> list[Message]:
    """The last lines of a conversation, oldest first."""
    rows = store.execute(
        "SELECT * FROM message WHERE openid = ? ORDER BY id DESC LIMIT ?", (openid, most)
    ).fetchall()
    return [
        Message(
            row["id"],
            row["way"],
            row["kind"],
            datetime.fromtimestamp(row["at_s"], UTC),
            json.loads(row["body"]),
        )
        for row in reversed(rows)
    ]


def find_last_push(store: Store, openid: str) -> LastPush | None:
    """The push that can be repeated."""
    row = store.execute(
        "SELECT xml, event, tries, outcome FROM push WHERE openid = ? ORDER BY id DESC LIMIT 1", (openid,)
    ).fetchone()
    return None if row is None else LastPush(**dict(row))


def find_menu(store: Store) -> dict[str, Any] | None:
    """The menu as it was pushed."""
    row = store.execute("SELECT body FROM menu").fetchone()
    menu: dict[str, Any] | None = None if row is None else json.loads(row["body"])
    return menu


def find_ticket(store: Store, words: str, at: datetime) -> Ticket | None:
    """The QR code that this ticket, or the end of its address, belongs to; an expired one is gone."""
    row = store.execute(
        "SELECT value, scene FROM ticket WHERE (value = ? OR substr(value, 1, 32) = ?)"
        " AND (expires_at_s IS NULL OR expires_at_s > ?)",
        (words, words, int(at.timestamp())),
    ).fetchone()
    return None if row is None else Ticket(row["value"], row["scene"])


def tickets_for(store: Store, most: int) -> list[Ticket]:
    """The QR codes made last."""
    rows = store.execute("SELECT value, scene FROM ticket ORDER BY rowid DESC LIMIT ?", (most,))
    return [Ticket(row["value"], row["scene"]) for row in rows]


def find_media(store: Store, media_id: str) -> tuple[bytes, str] | None:
    """A kept picture or sound with its content type."""
    row = store.execute("SELECT content, content_type FROM media WHERE id = ?", (media_id,)).fetchone()
    return None if row is None else (row["content"], row["content_type"])


def allowance_for(store: Store, openid: str, at: datetime) -> list[tuple[str, int, int]]:
    """What the account may still send this person: (reason, messages, whole minutes left)."""
    now_s = int(at.timestamp())
    rows = store.execute(
        "SELECT reason, left_over, closes_at_s FROM allowance WHERE openid = ? AND closes_at_s > ?"
        " ORDER BY closes_at_s",
        (openid, now_s),
    )
    return [(row["reason"], row["left_over"], (row["closes_at_s"] - now_s + 59) // 60) for row in rows]


def credits_for(store: Store, openid: str) -> list[tuple[str, int]]:
    """One-time subscription credit: (template, messages)."""
    rows = store.execute(
        "SELECT template_id, left_over FROM credit WHERE openid = ? AND left_over > 0 ORDER BY template_id",
        (openid,),
    )
    return [(row["template_id"], row["left_over"]) for row in rows]


def _phone(row: Any) -> Phone:
    return Phone(
        row["openid"], row["name"], bool(row["is_snapshot"]), bool(row["is_blocking"]), row["followed_at_s"],
        row["scene"],
    )  # fmt: skip
