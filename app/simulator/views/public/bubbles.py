"""How lines of a conversation look on the telephone: bubbles with safe links, cards, grey lines."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape

from app.simulator.queries import Message

QUIET = timedelta(minutes=5)  # WeChat shows the time again after a pause like this
PHONE_EVENTS = {"subscribe", "unsubscribe", "SCAN", "CLICK"}

_LINK = re.compile(
    r"""<a\s[^>]*?href\s*=\s*["'](?P<href>[^"']*)["'][^>]*>(?P<label>.*?)</a>"""
    r"""|(?P<bare>https?://[^\s<>"'\u3000-\u303f\uff00-\uffef]+)""",
    re.DOTALL | re.IGNORECASE,
)
_WEB = ("http://", "https://")


@dataclass(frozen=True)
class Part:
    """A piece of text, with an address when it is a link."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Bubble:
    """One line as the page shows it; `side` is mine, theirs or line (grey, in the middle)."""

    id: int
    side: str
    kind: str
    way: str
    shown_at: datetime | None
    parts: tuple[Part, ...] = ()
    title: str = ""
    url: str = ""
    picture: str = ""
    reason: str = ""
    scene: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    tail: tuple[Part, ...] = field(default=())


def bubbles_of(messages: Iterable[Message], base_url: str) -> list[Bubble]:
    """The conversation as it is shown; addresses of this site become paths of it."""
    shown, before = [], None
    for message in messages:
        is_later = before is None or message.sent_at - before > QUIET
        shown.append(_bubble(message, base_url, message.sent_at if is_later else None))
        before = message.sent_at
    return shown


def on_this_site(url: str, base_url: str) -> str:
    """A path for our own addresses, the address itself for others, nothing for what is no web page."""
    if url == base_url or url.startswith(base_url + "/"):
        return url.removeprefix(base_url) or "/"
    is_page = url.startswith(_WEB) or (url.startswith("/") and not url.startswith("//"))
    return url if is_page else ""


def parts_of(text: str, base_url: str) -> tuple[Part, ...]:
    """Text with the links that WeChat makes of anchors and of bare addresses."""
    return tuple(part for part in _parts(text, base_url) if part.text)


def _parts(text: str, base_url: str) -> Iterator[Part]:
    end = 0
    for found in _LINK.finditer(text):
        yield Part(text[end : found.start()])
        end = found.end()
        address = unescape(found["href"] or found["bare"] or "")
        yield Part(found["label"] or address, on_this_site(address, base_url))
    yield Part(text[end:])


def _bubble(message: Message, base_url: str, shown_at: datetime | None) -> Bubble:
    body = message.body
    is_grey = message.way == "fault" or (message.way == "phone" and message.kind in PHONE_EVENTS)
    mine = "mine" if message.way == "phone" else "theirs"
    media = f"/simulator/media/{body['media_id']}" if body.get("media_id") else ""
    return Bubble(
        id=message.id,
        side="line" if is_grey else mine,
        kind=message.kind,
        way=message.way,
        shown_at=shown_at,
        parts=parts_of(str(body.get("text", "")), base_url),
        title=str(body.get("title", "")),
        url=on_this_site(str(body.get("url", "")), base_url),
        picture=media or on_this_site(str(body.get("picture", "")), base_url),
        reason=str(body.get("reason", "")),
        scene=str(body.get("scene", "")),
        lines=tuple((label, value) for label, value in body.get("lines", ())),
        choices=tuple((number, words) for number, words in body.get("choices", ())),
        tail=parts_of(str(body.get("tail", "")), base_url),
    )
