"""Who may enter which part of the site."""

from urllib.parse import quote

from flask import current_app, g, redirect, request, session
from werkzeug.wrappers import Response

from app.core import clock
from app.core.actors import Actor
from app.core.db import transaction
from app.roster import operations
from app.roster import queries as roster
from bots.desk import NOTICE_VERSION
from surveys.errors import Forbidden

WITHOUT_AGREEMENT = ("/my/privacy", "/my/bind")  # seeing and deleting one's data needs no agreement
COMMITTEE_ROLES = ("committee", "clerk")
OFFICIAL_ROLES = ("city", "county", "street", "community")
PEOPLE_ROLES = ("admin", *OFFICIAL_ROLES)
UNIT_ROLES = ("admin", "city", "county", "liaison")
FACTOR_ROLES = ("admin", *OFFICIAL_ROLES, "auditor")
ENROLMENT = "/staff/account/second-factor"


def anyone() -> None:
    """Public pages: no sign-in; a signed-in person is still recognised."""


def resident() -> Response | None:
    """Residents come by WeChat's sign-in; who agreed to an older privacy notice is asked again first."""
    contact = session.get("contact")
    found = None if contact is None else roster.find_visitor(contact)
    if found is None or found.sign_outs != session.get("sign_outs", 0):
        return redirect(f"/oauth/start?to={quote(_back_to('/my/'))}", 303)
    g.contact_id = contact
    is_outdated = found.agreed not in ("", NOTICE_VERSION)
    if is_outdated and not request.path.startswith(WITHOUT_AGREEMENT):
        unsent = "" if request.method in ("GET", "HEAD") else "&unsent=1"  # what a form told is not taken
        return redirect(f"/my/privacy/consent?to={quote(_back_to('/my/'))}{unsent}", 303)
    return None


def committee() -> Response | None:
    """Committee members and clerks, signed in."""
    return _staff(COMMITTEE_ROLES)


def official() -> Response | None:
    """Officials of city, county, street and community, signed in."""
    return _staff(OFFICIAL_ROLES)


def staff() -> Response | None:
    """Everybody with an account, before their own account; even when every role has ended."""
    return _signed_in()


def people() -> Response | None:
    """Those who look after accounts and roles, or stand in for one who does."""
    return _staff(PEOPLE_ROLES)


def units() -> Response | None:
    """Liaisons of member units, and those who write to them."""
    return _staff(UNIT_ROLES)


def oversight() -> Response | None:
    """Auditors, who read and change nothing."""
    return _staff(("auditor",))


def must_have_factor(actor: Actor) -> bool:
    """Whether this person's roles ask for a second factor here."""
    return bool(current_app.config["STAFF_SECOND_FACTOR"] and actor.paths(*FACTOR_ROLES))


def _back_to(otherwise: str) -> str:
    """Where to go on after signing in: the page asked for; what a form was sent to is no page."""
    return request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else otherwise


def _staff(roles: tuple[str, ...]) -> Response | None:
    """Sign-in first; then at least one of the roles somewhere (where exactly, the queries filter)."""
    answer = _signed_in()
    if answer is None and not g.actor.paths(*roles):
        raise Forbidden("not-your-part-of-the-house")
    return answer


def _signed_in() -> Response | None:
    """With name, password of one's own and, where it is asked for, the second factor."""
    token = session.get("staff", "")
    actor = roster.actor_for_session(token, clock.now())
    if actor is None and token and roster.is_half_open(token, clock.now()):
        return redirect("/staff/second-step", 303)
    if actor is None:
        return redirect(f"/staff/sign-in?to={quote(_back_to(''))}", 303)
    g.actor = actor
    if actor.has_first_password:
        return redirect("/staff/password", 303)
    if roster.needs_touch(token, clock.now()):
        with transaction():
            operations.touch_session(token, clock.now())
    is_enrolling = request.path.startswith(ENROLMENT)
    if not is_enrolling and must_have_factor(actor) and not roster.has_factor(actor.key):
        return redirect(ENROLMENT, 303)
    return None
