"""What every page gets: security headers, the reading mode, dates as people read them."""

from datetime import datetime

from flask import Flask, Response, g, request

from app.core import clock
from app.web.reading import current_mode

POLICY = (
    "default-src 'self'; img-src 'self' data:; script-src 'self'; style-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def init_app(app: Flask) -> None:
    """Headers on every answer, helpers in every template."""
    app.after_request(_secure)
    app.context_processor(lambda: {"reading_mode": current_mode(), "actor": g.get("actor")})
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["day"] = day


def moment(instant: datetime | None) -> str:
    """Month, day and time in Liaocheng, with the year when it is another one."""
    if instant is None:
        return ""
    at = clock.local(instant)
    year = "" if at.year == clock.today().year else f"{at.year}\u5e74"
    return f"{year}{at.month}\u6708{at.day}\u65e5 {at:%H:%M}"


def day(instant: datetime | None) -> str:
    """Month and day in Liaocheng, with the year when it is another one."""
    return moment(instant).rpartition(" ")[0]


def _secure(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return answer
