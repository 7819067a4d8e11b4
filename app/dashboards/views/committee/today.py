"""A clerk's day: everything that waits, each line leading to where it is done."""

from flask import g, redirect, render_template
from werkzeug.wrappers import Response

from app.core import clock
from app.dashboards import queries
from app.dashboards.views.committee.entrance import bp
from app.roster import queries as roster


@bp.get("/")
def today() -> str:
    """Today's queue over all compounds of this clerk; app/web/navigation.py adds the conversations."""
    at = clock.now()
    return render_template("dashboards/committee_today.html", queue=queries.queue_for(g.actor, at), at=at)


@bp.get("/timeline")
def timelines() -> str | Response:
    """For which compound to post progress; straight there when there is one."""
    compounds = roster.compounds_for_staff(g.actor)
    if len(compounds) == 1:
        return redirect(f"/committee/timeline/{compounds[0].public_id}", 303)
    return render_template("dashboards/committee_timelines.html", compounds=compounds)
