"""What the platform tells the account: the XML of every kind of message and event, sealed and signed."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from bots.wechat import crypto, signature
from bots.wechat.accounts import Account

Fields = tuple[tuple[str, "str | int | Fields"], ...]

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Push:
    """One thing that happened at a telephone, before it is addressed and dated.

    `allows` names the quota of customer-service messages that it opens, if any.
    """

    kind: str
    fields: Fields
    allows: str = ""
    event: str = ""
    shown: dict[str, object] = field(default_factory=dict, hash=False)


def text(words: str, menu_id: str = "") -> Push:
    """Words typed, or a tap on a line of a menu message, which counts as a tap on the menu."""
    chosen: Fields = (("bizmsgmenuid", menu_id),) if menu_id else ()
    allows = "click" if menu_id else "message"
    return Push("text", (("Content", words), *chosen), allows, shown={"text": words})


def image(media_id: str, picture_url: str) -> Push:
    """A photograph; the account may fetch it from `picture_url`."""
    fields: Fields = (("PicUrl", picture_url), ("MediaId", media_id))
    return Push("image", fields, "message", shown={"media_id": media_id})


def voice(media_id: str, recognised: str = "") -> Push:
    """A voice message, with what WeChat understood of it when it understood anything."""
    heard: Fields = (("Recognition", recognised),) if recognised else ()
    fields: Fields = (("MediaId", media_id), ("Format", "amr"), ("MediaId16K", media_id), *heard)
    return Push("voice", fields, "message", shown={"text": recognised})


def location(latitude: str, longitude: str, label: str) -> Push:
    """A place the person picked on the map; degrees as text."""
    place: Fields = (("Location_X", latitude), ("Location_Y", longitude), ("Scale", 16), ("Label", label))
    shown: dict[str, object] = {"text": label, "latitude": latitude, "longitude": longitude}
    return Push("location", place, "message", shown=shown)


def link(title: str, description: str, url: str) -> Push:
    """A page that the person passed on."""
    fields: Fields = (("Title", title), ("Description", description), ("Url", url))
    return Push("link", fields, "message", shown={"text": title, "url": url})


def subscribe(scene: str = "", ticket: str = "") -> Push:
    """A new follower, by a QR code when there is a scene."""
    key = f"qrscene_{scene}" if scene else ""
    by_code: Fields = (("Ticket", ticket),) if scene else ()
    allows = "scan" if scene else "follow"
    return _event("subscribe", (("EventKey", key), *by_code), allows, shown={"scene": scene})


def unsubscribe() -> Push:
    """The person stops following; nobody sees an answer to that."""
    return _event("unsubscribe", (("EventKey", ""),))


def scan(scene: str, ticket: str) -> Push:
    """Somebody who follows already scans a QR code of the account."""
    return _event("SCAN", (("EventKey", scene), ("Ticket", ticket)), "scan", shown={"scene": scene})


def click(key: str, name: str) -> Push:
    """A tap on a menu item that the chat answers."""
    return _event("CLICK", (("EventKey", key),), "click", shown={"text": name})


def view(url: str) -> Push:
    """A tap on a menu item that opens a page; it opens no quota."""
    return _event("VIEW", (("EventKey", url), ("MenuId", 433_747_234)))


def whereabouts(latitude: str, longitude: str) -> Push:
    """The place that a telephone reports by itself when the chat is opened."""
    return _event("LOCATION", (("Latitude", latitude), ("Longitude", longitude), ("Precision", "40.000000")))


def template_finished(message_id: str, status: str) -> Push:
    """What became of a template message: `success`, `failed:user block` or `failed: system failed`."""
    return _event("TEMPLATESENDJOBFINISH", (("MsgID", message_id), ("Status", status)))


def subscription_popup(template_ids: tuple[str, ...], *, is_accepted: bool) -> Push:
    """The person answered the question whether these templates may be sent."""
    status = "accept" if is_accepted else "reject"
    entries = tuple(
        _entry(name, ("SubscribeStatusString", status), ("PopupScene", "2")) for name in template_ids
    )
    return _event("subscribe_msg_popup_event", (("SubscribeMsgPopupEvent", entries),))


def subscription_change(template_ids: tuple[str, ...]) -> Push:
    """The person switched these templates off in WeChat's settings."""
    entries = tuple(_entry(name, ("SubscribeStatusString", "reject")) for name in template_ids)
    return _event("subscribe_msg_change_event", (("SubscribeMsgChangeEvent", entries),))


def subscription_sent(template_id: str, message_id: str) -> Push:
    """A subscription notice arrived."""
    details = (("MsgID", message_id), ("ErrorCode", "0"), ("ErrorStatus", "success"))
    return _event("subscribe_msg_sent_event", (("SubscribeMsgSentEvent", (_entry(template_id, *details),)),))


def original_id(account: Account) -> str:
    """The name (`gh_…`) under which an account receives messages."""
    return "gh_" + hashlib.sha256(account.app_id.encode("utf-8")).hexdigest()[:12]


def write(push: Push, account: Account, openid: str, at: datetime) -> str:
    """The XML of a push; a message carries a number, an event none."""
    head: Fields = (
        ("ToUserName", original_id(account)),
        ("FromUserName", openid),
        ("CreateTime", int(at.timestamp())),
        ("MsgType", "event" if push.event else push.kind),
    )
    middle: Fields = (("Event", push.event),) if push.event else ()
    number: Fields = () if push.event else (("MsgId", secrets.randbits(63)),)
    return _tags((("xml", (*head, *middle, *push.fields, *number)),))


def envelope(xml: str, account: Account, openid: str, at: datetime) -> tuple[dict[str, str], bytes]:
    """Query and body as they go over the wire, sealed as the account's mode says, signed at this instant."""
    stamp, nonce = str(int(at.timestamp())), str(secrets.randbelow(10**10))
    query = {
        "signature": signature.sign(account.token, stamp, nonce),
        "timestamp": stamp,
        "nonce": nonce,
        "openid": openid,
    }
    if account.mode == "plain":
        return query, xml.encode("utf-8")
    sealed = crypto.encrypt(xml, account)
    signed = signature.sign(account.token, stamp, nonce, sealed)
    query |= {"encrypt_type": "aes", "msg_signature": signed}
    if account.mode == "compatible":
        body = xml.removesuffix("</xml>") + f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    else:
        body = _tags((("xml", (("ToUserName", original_id(account)), ("Encrypt", sealed))),))
    return query, body.encode("utf-8")


def _event(name: str, fields: Fields, allows: str = "", *, shown: dict[str, object] | None = None) -> Push:
    return Push("event", fields, allows, name, shown or {})


def _entry(template_id: str, *details: tuple[str, str]) -> tuple[str, Fields]:
    return ("List", (("TemplateId", template_id), *details))


def _tags(fields: Fields) -> str:
    """Numbers bare, text as character data that nothing inside can end."""
    return "".join(f"<{name}>{_content(value)}</{name}>" for name, value in fields)


def _content(value: str | int | Fields) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return _tags(value)
    return f"<![CDATA[{_NO_XML.sub('', value).replace(']]>', ']]]]><![CDATA[>')}]]>"
