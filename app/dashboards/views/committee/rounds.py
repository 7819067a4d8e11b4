"""One round from door to door: the list, what came of each visit, paper and workbook."""

import secrets
from datetime import UTC, datetime
from typing import Any

from flask import Response as Download
from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.dashboards import documents
from app.dashboards.queries import rounds as queries
from app.dashboards.views.committee.entrance import bp, round_of
from app.notifications import operations as notices
from app.notifications import queries as notified
from app.roster import operations
from app.roster.operations import VisitSaid
from app.roster.queries import CompoundRow
from app.roster.queries.visits import RoundRow
from bots import texts
from surveys.errors import Invalid, Refusal

OUTCOMES = ("done", "away", "refused", "again", "vacant", "phoned")
WAYS = {"done": "door", "phoned": "phone"}
Answer = Response | tuple[str, int] | tuple[dict[str, str], int]


@bp.get("/rounds/<public_id>/<round_id>")
def show_round(public_id: str, round_id: str) -> str:
    """How far every stairwell is, and the homes of one with the form for each visit."""
    return _page(*round_of(public_id, round_id), unit_id=request.args.get("unit", ""))


@bp.post("/rounds/<public_id>/<round_id>/visits")
def note_visit(public_id: str, round_id: str) -> Answer:
    """Write one visit down, once however often it is sent; a script gets JSON, a form the page."""
    found, planned = round_of(public_id, round_id)
    is_script = request.accept_mimetypes.best == "application/json"
    try:
        is_new = _note(planned, _said())
    except Refusal as fault:
        if is_script:
            return {"state": "refused", "words": texts.text_of(fault.code, fault.facts)}, 422
        if not isinstance(fault, Invalid):
            raise
        return _page(found, planned, unit_id=request.form.get("unit", ""), fault=fault), 422
    if is_script:
        return {"state": "kept" if is_new else "known"}, 201 if is_new else 200
    kept: dict[str, Any] = {"unit": request.form.get("unit") or None, "done": "noted"}
    place = f"home-{request.form.get('room', '')}"
    url = url_for(".show_round", public_id=public_id, round_id=round_id, **kept, _anchor=place)
    return redirect(url, 303)


@bp.post("/rounds/<public_id>/<round_id>/close")
def close_round(public_id: str, round_id: str) -> Response:
    """The round is over."""
    _, planned = round_of(public_id, round_id)
    with transaction():
        operations.close_round(planned.id, g.actor, clock.now())
    return redirect(url_for(".show_round", public_id=public_id, round_id=round_id, done="closed"), 303)


@bp.get("/rounds/<public_id>/<round_id>/print")
def print_round(public_id: str, round_id: str) -> str:
    """A4 to carry along: boxes to tick, room to write."""
    found, planned = round_of(public_id, round_id)
    unit = request.args.get("unit", "")
    stairs = queries.whole_round_for(planned)
    return render_template(
        "dashboards/committee_round_print.html",
        compound=found,
        round=planned,
        stairs=[one for one in stairs if unit in ("", one.unit_id)],
        outcomes=OUTCOMES,
        printed_at=clock.now(),
        back_url=url_for(".show_round", public_id=public_id, round_id=round_id),
    )


@bp.get("/rounds/<public_id>/<round_id>/list.xlsx")
def round_workbook(public_id: str, round_id: str) -> Download:
    """The list with the last outcome of every home, as a workbook."""
    found, planned = round_of(public_id, round_id)
    stamp = documents.Stamp(g.actor.name, clock.now())
    content = documents.round_workbook(
        f"{found.name} {planned.title}", queries.whole_round_for(planned), stamp
    )
    return documents.as_download(content, "round.xlsx")


def _note(planned: RoundRow, said: VisitSaid) -> bool:
    """The visit; and where the round carries a notice, the notice is told with it."""
    with transaction():
        at = clock.now()
        is_new = operations.note_visit(planned.id, said, g.actor, at)
        if is_new and planned.purpose == "notice" and said.outcome in WAYS:
            open_rows = _untold(int((planned.subject or "").partition(":")[2]), said.room_id)
            if open_rows:
                notices.note_told_by_clerk(open_rows, WAYS[said.outcome], g.actor, at)
    return is_new


def _untold(notice_id: int, room_id: int) -> list[int]:
    """The deliveries of a home nobody of which was reached; none once somebody was."""
    rows = [row for row in notified.deliveries_of(notice_id) if row.room_id == room_id]
    if any(str(row.progress) == "delivered" for row in rows):
        return []
    return [row.delivery_id for row in rows]


def _said() -> VisitSaid:
    form = request.form
    room = form.get("room", "")
    if not room.isascii() or not room.isdigit() or len(room) > 9:
        raise Invalid("home-not-in-round")
    outcome, again = form.get("outcome", ""), form.get("again_at", "")
    return VisitSaid(
        int(room),
        form.get("key", ""),
        outcome,
        "\n".join(form.get("note", "").splitlines()),
        _moment(again) if outcome == "again" and again else None,
        _instant(form.get("visited_at", "")),
    )


def _moment(text: str) -> datetime:
    """A time typed by a person, as Liaocheng reads it."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as problem:
        raise Invalid("date-malformed", value=text[:20]) from problem
    if not _is_of_this_century(moment):
        raise Invalid("date-malformed", value=text[:20])
    return clock.from_local(moment)


def _instant(text: str) -> datetime | None:
    """What the telephone's own watch said, if it said anything readable."""
    try:
        said = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return said.astimezone(UTC) if said.tzinfo and _is_of_this_century(said) else None


def _is_of_this_century(moment: datetime) -> bool:
    """A year far enough from both ends of the calendar that every zone can read it."""
    return 2000 <= moment.year <= 2100


def _page(found: CompoundRow, planned: RoundRow, *, unit_id: str = "", fault: Invalid | None = None) -> str:
    page = queries.round_page_for(planned, unit_id)
    homes = [home.stop.room_id for stair in page.shown for home in stair.homes]
    facts: dict[str, Any] = {
        "compound": found,
        "place_name": found.name,
        "round": planned,
        "page": page,
        "unit_id": unit_id,
        "outcomes": OUTCOMES,
        "keys": {room_id: secrets.token_hex(16) for room_id in homes},
        "who": g.actor.key,
        "done": request.args.get("done", ""),
        "fault": fault,
        "typed": request.form,
        "now_local": clock.local(clock.now()).strftime("%Y-%m-%dT%H:%M"),
    }
    return render_template("dashboards/committee_round.html", **facts)
