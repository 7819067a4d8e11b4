"""The life of a poll: drawn up, scheduled, opened, prolonged, closed, voided, counted."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.queries import entries_about
from app.core.db import db, transaction
from app.outbox.models import Job
from app.polls import jobs, operations, queries
from app.polls.operations import Extension, Plan, Start
from app.roster import queries as roster
from surveys.electorate import scopes
from surveys.errors import Invalid, Missing, Refusal
from surveys.questionnaires import templates
from tests import factories as make
from tests.app.polls.making import (
    CLERK,
    CLOSE,
    OPEN,
    QUESTIONS,
    a_draft,
    an_open_poll,
    answer,
    close,
    home_of,
)
from tests.factories import AT
from tests.people import a_world

DAY = timedelta(days=1)


def acts(poll_id: int) -> list[str]:
    return [entry.act for entry in entries_about(f"poll:{poll_id}")]


def promised() -> set[str]:
    return set(db.session.execute(select(Job.kind)).scalars())


@pytest.mark.parametrize("template", [template.key for template in templates.all_templates()])
def test_each_ready_questionnaire_becomes_a_poll(app: Flask, template: str) -> None:
    compound = make.a_compound()
    make.a_room(make.a_unit(make.a_building(compound)))
    with transaction():
        poll = operations.create_poll(
            CLERK, roster.get_compound(compound.id), Start("", template, plan=Plan(closes_at=CLOSE)), AT
        )
        operations.open_poll(CLERK, poll.id, AT)
    poll = queries.get_poll(poll.id)
    assert poll.is_intention
    assert poll.questionnaire == templates.get(template).questionnaire
    assert (poll.title, poll.who_sees) == (templates.get(template).title, templates.get(template).who_sees)
    assert poll.state(AT) == "open"


def test_the_state_follows_from_the_facts(app: Flask) -> None:
    world = a_world(app)
    poll = a_draft(world.compound)
    assert poll.state(OPEN) == "draft"
    with transaction():
        operations.schedule_poll(CLERK, poll.id, AT)
    assert queries.get_poll(poll.id).state(OPEN) == "scheduled"
    jobs.open_due_polls({}, OPEN - timedelta(seconds=1))
    assert queries.get_poll(poll.id).opened_at is None
    jobs.open_due_polls({}, OPEN)
    jobs.open_due_polls({}, OPEN)
    opened = queries.get_poll(poll.id)
    assert [opened.state(at) for at in (OPEN, CLOSE - timedelta(microseconds=1), CLOSE)] == [
        "open",
        "open",
        "closed",
    ]
    jobs.close_due_polls({}, CLOSE - timedelta(microseconds=1))
    assert queries.get_poll(poll.id).closed_at is None
    jobs.close_due_polls({}, CLOSE)
    jobs.close_due_polls({}, CLOSE)
    jobs.count_closed_polls({}, CLOSE)
    jobs.count_closed_polls({}, CLOSE)
    assert queries.get_poll(poll.id).state(CLOSE) == "closed"
    assert acts(poll.id) == ["poll.created", "poll.scheduled", "poll.opened", "poll.closed", "poll.counted"]
    assert promised() >= {"polls.open-due", "polls.close-due", "polls.count-closed", "notices.poll-opened"}


def test_nothing_changes_once_people_can_have_seen_the_questions(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    with pytest.raises(Refusal, match="poll-already-opened"), transaction():
        operations.change_questions(CLERK, poll.id, QUESTIONS, OPEN)
    with pytest.raises(Refusal, match="poll-already-opened"), transaction():
        operations.change_plan(CLERK, poll.id, Plan(), OPEN)
    with pytest.raises(Refusal, match="poll-already-opened"), transaction():
        operations.discard_draft(CLERK, poll.id, OPEN)
    with transaction():
        assert not operations.open_poll(CLERK, poll.id, OPEN)


def test_a_draft_grows_question_by_question_and_can_be_thrown_away(app: Flask) -> None:
    compound = make.a_compound()
    with transaction():
        poll = operations.create_poll(CLERK, roster.get_compound(compound.id), Start("修路"), AT)
        operations.change_questions(CLERK, poll.id, QUESTIONS | {"title": "修路"}, AT)
    assert len(queries.get_poll(poll.id).questionnaire.questions) == 5
    with transaction():
        operations.discard_draft(CLERK, poll.id, AT)
    with pytest.raises(Missing, match="poll-not-found"):
        queries.get_poll(poll.id)


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ({"closes_at": None}, "poll-needs-later-close"),
        ({"opens_at": None, "closes_at": AT}, "poll-needs-later-close"),
        ({"scope": scopes.of_buildings(["999999"])}, "poll-asks-nobody"),
    ],
)
def test_a_poll_that_cannot_be_put_to_people_does_not_open(app: Flask, plan: dict, code: str) -> None:
    world = a_world(app)
    poll = a_draft(world.compound, **plan)
    with pytest.raises(Invalid, match=code), transaction():
        operations.open_poll(CLERK, poll.id, AT)
    assert queries.get_poll(poll.id).opened_at is None


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ({"opens_at": CLOSE, "closes_at": OPEN}, "poll-window-backwards"),
        ({"per": "street"}, "poll-audience-unknown"),
        ({"audience": "cats"}, "poll-audience-unknown"),
        ({"summary": "长" * 2001}, "poll-summary-too-long"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(app: Flask, plan: dict, code: str) -> None:
    compound = make.a_compound()
    with pytest.raises(Invalid, match=code):
        a_draft(compound, **plan)


def test_a_poll_is_scheduled_for_the_future_only(app: Flask) -> None:
    world = a_world(app)
    poll = a_draft(world.compound)
    with pytest.raises(Invalid, match="poll-opens-in-the-past"), transaction():
        operations.schedule_poll(CLERK, poll.id, OPEN)


def test_an_extension_moves_the_close_and_says_why(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    with transaction():
        operations.extend_poll(CLERK, poll.id, Extension(CLOSE + DAY, " 下雨，\n再等一天 "), OPEN)
    later = queries.get_poll(poll.id)
    assert (later.closes_at, later.extension_reason) == (CLOSE + DAY, "下雨， 再等一天")
    jobs.close_due_polls({}, CLOSE)
    assert queries.get_poll(poll.id).closed_at is None
    assert answer(poll, home_of(world.wang), at=CLOSE).revision == 1


@pytest.mark.parametrize(("closes_at", "reason", "code"), [
    (CLOSE, "再等等", "poll-extension-not-later"), (CLOSE + DAY, "  ", "reason-missing"),
    (CLOSE + DAY, "长" * 401, "reason-too-long"),
])  # fmt: skip
def test_an_extension_is_later_and_has_a_reason(
    app: Flask, closes_at: object, reason: str, code: str
) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    with pytest.raises(Invalid, match=code), transaction():
        operations.extend_poll(CLERK, poll.id, Extension(closes_at, reason), OPEN)


def test_what_is_closed_stays_closed(app: Flask) -> None:
    world = a_world(app)
    poll = close(an_open_poll(world.compound))
    with transaction():
        assert not operations.close_poll(CLERK, poll.id, CLOSE)
    with pytest.raises(Refusal, match="poll-not-open"), transaction():
        operations.extend_poll(CLERK, poll.id, Extension(CLOSE + DAY, "再等等"), CLOSE)
    draft = a_draft(world.compound)
    with pytest.raises(Refusal, match="poll-not-open"), transaction():
        operations.close_poll(CLERK, draft.id, CLOSE)


def test_a_void_poll_keeps_its_answers_and_shows_no_result(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    answer(poll, home_of(world.wang))
    with transaction():
        operations.void_poll(CLERK, poll.id, "题目写错了", OPEN)
    jobs.close_due_polls({}, CLOSE)
    jobs.count_closed_polls({}, CLOSE)
    assert queries.get_poll(poll.id).state(CLOSE) == "void"
    assert queries.find_result(poll.id) is None
    assert len(queries.standings_in(poll.id)) == 1
    with pytest.raises(Refusal, match="poll-voided"), transaction():
        operations.void_poll(CLERK, poll.id, "又来", OPEN)
    draft = a_draft(world.compound)
    with pytest.raises(Refusal, match="poll-not-announced"), transaction():
        operations.void_poll(CLERK, draft.id, "没发过", OPEN)


def test_only_the_silent_are_reminded_on_the_last_day(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    answer(poll, home_of(world.wang))
    jobs.tell_poll_opened({"poll": poll.id}, OPEN)
    with transaction():
        operations.extend_poll(CLERK, poll.id, Extension(CLOSE + DAY, "再等一天"), OPEN)
    jobs.remind_of_closing({"poll": poll.id}, CLOSE - DAY)
    told = {(kind, room) for kind, room in deliveries()}
    assert told == {("poll-opened", world.room.id), ("poll-opened", world.second_room.id)}
    jobs.remind_of_closing({"poll": poll.id}, CLOSE)
    assert {room for kind, room in deliveries() if kind == "poll-closing"} == {world.second_room.id}


def test_a_published_result_is_announced_to_all_who_were_asked(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    jobs.tell_result_published({"poll": poll.id}, OPEN)
    assert deliveries() == set()
    close(poll)
    jobs.tell_result_published({"poll": poll.id}, CLOSE)
    assert {room for _, room in deliveries()} == {world.room.id, world.second_room.id}


def deliveries() -> set[tuple[str, int]]:
    """(kind of notice, home) of everything announced."""
    db.session.rollback()
    rows = db.session.connection().exec_driver_sql(
        "SELECT notice.kind, delivery.room_id FROM delivery JOIN notice ON notice.id = delivery.notice_id"
    )
    return {(kind, room) for kind, room in rows}


def test_what_has_not_begun_passes_to_a_successor_and_the_rest_stays(app: Flask) -> None:
    compound = make.a_compound()
    make.a_resident_contact(make.a_room(make.a_unit(make.a_building(compound))))
    begun, draft, elsewhere = an_open_poll(compound), a_draft(compound), make.a_compound()
    with transaction():
        assert operations.hand_over(CLERK.key, "HEIR", [elsewhere.id], make.AT) == 0
        assert operations.hand_over(CLERK.key, "HEIR", [compound.id], make.AT) == 1
    assert queries.count_unopened_by("HEIR") == 1
    assert queries.get_poll(draft.id).created_by == "staff:HEIR"
    assert queries.get_poll(begun.id).created_by == str(CLERK)
