"""The clerk tells everybody what happened: day, stage, words, photograph."""

from datetime import date

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask import Response as Download
from werkzeug.wrappers import Response

from app.bulletins import documents, operations, queries
from app.core import clock, files
from app.core.db import transaction
from app.core.documents import Stamp, as_download
from app.roster import queries as roster
from app.roster.queries import CompoundRow
from surveys.errors import Invalid, Missing

bp = Blueprint("bulletins_committee", __name__, url_prefix="/timeline")


@bp.get("/<compound>")
def timeline(compound: str) -> str:
    """What has been told, and the form to tell more."""
    return _page(roster.compound_for_staff(compound, g.actor))


@bp.get("/<compound>/entries.xlsx")
def timeline_workbook(compound: str) -> Download:
    """What has been told, as a workbook."""
    found = roster.compound_for_staff(compound, g.actor)
    stamp = Stamp(g.actor.name, clock.now())
    content = documents.timeline_workbook(found.name, queries.timeline_in(found.id), stamp)
    return as_download(content, f"timeline-{found.code}.xlsx")


def _page(found: CompoundRow, fault: Invalid | None = None, wrong: str = "") -> str:
    """The page, with what was typed when a rule sent the form (or the correction of `wrong`) back."""
    return render_template(
        "bulletins/committee_timeline.html",
        compound=found,
        entries=queries.timeline_in(found.id),
        stages=queries.STAGES,
        today=clock.today().isoformat(),
        fault=fault,
        wrong=wrong,
        typed=request.form,
    )


@bp.post("/<compound>")
def publish(compound: str) -> Response | tuple[str, int]:
    """Publish one entry; the photograph is re-encoded without its metadata first."""
    found = roster.compound_for_staff(compound, g.actor)
    try:
        happened_on = _day(request.form.get("happened_on", ""))
        stage, text = request.form.get("stage", ""), request.form.get("text", "")
        story = operations.Story(happened_on, stage, text, files.keep_sent(request.files.get("picture")))
        with transaction():
            operations.publish_entry(found.id, story, g.actor, clock.now())
    except Invalid as fault:
        return _page(found, fault), 422
    return redirect(url_for(".timeline", compound=compound, done="published"), 303)


@bp.post("/<compound>/<entry>/correct")
def correct(compound: str, entry: str) -> Response | tuple[str, int]:
    """Correct an entry in public."""
    found = roster.compound_for_staff(compound, g.actor)
    wrong = queries.get_entry(entry)
    if wrong.compound_id != found.id:
        raise Missing("entry-not-found")
    try:
        with transaction():
            operations.correct_entry(entry, request.form.get(f"text-{entry}", ""), g.actor, clock.now())
    except Invalid as fault:
        return _page(found, fault, entry), 422
    return redirect(url_for(".timeline", compound=compound, done="corrected"), 303)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise Invalid("day-unreadable", value=text[:20]) from problem
