"""Broken pushes by the thousand, the same in every run."""

import random
from collections.abc import Iterator

from tests.bots.wechat.pushes import EVENTS
from tests.bots.wechat.wire import event_push, text_push

FRAGMENTS = (
    b"]]>",
    b"<![CDATA[",
    b"</xml>",
    b"<xml>",
    b"<!DOCTYPE a>",
    b"&a;",
    b"&#xD800;",
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"<MsgType>event</MsgType>",
    b"<List/>",
    b"<CreateTime>9</CreateTime>",
    b"9" * 400,
    b"<a>" * 50,
    "议".encode("gb18030"),
)
BODIES = [text_push("我同意"), *(event_push(event, **fields) for event, fields in EVENTS.items())]


def mutated(body: bytes, dice: random.Random) -> bytes:
    """One to three cuts, flips, insertions, repetitions or moves."""
    for _ in range(dice.randint(1, 3)):
        start, end = sorted(dice.choices(range(len(body) + 1), k=2))
        match dice.randrange(5):
            case 0:
                body = body[:start] + body[end:]
            case 1:
                body = body[:start] + bytes([dice.randrange(256)]) + body[start + 1 :]
            case 2:
                body = body[:start] + dice.choice(FRAGMENTS) + body[start:]
            case 3:
                body = body[:end] + body[start:end] * dice.randint(1, 3) + body[end:]
            case _:
                body = body[end:] + body[start:end] + body[:start]
    return body


def plain_cases(count: int) -> Iterator[bytes]:
    """Mutations of every kind of push, the same in every run."""
    dice = random.Random(278)
    for turn in range(count):
        yield mutated(BODIES[turn % len(BODIES)], dice)
