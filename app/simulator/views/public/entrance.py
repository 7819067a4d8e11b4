"""What all pages of the telephones know: the blueprint, the chosen telephone, the line to the account."""

from flask import Blueprint, Flask, current_app, redirect, request, session, url_for
from werkzeug.wrappers import Response

from app.core import accounts
from app.simulator import queries
from app.simulator.operations.delivery import Line
from app.simulator.operations.messages import Library, library_from
from app.simulator.operations.mounting import refuse_production
from app.simulator.queries.store import Store

COOKIE = "simulator-phone"
YEAR_S = 365 * 24 * 3600

bp = Blueprint("simulator", __name__, url_prefix="/simulator")
bp.record(lambda state: refuse_production(state.app.config["APP_ENV"]))


def init_app(app: Flask) -> None:
    """Mount the telephones; production is refused."""
    app.register_blueprint(bp)


def folder() -> str:
    """Where the platform keeps its books."""
    place: str = current_app.config["INSTANCE_DIR"]
    return place


def line() -> Line:
    """From the platform to the default account of this place."""
    return Line(accounts.default_account(), current_app.config["PUBLIC_BASE_URL"] + "/wechat", folder())


def library() -> Library:
    """The templates that the account has chosen at WeChat."""
    return library_from(current_app.config["WECHAT_TEMPLATES"])


def find_chosen(store: Store) -> queries.Phone | None:
    """The telephone this browser holds in its hand."""
    return queries.find_phone(store, request.cookies.get(COOKIE, ""))


def take_up(answer: Response, openid: str) -> Response:
    """From now on this browser holds that telephone; nobody stays signed in from the last one."""
    session.pop("contact", None)
    answer.set_cookie(COOKIE, openid, max_age=YEAR_S, httponly=True, samesite="Lax")
    return answer


def back(problem: str = "") -> Response:
    """To the telephone, at its newest message, with a word on what did not work."""
    return redirect(url_for("simulator.phone", problem=problem or None, _anchor="newest"), 303)
