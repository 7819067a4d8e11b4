"""WeChat's door as WeChat uses it: each account in its mode, each forgery refused without a word."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from wechatpy.crypto import WeChatCrypto
from werkzeug.test import TestResponse

from app.chats.models import InboundMessage
from app.core.db import db
from bots.wechat.accounts import Account
from tests.app.notifications.platform import forget_accounts
from tests.bots.wechat import wire

SAFE = replace(wire.ACCOUNT, name="safe")
PLAIN = replace(wire.PLAIN, name="plain", token="plain-token")
COMPATIBLE = replace(wire.COMPATIBLE, name="compatible", token="other-token", app_id="wx0000000000000009")
ACCOUNTS = (SAFE, PLAIN, COMPATIBLE)
CONTENT = re.compile(r"<Content><!\[CDATA\[(.*)\]\]></Content>", re.S)
TOO_BIG = 256 * 1024


@pytest.fixture(autouse=True)
def three_further_accounts(app: Flask, tmp_path: Path) -> Iterator[None]:
    """Their settings stand in a file; the clock shows the instant at which the messages were signed."""
    path = tmp_path / "accounts.json"
    keys = ("name", "app_id", "secret", "token", "aes_key", "mode")
    rows = [{key: asdict(account)[key] for key in keys} for account in ACCOUNTS]
    path.write_text(json.dumps(rows), encoding="utf-8")
    app.config["WECHAT_ACCOUNTS"] = str(path)
    app.config["CLOCK_OFFSET_S"] = int((wire.AT - datetime.now(UTC)).total_seconds())
    forget_accounts(app)
    yield
    forget_accounts(app)


def post(
    app: Flask, account: Account, query: dict[str, str], *, body: bytes, content_type: str = "text/xml"
) -> TestResponse:
    url = f"/wechat/{account.name}"
    return app.test_client().post(url, query_string=query, data=body, content_type=content_type)


def push(app: Flask, account: Account, body: bytes, *, outside: str = "") -> TestResponse:
    """A push as this account gets it."""
    if account.mode == "plain":
        return post(app, account, wire.query(account), body=body)
    query, sealed = wire.sealed(body, account, outside)
    return post(app, account, query, body=sealed)


def words(answer: TestResponse, account: Account) -> str:
    """What the resident reads."""
    assert answer.status_code == 200
    xml = answer.text
    if account.mode != "plain":
        fields = dict(re.findall(r"<(MsgSignature|TimeStamp|Nonce)>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</", xml))
        crypto = WeChatCrypto(account.token, account.aes_key, account.app_id)
        xml = crypto.decrypt_message(xml, fields["MsgSignature"], fields["TimeStamp"], fields["Nonce"])
    found = CONTENT.search(xml)
    assert found, xml
    return found[1]


def kept() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(InboundMessage)).scalar_one()


def assert_refused(answer: TestResponse, status: int) -> None:
    assert (answer.status_code, answer.data) == (status, b"")
    assert kept() == 0


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.mode)
def test_every_account_answers_in_its_own_mode_and_keeps_the_message_under_its_name(
    app: Flask, account: Account
) -> None:
    body = wire.text_push("菜单")
    first = words(push(app, account, body), account)
    assert first
    assert words(push(app, account, body), account) == first
    db.session.rollback()
    assert db.session.execute(select(InboundMessage.account)).scalars().all() == [account.name]


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.mode)
def test_wechats_check_of_the_address_gets_its_echo_as_plain_text(app: Flask, account: Account) -> None:
    query = wire.query(account, echostr="5837397331<b>")
    answer = app.test_client().get(f"/wechat/{account.name}", query_string=query)
    assert (answer.status_code, answer.text) == (200, "5837397331<b>")
    assert answer.mimetype == "text/plain"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"signature": "0" * 40}, 403),
        ({"signature": ""}, 403),
        ({"nonce": "another"}, 403),
        ({"timestamp": str(int(wire.AT.timestamp()) - 301)}, 403),
        ({"echostr": ""}, 400),
        ({"echostr": "x" * 600}, 400),
        ({"echostr": "a\nb"}, 400),
    ],
)
def test_a_check_that_is_not_wechats_is_refused(app: Flask, changes: dict[str, str], status: int) -> None:
    query = wire.query(SAFE, echostr="1") | changes
    assert_refused(app.test_client().get("/wechat/safe", query_string=query), status)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["nobody", "SAFE", "..", "a" * 500])
def test_an_account_nobody_configured_is_404(app: Flask, method: str, name: str) -> None:
    query, body = wire.sealed(wire.text_push(), SAFE)
    answer = getattr(app.test_client(), method)(f"/wechat/{name}", query_string=query, data=body)
    assert answer.status_code == 404
    assert kept() == 0


def test_a_message_for_one_account_is_not_taken_by_another(app: Flask) -> None:
    query, body = wire.sealed(wire.text_push(), SAFE)
    for account in (PLAIN, COMPATIBLE):
        assert_refused(post(app, account, query, body=body), 403)


def test_plain_words_are_not_taken_by_an_account_in_safe_mode(app: Flask) -> None:
    assert_refused(post(app, SAFE, wire.query(SAFE), body=wire.text_push()), 403)


def test_in_compatible_mode_only_the_sealed_words_count(app: Flask) -> None:
    outside = "<Content><![CDATA[forged]]></Content><FromUserName>somebody-else</FromUserName>"
    answer = push(app, COMPATIBLE, wire.text_push("菜单"), outside=outside)
    assert words(answer, COMPATIBLE) == words(push(app, COMPATIBLE, wire.text_push("菜单")), COMPATIBLE)
    assert kept() == 1
    unsealed = post(app, COMPATIBLE, wire.query(COMPATIBLE), body=wire.text_push("x", MsgId="2"))
    assert unsealed.status_code in (400, 403)
    assert kept() == 1


@pytest.mark.parametrize("seconds", [-301, 301, -86400, 10**9])
def test_an_old_or_future_signature_is_a_replay(app: Flask, seconds: int) -> None:
    app.config["CLOCK_OFFSET_S"] -= seconds
    assert_refused(push(app, SAFE, wire.text_push()), 403)


@pytest.mark.parametrize("change", ["msg_signature", "timestamp", "nonce"])
def test_a_changed_query_is_a_forgery(app: Flask, change: str) -> None:
    query, body = wire.sealed(wire.text_push(), SAFE)
    assert_refused(post(app, SAFE, query | {change: "0"}, body=body), 403)
    query.pop(change)
    assert_refused(post(app, SAFE, query, body=body), 403)


NOT_XML = {
    "nothing": b"",
    "half": wire.text_push()[:40],
    "a dtd": b'<!DOCTYPE xml [<!ENTITY a "b">]>' + wire.text_push(),
    "a bomb": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><Content>&b;</Content></xml>',
    "an outside file": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Content>&a;</Content></xml>',
    "another charset": b'<?xml version="1.0" encoding="gb2312"?>' + wire.text_push(),
    "wrong bytes": wire.text_push().replace("你好".encode(), "你好".encode("gb18030")),
    "utf-16": wire.text_push().decode().encode("utf-16"),
    "deep": b"<xml>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</xml>",
    "json": b'{"Content": "x"}',
    "a field twice": wire.xml({**wire.HEAD, "MsgType": "text", "MsgId": "1"}).replace(
        b"</xml>", b"<Content>a</Content><Content>b</Content></xml>"
    ),
    "no sender": wire.xml({"ToUserName": "x", "CreateTime": wire.STAMP, "MsgType": "text", "Content": "x"}),
    "a wrong time": wire.text_push(CreateTime="tomorrow"),
}


@pytest.mark.parametrize("what", NOT_XML)
def test_what_is_no_message_is_refused_quietly_in_plain_mode(app: Flask, what: str) -> None:
    assert_refused(post(app, PLAIN, wire.query(PLAIN), body=NOT_XML[what]), 400)


@pytest.mark.parametrize("what", ["a dtd", "deep", "json", "a field twice", "no sender"])
def test_what_is_no_message_is_refused_quietly_when_it_was_sealed_too(app: Flask, what: str) -> None:
    assert_refused(push(app, SAFE, NOT_XML[what]), 400)


@pytest.mark.parametrize("encrypt", ["", "not base64!", "QUJD", "A" * 64])
def test_an_envelope_that_does_not_open_is_refused(app: Flask, encrypt: str) -> None:
    query, body = wire.sealed_as(encrypt, SAFE)
    answer = post(app, SAFE, query, body=body)
    assert answer.status_code in (400, 403)
    assert answer.data == b""
    assert kept() == 0


def test_a_body_beyond_the_limit_is_refused_before_it_is_parsed(app: Flask) -> None:
    big = wire.text_push("好" * TOO_BIG)
    assert_refused(post(app, PLAIN, wire.query(PLAIN), body=big), 400)


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""]
)
def test_what_the_message_calls_itself_does_not_matter(app: Flask, content_type: str) -> None:
    query = wire.query(PLAIN)
    answer = post(app, PLAIN, query, body=wire.text_push("菜单"), content_type=content_type)
    assert answer.status_code in (200, 400)
    answer = post(app, PLAIN, query, body=b"x" * (TOO_BIG + 1), content_type=content_type)
    assert answer.status_code == 400


def test_after_every_refusal_the_next_message_is_served(app: Flask) -> None:
    for body in NOT_XML.values():
        post(app, PLAIN, wire.query(PLAIN), body=body)
    assert words(push(app, PLAIN, wire.text_push("菜单")), PLAIN)
    assert kept() == 1


def test_the_log_gets_the_reason_and_no_word_of_the_message(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    post(app, SAFE, wire.query(SAFE), body=wire.text_push("我的电话 13806350001"))
    printed = capsys.readouterr().out
    assert "wechat-rejected" in printed
    assert "13806350001" not in printed
    assert wire.HEAD["FromUserName"] not in printed


def test_a_reply_never_exceeds_what_wechat_delivers(app: Flask) -> None:
    for number, text in enumerate(("菜单", "帮助", "好" * 600, "人工", "x <a href='x'>] ]></a>", "a\0b\1c")):
        message = wire.text_push(text, MsgId=str(100 + number))
        assert len(words(push(app, PLAIN, message), PLAIN).encode()) <= 2048
