"""Polls and answers made for tests, with a default for everything."""

from datetime import timedelta
from typing import Any

from app.core.actors import Actor, Grant
from app.core.db import transaction
from app.polls import operations, queries
from app.polls.operations import Given, Plan, Start
from app.polls.queries import PollRow
from app.roster import queries as roster
from app.roster.models import Compound
from app.roster.queries import HomeRow
from tests.factories import AT

OPEN = AT + timedelta(hours=1)
CLOSE = AT + timedelta(days=7)
CLERK = Actor("staff", "CLERK00001", "clerk", (Grant("clerk", "371500"),))
QUESTIONS: dict[str, Any] = {
    "title": "先修什么",
    "purpose": "定下先修哪一样。",
    "questions": [
        {"key": "first", "kind": "single", "title": "先修哪一样", "options": [
            {"key": "roof", "label": "屋顶"}, {"key": "road", "label": "道路"}]},
        {"key": "also", "kind": "multiple", "title": "还要什么", "required": False, "options": [
            {"key": "light", "label": "路灯"}, {"key": "green", "label": "绿化"},
            {"key": "none", "label": "都不需要", "exclusive": True}]},
        {"key": "lift", "kind": "yes-no-unsure", "title": "加装电梯", "required": False},
        {"key": "score", "kind": "rating", "title": "对现状打分", "required": False},
        {"key": "words", "kind": "text", "title": "还想说什么", "required": False},
    ],
}  # fmt: skip


def a_draft(compound: Compound, questions: dict[str, Any] | None = None, **plan: Any) -> PollRow:
    """A poll nobody has seen yet; it would run for a week."""
    plan = {"opens_at": OPEN, "closes_at": CLOSE} | plan
    start = Start(questionnaire=questions or QUESTIONS, plan=Plan(**plan))
    with transaction():
        return operations.create_poll(CLERK, roster.get_compound(compound.id), start, AT)


def an_open_poll(compound: Compound, questions: dict[str, Any] | None = None, **plan: Any) -> PollRow:
    """A poll open from AT on for a week."""
    poll = a_draft(compound, questions, **plan)
    with transaction():
        operations.open_poll(CLERK, poll.id, AT)
    return queries.get_poll(poll.id)


def close(poll: PollRow) -> PollRow:
    """The poll closed at its time, and counted."""
    with transaction():
        operations.close_due_poll(poll.id, CLOSE)
    with transaction():
        operations.count_result(poll.id, CLOSE)
    return queries.get_poll(poll.id)


def home_of(contact_id: int, place: int = 0) -> HomeRow:
    """One of a contact's homes."""
    return roster.homes_of(contact_id)[place]


def answer(
    poll: PollRow, home: HomeRow, answers: dict[str, Any] | None = None, *, key: str = "", at: Any = OPEN
) -> operations.AnswerReceipt:
    """One answer by WeChat, in a transaction of its own."""
    given = Given(answers or {"first": "roof"}, "wechat", key or f"{home.binding_id}-{at.isoformat()}")
    with transaction():
        held = operations.hold_poll(poll.id)
        return operations.answer_poll(held, home, given, at)
