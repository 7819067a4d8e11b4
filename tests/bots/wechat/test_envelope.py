"""Tests of the three modes: which part of a request is believed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bots.wechat.accounts import Account
from bots.wechat.envelope import unwrap
from bots.wechat.errors import Rejected
from bots.wechat.xmltree import MAX_BYTES
from tests.bots.wechat.wire import (
    ACCOUNT,
    AT,
    COMPATIBLE,
    NONCE,
    PLAIN,
    STAMP,
    query,
    sealed,
    sealed_as,
    text_push,
)


def refused(asked: dict[str, str], body: bytes, account: Account) -> str:
    """Status and reason of the refusal."""
    with pytest.raises(Rejected) as caught:
        unwrap(asked, body, account, AT)
    return str(caught.value)


def test_a_plain_message_is_taken_as_it_is() -> None:
    assert unwrap(query(), text_push("好"), PLAIN, AT)["Content"] == ["好"]


@pytest.mark.parametrize("account", [ACCOUNT, COMPATIBLE])
def test_a_sealed_message_is_opened(account: Account) -> None:
    asked, body = sealed(text_push("好"), account)
    assert unwrap(asked, body, account, AT)["Content"] == ["好"]


def test_in_compatible_mode_only_the_sealed_part_counts() -> None:
    outside = "<FromUserName>mallory</FromUserName><Content>forged</Content><MsgType>text</MsgType>"
    asked, body = sealed(text_push("真"), COMPATIBLE, outside)
    fields = unwrap(asked, body, COMPATIBLE, AT)
    assert fields["Content"] == ["真"]
    assert "mallory" not in str(fields)


def test_in_safe_mode_nothing_may_stand_outside() -> None:
    asked, body = sealed(text_push("真"), ACCOUNT, "<Content>plain</Content>")
    assert refused(asked, body, ACCOUNT) == "403 plaintext-in-safe-mode"


@pytest.mark.parametrize("account", [ACCOUNT, COMPATIBLE])
def test_a_sealing_account_refuses_plain_messages(account: Account) -> None:
    assert refused(query(), text_push(), account) == "403 wrong-mode"
    assert refused(query(encrypt_type="raw"), text_push(), account) == "403 wrong-mode"


def test_a_plain_account_refuses_sealed_messages() -> None:
    asked, body = sealed(text_push())
    assert refused(asked, body, PLAIN) == "403 wrong-mode"


@pytest.mark.parametrize(
    "changes", [{"signature": ""}, {"signature": "0" * 40}, {"nonce": "x"}, {"timestamp": "1"}]
)
def test_a_plain_message_must_be_signed(changes: dict[str, str]) -> None:
    assert refused(query(**changes), text_push(), PLAIN) == "403 bad-signature"


@pytest.mark.parametrize(
    "changes", [{"msg_signature": ""}, {"msg_signature": "0" * 40}, {"signature": "0" * 40}]
)
def test_a_sealed_message_must_be_signed(changes: dict[str, str]) -> None:
    asked, body = sealed(text_push())
    assert refused({**asked, **changes}, body, ACCOUNT) == "403 bad-signature"


@pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce"])
def test_nothing_that_signs_may_be_missing(name: str) -> None:
    asked, body = sealed(text_push())
    del asked[name]
    assert refused(asked, body, ACCOUNT) == "403 bad-signature"


def test_the_seal_signature_alone_is_enough_because_it_covers_the_rest() -> None:
    asked, body = sealed(text_push("好"))
    del asked["signature"]
    assert unwrap(asked, body, ACCOUNT, AT)["Content"] == ["好"]


def test_an_old_message_is_refused_and_one_in_the_window_taken() -> None:
    asked, body = sealed(text_push())
    assert unwrap(asked, body, ACCOUNT, AT + timedelta(seconds=300))
    with pytest.raises(Rejected, match="403 stale"):
        unwrap(asked, body, ACCOUNT, AT + timedelta(seconds=301))
    assert unwrap(asked, body, replace(ACCOUNT, freshness_s=0), AT + timedelta(days=9))


def test_an_account_without_a_token_takes_nothing() -> None:
    bare = replace(PLAIN, token="")
    assert refused(query(bare), text_push(), bare) == "403 bad-signature"


def test_a_missing_or_doubled_seal_is_malformed() -> None:
    asked, body = sealed(text_push())
    assert refused(asked, b"<xml><ToUserName>x</ToUserName></xml>", ACCOUNT) == "400 missing-field"
    twice = body.replace(b"</xml>", b"<Encrypt>x</Encrypt></xml>")
    assert refused(asked, twice, ACCOUNT) == "400 repeated-field"
    assert refused(asked, b"<xml><Encrypt><a/></Encrypt></xml>", ACCOUNT) == "400 nested-field"


def test_a_signed_seal_that_cannot_be_opened_is_a_403() -> None:
    for encrypt in ("AAAA", "not base64!", "A" * 88):
        assert refused(*sealed_as(encrypt), ACCOUNT) == "403 undecipherable"


def test_a_seal_may_not_hold_another_document_type() -> None:
    asked, body = sealed(b"<!DOCTYPE xml><xml></xml>")
    assert refused(asked, body, ACCOUNT) == "400 not-xml"


def test_a_seal_for_another_app_is_refused() -> None:
    other = replace(ACCOUNT, app_id="wx0000000000000000")
    asked, body = sealed(text_push(), other)
    assert refused(asked, body, ACCOUNT) == "403 undecipherable"


def test_too_large_is_refused_before_anything_else() -> None:
    assert refused({}, b" " * (MAX_BYTES + 1), ACCOUNT) == "400 too-large"


def test_a_refusal_shows_nothing_of_the_message() -> None:
    asked, body = sealed(text_push("13800138000"))
    shown = refused({**asked, "timestamp": STAMP, "nonce": NONCE + "1"}, body, ACCOUNT)
    assert shown == "403 bad-signature"
