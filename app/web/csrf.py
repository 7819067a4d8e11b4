"""Forms can only come from our own pages; WeChat's messages are signed instead."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect

protect = CSRFProtect()
EXEMPT: tuple[str, ...] = ("app.chats.views.public.receive",)


def init_app(app: Flask) -> None:
    """Check every POST; views that carry their own proof exempt themselves by name in `EXEMPT`."""
    protect.init_app(app)
    for view in EXEMPT:
        protect.exempt(view)
