"""What all of the JSON API has in common: its description, refused filters, and an ETag on every answer."""

import re
from typing import Any

from flask import Blueprint, Flask, Response, render_template, request
from flask.json.provider import DefaultJSONProvider

from app.web import openapi
from surveys.errors import Invalid

ADDRESS = "/api/v1"
VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")

bp = Blueprint("description", __name__)


def init_app(app: Flask) -> None:
    """Answers of the API carry an ETag, and Chinese stays readable in them."""
    if isinstance(app.json, DefaultJSONProvider):
        app.json.ensure_ascii = False
    app.after_request(_tagged)


@bp.get("/openapi.json")
def description() -> dict[str, Any]:
    """The API in the words of OpenAPI."""
    return openapi.DOCUMENT


@bp.get("/docs")
def documentation() -> str:
    """The same for people."""
    return render_template("web/api_docs.html", address=ADDRESS, paths=openapi.PATHS)


def known_filters() -> None:
    """A misspelt filter must not look like an answer to what was asked: Invalid `unknown-filter`, 400."""
    unknown = sorted(set(request.args) - openapi.filters_of(path_of(str(request.url_rule))))
    if unknown:
        raise Invalid("unknown-filter", name=unknown[0][:40])


def path_of(rule: str) -> str:
    """How the description calls the address of a view."""
    return VARIABLE.sub(r"{\1}", rule.removeprefix(ADDRESS))


def _tagged(answer: Response) -> Response:
    """Whoever has this very answer already gets 304."""
    if request.blueprints[-1:] == ["api"] and request.method in ("GET", "HEAD") and answer.status_code == 200:
        answer.add_etag()
        answer.make_conditional(request)
    return answer
