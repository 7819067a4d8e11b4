"""The clerk's list: which households a notice has reached, and who still must be told in person."""

from collections import Counter

from flask import Response as Download
from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.core.documents import Stamp, as_download
from app.notifications import documents, operations, queries
from app.notifications.operations import BY_CLERK
from app.notifications.views.committee.entrance import bp, by_stairs, households_of, own_notice
from app.roster import queries as roster
from surveys.errors import Missing


@bp.get("/")
def index() -> str:
    """Every notice of the clerk's compounds, newest first."""
    compounds = roster.compounds_for_staff(g.actor)
    reached = queries.reach_in([compound.id for compound in compounds])
    return render_template("notifications/committee_index.html", notices_sent=reached)


@bp.get("/notices.xlsx")
def notices_workbook() -> Download:
    """The same list, as a workbook to keep."""
    reached = queries.reach_in([compound.id for compound in roster.compounds_for_staff(g.actor)])
    return as_download(documents.notices_workbook(reached, _stamp()), "notices.xlsx")


@bp.get("/<int:notice_id>")
def notice(notice_id: int) -> str:
    """One notice, household by household: reached or not, by which way, and why not."""
    found = own_notice(notice_id)
    households = households_of(notice_id)
    only_open = request.args.get("show") != "all"
    delivered = sum(row.is_delivered for row in households)
    shown = [row for row in households if not (only_open and row.is_delivered)]
    reached = Counter(row.way for row in households if row.is_delivered)
    return render_template(
        "notifications/committee_notice.html",
        notice=found,
        compound=roster.get_compound(found.compound_id),
        stairs=by_stairs(shown),
        every_stair=by_stairs(households),
        only_open=only_open,
        total=len(households),
        delivered=delivered,
        missing=len(households) - delivered,
        refused=sum(row.reason == operations.PAPER_REFUSED for row in households),
        reached=reached.most_common(),
        ways=[str(way) for way in BY_CLERK],
        sheets=queries.sheets_of(notice_id),
    )


@bp.get("/<int:notice_id>/homes.xlsx")
def homes_workbook(notice_id: int) -> Download:
    """The homes it has not reached, or if asked every home, as a workbook."""
    found = own_notice(notice_id)
    is_whole = request.args.get("show") == "all"
    homes = [one for one in households_of(notice_id) if is_whole or not one.is_delivered]
    place = roster.get_compound(found.compound_id).name
    return as_download(
        documents.homes_workbook(found, place, homes, stamp=_stamp()), f"notice-{notice_id}.xlsx"
    )


@bp.post("/<int:notice_id>/told")
def told(notice_id: int) -> Response:
    """The clerk has told one household in person, or with one poster a whole stairwell."""
    own_notice(notice_id)
    rows = _still_to_tell(notice_id, request.form.get("room", ""), request.form.get("unit", ""))
    if not rows:
        raise Missing("delivery-not-open")
    with transaction():
        operations.note_told_by_clerk(
            [row.delivery_id for row in rows], request.form.get("way", ""), g.actor, clock.now()
        )
    return redirect(url_for(".notice", notice_id=notice_id, done="told"), 303)


def _still_to_tell(notice_id: int, room_id: str, unit_id: str) -> list[queries.DeliveryRow]:
    """Everybody of one household; or of a whole stairwell, as far as nobody of the home was reached."""
    every = queries.deliveries_of(notice_id)
    if not unit_id:
        return [row for row in every if str(row.room_id) == room_id]
    reached = {row.room_id for row in every if str(row.progress) == "delivered"}
    waiting = [row for row in every if row.room_id not in reached]
    rooms = roster.rooms_by_id({row.room_id for row in waiting})
    return [row for row in waiting if str(rooms[row.room_id].unit_id) == unit_id]


def _stamp() -> Stamp:
    return Stamp(g.actor.name, clock.now())
