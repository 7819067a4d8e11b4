"""What the account may answer to a push: checked as WeChat checks it, before anybody sees it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from app.simulator.operations.pushes import original_id
from bots.wechat import crypto, signature, xmltree
from bots.wechat.accounts import Account
from bots.wechat.errors import Rejected
from bots.wechat.xmltree import Tree

MAX_BYTES = 2048
NOTHING = (b"", b"success")

_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SECONDS = re.compile(r"[0-9]{1,12}")
_WEB = ("http://", "https://")


class BadReply(Exception):
    """The account's answer breaks WeChat's rules; `reason` says which, for the developer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Reply:
    """One passive reply as the telephone shows it."""

    kind: str
    body: dict[str, object] = field(default_factory=dict, hash=False)


def read_reply(raw: bytes, account: Account, openid: str) -> Reply | None:
    """The reply in this body, None when there is none to show, or BadReply."""
    if raw.strip() in NOTHING:
        return None
    try:
        fields = _opened(raw, account)
        if xmltree.one(fields, "ToUserName") != openid or xmltree.one(fields, "FromUserName") != original_id(
            account
        ):
            raise BadReply("wrong-address")
        if _SECONDS.fullmatch(xmltree.one(fields, "CreateTime")) is None:
            raise BadReply("wrong-time")
        kind = xmltree.one(fields, "MsgType")
        if kind not in _READERS:
            raise BadReply("unknown-type")
        return Reply(kind, _READERS[kind](fields))
    except Rejected as problem:
        raise BadReply(problem.reason) from None


def _opened(raw: bytes, account: Account) -> Tree:
    """The reply's own fields; whoever receives sealed pushes must seal the answer."""
    fields = _well_formed(raw)
    if account.mode == "plain":
        return fields
    if "Encrypt" not in fields:
        if account.mode == "compatible":
            return fields
        raise BadReply("not-sealed")
    sealed = xmltree.one(fields, "Encrypt")
    stamp, nonce = xmltree.one(fields, "TimeStamp"), xmltree.one(fields, "Nonce")
    if not signature.is_signed(account.token, xmltree.one(fields, "MsgSignature"), stamp, nonce, sealed):
        raise BadReply("wrong-signature")
    return _well_formed(crypto.decrypt(sealed, account))


def _well_formed(raw: bytes) -> Tree:
    if _CONTROLS.search(raw):
        raise BadReply("control-characters")
    return xmltree.read(raw)


def _text(fields: Tree) -> dict[str, object]:
    words = xmltree.one(fields, "Content")
    if not words:
        raise BadReply("empty-text")
    if len(words.encode("utf-8")) > MAX_BYTES:
        raise BadReply("too-long")
    return {"text": words}


def _news(fields: Tree) -> dict[str, object]:
    """Exactly one article since 2018, with a title."""
    if xmltree.one(fields, "ArticleCount") != "1":
        raise BadReply("not-one-article")
    holders = fields.get("Articles", [])
    items = holders[0].get("item", []) if len(holders) == 1 and isinstance(holders[0], dict) else []
    if len(items) != 1 or not isinstance(items[0], dict):
        raise BadReply("not-one-article")
    names = {"title": "Title", "text": "Description", "picture": "PicUrl", "url": "Url"}
    article = {key: xmltree.one(items[0], tag) if tag in items[0] else "" for key, tag in names.items()}
    if not article["title"] or any(
        url and not url.startswith(_WEB) for url in (article["picture"], article["url"])
    ):
        raise BadReply("wrong-article")
    return dict(article)


def _media(holder: str) -> Callable[[Tree], dict[str, object]]:
    """Replies that name an uploaded file: image, voice, video."""

    def read(fields: Tree) -> dict[str, object]:
        inside = fields.get(holder, [])
        if len(inside) != 1 or not isinstance(inside[0], dict):
            raise BadReply("no-media")
        return {"media_id": xmltree.one(inside[0], "MediaId")}

    return read


def _to_a_person(_fields: Tree) -> dict[str, object]:
    return {}


_READERS: dict[str, Callable[[Tree], dict[str, object]]] = {
    "text": _text,
    "news": _news,
    "image": _media("Image"),
    "voice": _media("Voice"),
    "video": _media("Video"),
    "transfer_customer_service": _to_a_person,
}
