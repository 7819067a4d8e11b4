"""My account: roles and until when, signed-in browsers, second factor, who stands in for me."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.roster import documents, operations, queries
from app.web import errors, guards
from app.web.staff.fields import day_from
from bots import texts
from surveys.errors import Refusal

bp = Blueprint("account", __name__)
Page = str | tuple[str, int]


@bp.get("/")
def account() -> str:
    """Who I am here."""
    return _page()


@bp.post("/devices/<int:session_id>/close")
def close_device(session_id: int) -> Response:
    """Sign one browser out; this one too."""
    with transaction():
        operations.close_session(session_id, g.actor.key, g.actor, clock.now())
    return redirect(url_for(".account", done="device-closed"), 303)


@bp.post("/deputies")
def name_deputy() -> Response | Page:
    """Somebody decides for me while I am away."""
    form = request.form
    try:
        absence = operations.Absence(
            form.get("deputy", ""),
            day_from(form.get("begins", "")),
            day_from(form.get("ends", ""), is_last=True),
        )
        with transaction():
            operations.name_deputy(absence, g.actor, clock.now())
    except Refusal as problem:
        return _page(problem), errors.status_of(problem)
    return redirect(url_for(".account", done="deputy-named"), 303)


@bp.post("/deputies/<int:deputy_id>/dismiss")
def dismiss_deputy(deputy_id: int) -> Response:
    """I am back."""
    with transaction():
        operations.dismiss_deputy(deputy_id, g.actor, clock.now())
    return redirect(url_for(".account", done="deputy-dismissed"), 303)


@bp.get("/second-factor")
def factor() -> str:
    """The second factor: none yet, being set up, or in use."""
    return _factor_page()


@bp.post("/second-factor/begin")
def begin_factor() -> Response:
    """A new secret, shown as a QR code on the page that follows."""
    with transaction():
        operations.begin_factor(g.actor.key, clock.now())
    return redirect(url_for(".factor"), 303)


@bp.post("/second-factor/confirm")
def confirm_factor() -> Page:
    """The first code from the telephone; the ten codes for paper are shown this once."""
    code = request.form.get("code", "")[:40]
    try:
        with transaction():
            codes = operations.confirm_factor(g.actor.key, code, session["staff"], clock.now())
    except Refusal as problem:
        return _factor_page(problem), errors.status_of(problem)
    return render_template("web/staff_codes.html", codes=codes, username=queries.username_of(g.actor.key))


@bp.post("/second-factor/codes")
def renew_codes() -> Page:
    """Ten new codes for paper."""
    with transaction():
        codes = operations.renew_codes(g.actor.key, request.form.get("codes-code", "")[:40], clock.now())
    if not codes:
        return _factor_page(Refusal("factor-code-wrong")), 422
    return render_template("web/staff_codes.html", codes=codes, username=queries.username_of(g.actor.key))


@bp.post("/second-factor/end")
def end_factor() -> Response | Page:
    """Take it away, for a new telephone or because it is not wanted any more."""
    with transaction():
        is_ended = operations.end_factor(g.actor.key, request.form.get("end-code", "")[:40], clock.now())
    if not is_ended:
        return _factor_page(Refusal("factor-code-wrong")), 422
    return redirect(url_for(".factor", done="ended"), 303)


def _page(problem: Refusal | None = None) -> str:
    at = clock.now()
    me = queries.get_colleague(g.actor.key)
    roles = [role for role in me.roles if role.is_held(at)]
    waiting = [row for row in queries.proposals_about(me.key) if row.outcome is None and row.title]
    return render_template(
        "web/staff_account.html",
        me=me,
        roles=roles,
        places=queries.area_names_for({one.path for one in roles} | {one.path for one in waiting}),
        waiting=waiting,
        devices=queries.devices_of(me.key, at, token=session["staff"]),
        deputies=queries.deputies_of(me.key, at),
        may_name_deputy=bool(g.actor.paths(*queries.GRANTING_ROLES)),
        problem=_words(problem),
        given=request.form,
        done=request.args.get("done", ""),
    )


def _factor_page(problem: Refusal | None = None) -> str:
    state = queries.factor_state_of(g.actor.key)
    shown: dict[str, Any] = {}
    if state.pending_secret:
        username = queries.username_of(g.actor.key)
        enrolment = operations.enrolment_for(g.actor.key, state.pending_secret, username)
        shown = {"secret": enrolment.secret, "qr": documents.enrolment_drawing(enrolment.address)}
    return render_template(
        "web/staff_factor.html",
        state=state,
        is_required=guards.must_have_factor(g.actor),
        problem=_words(problem),
        done=request.args.get("done", ""),
        **shown,
    )


def _words(problem: Refusal | None) -> str:
    return texts.text_of(problem.code, problem.facts) if problem else ""
