"""A colleague leaves: everything that waits for them in any room passes to a successor, at once."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.chats import operations as chats
from app.chats import queries as chats_queries
from app.core import clock
from app.core.db import transaction
from app.decisions import operations as decisions
from app.decisions import queries as decisions_queries
from app.polls import operations as polls
from app.polls import queries as polls_queries
from app.roster import operations, queries
from app.web import errors
from app.web.guards import COMMITTEE_ROLES
from app.web.staff.people import colleague_of
from bots import texts
from surveys.errors import Forbidden, Refusal

bp = Blueprint("handover", __name__)


class Queue(NamedTuple):
    """What of one room waits for a person: how much, and how it passes on."""

    name: str
    count: Callable[[str], int]
    hand_over: Callable[[str, str, Collection[int], datetime], int]


QUEUES = (
    Queue("conversations", chats_queries.count_held_by, chats.hand_over),
    Queue("polls", polls_queries.count_unopened_by, polls.hand_over),
    Queue("decisions", decisions_queries.count_undecided_by, decisions.hand_over),
)


@bp.get("/<key>/handover")
def preview(key: str) -> str:
    """How much waits, and who may take it."""
    return _page(key)


@bp.post("/<key>/handover")
def hand_over(key: str) -> Response | tuple[str, int]:
    """All of it passes on and the leaver's roles end, or nothing happens."""
    leaver = colleague_of(key)
    successor = request.form.get("successor", "")
    try:
        with transaction():
            at = clock.now()
            operations.hand_over_post(leaver.key, successor, g.actor, at)
            served = {one.id for one in queries.compounds_under(_desks_of(successor, at))}
            for queue in QUEUES:
                queue.hand_over(leaver.key, successor, served, at)
    except Forbidden:
        raise
    except Refusal as problem:
        return _page(key, problem), errors.status_of(problem)
    return redirect(url_for("people.people.person", key=key, done="handed-over"), 303)


def _desks_of(key: str, at: datetime) -> set[str]:
    """The areas somebody serves from a desk."""
    return {grant.path for grant in queries.grants_of(key, at) if grant.role in COMMITTEE_ROLES}


def _page(key: str, problem: Refusal | None = None) -> str:
    at = clock.now()
    leaver = colleague_of(key)
    return render_template(
        "web/staff_handover.html",
        leaver=leaver,
        counts=[(queue.name, queue.count(leaver.key)) for queue in QUEUES],
        successors=queries.successors_of(leaver, at),
        is_possible=queries.may_manage(g.actor, leaver.grants(at)) and bool(leaver.grants(at)),
        problem=texts.text_of(problem.code, problem.facts) if problem else "",
    )
