"""Every no in words and with the right status, for people as a page and for programs as problem+json."""

import secrets
from collections.abc import Mapping
from typing import Any

import structlog
from flask import Flask, Response, json, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from app.core.db import db
from bots import texts
from surveys.errors import Forbidden, Invalid, Missing, Refusal

log = structlog.get_logger("web")
PAGES = {403: "forbidden", 404: "missing", 409: "refused", 422: "refused", 429: "too-many", 503: "broken"}
FOR_STAFF = ("/committee", "/official", "/staff")
# the others follow from their kind
STATUS_OF = {"unknown-filter": 400, "filter-missing": 400, "form-from-elsewhere": 403}


def init_app(app: Flask) -> None:
    """Refusals become 403, 404, 409 or 422; everything else is a bug and gets a reference number."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(HTTPException, by_status)
    app.register_error_handler(OperationalError, busy)
    app.register_error_handler(PoolTimeout, busy)
    app.register_error_handler(RecursionError, not_understood)
    app.register_error_handler(DataError, not_understood)
    app.register_error_handler(IntegrityError, clashed)
    app.register_error_handler(500, broken)


def status_of(refusal: Refusal) -> int:
    """404 and 403 by class, 409 where the time or state is wrong, 422 otherwise; a few by their code."""
    if refusal.code in STATUS_OF:
        return STATUS_OF[refusal.code]
    if isinstance(refusal, Missing):
        return 404
    if isinstance(refusal, Forbidden):
        return 403
    if isinstance(refusal, Invalid):
        return 422
    return 409


def refused(refusal: Refusal) -> Response:
    """A rule said no."""
    db.session.rollback()
    sentence = _said(refusal.code, refusal.facts)
    return answer(status_of(refusal), refusal.code, sentence)


def expired(_error: CSRFError) -> Response:
    """The form is too old or came from elsewhere."""
    return answer(400, "form-expired", texts.text_of("form-expired", {}), page="csrf-expired")


def by_status(error: HTTPException) -> Any:
    """Werkzeug's own refusals in our words; redirects pass."""
    status = error.code or 500
    if status < 400:
        return error
    code = {404: "page-not-found", 405: "method-not-allowed", 413: "request-too-large", 429: "too-many"}.get(
        status, "request-not-understood"
    )
    reply = answer(status, code, _said(code, {}))
    if error.get_response().headers.get("Allow"):
        reply.headers["Allow"] = error.get_response().headers["Allow"]
    return reply


def not_understood(_error: RecursionError | DataError) -> Response:
    """JSON nested beyond reason, or characters and numbers that no column can hold."""
    db.session.rollback()
    return answer(400, "request-not-understood", texts.text_of("request-not-understood", {}))


def busy(error: OperationalError | PoolTimeout) -> Response:
    """The database cannot take it just now: nothing was recorded, the client may try again."""
    db.session.rollback()
    log.error("database-busy", path=request.path, error=type(getattr(error, "orig", None) or error).__name__)
    reply = answer(503, "try-again", texts.text_of("try-again", {}))
    reply.headers["Retry-After"] = "5"
    return reply


def clashed(error: IntegrityError) -> Response:
    """A constraint held what no operation foresaw, mostly two acts at once: nothing was recorded."""
    db.session.rollback()
    reference = secrets.token_hex(4).upper()
    log.error("clash", reference=reference, path=request.path, exc_info=error)
    return answer(409, "clash", texts.text_of("clash", {"reference": reference}))


def broken(error: Exception) -> Response:
    """A bug: logged with a number that the person can read to us on the telephone."""
    db.session.rollback()
    reference = secrets.token_hex(4).upper()
    original = getattr(error, "original_exception", None) or error
    log.error("bug", reference=reference, path=request.path, exc_info=original)
    return answer(500, "broken", texts.text_of("broken", {"reference": reference}), page="broken")


def _said(code: str, facts: Mapping[str, object]) -> str:
    """The sentence for whoever reads it: staff are not sent to the chat or to a poster."""
    for_staff = request.path.startswith(FOR_STAFF)
    return texts.text_for_staff(code, facts) if for_staff else texts.text_of(code, facts)


def answer(status: int, code: str, sentence: str, *, page: str = "") -> Response:
    """A page for people, `application/problem+json` (RFC 9457) for programs."""
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "status": status, "title": sentence, "code": code}
        return Response(json.dumps(problem), status, content_type="application/problem+json")
    name = page or PAGES.get(status, "refused")
    html = render_template(f"errors/{name}.html", sentence=sentence, code=code, status=status)
    return Response(html, status, content_type="text/html; charset=utf-8")
