"""What the account asks the platform to send: customer-service messages, templates, subscription notices."""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.simulator import queries
from app.simulator.operations import pushes, quotas
from app.simulator.operations.conversations import Note, note
from app.simulator.operations.pushes import Push
from app.simulator.operations.refusals import ApiRefusal
from app.simulator.queries.store import Store
from bots.wechat.notices import TEMPLATES

MAX_BYTES = 2048
MAX_MENU_ITEMS = 10

_LIMITS = {  # type of parameter: the longest value
    "thing": 20,
    "number": 32,
    "letter": 32,
    "symbol": 5,
    "character_string": 32,
    "time": 40,
    "date": 40,
    "amount": 16,
    "phone_number": 17,
    "car_number": 8,
    "name": 20,
    "phrase": 5,
}
_ASCII_ONLY = {"number", "letter", "character_string", "phone_number"}
_DIGITS_AT_END = re.compile(r"\d+$")


@dataclass(frozen=True)
class Library:
    """The templates the account has chosen at WeChat: id to the notice of ours that it fits.

    Template messages and subscription notices have libraries of their own.
    """

    template: Mapping[str, str]
    subscription: Mapping[str, str]


@dataclass(frozen=True)
class Accepted:
    """The platform took a message; `news` is what it will push back to the account about it."""

    answer: dict[str, object]
    openid: str
    news: Push | None = None


def accept_custom(store: Store, order: dict[str, Any], at: datetime) -> Accepted:
    """A customer-service message, when the person's last act still allows one."""
    openid = _openid(store, order)
    kind = order.get("msgtype")
    if kind not in _BODIES:
        raise ApiRefusal(40008)
    given = order.get(kind)
    if not isinstance(given, dict):
        raise ApiRefusal(44002)
    body = _BODIES[kind](store, given)
    quotas.spend_message(store, openid, at)
    note(store, Note(openid, "custom", kind, body), at)
    return Accepted({"errcode": 0, "errmsg": "ok"}, openid)


def library_from(settings: Mapping[str, Mapping[str, str]]) -> Library:
    """The libraries behind the setting that names, for each notice, its ids at WeChat."""
    known = {kind: ids for kind, ids in settings.items() if kind in TEMPLATES}
    return Library(
        {ids["template"]: kind for kind, ids in known.items() if "template" in ids},
        {ids["subscription"]: kind for kind, ids in known.items() if "subscription" in ids},
    )


def accept_template(store: Store, order: dict[str, Any], library: Library, at: datetime) -> Accepted:
    """A template message; whether it arrived the account learns from TEMPLATESENDJOBFINISH."""
    openid = _openid(store, order)
    phone = queries.get_phone(store, openid)
    shown = _filled(order, library.template)
    if not phone.is_following:
        raise ApiRefusal(43004)
    message_id = str(secrets.randbits(62))
    if phone.is_blocking:
        news = pushes.template_finished(message_id, "failed:user block")
    else:
        note(store, Note(openid, "template", "template", shown | {"url": _url(order.get("url"))}), at)
        news = pushes.template_finished(message_id, "success")
    return Accepted({"errcode": 0, "errmsg": "ok", "msgid": int(message_id)}, openid, news)


def accept_subscription(store: Store, order: dict[str, Any], library: Library, at: datetime) -> Accepted:
    """A subscription notice; uses up one permission of this person for this template."""
    openid = _openid(store, order)
    shown = _filled(order, library.subscription)
    template_id = str(order["template_id"])
    quotas.spend_credit(store, openid, template_id)
    note(store, Note(openid, "subscription", "template", shown | {"url": _url(order.get("page"))}), at)
    message_id = str(secrets.randbits(62))
    return Accepted(
        {"errcode": 0, "errmsg": "ok", "msgid": int(message_id)},
        openid,
        pushes.subscription_sent(template_id, message_id),
    )


def template_list(chosen: Mapping[str, str]) -> list[dict[str, str]]:
    """A library as `template/get_all_private_template` names it."""
    return [
        {
            "template_id": template_id,
            "title": TEMPLATES[kind].title,
            "content": "\n".join(
                f"{field.label}:{{{{{field.parameter}.DATA}}}}" for field in TEMPLATES[kind].fields
            ),
        }
        for template_id, kind in chosen.items()
    ]


def _openid(store: Store, order: dict[str, Any]) -> str:
    openid = order.get("touser")
    if not isinstance(openid, str) or queries.find_phone(store, openid) is None:
        raise ApiRefusal(40003)
    return openid


def _filled(order: dict[str, Any], chosen: Mapping[str, str]) -> dict[str, object]:
    """Title and lines of a template message; 40037 and 47003 as WeChat has them."""
    notice = chosen.get(str(order.get("template_id")))
    if notice is None:
        raise ApiRefusal(40037)
    template = TEMPLATES[notice]
    data = order.get("data")
    if not isinstance(data, dict):
        raise ApiRefusal(47001)
    known = {field.parameter: field.label for field in template.fields}
    for name in data:
        _demand_value(name, data[name])
    lost = next((name for name in known if name not in data), None)
    if lost is not None:
        raise ApiRefusal(47003, f"data.{lost}.value is empty")
    return {"title": template.title, "lines": [[known[name], data[name]["value"]] for name in known]}


def _demand_value(name: str, given: object) -> None:
    """The type stands in the parameter's name: `thing1` takes twenty characters."""
    value = given.get("value") if isinstance(given, dict) else None
    kind = _DIGITS_AT_END.sub("", name)
    is_right = (
        isinstance(value, str)
        and 0 < len(value.encode("utf-16-le")) // 2 <= _LIMITS.get(kind, 200)
        and "\n" not in value
        and (kind not in _ASCII_ONLY or value.isascii())
    )
    if not is_right:
        raise ApiRefusal(47003, f"data.{name}.value invalid")


def _url(given: object) -> str:
    return given if isinstance(given, str) and given.startswith(("http://", "https://")) else ""


def _words(_store: Store, given: dict[str, Any]) -> dict[str, object]:
    return {"text": _demand_text(given.get("content"))}


def _demand_text(words: object) -> str:
    if not isinstance(words, str) or not words:
        raise ApiRefusal(44004)
    if len(words.encode("utf-8")) > MAX_BYTES:
        raise ApiRefusal(45002)
    return words


def _media(store: Store, given: dict[str, Any]) -> dict[str, object]:
    media_id = given.get("media_id")
    if not isinstance(media_id, str) or queries.find_media(store, media_id) is None:
        raise ApiRefusal(40007)
    return {"media_id": media_id}


def _article(_store: Store, given: dict[str, Any]) -> dict[str, object]:
    """Exactly one article."""
    articles = given.get("articles")
    if not isinstance(articles, list) or len(articles) != 1 or not isinstance(articles[0], dict):
        raise ApiRefusal(45008)
    article = articles[0]
    return {
        "title": _demand_text(article.get("title")),
        "text": str(article.get("description", "")),
        "url": _url(article.get("url")),
        "picture": _url(article.get("picurl")),
    }


def _choices(_store: Store, given: dict[str, Any]) -> dict[str, object]:
    """A menu message: a tap on one of its lines comes back as text with `bizmsgmenuid`."""
    items = given.get("list")
    if not isinstance(items, list) or not 0 < len(items) <= MAX_MENU_ITEMS:
        raise ApiRefusal(40035)
    if not all(isinstance(item, dict) and item.get("id") and item.get("content") for item in items):
        raise ApiRefusal(40035)
    return {
        "text": str(given.get("head_content", "")),
        "choices": [[str(item["id"]), str(item["content"])] for item in items],
        "tail": str(given.get("tail_content", "")),
    }


_BODIES: dict[str, Callable[[Store, dict[str, Any]], dict[str, object]]] = {
    "text": _words,
    "image": _media,
    "voice": _media,
    "video": _media,
    "news": _article,
    "msgmenu": _choices,
}
