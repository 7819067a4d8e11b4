"""Member units: what was sent to them, their answers, what is settled."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask import Response as Download
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.roster import documents, operations, queries
from app.roster.queries import MessageRow
from app.web import errors
from app.web.staff.fields import date_from
from bots import texts
from surveys.errors import Forbidden, Refusal

bp = Blueprint("units", __name__)
CITY = "371500"
SENDERS = ("admin", "city", "county")
Page = str | tuple[str, int]


@bp.get("/")
def units() -> str:
    """The inbox of a liaison's units, or everything sent from an area, open matters first."""
    return _page()


@bp.get("/messages.xlsx")
def messages_workbook() -> Download:
    """The same matters, as a workbook."""
    stamp = documents.Stamp(g.actor.name, clock.now())
    content = documents.messages_workbook(queries.messages_for(g.actor), clock.today(), stamp)
    return documents.as_download(content, "messages.xlsx")


@bp.post("/messages")
def send() -> Response | Page:
    """Ask a unit for something by a day."""
    form = request.form
    try:
        request_made = operations.Request(
            form.get("subject", ""), form.get("words", ""), date_from(form.get("due", ""))
        )
        with transaction():
            unit = queries.get_organisation(form.get("unit", ""))
            operations.send_to_unit(unit.id, request_made, g.actor, clock.now())
    except Refusal as problem:
        return _page(problem), errors.status_of(problem)
    return redirect(url_for(".units", done="sent"), 303)


@bp.get("/messages/<int:message_id>")
def message(message_id: int) -> str:
    """One matter with its answer."""
    return _message_page(_own(message_id))


@bp.post("/messages/<int:message_id>/answer")
def answer(message_id: int) -> Response | Page:
    """The liaison answers."""
    found = _own(message_id)
    try:
        with transaction():
            operations.answer_message(message_id, request.form.get("answer", ""), g.actor, clock.now())
    except Refusal as problem:
        return _message_page(found, problem), errors.status_of(problem)
    return redirect(url_for(".message", message_id=message_id, done="answered"), 303)


@bp.post("/messages/<int:message_id>/close")
def close(message_id: int) -> Response:
    """The matter is settled."""
    _own(message_id)
    with transaction():
        operations.close_message(message_id, g.actor, clock.now())
    return redirect(url_for(".units", done="closed"), 303)


def _own(message_id: int) -> MessageRow:
    """A matter of a unit I speak for, or of an area I oversee."""
    found = queries.get_message(message_id)
    if not _is_liaison(found) and not _oversees(found):
        raise Forbidden("not-your-part-of-the-house")
    return found


def _is_liaison(found: MessageRow) -> bool:
    grants = g.actor.grants
    return any(one.role == "liaison" and one.organisation_id == found.organisation_id for one in grants)


def _oversees(found: MessageRow) -> bool:
    return any(g.actor.may(role, found.path) for role in SENDERS)


def _page(problem: Refusal | None = None) -> str:
    return render_template(
        "web/staff_units.html",
        messages=queries.messages_for(g.actor),
        units=queries.organisations_in(CITY),
        may_send=bool(g.actor.paths(*SENDERS)),
        today=clock.today(),
        given=request.form,
        problem=texts.text_of(problem.code, problem.facts) if problem else "",
        done=request.args.get("done", ""),
    )


def _message_page(found: MessageRow, problem: Refusal | None = None) -> str:
    keys = [found.sent_by, found.answered_by or ""]
    return render_template(
        "web/staff_message.html",
        message=found,
        names=queries.names_of_staff_in(keys),
        may_answer=_is_liaison(found) and found.closed_at is None,
        may_close=_oversees(found) and found.closed_at is None,
        given=request.form,
        problem=texts.text_of(problem.code, problem.facts) if problem else "",
        done=request.args.get("done", ""),
    )
