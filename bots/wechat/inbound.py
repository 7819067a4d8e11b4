"""What WeChat says happened, as one checked value; nothing but Rejected can come out instead."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypedDict

from bots.wechat import xmltree
from bots.wechat.accounts import Account
from bots.wechat.envelope import unwrap
from bots.wechat.errors import malformed
from bots.wechat.xmltree import Plain, Tree

MESSAGES = frozenset({"text", "voice", "image", "video", "shortvideo", "location", "link", "file"})
UNKNOWN = "unknown"

_EARLIEST = 1_000_000_000  # 2001: before any WeChat message
_AHEAD = timedelta(days=1)
_MSG_ID_END = 2**64
_NAME = re.compile(r"[\x21-\x7e]{1,64}")
_FILLED = re.compile(r".+", re.DOTALL)
_DIGITS = re.compile(r"[0-9]{1,20}")
_DEGREES = re.compile(r"-?([0-9]{1,3})(?:\.[0-9]{1,20})?")
_SCENE_PREFIX = "qrscene_"
_LISTS = frozenset({"List", "item"})
_SUBSCRIPTIONS = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent")
_MEDIA = frozenset({"image", "voice", "video", "shortvideo"})


@dataclass(frozen=True)
class Location:
    """A place as WeChat wrote it: degrees as text, so that nothing is rounded."""

    lat: str
    lng: str
    label: str = ""


@dataclass(frozen=True)
class Inbound:
    """One message or event. Fields that its kind does not have are empty.

    `kind` is a message kind, `event`, or `unknown`. `event` is the event's name in lower case.
    `scene` is what stood in the QR code, whether the person had followed before or not.
    `menu_id` is set when a text is a tap on a menu message. `facts` holds every other field under
    WeChat's own name, ready for JSON; subscription events have their entries as the list `List`.
    """

    kind: str
    to_user: str
    from_user: str
    created_at: datetime
    dedupe_key: str
    encrypted: bool = False
    msg_id: str = ""
    event: str = ""
    event_key: str = ""
    ticket: str = ""
    scene: str = ""
    content: str = ""
    recognition: str = ""
    media_id: str = ""
    pic_url: str = ""
    menu_id: str = ""
    location: Location | None = None
    facts: Mapping[str, Plain] = field(default_factory=dict, hash=False)

    @property
    def words(self) -> str:
        """What the person said, typed or spoken; empty when nothing was said or understood."""
        return self.content or self.recognition


def open_envelope(query: Mapping[str, str], body: bytes, account: Account, at: datetime) -> Inbound:
    """The message in a POST of WeChat, or Rejected with the status to answer."""
    fields = _Fields(unwrap(query, body, account, at))
    kind = fields.need("MsgType", _NAME).lower()
    to_user, from_user = fields.need("ToUserName", _NAME), fields.need("FromUserName", _NAME)
    created_at = _instant(fields.need("CreateTime", _DIGITS), at)
    if kind == "event":
        details = _event(fields)
    elif kind in MESSAGES:
        details = _message(kind, fields)
    else:
        details = {"msg_id": _msg_id(fields, required=False), "facts": {"MsgType": kind, **fields.rest()}}
        kind = UNKNOWN
    return Inbound(
        kind=kind,
        to_user=to_user,
        from_user=from_user,
        created_at=created_at,
        encrypted=account.mode != "plain",
        dedupe_key=_dedupe_key([to_user, from_user, created_at.isoformat()], details),
        **details,
    )


class _Details(TypedDict, total=False):
    """The part of an Inbound that depends on its kind."""

    msg_id: str
    event: str
    event_key: str
    ticket: str
    scene: str
    content: str
    recognition: str
    media_id: str
    pic_url: str
    menu_id: str
    location: Location | None
    facts: Mapping[str, Plain]


class _Fields:
    """The fields of a message; each one is taken once, the rest become facts."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def need(self, name: str, shape: re.Pattern[str] | None = None) -> str:
        """A field that must be there once, flat, and of this shape."""
        value = xmltree.one(self._tree, name)
        del self._tree[name]
        if shape is not None and shape.fullmatch(value) is None:
            raise malformed("wrong-type")
        return value

    def may(self, name: str) -> str:
        """A field that may be missing, but neither repeated nor nested."""
        return self.need(name) if name in self._tree else ""

    def part(self, name: str) -> "_Fields":
        """The fields inside a field, which stays among the facts."""
        value = self._tree.get(name, [""])[0]
        return _Fields({} if isinstance(value, str) else dict(value))

    def rest(self) -> dict[str, Plain]:
        """Everything that nobody has taken."""
        return xmltree.plain(self._tree, _LISTS)


def _message(kind: str, fields: _Fields) -> _Details:
    details: _Details = {"msg_id": _msg_id(fields, required=True)}
    if kind == "text":
        details["content"] = fields.need("Content")
        details["menu_id"] = fields.may("bizmsgmenuid")
    elif kind == "location":
        details["location"] = _location(fields, "Location_X", "Location_Y")
    elif kind in _MEDIA:
        details["media_id"] = fields.need("MediaId", _FILLED)
        details["pic_url"] = fields.may("PicUrl")
        details["recognition"] = fields.may("Recognition")
    details["facts"] = fields.rest()
    return details


def _event(fields: _Fields) -> _Details:
    event = fields.need("Event", _NAME).lower()
    key = fields.may("EventKey")
    details: _Details = {
        "msg_id": _msg_id(fields, required=False),
        "event": event,
        "event_key": key,
        "ticket": fields.may("Ticket"),
        "scene": _scene(event, key),
    }
    if event == "location":
        details["location"] = _location(fields, "Latitude", "Longitude")
    elif event == "location_select":
        details["location"] = _location(fields.part("SendLocationInfo"), "Location_X", "Location_Y")
    details["facts"] = _with_subscriptions(fields.rest())
    return details


def _instant(seconds: str, at: datetime) -> datetime:
    """CreateTime counts seconds; anything before WeChat or after tomorrow is no time."""
    if not _EARLIEST <= int(seconds) <= int((at + _AHEAD).timestamp()):
        raise malformed("time-out-of-range")
    return datetime.fromtimestamp(int(seconds), UTC)


def _msg_id(fields: _Fields, *, required: bool) -> str:
    """A 64-bit number as text; messages have one, events have none."""
    value = fields.need("MsgId", _DIGITS) if required else fields.may("MsgId")
    if value and (_DIGITS.fullmatch(value) is None or int(value) >= _MSG_ID_END):
        raise malformed("wrong-type")
    return value


def _location(fields: _Fields, latitude: str, longitude: str) -> Location:
    lat, lng = fields.need(latitude, _DEGREES), fields.need(longitude, _DEGREES)
    if _whole_degrees(lat) > 90 or _whole_degrees(lng) > 180:
        raise malformed("wrong-type")
    return Location(lat, lng, fields.may("Label"))


def _whole_degrees(degrees: str) -> int:
    return int(degrees.partition(".")[0].removeprefix("-"))


def _scene(event: str, key: str) -> str:
    """A new follower's key is `qrscene_` and the scene, an old one's the scene alone."""
    if event == "scan":
        return key
    is_by_code = event == "subscribe" and key.startswith(_SCENE_PREFIX)
    return key.removeprefix(_SCENE_PREFIX) if is_by_code else ""


def _with_subscriptions(facts: dict[str, Plain]) -> dict[str, Plain]:
    """Subscription events hide their entries in a holder of their own name; here they are `List`."""
    for name in _SUBSCRIPTIONS:
        holder = facts.pop(name, None)
        entries = holder.get("List", []) if isinstance(holder, dict) else []
        if isinstance(entries, list) and holder is not None:
            facts["List"] = [entry for entry in entries if isinstance(entry, dict)]
    return facts


def _dedupe_key(head: list[str], details: _Details) -> str:
    """64 hex digits that are equal exactly for repeated deliveries of one push.

    MsgId alone has collided between people, and sender with time collides for two events of one
    second. Events carry no MsgId, so everything they say counts (two receipts of one second differ in it).
    """
    parts = [*head, details["msg_id"]]
    parts += [details.get("event", ""), details.get("event_key", ""), details.get("ticket", "")]
    if not details["msg_id"]:
        parts += [repr(details.get("location")), json.dumps(details["facts"], sort_keys=True)]
    counted = "".join(f"{len(part)}:{part}" for part in parts)  # no two lists of parts read the same
    return hashlib.sha256(counted.encode("utf-8")).hexdigest()
