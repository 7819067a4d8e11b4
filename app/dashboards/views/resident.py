"""A resident's own pages: home and compound, progress, what they have done."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from app.bulletins import queries as bulletins
from app.core import clock
from app.dashboards import queries
from app.polls import queries as polls
from app.roster import queries as roster
from surveys.errors import Missing

bp = Blueprint("dashboards_resident", __name__)
SPEAKING_FOR = "speaking_for"  # in the session: the binding this person chose to speak for


@bp.get("/")
def home() -> str:
    """What I have to do, where my compound stands, for which home I speak."""
    stand = _standpoint()
    facts = _to_do(stand) if stand.home else {"claims": roster.claims_of(g.contact_id)}
    return render_template(
        "dashboards/resident_home.html",
        home=stand.home,
        homes=stand.homes,
        this_year=clock.today().year,
        **facts,
    )


@bp.post("/speaking-for")
def speak_for() -> Response:
    """From now on I speak for this one of my homes."""
    chosen = request.form.get("binding", "")
    home = next((each for each in roster.homes_of(g.contact_id) if str(each.binding_id) == chosen), None)
    if home is None:
        raise Missing("home-not-found")
    session[SPEAKING_FOR] = home.binding_id
    return redirect(url_for(".home"), 303)


@bp.get("/progress")
def progress() -> str:
    """Everything told about my compound; another of my compounds by `?compound=`."""
    stand = _standpoint()
    compounds = {home.compound_public_id: home for home in stand.homes}
    asked = request.args.get("compound", stand.home.compound_public_id if stand.home else "")
    shown = compounds.get(asked)
    if stand.home and shown is None:
        raise Missing("compound-not-found")
    facts: dict[str, Any] = {}
    if shown is not None:
        facts["entries"] = bulletins.timeline_in(shown.compound_id)
        facts["stage"] = bulletins.stage_in(shown.compound_id)
        facts["compound_name"] = shown.compound_name
    others = [home for key, home in compounds.items() if key != asked]
    return render_template(
        "dashboards/resident_progress.html",
        shown=shown,
        others=others,
        this_year=clock.today().year,
        **facts,
    )


@bp.get("/records")
def records() -> str:
    """What I have answered, with receipts; app/web/navigation.py adds what I asked the clerk's desk."""
    stand = _standpoint()
    labels = {home.room_id: home for home in stand.homes}
    answers = polls.records_for({home.person_id for home in stand.homes}) if stand.homes else []
    lines = [(poll, standing, labels.get(standing.room_id)) for poll, standing in answers]
    return render_template("dashboards/resident_records.html", homes=stand.homes, answers=lines)


def _standpoint() -> queries.Standpoint:
    return queries.standpoint_for(g.contact_id, session.get(SPEAKING_FOR))


def _to_do(stand: queries.Standpoint) -> dict[str, Any]:
    """The polls of all homes in one reading, and the newest of the compound this person speaks in."""
    at = clock.now()
    met = polls.polls_for(stand.homes, at)
    running = [each for each in met if each.poll.is_open(at)]
    closed = {each.poll.id: each.poll for each in met if each.poll.state(at) == "closed"}
    results = polls.results_for(list(closed))
    own = stand.home.compound_id if stand.home else None
    return {
        "to_do": queries.to_do_for(stand.home, running),
        "ends": {each.poll.id: polls.deadline_for(each.poll.closes_at or at, at) for each in running},
        "elsewhere": [(home, len(queries.to_do_for(home, running))) for home in stand.others],
        "stage": bulletins.stage_in(own) if own else None,
        "decisions": queries.running_decisions_in(own, at) if own else [],
        "latest": queries.latest_entry_in(own) if own else None,
        "result": next(
            (poll for key, poll in closed.items() if key in results and poll.compound_id == own), None
        ),
    }
