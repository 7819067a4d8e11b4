"""The part all peers have in common: wechatpy opens the push and seals the reply."""

import os
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request
from wechatpy.crypto import WeChatCrypto
from wechatpy.parser import parse_message
from wechatpy.replies import TextReply

Answer = Callable[[Any], str]


def application(answer: Answer) -> Flask:
    """A Flask application that answers every push with the words `answer` finds."""
    app = Flask("peer")
    environ = os.environ
    crypto = WeChatCrypto(environ["WECHAT_TOKEN"], environ["WECHAT_AES_KEY"], environ["WECHAT_APP_ID"])

    @app.get("/healthz")
    def alive() -> str:
        return "ok"

    @app.post("/wechat")
    def receive() -> Response:
        query = request.args
        signature, stamp, nonce = query["msg_signature"], query["timestamp"], query["nonce"]
        message = parse_message(crypto.decrypt_message(request.get_data(), signature, stamp, nonce))
        reply = TextReply(content=answer(message), message=message).render()
        return Response(crypto.encrypt_message(reply, nonce, stamp), content_type="text/xml")

    return app
