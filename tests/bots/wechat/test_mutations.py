"""Thousands of broken pushes: nothing but Rejected comes out, and soon."""

import random
import time
from collections.abc import Iterator

import pytest

from bots.wechat.accounts import Account
from bots.wechat.errors import Rejected
from bots.wechat.inbound import Inbound, open_envelope
from tests.bots.wechat.pushes import EVENTS
from tests.bots.wechat.wire import ACCOUNT, AT, PLAIN, event_push, query, sealed, text_push

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


def outcome(asked: dict[str, str], body: bytes, account: Account) -> str:
    """What became of it; anything but an Inbound or a Rejected is an error of ours."""
    try:
        assert isinstance(open_envelope(asked, body, account, AT), Inbound)
    except Rejected as error:
        return str(error.status)
    return "taken"


def plain_cases(count: int) -> Iterator[bytes]:
    """Mutations of every kind of push, the same in every run."""
    dice = random.Random(278)
    for turn in range(count):
        yield mutated(BODIES[turn % len(BODIES)], dice)


def test_two_thousand_broken_pushes_end_in_a_message_or_a_refusal() -> None:
    start = time.perf_counter()
    outcomes = [outcome(query(), body, PLAIN) for body in plain_cases(2000)]
    assert time.perf_counter() - start < 5
    assert set(outcomes) == {"taken", "400"}
    assert outcomes.count("400") > 1000


def test_pushes_broken_outside_the_seal_are_refused_or_untouched() -> None:
    dice = random.Random(1259)
    asked, whole = sealed(text_push("我同意"))
    for _ in range(500):
        body = mutated(whole, dice)
        try:
            assert open_envelope(asked, body, ACCOUNT, AT).content == "我同意"
        except Rejected as error:
            assert error.status in (400, 403)  # noqa: PT017  # either refusal will do, none need be


def test_pushes_broken_inside_the_seal_end_in_a_message_or_a_refusal() -> None:
    for body in plain_cases(300):
        text = body.decode("utf-8", "replace")
        assert outcome(*sealed(text.encode()), ACCOUNT) in ("taken", "400")


@pytest.mark.parametrize(
    "name", ["signature", "timestamp", "nonce", "msg_signature", "encrypt_type", "echostr"]
)
def test_broken_parameters_end_in_a_refusal(name: str) -> None:
    dice = random.Random(name)
    asked, body = sealed(text_push())
    for _ in range(100):
        noise = "".join(chr(dice.randrange(0x11000)) for _ in range(dice.randrange(60)))
        expected = {"taken"} if name == "echostr" else {"403"}
        assert outcome({**asked, name: noise}, body, ACCOUNT) in expected
