"""A resident's own data on their own pages: see it, put it right, take it along, withdraw, delete."""

from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as Answer

from app.audit.operations import record
from app.chats import operations as chats
from app.core import clock
from app.core.addresses import path_on_this_site
from app.core.db import transaction
from app.roster import operations as roster
from app.roster import queries as roster_queries
from app.web import own_data
from bots.desk import NOTICE_VERSION
from surveys.errors import Invalid, Refusal

bp = Blueprint("privacy", __name__, url_prefix="/privacy")
ON_THE_PAGE = ("no-phone-kept", "number-of-an-owner")
SENT_BACK = 422
LOCKED = 423
SHOWN = 20  # lines of each kind on the page; the export has them all
Tried = roster.WrongPhone | roster.Locked | None


@bp.get("")
def overview() -> str:
    """Everything kept about me on one page; name and telephone only when I ask for them."""
    is_open = request.args.get("shown") == "yes"
    return render_template(
        "web/my_privacy.html",
        people=own_data.identities_of(g.contact_id, is_open=is_open),
        kept=own_data.kept_about(g.contact_id),
        agreed=roster_queries.find_agreement(g.contact_id),
        version=NOTICE_VERSION,
        is_open=is_open,
        most=SHOWN,
        done=request.args.get("done", ""),
        current_tab="me",
    )


@bp.get("/consent")
def ask_consent() -> str:
    """The notice has changed since this resident agreed: what is new, and the whole text."""
    to = path_on_this_site(request.args.get("to"), "/my/")
    is_unsent = "unsent" in request.args
    return render_template("web/my_consent.html", to=to, version=NOTICE_VERSION, is_unsent=is_unsent)


@bp.post("/consent")
def renew_consent() -> Answer:
    """Agreed to the present notice; on to what was wanted."""
    with transaction():
        roster.consent(g.contact_id, NOTICE_VERSION, clock.now())
    return redirect(path_on_this_site(request.form.get("to"), "/my/"), 303)


@bp.get("/correct")
def ask_change() -> str:
    """Which home, and what is wrong."""
    return _correction_page()


@bp.post("/correct")
def correct() -> Answer | tuple[str, int]:
    """A wish for the desk, which has to see that it is right."""
    asked = roster.Asked(request.form.get("wish", ""), request.form.get("words", ""))
    try:
        with transaction():
            roster.ask_change(g.contact_id, _number(request.form.get("binding", "")), asked, clock.now())
    except Invalid as problem:
        return _correction_page(problem.code, facts=problem.facts), SENT_BACK
    return redirect(url_for(".overview", done="asked"), 303)


@bp.post("/phone")
def change_phone() -> Answer | tuple[str, int]:
    """A new telephone in the place of the old one, which proves that it is me."""
    try:
        outcome = _changed_phone()
        if isinstance(outcome, roster.WrongPhone) and not outcome.tries_left:
            outcome = _changed_phone()  # the lock behind the last try says until when
    except (Invalid, Refusal) as problem:
        if not isinstance(problem, Invalid) and problem.code not in ON_THE_PAGE:
            raise
        return _correction_page(f"own-{problem.code}"), SENT_BACK
    if isinstance(outcome, roster.Locked):
        return _correction_page("own-locked", facts={"until": outcome.until}), LOCKED
    if isinstance(outcome, roster.WrongPhone):
        return _correction_page("own-wrong", facts={"left": outcome.tries_left}), SENT_BACK
    return redirect(url_for(".overview", done="changed"), 303)


@bp.get("/all")
def everything() -> str:
    """All of it to be read here: WeChat on a telephone keeps no files."""
    people = own_data.identities_of(g.contact_id, is_open=True)
    return render_template(
        "web/my_all.html", people=people, kept=own_data.kept_about(g.contact_id), current_tab="me"
    )


@bp.post("/export")
def export() -> Response:
    """All of it in one file, for programs and for people; that it was taken is noted."""
    at = clock.now()
    people = own_data.identities_of(g.contact_id, is_open=True)
    kept = own_data.kept_about(g.contact_id)
    html = render_template("web/my_export.html", people=people, kept=kept, at=at, most=None)
    body = own_data.packed(g.contact_id, html, at)
    with transaction():
        record(f"contact:{g.contact_id}", "data.export", f"contact:{g.contact_id}", at)
    headers = {"Content-Disposition": "attachment; filename=my-data.zip", "Cache-Control": "no-store"}
    return Response(body, mimetype="application/zip", headers=headers)


@bp.get("/withdraw")
def ask_withdrawal() -> str:
    """What taking the consent back means, before it is done."""
    return render_template("web/my_withdrawal.html", problem="")


@bp.post("/withdraw")
def withdraw() -> Answer | tuple[str, int]:
    """Taken back: what was kept by consent goes."""
    if not request.form.get("sure"):
        return render_template("web/my_withdrawal.html", problem="not-sure"), SENT_BACK
    with transaction():
        chats.withdraw_resident(g.contact_id, clock.now())
    session.pop("speaking_for", None)
    return redirect(url_for(".overview", done="withdrawn"), 303)


@bp.get("/erase")
def ask_erasing() -> str:
    """What goes, what stays and why, before anything is deleted."""
    return render_template("web/my_erasing.html", problem="")


@bp.post("/erase")
def erase() -> Answer | tuple[str, int] | str:
    """Deleted, after a second yes; this browser is signed out with it."""
    if not request.form.get("sure"):
        return render_template("web/my_erasing.html", problem="not-sure"), SENT_BACK
    with transaction():
        chats.erase_resident(g.contact_id, clock.now())
    for key in ("contact", "speaking_for", "oauth"):
        session.pop(key, None)
    g.pop("contact_id", None)
    return render_template("web/my_erased.html")


def _changed_phone() -> Tried:
    binding = _number(request.form.get("binding", ""))
    old, new = request.form.get("old", ""), request.form.get("new", "")
    with transaction():
        return roster.change_own_phone(g.contact_id, binding, clock.now(), old=old, new=new)


def _correction_page(problem: str = "", **facts: Any) -> str:
    """The two ways to put something right, with what was typed."""
    people = own_data.identities_of(g.contact_id, is_open=False)
    typed = {name: request.form.get(name, "") for name in ("binding", "wish", "words", "new")}
    return render_template(
        "web/my_correction.html", people=people, problem=problem, typed=typed, current_tab="me", **facts
    )


def _number(text: str) -> int:
    """A binding's number as the form sends it; anything else is nobody's."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
