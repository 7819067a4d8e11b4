"""Accounts and roles of an area: who holds what, new accounts, proposals, passwords, sessions, the report."""

from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.core import clock
from app.core.actors import Grant
from app.core.db import transaction
from app.core.pagination import LIMIT, cursor_from
from app.roster import documents, operations, queries
from app.roster.queries import Colleague
from app.web import errors
from app.web.staff.fields import appointment_from, reasoned_from
from bots import texts
from surveys.errors import Forbidden, Refusal

bp = Blueprint("people", __name__)
CITY = "371500"
MOST_AREAS = 400  # offered to pick from; others are typed
Page = str | tuple[str, int]


@bp.get("/")
def people() -> str:
    """Everybody with a role in the areas I look after, and what waits for a second person."""
    at = clock.now()
    after = cursor_from(request.args.get("cursor")) or 0
    found = queries.colleagues_under(_paths(), after=after, limit=LIMIT)
    waiting = queries.proposals_for(g.actor.key, _paths(), at)
    shown = [one for _, one in found.items]
    return render_template(
        "web/staff_people.html",
        people=[_line(one) for one in shown],
        waiting=[_waiting(row) for row in waiting],
        places=_places(shown, [row.path for row in waiting]),
        first_url=url_for(".people") if after else "",
        next_url=url_for(".people", cursor=found.next) if found.next else "",
        may_appoint=bool(_paths()),
        done=request.args.get("done", ""),
    )


@bp.get("/new")
def ask_new() -> str:
    """The form for a new account with its first role."""
    return _new_page()


@bp.post("/new")
def add() -> Page:
    """An account that can do nothing until its role is confirmed; the password is shown this once."""
    form = request.form
    try:
        wanted = appointment_from(form, g.actor)
        with transaction():
            at = clock.now()
            new = operations.add_staff(form.get("username", ""), form.get("name", ""), g.actor, at)
            operations.propose_grant(new.key, wanted, g.actor, at)
    except Refusal as problem:
        return _new_page(problem), errors.status_of(problem)
    return _slip(new, form.get("name", ""))


@bp.get("/roles.xlsx")
def report() -> Response:
    """The quarterly report: every role with its end, accounts nobody uses."""
    at = clock.now()
    found = [one for _, one in queries.colleagues_under(_paths(), limit=documents.MOST_ROWS).items]
    stamp = documents.Stamp(g.actor.name, at)
    content = documents.staff_workbook(found, _places(found, []), stamp)
    return documents.as_download(content, "staff-roles.xlsx")


@bp.get("/proposals.xlsx")
def proposals_workbook() -> Response:
    """What waits for a second person, as a workbook."""
    at = clock.now()
    waiting = queries.proposals_for(g.actor.key, _paths(), at)
    places, stamp = _places([], [row.path for row in waiting]), documents.Stamp(g.actor.name, at)
    return documents.as_download(documents.proposals_workbook(waiting, places, stamp), "proposals.xlsx")


@bp.get("/<key>")
def person(key: str) -> str:
    """One member of staff: roles, proposals, sessions, lock, password."""
    return _person_page(colleague_of(key))


@bp.post("/<key>/roles")
def propose_role(key: str) -> Answer | Page:
    """Ask for a further role."""
    found = colleague_of(key)
    try:
        wanted = appointment_from(request.form, g.actor)
        with transaction():
            operations.propose_grant(found.key, wanted, g.actor, clock.now())
    except Refusal as problem:
        return _person_page(found, problem), errors.status_of(problem)
    return redirect(url_for(".person", key=key, done="proposed"), 303)


@bp.post("/<key>/roles/<int:role_id>/end")
def propose_end(key: str, role_id: int) -> Answer | Page:
    """Ask for the end of a role."""
    found = colleague_of(key)
    if role_id not in {role.id for role in found.roles}:
        raise Forbidden("not-your-part-of-the-house")
    try:
        with transaction():
            wanted = reasoned_from(request.form, f"reason-{role_id}")
            operations.propose_end(role_id, wanted, g.actor, clock.now())
    except Refusal as problem:
        return _person_page(found, problem), errors.status_of(problem)
    return redirect(url_for(".person", key=key, done="proposed"), 303)


@bp.post("/<key>/factor")
def propose_factor_reset(key: str) -> Answer | Page:
    """Ask that the second factor be taken away: telephone and codes are lost."""
    found = colleague_of(key)
    try:
        with transaction():
            wanted = reasoned_from(request.form, "factor-reason")
            operations.propose_factor_reset(found.key, wanted, g.actor, clock.now())
    except Refusal as problem:
        return _person_page(found, problem), errors.status_of(problem)
    return redirect(url_for(".person", key=key, done="proposed"), 303)


@bp.post("/<key>/standing")
def propose_standing(key: str) -> Answer | Page:
    """Ask that the account be disabled, or work again."""
    found = colleague_of(key)
    act = operations.propose_enabling if found.disabled_at else operations.propose_disabling
    try:
        with transaction():
            wanted = reasoned_from(request.form, "standing-reason")
            act(found.key, wanted, g.actor, clock.now())
    except Refusal as problem:
        return _person_page(found, problem), errors.status_of(problem)
    return redirect(url_for(".person", key=key, done="proposed"), 303)


@bp.post("/<key>/password")
def reset_password(key: str) -> str:
    """A new first password, shown this once; every session of the account ends."""
    found = _managed(key)
    with transaction():
        new = operations.reset_for_colleague(key, g.actor, clock.now())
    return _slip(new, found.name)


@bp.post("/<key>/sessions/<int:session_id>/close")
def close_session(key: str, session_id: int) -> Answer:
    """Sign one of somebody's browsers out."""
    found = _managed(key)
    with transaction():
        operations.close_session(session_id, found.key, g.actor, clock.now())
    return redirect(url_for(".person", key=key, done="device-closed"), 303)


@bp.post("/proposals/<int:proposal_id>/confirm")
def confirm(proposal_id: int) -> Answer:
    """The second person agrees."""
    with transaction():
        operations.confirm_proposal(proposal_id, g.actor, clock.now())
    return redirect(url_for(".people", done="confirmed"), 303)


@bp.post("/proposals/<int:proposal_id>/refuse")
def refuse(proposal_id: int) -> Answer:
    """The second person says no."""
    answer = request.form.get(f"answer-{proposal_id}", "")
    with transaction():
        operations.refuse_proposal(proposal_id, g.actor, answer, clock.now())
    return redirect(url_for(".people", done="refused"), 303)


@bp.post("/proposals/<int:proposal_id>/withdraw")
def withdraw(proposal_id: int) -> Answer:
    """The first person takes it back."""
    with transaction():
        operations.withdraw_proposal(proposal_id, g.actor, clock.now())
    return redirect(url_for(".people", done="withdrawn"), 303)


def colleague_of(key: str) -> Colleague:
    """Somebody in the areas whoever is signed in looks after; Missing or Forbidden otherwise."""
    found = queries.get_colleague(key)
    paths = [role.path for role in found.roles] + [row.path for row in queries.proposals_about(key)]
    if not any(_covers(path) for path in paths) and not (not paths and g.actor.paths("admin")):
        raise Forbidden("not-your-part-of-the-house")
    return found


def _managed(key: str) -> Colleague:
    """Somebody whose account is mine to look after: every role of it is one I may propose."""
    found = colleague_of(key)
    is_own = found.key == g.actor.key  # one's own goes by the old password, under one's own account
    if is_own or not queries.may_manage(g.actor, found.grants(clock.now())):
        raise Forbidden("not-yours-to-grant")
    return found


def _paths() -> tuple[str, ...]:
    return g.actor.paths(*queries.GRANTING_ROLES)


def _covers(path: str) -> bool:
    return any(g.actor.may(role, path) for role in queries.GRANTING_ROLES)


def _line(one: Colleague) -> dict[str, Any]:
    at = clock.now()
    return {
        "person": one,
        "posts": [role for role in one.roles if role.ends_at is None or role.ends_at > at],
        "is_locked": one.unlocks_at is not None and at < one.unlocks_at,
        "is_unused": one.is_unused(at),
    }


def _waiting(row: queries.ProposalRow) -> dict[str, Any]:
    at = clock.now()
    own = g.actor.key in (row.proposer_key, row.key)
    return {
        "row": row,
        "days": (at - row.held_at).days,
        "is_mine": row.proposer_key == g.actor.key,
        "may_decide": not own,
    }


def _places(found: list[Colleague], paths: list[str]) -> dict[str, str]:
    return queries.area_names_for({role.path for one in found for role in one.roles} | set(paths))


def _new_page(problem: Refusal | None = None) -> str:
    return render_template("web/staff_new.html", **_role_form(problem))


def _role_form(problem: Refusal | None) -> dict[str, Any]:
    return {
        "roles": queries.roles_for(g.actor),
        "units": queries.organisations_in(CITY),
        "areas": queries.areas_in(_paths(), MOST_AREAS),
        "given": request.form,
        "problem": texts.text_of(problem.code, problem.facts) if problem else "",
    }


def _person_page(found: Colleague, problem: Refusal | None = None) -> str:
    at = clock.now()
    proposals = queries.proposals_about(found.key)
    return render_template(
        "web/staff_person.html",
        person=found,
        current=[role for role in found.roles if role.is_held(at)],
        past=[role for role in found.roles if not role.is_held(at)],
        places=_places([found], [row.path for row in proposals]),
        proposals=proposals,
        devices=queries.devices_of(found.key, at),
        is_locked=found.unlocks_at is not None and at < found.unlocks_at,
        is_own=found.key == g.actor.key,
        may_manage=queries.may_manage(g.actor, found.grants(at)),
        may_switch=bool(g.actor.paths("admin")),
        endable={one.id for one in found.roles if queries.may_grant(g.actor, Grant(one.title, one.path))},
        done=request.args.get("done", ""),
        **_role_form(problem),
    )


def _slip(new: operations.NewStaff, name: str) -> str:
    """The password stands on this page and nowhere else."""
    return render_template(
        "web/staff_slip.html", new=new, name=name, back_url=url_for(".people"), at=clock.now()
    )
