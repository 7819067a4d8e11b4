"""Forms can only come from our own pages; WeChat's messages are signed instead."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, request
from flask_wtf.csrf import CSRFProtect

from surveys.errors import Forbidden

protect = CSRFProtect()
EXEMPT: tuple[str, ...] = ("app.chats.views.public.receive",)
READING = ("GET", "HEAD", "OPTIONS", "TRACE")
_exempt_parts: set[str] = set()


def init_app(app: Flask) -> None:
    """Check every POST; views that carry their own proof exempt themselves by name in `EXEMPT`."""
    app.before_request(_refuse_strangers_forms)
    protect.init_app(app)
    for view in EXEMPT:
        protect.exempt(view)


def exempt(part: Blueprint) -> None:
    """A blueprint for programs, which bring their own proof."""
    protect.exempt(part)
    _exempt_parts.add(part.name)


def _refuse_strangers_forms() -> None:
    """A second lock beside the token: the browser itself says from which site a form was sent.

    Old browsers say nothing; then the token alone decides.
    """
    if request.method in READING or request.endpoint is None or _is_exempt(request.endpoint):
        return
    said = request.headers.get("Origin") or request.headers.get("Referer")
    ours = {request.host, urlsplit(current_app.config["PUBLIC_BASE_URL"]).netloc}
    if said and _host_of(said) not in ours:
        raise Forbidden("form-from-elsewhere")


def _is_exempt(endpoint: str) -> bool:
    view = current_app.view_functions[endpoint]
    return f"{view.__module__}.{view.__name__}" in EXEMPT or bool(_exempt_parts & set(request.blueprints))


def _host_of(address: str) -> str:
    """Host and port; empty for `null` and for what is no address."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
