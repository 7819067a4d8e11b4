"""The switch between standard and large type."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from app.core.addresses import path_on_this_site

MODES = ("standard", "elder")
YEAR_S = 365 * 24 * 3600

bp = Blueprint("reading", __name__)


def current_mode() -> str:
    """`elder` for large type, `standard` otherwise."""
    chosen = request.cookies.get("reading-mode", "standard")
    return chosen if chosen in MODES else "standard"


@bp.get("/reading-mode")
def choose() -> Response:
    """Switch the type size and go back to where the reader was."""
    answer = redirect(path_on_this_site(request.args.get("back")), 303)
    mode = request.args.get("to", "")
    if mode in MODES:
        answer.set_cookie(
            "reading-mode", mode, max_age=YEAR_S, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return answer
