"""The clerk's list: which households a notice has reached, and who still must be told in person."""

from collections import defaultdict
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.notifications import operations, queries
from app.notifications.operations import BY_CLERK
from app.roster import queries as roster
from surveys.errors import Missing

bp = Blueprint("notices_committee", __name__, url_prefix="/notices")


@bp.get("/")
def index() -> str:
    """Every notice of the clerk's compounds, newest first."""
    compounds = roster.compounds_for_staff(g.actor)
    reached = queries.reach_in([compound.id for compound in compounds])
    return render_template("notifications/committee_index.html", notices_sent=reached)


@bp.get("/<int:notice_id>")
def notice(notice_id: int) -> str:
    """One notice, household by household: reached or not, by which way, and why not."""
    found = _own_notice(notice_id)
    households = _households(notice_id)
    only_open = request.args.get("show") != "all"
    delivered = sum(row["is_delivered"] for row in households)
    shown = [row for row in households if not (only_open and row["is_delivered"])]
    return render_template(
        "notifications/committee_notice.html",
        notice=found,
        stairs=_by_stairs(shown),
        only_open=only_open,
        total=len(households),
        delivered=delivered,
        missing=len(households) - delivered,
        ways=[str(way) for way in BY_CLERK],
    )


@bp.post("/<int:notice_id>/told")
def told(notice_id: int) -> Response:
    """The clerk has told one household in person, or with one poster a whole stairwell."""
    _own_notice(notice_id)
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


def _own_notice(notice_id: int) -> queries.NoticeRow:
    """The notice, if it concerns one of the clerk's compounds."""
    found = queries.get_notice(notice_id)
    roster.compound_for_staff(roster.get_compound(found.compound_id).public_id, g.actor)
    return found


def _households(notice_id: int) -> list[dict[str, Any]]:
    """One line a household: delivered when any of its contacts was reached."""
    by_room = defaultdict(list)
    for row in queries.deliveries_of(notice_id):
        by_room[row.room_id].append(row)
    rooms = roster.rooms_by_id(by_room.keys())
    lines = []
    for room_id, rows in by_room.items():
        best = min(rows, key=lambda row: _RANK[str(row.progress)])
        lines.append(
            {
                "room_id": room_id,
                "label": rooms[room_id].label,
                "number": rooms[room_id].number,
                "unit_id": rooms[room_id].unit_id,
                "order": (rooms[room_id].building_id, rooms[room_id].unit_id, rooms[room_id].floor, room_id),
                "progress": str(best.progress),
                "is_delivered": str(best.progress) == "delivered",
                "way": str(best.way or ""),
                "reason": best.reason or "",
                "changed_at": best.changed_at,
            }
        )
    return sorted(lines, key=lambda line: line["order"])


def _by_stairs(households: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The households stairwell by stairwell, with how many of each are still to be told."""
    by_unit = defaultdict(list)
    for line in households:
        by_unit[line["unit_id"]].append(line)
    return [
        {
            "unit_id": unit_id,
            "label": lines[0]["label"].removesuffix(lines[0]["number"]),
            "households": lines,
            "missing": sum(not line["is_delivered"] for line in lines),
        }
        for unit_id, lines in by_unit.items()
    ]


_RANK = {"delivered": 0, "sent": 1, "waiting": 2, "failed": 3}
