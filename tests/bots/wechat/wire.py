"""What WeChat would send: queries, bodies and envelopes, made without the code under test."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from wechatpy.crypto import WeChatCrypto

from bots.wechat.accounts import Account

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
STAMP = str(int(AT.timestamp()))
NONCE = "1372623149"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ACCOUNT = Account("main", "wx5823bf96d3bd56c7", "app-secret", "QDG6eK", AES_KEY, "safe")
PLAIN = replace(ACCOUNT, mode="plain")
COMPATIBLE = replace(ACCOUNT, mode="compatible")

HEAD = {
    "ToUserName": "gh_7f083739789a",
    "FromUserName": "oia2TjuEGTNoeX76QEjQNrcURxG8",
    "CreateTime": STAMP,
}


def sha1_of_sorted(*parts: str) -> str:
    """WeChat's signature, written down a second time."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def xml(fields: Mapping[str, str]) -> bytes:
    """A push with these fields; a value that starts with `<` stands as it is."""
    inner = "".join(
        f"<{name}>{value if value.startswith('<') else f'<![CDATA[{value}]]>'}</{name}>"
        for name, value in fields.items()
    )
    return f"<xml>{inner}</xml>".encode()


def text_push(content: str = "你好", **changes: str) -> bytes:
    """A text message."""
    fields = {**HEAD, "MsgType": "text", "Content": content, "MsgId": "6054768590064713728", **changes}
    return xml(fields)


def event_push(event: str, **fields: str) -> bytes:
    """An event."""
    return xml({**HEAD, "MsgType": "event", "Event": event, **fields})


def query(account: Account = PLAIN, **changes: str) -> dict[str, str]:
    """The parameters of a request in plain mode."""
    signature = sha1_of_sorted(account.token, STAMP, NONCE)
    return {"signature": signature, "timestamp": STAMP, "nonce": NONCE, **changes}


def sealed(body: bytes, account: Account = ACCOUNT, outside: str = "") -> tuple[dict[str, str], bytes]:
    """Query and body of the same push as the SDK seals it; `outside` stands beside Encrypt."""
    crypto = WeChatCrypto(account.token, account.aes_key, account.app_id)
    envelope = crypto.encrypt_message(body.decode(), NONCE, STAMP)
    encrypt = envelope.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    return sealed_as(encrypt, account, outside)


def sealed_as(encrypt: str, account: Account = ACCOUNT, outside: str = "") -> tuple[dict[str, str], bytes]:
    """Query and body around any text in Encrypt, rightly signed."""
    signed = sha1_of_sorted(account.token, STAMP, NONCE, encrypt)
    body = (
        f"<xml><ToUserName><![CDATA[gh]]></ToUserName>{outside}<Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"
    )
    return query(account, encrypt_type="aes", msg_signature=signed), body.encode()
