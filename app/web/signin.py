"""How people come in: residents through WeChat's sign-in, staff with name and password."""

import secrets
from urllib.parse import urlencode

import structlog
from flask import Blueprint, current_app, redirect, render_template, request, session
from werkzeug.wrappers import Response

from app.core import accounts, clock
from app.core.actors import Actor
from app.core.addresses import path_on_this_site
from app.core.db import transaction
from app.roster import operations as roster
from app.roster import queries as roster_queries
from app.web.browsers import browser_of
from bots.wechat import oauth
from bots.wechat.errors import ApiError, Restart
from surveys.errors import Invalid, Refusal

log = structlog.get_logger("signin")
bp = Blueprint("signin", __name__)
STATES_KEPT = 5
LOOPBACK = ("127.0.0.1", "::1")
LONGEST_TARGET = 300  # five of them must fit into one cookie


@bp.get("/oauth/start")
def to_wechat() -> Response:
    """Send a resident to WeChat's silent sign-in; the state is used once and bound to this browser."""
    state = secrets.token_urlsafe(24)
    waiting = dict(list(session.get("oauth", {}).items())[-STATES_KEPT + 1 :])
    target = path_on_this_site(request.args.get("to"), "/my/")
    session["oauth"] = {**waiting, state: target if len(target) <= LONGEST_TARGET else "/my/"}
    back = current_app.config["PUBLIC_BASE_URL"] + "/oauth/back"
    return redirect(oauth.authorize_url(accounts.default_account(), back, state), 302)


@bp.get("/oauth/back")
def from_wechat() -> Response:
    """WeChat sends the resident back with a code: exchanged once for the openid, then a session begins."""
    waiting = session.get("oauth", {})
    target = waiting.pop(request.args.get("state", ""), None)
    session["oauth"] = waiting
    if target is None:
        raise Refusal("sign-in-expired")
    account = accounts.default_account()
    try:
        openid = oauth.exchange(account, request.args.get("code", ""))
    except Restart:
        return redirect("/oauth/start?" + urlencode({"to": target}), 303)
    except ApiError as problem:
        log.error("oauth-failed", code=problem.code)
        raise Refusal("wechat-not-answering") from problem
    with transaction():
        contact_id = roster.contact_for(account.name, openid, clock.now())
    enter_as_resident(contact_id)
    return redirect(target, 303)


def enter_as_resident(contact_id: int) -> None:
    """Begin a resident's session; the resident who was signed in on this browser before is gone."""
    staff = {"staff": session["staff"]} if "staff" in session else {}
    visitor = roster_queries.find_visitor(contact_id)
    session.clear()
    session.update(staff, contact=contact_id, sign_outs=visitor.sign_outs if visitor else 0)


@bp.post("/my/sign-out")
def let_resident_out() -> Response:
    """End the resident's session on the server, for telephones that are handed on; staff stay in."""
    if "contact" in session:
        with transaction():
            roster.end_visits(session["contact"], session.get("sign_outs", 0), clock.now())
    for key in ("contact", "sign_outs", "speaking_for", "oauth"):
        session.pop(key, None)
    return redirect("/", 303)


@bp.get("/staff/sign-in")
def ask_staff() -> str:
    """The sign-in page for committee and officials."""
    return render_template("web/sign_in.html", to=path_on_this_site(request.args.get("to"), ""), outcome=None)


@bp.post("/staff/sign-in")
def let_staff_in() -> Response | tuple[str, int]:
    """Check name and password; a failed try is recorded before it is answered."""
    name, password = request.form.get("username", "").strip(), request.form.get("password", "")
    checked = roster.check_password(name, password, clock.now(), address=_address())
    with transaction():
        result = roster.sign_in(checked, clock.now(), browser=browser_of(request.user_agent.string))
    to = path_on_this_site(request.form.get("to"), "")
    if result.token is None:
        return render_template("web/sign_in.html", to=to, outcome=result, username=name), 422
    session.clear()
    session["staff"] = result.token
    if result.needs_factor:
        session["after-factor"] = to
        return redirect("/staff/second-step", 303)
    return _first_page(result, to)


def _first_page(result: roster.SignIn, to: str) -> Response:
    """A password of one's own first; then where somebody wanted to go."""
    if result.must_change_password:
        return redirect("/staff/password", 303)
    return redirect(to or result.first_page, 303)


@bp.get("/staff/second-step")
def ask_factor() -> str | Response:
    """The password was right; now the six digits from the telephone."""
    if not roster_queries.is_half_open(session.get("staff", ""), clock.now()):
        return redirect("/staff/sign-in", 303)
    return render_template("web/second_step.html", outcome=None)


@bp.post("/staff/second-step")
def check_factor() -> Response | tuple[str, int]:
    """Check the code; a wrong one is counted before it is answered."""
    code = request.form.get("code", "")[:40]
    with transaction():
        result = roster.prove_factor(session.get("staff", ""), code, clock.now(), address=_address())
    if result.outcome == "over":
        return redirect("/staff/sign-in", 303)
    if result.token is None:
        return render_template("web/second_step.html", outcome=result), 422
    return _first_page(result, path_on_this_site(session.pop("after-factor", ""), ""))


@bp.get("/staff/password")
def ask_new_password() -> str | Response:
    """A password of one's own, at the first sign-in or whenever wanted."""
    actor = roster_queries.actor_for_session(session.get("staff", ""), clock.now())
    if actor is None:
        return redirect("/staff/sign-in", 303)
    return _password_page(actor)


@bp.post("/staff/password")
def set_new_password() -> Response | tuple[str, int]:
    """Change the password; the old one proves that it is the same person."""
    actor = roster_queries.actor_for_session(session.get("staff", ""), clock.now())
    if actor is None:
        return redirect("/staff/sign-in", 303)
    old, new = request.form.get("old", ""), request.form.get("new", "")
    problem = "" if new == request.form.get("again", "") else "differs"
    problem = "same" if new == old else problem
    problem = problem or _password_problem(roster_queries.username_of(actor.key), old, new)
    if problem:
        return _password_page(actor, problem), 422
    session.clear()
    return redirect("/staff/sign-in?changed=yes", 303)


def _password_page(actor: Actor, problem: str = "") -> str:
    return render_template("web/password.html", is_first=actor.has_first_password, problem=problem)


def _address() -> str:
    """Where the browser is, by TRUSTED_PROXIES.

    In production this machine itself stands for a proxy nobody told us of: locking it would lock everybody.
    """
    address = request.remote_addr or ""
    is_unknown_proxy = current_app.config["APP_ENV"] == "production" and address in LOOPBACK
    return "" if is_unknown_proxy else address


def _password_problem(username: str, old: str, new: str) -> str:
    """Change it; why not, as a code, when that cannot be done."""
    try:
        return "" if _change_password(username, old, new) else "wrong"
    except Invalid as refusal:
        return refusal.code


def _change_password(username: str, old: str, new: str) -> bool:
    """Both passwords are worked on before the database is held."""
    new_hash = roster.hash_password(new)
    checked = roster.check_password(username, old, clock.now(), address=_address())
    with transaction():
        return roster.change_password(checked, new_hash, clock.now())


@bp.post("/staff/sign-out")
def let_staff_out() -> Response:
    """End the session on the server, not only the cookie."""
    with transaction():
        roster.sign_out(session.pop("staff", ""), clock.now())
    session.clear()
    return redirect("/", 303)
