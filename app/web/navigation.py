"""What stands around the pages of each audience: tabs, menu, counts, whom to call."""

import sys
from typing import Any

from flask import Flask, current_app, g, request, session
from werkzeug.exceptions import HTTPException

from app.chats import queries as chats
from app.chats.queries import HelpRow
from app.core import clock
from app.dashboards import queries as dashboards
from app.decisions import queries as decisions
from app.roster import queries as roster
from app.roster.queries import CompoundRow
from app.web import guards
from app.web.errors import FOR_STAFF
from surveys.errors import Refusal

HOUR_S = 3600
TABS = {"home": "/my/", "polls": "/my/polls", "progress": "/my/progress", "me": "/my/records"}
UNDER_ME = ("/my/records", "/my/homes", "/my/bind", "/my/privacy")
COMMITTEE = {
    "today": "/committee/",
    "polls": "/committee/polls",
    "decisions": "/committee/decisions",
    "roster": "/committee/roster",
    "claims": "/committee/roster/claims",
    "rounds": "/committee/rounds",
    "conversations": "/committee/conversations/",
    "notices": "/committee/notices/",
    "timeline": "/committee/timeline",
    "registry": "/committee/registry/",
}
OFFICIAL = {
    "overview": "/official/",
    "decisions": "/official/decisions",
    "registry": "/official/registry/",
    "city": "/",
}
PARTS = {
    "people": ("/staff/people/", guards.PEOPLE_ROLES),
    "units": ("/staff/units/", guards.UNIT_ROLES),
    "oversight": ("/staff/oversight/", ("auditor",)),
}
ACCOUNT = "/staff/account/"
BALLOTS = "/staff/ballots/"
STAFF = {"sign_out_url": "/staff/sign-out"}


def init_app(app: Flask) -> None:
    """Every page gets the frame of its audience; public pages need none and ask nothing."""
    app.context_processor(frame)


def frame() -> dict[str, Any]:
    """The frame of the page being shown; nothing for a page that explains a failure of ours.

    A refusal keeps the frame, so that people can go on; after anything else the database may be what failed.
    """
    problem = sys.exc_info()[1]
    if problem is not None and not isinstance(problem, (Refusal, HTTPException)):
        return {}
    audience = request.blueprints[-1] if request and request.blueprints else ""
    if problem is not None and request.path.startswith(FOR_STAFF):
        return _on_staff_refusal(audience)
    if audience == "resident" and g.get("contact_id") is not None:
        found = _resident(g.contact_id)
    elif audience in ("committee", "official") and g.get("actor") is not None:
        found = _committee() if audience == "committee" else _official()
    elif audience == "ballots" and g.get("actor") is not None:
        found = _committee() if g.actor.paths(*guards.COMMITTEE_ROLES) else _own_part()
    elif (audience in PARTS or audience == "account") and g.get("actor") is not None:
        found = _own_part()
    else:
        return {}
    if problem is not None:
        found |= {"layout": "layouts/resident.html", "back_url": TABS["home"]}
    return found


def _on_staff_refusal(audience: str) -> dict[str, Any]:
    """A no to staff keeps the menu of what this person may enter and leads to where their work begins.

    A wrong address belongs to no audience and has passed no guard: who is signed in is looked up here.
    """
    if g.get("actor") is None:
        g.actor = roster.actor_for_session(session.get("staff", ""), clock.now())
    if g.actor is None:
        return {}
    if audience == "committee" and g.actor.paths(*guards.COMMITTEE_ROLES):
        found = _committee()
    elif audience == "official" and g.actor.paths(*guards.OFFICIAL_ROLES):
        found = _official()
    else:
        found = _own_part()
    return found | {"layout": "layouts/staff.html", "back_url": found["home_url"]}


def _resident(contact_id: int) -> dict[str, Any]:
    stand = dashboards.standpoint_for(contact_id, session.get("speaking_for"))
    found: dict[str, Any] = {"tab_urls": TABS, "current_tab": _tab(request.path), "home_url": TABS["home"]}
    if request.path == TABS["me"]:
        records = chats.records_for(contact_id, ())
        found["help_asked"] = [(record.at, record.number) for record in records]
    if stand.home is None:
        return found
    compound = roster.get_compound(stand.home.compound_id)
    return found | {
        "compound_name": compound.name,
        "acting_for": stand.home.label,
        "acting_url": f"{TABS['home']}#homes" if stand.others else "",
        "telephone": compound.telephone,
        "office_hours": _hours(compound),
    }


def _tab(path: str) -> str:
    if path.startswith(UNDER_ME):
        return "me"
    if path.startswith("/my/decisions"):
        return "polls"
    return next((key for key in ("polls", "progress") if path.startswith(TABS[key])), "home")


def _committee() -> dict[str, Any]:
    compounds = {compound.id: compound for compound in roster.compounds_for_staff(g.actor)}
    waiting = [row for row in chats.help_in(list(compounds)) if row.waits_for_clerk]
    counts = {"claims": roster.count_claims(list(compounds)), "conversations": len(waiting)}
    return {
        **STAFF,
        "navigation": _menu(COMMITTEE | _parts(), counts | _waiting()),
        "home_url": COMMITTEE["today"],
        "place_name": _words().place_words([compound.name for compound in compounds.values()]),
        "staff_name": g.actor.name,
        "conversations": [_conversation(row, compounds[row.compound_id]) for row in waiting],
    }


def _official() -> dict[str, Any]:
    codes = [path.rpartition(".")[2] for path in g.actor.paths("city", "county", "street", "community")]
    region = roster.find_region(codes[0]) if len(codes) == 1 else None
    return {
        **STAFF,
        "navigation": _menu(OFFICIAL | _parts(), _waiting()),
        "home_url": OFFICIAL["overview"],
        "place_name": region.name if region else "",
        "staff_name": g.actor.name,
    }


def _own_part() -> dict[str, Any]:
    """Around the pages of staff about themselves: the doors to every part they may enter."""
    first = COMMITTEE if g.actor.paths(*guards.COMMITTEE_ROLES) else {}
    first = (OFFICIAL if g.actor.paths(*guards.OFFICIAL_ROLES) else {}) | first
    first = first | ({"ballots": BALLOTS} if decisions.is_invigilator(g.actor) else {})
    return {
        **STAFF,
        "navigation": _menu(first | _parts(), _waiting()),
        "home_url": next(iter(first.values()), ACCOUNT),
        "staff_name": g.actor.name,
    }


def _parts() -> dict[str, str]:
    """The further parts this person may enter, and their own account."""
    doors = {key: url for key, (url, roles) in PARTS.items() if g.actor.paths(*roles)}
    reads = {"ballots": BALLOTS} if g.actor.paths(*decisions.READERS) else {}
    return {**doors, **reads, "account": ACCOUNT}


def _waiting() -> dict[str, int]:
    """What waits for this person beside the work of a desk: confirmations, letters to their unit."""
    counts = {}
    if g.actor.paths(*guards.PEOPLE_ROLES):
        counts["people"] = roster.count_waiting_for(g.actor.key, clock.now())
    ids = [grant.organisation_id for grant in g.actor.grants if grant.role == "liaison"]
    if ids:
        counts["units"] = roster.count_unanswered_for(ids)
    return counts


def _menu(addresses: dict[str, str], counts: dict[str, int]) -> list[tuple[str, str, bool, int]]:
    """Label, address, whether it is this page (the longest address that fits), what waits there."""
    labels = _words().LABELS
    fits = [key for key, url in addresses.items() if request.path.startswith(url.rstrip("/") or "/")]
    current = max(fits, key=lambda key: len(addresses[key]), default="")
    return [(labels[key], url, key == current, counts.get(key, 0)) for key, url in addresses.items()]


def _conversation(row: HelpRow, compound: CompoundRow) -> dict[str, Any]:
    """A line of today's queue; WeChat lets us answer 48 hours after they last wrote."""
    at = clock.now()
    said_at = row.last_said_at or row.opened_at
    left_s = (said_at + chats.REPLY_WINDOW - at).total_seconds()
    return {
        "url": f"{COMMITTEE['conversations']}{row.id}",
        "number": row.number,
        "compound": compound.name,
        "age": dashboards.age_for(said_at, at),
        "hours_left": max(0, int(left_s // HOUR_S)),
    }


def _hours(compound: CompoundRow) -> str:
    hours = chats.hours_for(compound.office_hours, clock.local(clock.now()))
    return str(_words().hours_words(list(hours.days), hours.opens, hours.closes))


def _words() -> Any:
    """Words for people stand in a template."""
    return current_app.jinja_env.get_template("dashboards/navigation.html").module
