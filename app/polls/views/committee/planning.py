"""The committee draws up a poll: from a template or question by question, for whom, when."""

from typing import Any

from flask import Response as Download
from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.core.pagination import cursor_from
from app.polls import documents, forms, operations, queries
from app.polls.operations import Start
from app.polls.queries import PollRow
from app.polls.views.committee.blueprint import back_to, bp, frame, outlook_of, poll_here
from app.roster import queries as roster
from surveys.electorate.scopes import Scope
from surveys.errors import Forbidden, Invalid, Missing
from surveys.questionnaires import templates, wording

PAGE = 30


@bp.get("")
def index() -> str:
    """All polls of the compounds the actor serves, newest first, with their turnout."""
    at = clock.now()
    paths = g.actor.paths(*queries.STAFF)
    polls = queries.polls_for_staff(paths, before=cursor_from(request.args.get("before")), limit=PAGE + 1)
    shown = polls[:PAGE]
    names = {compound.id: compound.name for compound in roster.compounds_under(paths)}
    facts = {
        "answered": queries.counts_for([poll.id for poll in shown]),
        "names": names,
        "windows": {poll.id: queries.window_of(poll, at) for poll in shown},
        "at": at,
    }
    more = shown[-1].id if len(polls) > PAGE else None
    return render_template("polls/committee_list.html", polls=shown, more=more, **facts)


@bp.get("/polls.xlsx")
def polls_workbook() -> Download:
    """The same list, all of it, as a workbook."""
    at, paths = clock.now(), g.actor.paths(*queries.STAFF)
    polls = queries.polls_for_staff(paths, limit=documents.MOST_ROWS)
    names = {compound.id: compound.name for compound in roster.compounds_under(paths)}
    answered = queries.counts_for([poll.id for poll in polls])
    stamp = documents.Stamp(g.actor.name, at)
    content = documents.polls_workbook(polls, names, answered, stamp=stamp)
    return documents.as_download(content, "polls.xlsx")


@bp.get("/new")
def new() -> str:
    """Begin a poll: for which compound, from which template."""
    return _new()


def _new(fault: Invalid | None = None) -> str:
    compounds = roster.compounds_under(g.actor.paths(*queries.STAFF))
    facts = {"fault": fault, "typed": request.form, "templates": templates.all_templates()}
    return render_template("polls/committee_new.html", compounds=compounds, **facts)


@bp.post("")
def create() -> Response | tuple[str, int]:
    """Draw the poll up and go on to its questions; a poll of one's own needs a title."""
    compound = roster.get_compound_by_public_id(request.form.get("compound", ""))
    if not any(g.actor.may(role, compound.path) for role in queries.STAFF):
        raise Forbidden("not-your-part-of-the-house")
    template = request.form.get("template", "")
    start = Start(request.form.get("title", ""), template or None)
    try:
        with transaction():
            poll = operations.create_poll(g.actor, compound, start, clock.now())
    except Invalid as fault:
        return _new(fault), 422
    return redirect(url_for(".questions", public_id=poll.public_id), 303)


@bp.get("/<public_id>/questions")
def questions(public_id: str) -> str:
    """The questions so far, and a form for one more."""
    return _questions(public_id)


def _questions(public_id: str, fault: Invalid | None = None, **facts: Any) -> str:
    poll = poll_here(public_id)
    facts = {"document": poll.document, "fault": fault, "typed": request.form, "editing": ""} | facts
    return render_template("polls/committee_questions.html", **frame(poll, clock.now()), **facts)


@bp.post("/<public_id>/questions")
def add_question(public_id: str) -> Response | tuple[str, int]:
    """One question more; what cannot be asked like that comes back with the reason.

    Who goes on takes along the question they have begun; with no question at all nobody goes on.
    """
    poll = poll_here(public_id)
    goes_on = request.form.get("act") == "next"
    if goes_on and forms.is_blank(request.form):
        if not poll.document["questions"]:
            return _questions(public_id, Invalid("questions-missing")), 422
        return redirect(url_for(".plan", public_id=public_id), 303)
    try:
        document = forms.with_question(poll.document, request.form)
        with transaction():
            operations.change_questions(g.actor, poll.id, document, clock.now())
    except Invalid as fault:
        return _questions(public_id, fault), 422
    return back_to("plan" if goes_on else "questions", poll, "question-added")


@bp.get("/<public_id>/questions/<key>")
def question(public_id: str, key: str) -> str:
    """One question, to be put in other words."""
    found = [each for each in poll_here(public_id).document["questions"] if each["key"] == key]
    if not found:
        raise Missing("question-not-found")
    return _questions(public_id, typed=forms.question_out(found[0]), editing=key)


@bp.post("/<public_id>/questions/<key>/wording")
def change_question(public_id: str, key: str) -> Response | tuple[str, int]:
    """The question in other words; what cannot be asked like that comes back with the reason."""
    poll = poll_here(public_id)
    try:
        document = forms.with_question_changed(poll.document, key, request.form)
        with transaction():
            operations.change_questions(g.actor, poll.id, document, clock.now())
    except Invalid as fault:
        return _questions(public_id, fault, editing=key), 422
    return back_to("questions", poll, "question-changed")


@bp.post("/<public_id>/questions/<key>")
def move_question(public_id: str, key: str) -> Response:
    """Take a question out, or one place up."""
    poll = poll_here(public_id)
    is_removal = request.form.get("act") == "remove"
    change = forms.without_question if is_removal else forms.with_question_earlier
    with transaction():
        operations.change_questions(g.actor, poll.id, change(poll.document, key), clock.now())
    return back_to("questions", poll, "question-removed" if is_removal else "question-moved")


@bp.post("/<public_id>/wording")
def reword(public_id: str) -> Response:
    """Another title, another purpose."""
    poll = poll_here(public_id)
    with transaction():
        operations.change_questions(
            g.actor, poll.id, forms.reworded(poll.document, request.form), clock.now()
        )
    return back_to("questions", poll, "wording-changed")


@bp.get("/<public_id>/plan")
def plan(public_id: str) -> str:
    """Whom to ask, and when."""
    poll = poll_here(public_id)
    planned = {
        "opens_at": forms.moment_out(poll.opens_at),
        "closes_at": forms.moment_out(poll.closes_at),
        "audience": poll.audience,
        "per": poll.per,
        "scope": poll.scope.kind,
        "ticked": _ticked(poll.scope),
    }
    return _plan(poll, planned)


def _plan(poll: PollRow, planned: dict[str, Any], fault: Invalid | None = None) -> str:
    facts = {"units": roster.units_in(poll.compound_id), "planned": planned, "fault": fault}
    facts |= outlook_of(poll)
    return render_template("polls/committee_plan.html", **frame(poll, clock.now()), **facts)


@bp.post("/<public_id>/plan")
def change_plan(public_id: str) -> Response | tuple[str, int]:
    """Keep whom and when; what cannot be planned like that comes back as it was filled in."""
    poll = poll_here(public_id)
    try:
        with transaction():
            operations.change_plan(g.actor, poll.id, forms.plan_in(request.form, poll), clock.now())
    except Invalid as fault:
        ticked = {*request.form.getlist("building"), *request.form.getlist("unit")}
        return _plan(poll, {**request.form, "ticked": ticked}, fault), 422
    return back_to("show", poll, "plan-changed")


@bp.get("/<public_id>/preview")
def preview(public_id: str) -> str:
    """The questions as residents will meet them."""
    poll = poll_here(public_id)
    facts = {"who_sees": wording.who_sees(poll.who_sees)}
    return render_template("polls/committee_preview.html", **frame(poll, clock.now()), **facts)


def _ticked(scope: Scope) -> set[str]:
    """The values of the boxes that stand for a scope."""
    return set(scope.buildings) | {f"{building}-{unit}" for building, unit in scope.units}
