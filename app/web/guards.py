"""Who may enter which part of the site."""

from urllib.parse import quote

from flask import g, redirect, request, session
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.roster import operations
from app.roster import queries as roster
from bots.desk import NOTICE_VERSION
from surveys.errors import Forbidden

WITHOUT_AGREEMENT = ("/my/privacy", "/my/bind")  # seeing and deleting one's data needs no agreement
COMMITTEE_ROLES = ("committee", "clerk")
OFFICIAL_ROLES = ("city", "county", "street", "community")


def anyone() -> None:
    """Public pages: no sign-in; a signed-in person is still recognised."""


def resident() -> Response | None:
    """Residents come by WeChat's sign-in; who agreed to an older privacy notice is asked again first."""
    contact = session.get("contact")
    agreed = None if contact is None else roster.find_agreement(contact)
    if agreed is None:
        return redirect(f"/oauth/start?to={quote(_back_to('/my/'))}", 303)
    g.contact_id = contact
    is_outdated = agreed not in ("", NOTICE_VERSION)
    if is_outdated and request.method == "GET" and not request.path.startswith(WITHOUT_AGREEMENT):
        return redirect(f"/my/privacy/consent?to={quote(_back_to('/my/'))}", 303)
    return None


def committee() -> Response | None:
    """Committee members and clerks, signed in."""
    return _staff(COMMITTEE_ROLES)


def official() -> Response | None:
    """Officials of city, county, street and community, signed in."""
    return _staff(OFFICIAL_ROLES)


def _back_to(otherwise: str) -> str:
    """Where to go on after signing in: the page asked for; what a form was sent to is no page."""
    return request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else otherwise


def _staff(roles: tuple[str, ...]) -> Response | None:
    """Sign-in first; then at least one of the roles somewhere (where exactly, the queries filter)."""
    actor = roster.actor_for_session(session.get("staff", ""), clock.now())
    if actor is None:
        return redirect(f"/staff/sign-in?to={quote(_back_to(''))}", 303)
    g.actor = actor
    if session.get("first-password"):
        return redirect("/staff/password", 303)
    if roster.needs_touch(session["staff"], clock.now()):
        with transaction():
            operations.touch_session(session["staff"], clock.now())
    if not actor.paths(*roles):
        raise Forbidden("not-your-part-of-the-house")
    return None
