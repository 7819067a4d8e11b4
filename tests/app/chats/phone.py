"""A resident's WeChat for tests: seals and signs pushes as WeChat does, and reads the reply."""

import itertools
import re
from xml.sax.saxutils import escape

from flask import Flask
from werkzeug.test import TestResponse

from app.core import accounts, clock
from bots.wechat import crypto, signature

_ids = itertools.count(10_000_000_000)


class Phone:
    """One openid writing to the account; `say` gives back the words of the reply."""

    def __init__(self, app: Flask, openid: str) -> None:
        self.app, self.openid = app, openid
        self.client = app.test_client()
        self.account = accounts.default_account()

    def say(self, text: str, **more: str) -> str:
        """Write something."""
        return self.words(self.push(self.text(text, **more)))

    def event(self, name: str, **more: str) -> str:
        """Do something WeChat reports as an event."""
        return self.words(self.push(self.body("event", Event=name, **more)))

    def text(self, text: str, **more: str) -> str:
        """The XML of a text message with its own id."""
        return self.body("text", Content=escape(text), MsgId=str(next(_ids)), **more)

    def body(self, kind: str, **fields: str) -> str:
        """The XML of a push."""
        head = {
            "ToUserName": "gh_account",
            "FromUserName": self.openid,
            "CreateTime": str(int(clock.now().timestamp())),
            "MsgType": kind,
            **fields,
        }
        return "<xml>" + "".join(f"<{name}>{value}</{name}>" for name, value in head.items()) + "</xml>"

    def push(self, xml: str, **query: str) -> TestResponse:
        """Deliver a push, sealed and signed."""
        stamp, nonce = str(int(clock.now().timestamp())), "nonce123"
        sealed = crypto.encrypt(xml, self.account)
        body = f"<xml><ToUserName>gh_account</ToUserName><Encrypt>{sealed}</Encrypt></xml>"
        signed = {
            "timestamp": stamp,
            "nonce": nonce,
            "openid": self.openid,
            "encrypt_type": "aes",
            "signature": signature.sign(self.account.token, stamp, nonce),
            "msg_signature": signature.sign(self.account.token, stamp, nonce, sealed),
            **query,
        }
        return self.client.post("/wechat", query_string=signed, data=body, content_type="text/xml")

    def words(self, answer: TestResponse) -> str:
        """What the resident reads; "" when there is no reply."""
        assert answer.status_code == 200, answer.status_code
        if answer.get_data(as_text=True) == "success":
            return ""
        sealed = re.search(r"<Encrypt><!\[CDATA\[(.*?)\]\]></Encrypt>", answer.get_data(as_text=True))
        assert sealed, answer.get_data(as_text=True)
        plain = crypto.decrypt(sealed[1], self.account).decode()
        content = re.search(r"<Content><!\[CDATA\[(.*)\]\]></Content>", plain, re.S)
        assert content, plain
        return content[1]
