"""What fingers do on a telephone: every form of the page becomes a push to the account."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, redirect, request, url_for
from PIL import Image
from werkzeug.wrappers import Response

from app.core import clock
from app.simulator import queries
from app.simulator.operations import conversations, delivery, pushes, quotas, tickets
from app.simulator.operations.pushes import Push
from app.simulator.queries import Phone
from app.simulator.queries.store import store_in
from app.simulator.views.public.bubbles import on_this_site
from app.simulator.views.public.entrance import back, bp, find_chosen, folder, library, line

MAX_WORDS = 600
MAX_PICTURE = 10 * 1024 * 1024
REPEATS = 3
STEPS_S = {"minute": 60, "hour": 3600, "day": 24 * 3600}
SAMPLE_COLOUR = (15, 118, 110)

_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,9})?")


@dataclass(frozen=True)
class Cannot(Exception):
    """A telephone cannot do this now; the page words the code."""

    code: str


@bp.post("/act/<name>")
def act(name: str) -> Response:
    """One act on the telephone in hand; then back to it."""
    with store_in(folder()) as store:
        phone = find_chosen(store)
    if phone is None or name not in ACTS:
        return back("no-phone")
    try:
        return ACTS[name](phone) or back()
    except Cannot as problem:
        return back(problem.code)


@bp.post("/clock")
def move_clock() -> Response:
    """Move the development clock on, or put it right again."""
    step = request.form.get("step", "")
    if step in STEPS_S:
        clock.move(STEPS_S[step])
    elif step == "reset":
        clock.move(-clock.move(0))
    return back()


def _follow(phone: Phone) -> None:
    if not phone.is_following:
        _join(phone, "", "")


def _join(phone: Phone, scene: str, ticket: str) -> None:
    at = clock.now()
    with store_in(folder()) as store:
        conversations.follow(store, phone.openid, scene, at)
    delivery.send(line(), phone.openid, pushes.subscribe(scene, ticket), at)


def _unfollow(phone: Phone) -> None:
    if phone.is_following:
        with store_in(folder()) as store:
            conversations.unfollow(store, phone.openid)
        delivery.send(line(), phone.openid, pushes.unsubscribe(), clock.now())


def _scan(phone: Phone) -> Response | None:
    """A page of ours opens, a code of the account brings its scene, other words are a scene themselves."""
    words = request.form.get("scene", "").strip()
    path = on_this_site(words, current_app.config["PUBLIC_BASE_URL"])
    if path.startswith("/"):
        return redirect(path, 303)
    with store_in(folder()) as store:
        found = queries.find_ticket(store, words.removeprefix(tickets.ADDRESS), clock.now())
    scene, ticket = (found.scene, found.value) if found else (words, f"simulated-{words}")
    if not scene or len(scene) > tickets.MAX_SCENE or "://" in scene:
        raise Cannot("code-unreadable")
    if phone.is_following:
        delivery.send(line(), phone.openid, pushes.scan(scene, ticket), clock.now())
    else:
        _join(phone, scene, ticket)
    return None


def _say(phone: Phone) -> None:
    words = request.form.get("words", "").strip()[:MAX_WORDS]
    if not words:
        raise Cannot("nothing-said")
    _send(phone, pushes.text(words, request.form.get("menu_id", "")))


def _speak(phone: Phone) -> None:
    """A voice message; without recognised words WeChat understood nothing."""
    with store_in(folder()) as store:
        media_id = conversations.keep_media(store, "voice", b"#!AMR\n", content_type="audio/amr")
    _send(phone, pushes.voice(media_id, request.form.get("recognised", "").strip()[:MAX_WORDS]))


def _show_picture(phone: Phone) -> None:
    given = request.files.get("picture")
    content = given.stream.read(MAX_PICTURE + 1) if given else b""
    if len(content) > MAX_PICTURE or (content and given and not given.mimetype.startswith("image/")):
        raise Cannot("picture-unfit")
    kind = given.mimetype if given and content else "image/jpeg"
    with store_in(folder()) as store:
        media_id = conversations.keep_media(store, "image", content or _sample(), content_type=kind)
    base_url = current_app.config["PUBLIC_BASE_URL"]
    _send(phone, pushes.image(media_id, base_url + url_for("simulator.media", media_id=media_id)))


def _sample() -> bytes:
    """A picture to send when none is at hand."""
    out = io.BytesIO()
    Image.new("RGB", (480, 320), SAMPLE_COLOUR).save(out, "JPEG")
    return out.getvalue()


def _locate(phone: Phone) -> None:
    latitude, longitude = request.form.get("latitude", "").strip(), request.form.get("longitude", "").strip()
    if not _DEGREES.fullmatch(latitude) or not _DEGREES.fullmatch(longitude):
        raise Cannot("place-unfit")
    _send(phone, pushes.location(latitude, longitude, request.form.get("label", "").strip()[:100]))


def _tap(phone: Phone) -> Response | None:
    """A menu item: the chat answers it, or a page opens."""
    with store_in(folder()) as store:
        item = _menu_item(queries.find_menu(store) or {}, request.form.get("place", ""))
    if item is None:
        raise Cannot("menu-gone")
    if item.get("type") != "view":
        _send(phone, pushes.click(item["key"], item["name"]))
        return None
    _send(phone, pushes.view(item["url"]))
    path = on_this_site(item["url"], current_app.config["PUBLIC_BASE_URL"])
    return redirect(path or item["url"], 303)


def _menu_item(menu: dict[str, Any], place: str) -> dict[str, Any] | None:
    """The button at `1` or `1.2`."""
    buttons, found = menu.get("button", []), None
    for step in place.split("."):
        if not step.isdigit() or int(step) >= len(buttons):
            return None
        found = buttons[int(step)]
        buttons = found.get("sub_button") or []
    return None if buttons else found


def _repeat(phone: Phone) -> None:
    if not delivery.repeat_last(line(), phone.openid, REPEATS, clock.now()):
        raise Cannot("nothing-to-repeat")


def _subscribe(phone: Phone) -> None:
    """The answer to the question whether this template may be sent once: accept, reject or withdraw."""
    template_id, choice = request.form.get("template", ""), request.form.get("choice", "")
    if template_id not in library().subscription:
        raise Cannot("template-unknown")
    with store_in(folder()) as store:
        if choice == "accept":
            quotas.grant_credit(store, phone.openid, template_id)
        elif choice == "withdraw":
            quotas.withdraw_credit(store, phone.openid, template_id)
    answered = pushes.subscription_popup((template_id,), is_accepted=choice == "accept")
    push = pushes.subscription_change((template_id,)) if choice == "withdraw" else answered
    delivery.send(line(), phone.openid, push, clock.now())


def _block(phone: Phone) -> None:
    with store_in(folder()) as store:
        conversations.block_templates(store, phone.openid, is_blocking=not phone.is_blocking)


def _clear(phone: Phone) -> None:
    with store_in(folder()) as store:
        conversations.clear_conversation(store, phone.openid)


def _send(phone: Phone, push: Push) -> None:
    """Only followers see the chat of an account."""
    if not phone.is_following:
        raise Cannot("not-following")
    delivery.send(line(), phone.openid, push, clock.now())


ACTS: dict[str, Callable[[Phone], Response | None]] = {
    "follow": _follow,
    "unfollow": _unfollow,
    "scan": _scan,
    "say": _say,
    "speak": _speak,
    "picture": _show_picture,
    "location": _locate,
    "tap": _tap,
    "repeat": _repeat,
    "subscribe": _subscribe,
    "block": _block,
    "clear": _clear,
}
