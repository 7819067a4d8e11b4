"""Requests as only a fuzzer sends them: every public address, bodies broken in every way."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from bots.wechat import crypto, signature
from bots.wechat.accounts import Account

SKIPPED = ("/static/", "/simulator/")
PATH_IDS = (
    "1",
    "0",
    "-1",
    "9" * 30,
    "ABCDEFGHJK",
    "%00",
    "%F0%9F%98%80",
    "a" * 300,
    "..%2F..",
    "%27%22%3C",
    "null",
)
VALUES = ("", "1", "-1", "9" * 40, "1e309", "NaN", "\x00", "同意", "😀" * 50, "x" * 20_000, "' OR 1=1", "<b>", "[]", "{}",
          "2026-02-30", "2026-05-01T25:61", "[object Object]", "\ud7ff", "\u202e", "true", "../../etc")  # fmt: skip
TYPES = ("application/x-www-form-urlencoded", "application/json", "text/xml", "multipart/form-data; boundary=x",
         "multipart/form-data", "text/plain; charset=nonsense", "", "application/problem+json")  # fmt: skip
FIELDS = ("choice", "idempotency_key", "csrf_token", "username", "password", "to", "code", "name", "text", "q-first",
          "binding", "opens_at", "closes_at", "room", "way", "stage", "happened_on", "phone")  # fmt: skip


@dataclass(frozen=True)
class Shot:
    """One request."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def shots(app: Flask, account: Account, chance: random.Random, *, count: int, stamp: int) -> Iterator[Shot]:
    """`count` broken requests over all addresses, one in three to the webhook with a right signature."""
    rules = [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith(SKIPPED)]
    for number in range(count):
        if number % 3 == 0:
            yield _to_the_webhook(account, chance, str(stamp))
        else:
            yield _to_a_page(chance.choice(rules), chance)


def _to_a_page(rule: Rule, chance: random.Random) -> Shot:
    path = rule.rule
    for name in rule.arguments:
        for written in (f"<{name}>", f"<int:{name}>", f"<path:{name}>"):
            path = path.replace(written, chance.choice(PATH_IDS))
    method = chance.choice(sorted((rule.methods or {"GET"}) - {"OPTIONS"}) + ["PUT"])
    query = "&".join(f"{chance.choice(FIELDS)}={chance.choice(('%00', '%FF%FE', '1', '%E5%90%8C', 'a' * 900))}"
                     for _ in range(chance.randrange(3)))  # fmt: skip
    kind = chance.choice(TYPES)
    headers = {"Content-Type": kind} if kind else {}
    if chance.random() < 0.3:
        headers["Cookie"] = "yishiting=" + chance.choice(("x", "eyJ.e30.x", "%00", "=" * 400))
    return Shot(method, path, query, _body(chance), headers)


def _body(chance: random.Random) -> bytes:
    """A form, JSON or XML, then damaged."""
    pairs = [(chance.choice(FIELDS), chance.choice(VALUES)) for _ in range(chance.randrange(6))]
    form = "&".join(f"{name}={value}" for name, value in pairs).encode("utf-8", "surrogatepass")
    document: Any = {name: value for name, value in pairs}
    nested = b"[" * chance.choice((10, 1000, 60_000))
    made = (
        form,
        json.dumps(document).encode(),
        b"<xml>" + form + b"</xml>",
        nested,
        b"<a>" * 5000,
        b"\xff\xfe\x00" * 9,
    )
    return damaged(chance.choice(made), chance)


def damaged(body: bytes, chance: random.Random) -> bytes:
    """The body cut, repeated, with bytes flipped, or left alone."""
    if not body:
        return body
    way, place = chance.randrange(5), chance.randrange(len(body))
    if way == 0:
        return body[:place]
    if way == 1:
        return body[:place] + bytes([chance.randrange(256)]) + body[place + 1 :]
    if way == 2:
        return body + body[place:]
    return body[:place] + b"\x00" + body[place:] if way == 3 else body


def _to_the_webhook(account: Account, chance: random.Random, stamp: str) -> Shot:
    """A push that is signed rightly but broken inside, or sealed rightly and nonsense within."""
    nonce = "n"
    inner = (
        f"<xml><ToUserName>gh</ToUserName><FromUserName>{chance.choice(('o1', '', 'x' * 90, '<a/>'))}</FromUserName>"
        f"<CreateTime>{chance.choice((stamp, '0', '-1', '9' * 30, 'x'))}</CreateTime>"
        f"<MsgType>{chance.choice(('text', 'event', 'voice', '', 'odd'))}</MsgType>"
        f"<Event>{chance.choice(('CLICK', 'subscribe', 'SCAN', ''))}</Event><EventKey>{chance.choice(('1', 'k' * 200))}</EventKey>"
        f"<Content>{chance.choice(('1', '同意', ']]&gt;', '&#0;', 'x' * 5000))}</Content>"
        f"<MsgId>{chance.choice(('1', '2', '9' * 25, 'x'))}</MsgId></xml>"
    )
    text = damaged(inner.encode(), chance).decode("utf-8", "ignore")
    sealed = crypto.encrypt(text, account)
    query = (
        f"timestamp={stamp}&nonce={nonce}&encrypt_type=aes"
        f"&signature={signature.sign(account.token, stamp, nonce)}"
        f"&msg_signature={signature.sign(account.token, stamp, nonce, sealed)}"
    )
    outer = f"<xml><ToUserName>gh</ToUserName><Encrypt>{sealed}</Encrypt></xml>".encode()
    body = outer if chance.random() < 0.6 else damaged(outer, chance)
    return Shot("POST", "/wechat", query, body, {"Content-Type": "text/xml"})
