"""Pushes of WeChat as raw HTTP requests, sealed in safe mode and signed, each with its own message id."""

import secrets
from dataclasses import dataclass
from xml.sax.saxutils import escape

from bots.wechat import crypto, signature
from bots.wechat.accounts import Account

ACCOUNT = "gh_account"


@dataclass(frozen=True)
class Push:
    """One message of one resident; the same push delivered again is WeChat's retry."""

    openid: str
    words: str
    message_id: int
    sent_s: int

    @property
    def xml(self) -> str:
        """What WeChat says before sealing it."""
        return (
            f"<xml><ToUserName>{ACCOUNT}</ToUserName><FromUserName>{self.openid}</FromUserName>"
            f"<CreateTime>{self.sent_s}</CreateTime><MsgType>text</MsgType>"
            f"<Content>{escape(self.words)}</Content><MsgId>{self.message_id}</MsgId></xml>"
        )


def sealed_request(push: Push, account: Account) -> bytes:
    """The whole HTTP request: sealing differs at every delivery, as it does at WeChat's."""
    sealed, stamp, nonce = crypto.encrypt(push.xml, account), str(push.sent_s), secrets.token_hex(6)
    query = "&".join(
        (
            f"signature={signature.sign(account.token, stamp, nonce)}", f"timestamp={stamp}",
            f"nonce={nonce}", f"openid={push.openid}", "encrypt_type=aes",
            f"msg_signature={signature.sign(account.token, stamp, nonce, sealed)}",
        )
    )  # fmt: skip
    body = f"<xml><ToUserName>{ACCOUNT}</ToUserName><Encrypt>{sealed}</Encrypt></xml>".encode()
    head = (
        f"POST /wechat?{query} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body
