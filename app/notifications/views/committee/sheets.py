"""Notices on paper: the sheet to sign for a stairwell, and its return to the desk."""

from datetime import date
from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.core import clock, files
from app.core.db import transaction
from app.notifications import operations, queries
from app.notifications.operations import HANDINGS, PaperLine, Returned
from app.notifications.views.committee.entrance import (
    Stair,
    bp,
    by_stairs,
    households_of,
    own_notice,
    stair_of,
)
from app.roster import queries as roster
from surveys.errors import Invalid, Missing

NOT_HANDED = "none"
ROWS_A_PAGE = 20


@bp.get("/<int:notice_id>/sheet")
def sheet(notice_id: int) -> str:
    """A4 to carry along: one sheet a stairwell, those not reached yet or, if asked, every home."""
    found = own_notice(notice_id)
    is_whole, unit = request.args.get("show") == "all", request.args.get("unit", "")
    lines = [one for one in households_of(notice_id) if is_whole or not one.is_delivered]
    if unit:
        lines = [one for one in lines if str(one.unit_id) == unit]
    return render_template(
        "notifications/committee_sheet.html",
        notice=found,
        compound=roster.get_compound(found.compound_id),
        stairs=by_stairs(lines),
        is_whole=is_whole,
        unit=unit,
        printed_at=clock.now(),
        back_url=url_for(".notice", notice_id=notice_id),
    )


@bp.get("/<int:notice_id>/units/<int:unit_id>/return")
def ask_return(notice_id: int, unit_id: int) -> str:
    """The form for a sheet that came back."""
    own_notice(notice_id)
    return _return_page(notice_id, stair_of(notice_id, unit_id), MultiDict())


@bp.post("/<int:notice_id>/units/<int:unit_id>/return")
def take_return(notice_id: int, unit_id: int) -> Response | tuple[str, int]:
    """The whole sheet at one stroke, then its exceptions."""
    own_notice(notice_id)
    stair = stair_of(notice_id, unit_id)
    try:
        lines = _lines(stair, request.form)
        returned = Returned(
            notice_id,
            unit_id,
            _day(request.form.get("handed_on", "")),
            files.keep_locked(request.files.get("picture")),
        )
        with transaction():
            operations.return_sheet(returned, lines, g.actor, clock.now())
    except Invalid as fault:
        return _return_page(notice_id, stair, request.form, fault=fault), 422
    return redirect(url_for(".notice", notice_id=notice_id, done="returned"), 303)


@bp.get("/<int:notice_id>/sheets/<int:sheet_id>/picture")
def sheet_picture(notice_id: int, sheet_id: int) -> Response:
    """The photograph of a signed sheet, for the desk only."""
    own_notice(notice_id)
    names = {one.id: one.picture for one in queries.sheets_of(notice_id)}
    name = names.get(sheet_id)
    if name is None:
        raise Missing("picture-not-found")
    return Response(files.open_kept(name), mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


def _return_page(
    notice_id: int, stair: Stair, typed: MultiDict[str, str], *, fault: Invalid | None = None
) -> str:
    known = queries.handings_of(notice_id)
    lines = [_line(one, known.get(one.room_id), typed) for one in stair.households]
    found = queries.get_notice(notice_id)
    return render_template(
        "notifications/committee_return.html",
        notice=found,
        stair=stair,
        lines=lines,
        whole=typed.get("whole", "signed"),
        handed_on=typed.get("handed_on", clock.today().isoformat()),
        handings=HANDINGS,
        fault=fault,
    )


def _line(home: Any, known: queries.HandingRow | None, typed: MultiDict[str, str]) -> dict[str, Any]:
    return {
        "home": home,
        "known": known,
        "chosen": typed.get(f"home-{home.room_id}", ""),
        "signer": typed.get(f"signer-{home.room_id}", ""),
    }


def _lines(stair: Stair, form: MultiDict[str, str]) -> list[PaperLine]:
    """What the form says of each home; `whole` speaks for those not reached yet that say nothing else."""
    whole = form.get("whole", "")
    found = []
    for one in stair.households:
        said = form.get(f"home-{one.room_id}", "") or ("" if one.is_delivered else whole)
        signer = form.get(f"signer-{one.room_id}", "")
        if said not in ("", NOT_HANDED):
            found.append(PaperLine(one.room_id, said, signer))
        elif signer.strip():
            raise Invalid("signer-without-signature", label=one.label)
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise Invalid("day-unreadable", value=text[:20]) from problem
