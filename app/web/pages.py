"""What every request and page gets: refused nonsense, security headers, the reading mode, readable dates."""

from datetime import datetime, timedelta

from flask import Flask, Response, abort, g, request
from werkzeug.routing import IntegerConverter, Map

from app.core import clock
from app.web.reading import current_mode
from bots import texts
from surveys.errors import Refusal
from surveys.figures import area_to_text
from surveys.privacy import mask_name, mask_phone

POLICY = (
    "default-src 'self'; img-src 'self' data:; script-src 'self'; style-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
PRIVATE = ("/my", "/committee", "/official", "/staff", "/oauth")
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class Number(IntegerConverter):
    """A row's number in an address: what no database could hold is no address of ours."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**31 - 1)


def init_app(app: Flask) -> None:
    """Nonsense refused first, headers on every answer, helpers in every template."""
    app.url_map.converters["int"] = Number
    app.before_request(_refuse_nul)
    app.after_request(_secure)
    app.context_processor(lambda: {"reading_mode": current_mode(), "actor": g.get("actor")})
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["area"] = area_to_text
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["dated"] = dated
    app.jinja_env.filters["in_words"] = in_words
    app.jinja_env.filters["last_day"] = last_day
    app.jinja_env.filters["masked_phone"] = mask_phone
    app.jinja_env.filters["masked_name"] = mask_name


def moment(instant: datetime | None) -> str:
    """Month, day and time in Liaocheng, with the year when it is another one."""
    if instant is None:
        return ""
    at = clock.local(instant)
    year = "" if at.year == clock.today().year else f"{at.year}\u5e74"
    return f"{year}{at.month}\u6708{at.day}\u65e5 {at:%H:%M}"


def dated(instant: datetime | None) -> str:
    """Year, month, day and time in Liaocheng: what is announced and kept names its year."""
    if instant is None:
        return ""
    at = clock.local(instant)
    return f"{at.year}\u5e74{at.month}\u6708{at.day}\u65e5 {at:%H:%M}"


def in_words(refusal: Refusal) -> str:
    """The sentence of a refusal, for a form that comes back with it."""
    return texts.text_of(refusal.code, refusal.facts)


def day(instant: datetime | None) -> str:
    """Month and day in Liaocheng, with the year when it is another one."""
    return moment(instant).rpartition(" ")[0]


def last_day(end: datetime | None) -> str:
    """The last whole day before an end that is not included."""
    return day(end - timedelta(seconds=1)) if end else ""


def _refuse_nul() -> None:
    """Nobody types a NUL, and PostgreSQL cannot store one. WeChat's XML is checked on its own."""
    given = [request.path, *(value for values in request.args.lists() for value in (values[0], *values[1]))]
    if request.mimetype in FORMS and request.blueprint != "public.wechat":
        given += [value for values in request.form.lists() for value in (values[0], *values[1])]
    if any("\0" in value for value in given):
        abort(400)


def _secure(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.path.startswith(PRIVATE):
        answer.headers["Cache-Control"] = "no-store"  # telephones and desks are shared
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return answer
