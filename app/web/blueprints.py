"""The table of audiences: each part of the site, its address, its guard and its views."""

from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple

from flask import Blueprint, Flask

from app.bulletins.views import committee as bulletins_committee
from app.bulletins.views import public as bulletins_public
from app.chats.views import committee as chats_committee
from app.chats.views import public as chats_public
from app.dashboards.views import committee as dashboards_committee
from app.dashboards.views import official as dashboards_official
from app.dashboards.views import public as dashboards_public
from app.dashboards.views import resident as dashboards_resident
from app.decisions.views import api as decisions_api
from app.decisions.views import committee as decisions_committee
from app.decisions.views import official as decisions_official
from app.decisions.views import public as decisions_public
from app.decisions.views import resident as decisions_resident
from app.decisions.views.committee import entering as decisions_ballots
from app.notifications.views import committee as notifications_committee
from app.polls.views import api as polls_api
from app.polls.views import committee as polls_committee
from app.polls.views import public as polls_public
from app.polls.views import resident as polls_resident
from app.roster.views import api as roster_api
from app.roster.views import committee as roster_committee
from app.roster.views import official as roster_registry
from app.roster.views import public as roster_public
from app.roster.views import resident as roster_resident
from app.simulator.views import api as simulator_api
from app.simulator.views import public as simulator_pages
from app.web import api, csrf, guards, privacy, reading, signin, verification
from app.web.staff import account, handover, oversight, packs, people, units


class Audience(NamedTuple):
    """A part of the site for one kind of people; without a guard it cannot be written down."""

    name: str
    address: str
    guard: Callable[[], Any]
    views: tuple[ModuleType, ...]


PUBLIC = (
    reading, signin, verification, chats_public, bulletins_public, dashboards_public, polls_public,
    roster_public, decisions_public,
)  # fmt: skip
RESIDENT = (dashboards_resident, roster_resident, polls_resident, decisions_resident, privacy)
COMMITTEE = (
    dashboards_committee, roster_committee, polls_committee, decisions_committee, chats_committee,
    notifications_committee, bulletins_committee, roster_registry,
)  # fmt: skip
OFFICIAL = (dashboards_official, decisions_official, roster_registry)

AUDIENCES: tuple[Audience, ...] = (
    Audience("public", "", guards.anyone, PUBLIC),
    Audience("resident", "/my", guards.resident, RESIDENT),
    Audience("committee", "/committee", guards.committee, COMMITTEE),
    Audience("official", "/official", guards.official, OFFICIAL),
    Audience("account", "/staff/account", guards.staff, (account,)),
    Audience("ballots", "/staff/ballots", guards.staff, (decisions_ballots,)),
    Audience("people", "/staff/people", guards.people, (people, handover)),
    Audience("units", "/staff/units", guards.units, (units,)),
    Audience("oversight", "/staff/oversight", guards.oversight, (oversight, packs)),
    Audience("api", api.ADDRESS, api.known_filters, (api, roster_api, polls_api, decisions_api)),
)


def init_app(app: Flask) -> None:
    """Build every audience's blueprint afresh: a second application must be able to exist."""
    for audience in AUDIENCES:
        part = Blueprint(audience.name, __name__, url_prefix=audience.address or None)
        part.before_request(audience.guard)
        for view in audience.views:
            part.register_blueprint(view.bp)
        app.register_blueprint(part)
    api.init_app(app)
    if app.config["WECHAT_SIMULATOR"]:
        simulator_pages.init_app(app)
        simulator_api.init_app(app)
        csrf.exempt(simulator_api.bp)
