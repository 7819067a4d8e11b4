"""The clerk's desk: conversations waiting for a person, their age, and the reply."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask import Response as Download
from werkzeug.wrappers import Response

from app.chats import documents, operations, queries
from app.core import clock
from app.core.db import transaction
from app.core.documents import Stamp, as_download
from app.notifications import queries as notices
from app.roster import queries as roster
from bots.wechat import quota
from surveys.errors import Invalid, Missing

bp = Blueprint("chats_committee", __name__, url_prefix="/conversations")
HOUR_S = 3600
LONGEST_REPLY = 600  # a longer one WeChat would not take whole


@bp.get("/")
def index() -> str:
    """Who waits for an answer, longest first."""
    return render_template("chats/committee_index.html", requests=_lines(clock.now()))


@bp.get("/waiting.xlsx")
def waiting_workbook() -> Download:
    """The same list, as a workbook."""
    at = clock.now()
    content = documents.requests_workbook(_lines(at), Stamp(g.actor.name, at))
    return as_download(content, "conversations.xlsx")


def _lines(at: datetime) -> list[dict[str, Any]]:
    compounds = {compound.id: compound for compound in roster.compounds_for_staff(g.actor)}
    waiting = queries.help_in(list(compounds))
    homes = roster.homes_of_contacts({row.contact_id for row in waiting})
    return [
        _line(row, compounds[row.compound_id].name, _homes(row, homes.get(row.contact_id, ())), at=at)
        for row in waiting
    ]


@bp.get("/<int:request_id>")
def conversation(request_id: int) -> str:
    """One conversation, whose home it is about, and how long WeChat still lets us answer."""
    row, at = _own(request_id), clock.now()
    compound = roster.get_compound(row.compound_id)
    openings = queries.openings_for(row.contact_id, at)
    sent = notices.sends_for(row.contact_id, at)
    ends_at = quota.open_until(openings, at)
    return render_template(
        "chats/committee_conversation.html",
        request_row=row,
        compound=compound,
        homes=_homes(row, roster.homes_of(row.contact_id)),
        messages=[_message(message) for message in queries.messages_in(request_id)],
        left=quota.allowance(openings, sent, at),
        hours_left=int((ends_at - at).total_seconds() // HOUR_S) if ends_at else 0,
        hours=queries.hours_for(compound.office_hours, clock.local(at)),
    )


@bp.post("/<int:request_id>")
def reply(request_id: int) -> Response:
    """The clerk's answer; the worker sends it, and its fate shows here."""
    row, text = _own(request_id), "\n".join(request.form.get("text", "").splitlines())
    if len(text) > LONGEST_REPLY:
        raise Invalid("message-length", most=LONGEST_REPLY)
    with transaction():
        operations.answer_help(row.id, text, g.actor, clock.now())
    return redirect(url_for(".conversation", request_id=request_id, done="said"), 303)


@bp.post("/<int:request_id>/close")
def close(request_id: int) -> Response:
    """The matter is settled."""
    row = _own(request_id)
    with transaction():
        operations.close_help(row.id, g.actor, clock.now())
    return redirect(url_for(".index", done="closed"), 303)


def _own(request_id: int) -> queries.HelpRow:
    """The request, if it comes from one of the clerk's compounds."""
    row = queries.find_help(request_id)
    if row is None:
        raise Missing("help-not-found")
    roster.compound_for_staff(roster.get_compound(row.compound_id).public_id, g.actor)
    return row


def _line(
    row: queries.HelpRow, compound: str, homes: Sequence[roster.HomeRow], *, at: datetime
) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "compound": compound,
        "home": homes[0].label if homes else "",
        "messages": row.messages,
        "waits_for_clerk": row.waits_for_clerk,
        "last_said_at": row.last_said_at,
        "age_hours": int((at - row.opened_at).total_seconds() // HOUR_S),
        "age_minutes": int((at - row.opened_at).total_seconds() // 60),
    }


def _homes(row: queries.HelpRow, homes: Iterable[roster.HomeRow]) -> list[roster.HomeRow]:
    """The resident's homes in this compound; what they have elsewhere is not this clerk's business."""
    return [home for home in homes if home.compound_id == row.compound_id]


def _message(message: Any) -> dict[str, Any]:
    return {
        "is_resident": message.said_by == queries.RESIDENT,
        "by": "" if message.said_by == queries.RESIDENT else roster.name_of_staff(message.said_by),
        "at": message.said_at,
        "text": message.text,
        "is_sent": message.sent_at is not None,
        "failure": message.failure or "",
    }
