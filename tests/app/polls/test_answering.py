"""Answers: one a home or person, changed until the close, never lost, never twice."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.audit.queries import entries_about
from app.core.db import db, transaction
from app.polls import operations, queries
from app.polls.models import Answer, AnswerRevision
from app.polls.operations import Given
from surveys.electorate import scopes
from surveys.errors import Forbidden, Invalid, Missing, Refusal
from surveys.proof.receipts import normalise_receipt
from tests import factories as make
from tests.app.polls.making import CLOSE, OPEN, a_draft, an_open_poll, answer, close, home_of
from tests.factories import AT
from tests.people import a_world


def count(table: type) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def test_an_answer_gets_a_receipt_that_checks_itself(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    receipt = answer(poll, home_of(world.wang))
    assert normalise_receipt(receipt.receipt) == receipt.receipt
    assert (receipt.revision, receipt.is_repeat, receipt.closes_at) == (1, False, CLOSE)
    found = queries.find_own_answer(poll, home_of(world.wang))
    assert found is not None
    assert found.answers == {"first": "roof"}


def test_a_changed_answer_keeps_its_receipt_and_its_history(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    first = answer(poll, home_of(world.wang), {"first": "roof"})
    second = answer(poll, home_of(world.wang), {"first": "road"}, at=OPEN + timedelta(hours=1))
    assert (second.receipt, second.revision) == (first.receipt, 2)
    assert (count(Answer), count(AnswerRevision)) == (1, 2)
    kept = [
        row.content
        for row in db.session.execute(select(AnswerRevision).order_by(AnswerRevision.id)).scalars()
    ]
    assert ['"roof"' in kept[0], '"road"' in kept[1]] == [True, True]


def test_co_owners_share_the_one_answer_of_their_home(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    first = answer(poll, home_of(world.wang))
    second = answer(poll, home_of(world.li), {"first": "road"})
    assert second.receipt == first.receipt
    assert count(Answer) == 1
    assert queries.find_own_answer(poll, home_of(world.wang)) is None, "what Li said is not shown to Wang"


def test_an_owner_of_two_homes_answers_for_each_or_once_in_person(app: Flask) -> None:
    world = a_world(app)
    by_room, by_person = an_open_poll(world.compound), an_open_poll(world.compound, per="resident")
    receipts = [answer(poll, home_of(world.wang, place)) for poll in (by_room, by_person) for place in (0, 1)]
    assert receipts[0].receipt != receipts[1].receipt
    assert receipts[2].receipt == receipts[3].receipt


def test_the_same_key_gives_the_same_receipt_and_writes_nothing(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    first = answer(poll, home_of(world.wang), key="k")
    answer(poll, home_of(world.wang), {"first": "road"}, key="later")
    again = answer(poll, home_of(world.wang), key="k", at=OPEN + timedelta(minutes=5))
    assert (again.receipt, again.revision, again.is_repeat) == (first.receipt, 1, True)
    assert again.changed_at == OPEN
    assert count(AnswerRevision) == 2
    own = queries.find_own_answer(poll, home_of(world.wang))
    assert own is not None
    assert own.answers == {"first": "road"}, "a late repeat does not bring an old answer back"


def test_a_retry_after_the_close_still_finds_its_receipt(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    first = answer(poll, home_of(world.wang), key="k")
    close(poll)
    assert answer(poll, home_of(world.wang), key="k", at=CLOSE).receipt == first.receipt


@pytest.mark.parametrize("who", ["same", "other"])
def test_a_key_used_for_anything_else_is_refused(app: Flask, who: str) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    answer(poll, home_of(world.wang), key="k")
    home, answers = (
        (home_of(world.wang), {"first": "road"}) if who == "same" else (home_of(world.wang, 1), None)
    )
    with pytest.raises(Invalid, match="key-reused"):
        answer(poll, home, answers, key="k")
    assert count(AnswerRevision) == 1


def test_the_window_is_half_open(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    moment = timedelta(microseconds=1)
    with pytest.raises(Refusal, match="poll-not-open"):
        answer(poll, home_of(world.wang), at=AT - moment)
    assert answer(poll, home_of(world.wang), at=AT).revision == 1
    assert answer(poll, home_of(world.wang), at=CLOSE - moment).revision == 2
    with pytest.raises(Refusal, match="poll-closed"):
        answer(poll, home_of(world.wang), at=CLOSE)
    assert count(AnswerRevision) == 2


def test_nothing_is_taken_before_opening_or_after_voiding(app: Flask) -> None:
    world = a_world(app)
    draft = a_draft(world.compound)
    with pytest.raises(Refusal, match="poll-not-open"):
        answer(draft, home_of(world.wang))
    poll = an_open_poll(world.compound)
    with transaction():
        operations.void_poll("staff:X", poll.id, "题目写错了", OPEN)
    with pytest.raises(Refusal, match="poll-voided"):
        answer(poll, home_of(world.wang))
    with pytest.raises(Missing, match="poll-not-found"), transaction():
        operations.hold_poll("NOSUCHPOLL")


def test_who_is_not_asked_cannot_answer(app: Flask) -> None:
    world = a_world(app)
    with pytest.raises(Forbidden, match="not-in-scope"):
        answer(an_open_poll(world.compound), home_of(world.zhao))
    other = make.a_room(make.a_unit(make.a_building(world.compound, "4号楼")))
    elsewhere = make.a_resident_contact(other, is_owner=True)
    here = scopes.of_units([(str(world.unit.building_id), str(world.unit.id))])
    part = an_open_poll(world.compound, scope=here)
    with pytest.raises(Forbidden, match="not-in-scope"):
        answer(part, home_of(elsewhere))
    assert answer(part, home_of(world.wang)).revision == 1


def test_a_household_member_answers_residents_polls_only(app: Flask) -> None:
    world = a_world(app)
    tenant = make.a_resident_contact(world.second_room)
    with pytest.raises(Forbidden, match="owners-only"):
        answer(an_open_poll(world.compound, audience="owners"), home_of(tenant))
    assert answer(an_open_poll(world.compound), home_of(tenant)).revision == 1


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({}, "answer-required"),
        ({"first": "moon"}, "unknown-option"),
        ({"first": "roof", "nope": "x"}, "unknown-question"),
        ({"first": "roof", "also": ["none", "light"]}, "exclusive-option-alone"),
        ({"first": "roof", "score": 9}, "rating-out-of-range"),
        ({"first": "roof", "words": "长" * 201}, "text-too-long"),
    ],
)
def test_answers_that_are_none_are_refused_and_leave_no_trace(app: Flask, answers: dict, code: str) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    given = Given(answers, "wechat", "k")
    with pytest.raises(Invalid, match=code), transaction():
        operations.answer_poll(operations.hold_poll(poll.id), home_of(world.wang), given, OPEN)
    assert (count(Answer), count(AnswerRevision)) == (0, 0)


@pytest.mark.parametrize(
    ("channel", "key", "code"),
    [
        ("paper", "k", "channel-unknown"),
        ("pigeon", "k", "channel-unknown"),
        ("h5", "", "idempotency-key-missing"),
        ("h5", "k" * 81, "idempotency-key-missing"),
    ],
)
def test_a_resident_answers_by_their_own_channels_with_a_key(
    app: Flask, channel: str, key: str, code: str
) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    with pytest.raises(Invalid, match=code), transaction():
        held = operations.hold_poll(poll.id)
        operations.answer_poll(held, home_of(world.wang), Given({"first": "roof"}, channel, key), OPEN)


def test_neither_table_nor_log_shows_what_was_said(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    answer(poll, home_of(world.wang), {"first": "roof", "words": "楼顶漏得厉害"})
    stored = db.session.execute(select(AnswerRevision.content_sealed)).scalar_one()
    entries = [entry for entry in entries_about(f"poll:{poll.id}") if entry.act == "answer.given"]
    for text in (stored, repr(entries[0].facts)):
        assert "roof" not in text
        assert "漏" not in text
    assert set(entries[0].facts) == {"respondent", "channel", "commitment"}


def test_one_answer_costs_few_statements(app: Flask) -> None:
    world = a_world(app)
    poll, home = an_open_poll(world.compound), home_of(world.wang)
    answer(poll, home)
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *facts: statements.append(facts[2]))
    answer(poll, home, {"first": "road"}, key="next")
    reads = [text for text in statements if text.lstrip().startswith("SELECT")]
    writes = [text for text in statements if text.lstrip()[:6] in ("INSERT", "UPDATE", "DELETE")]
    assert len(reads) <= 4, reads
    assert len(writes) <= 4, writes


def at_once(app: Flask, jobs: list) -> list[object]:
    """Run these functions at the same moment, each in a thread with its own session; results or refusals."""
    barrier = threading.Barrier(len(jobs))

    def run(job: object) -> object:
        with app.app_context():
            barrier.wait()
            try:
                return job()
            except Refusal as refusal:
                return refusal.code
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


@pytest.fixture
def crowd(app: Flask) -> Iterator[Flask]:
    """The application without connections left over in this thread."""
    yield app
    db.session.remove()


def test_twenty_threads_for_one_home_leave_one_answer_and_every_revision(crowd: Flask) -> None:
    world = a_world(crowd)
    poll, home = an_open_poll(world.compound), home_of(world.wang)
    db.session.remove()
    choices = ["roof", "road"] * 6
    results = at_once(crowd, [
        (lambda place=place, choice=choice: answer(poll, home, {"first": choice}, key=f"k{place}"))
        for place, choice in enumerate(choices)
    ])  # fmt: skip
    assert len({result.receipt for result in results}) == 1
    assert sorted(result.revision for result in results) == list(range(1, len(choices) + 1))
    assert (count(Answer), count(AnswerRevision)) == (1, len(choices))
    last = max(results, key=lambda result: result.revision)
    own = queries.find_own_answer(poll, home)
    assert own is not None
    assert own.answers == {"first": choices[results.index(last)]}


def test_one_message_sent_many_times_at_once_is_one_answer(crowd: Flask) -> None:
    world = a_world(crowd)
    poll, home = an_open_poll(world.compound), home_of(world.wang)
    db.session.remove()
    results = at_once(crowd, [lambda: answer(poll, home, key="same")] * 8)
    assert len({result.receipt for result in results}) == 1
    assert sum(not result.is_repeat for result in results) == 1
    assert count(AnswerRevision) == 1


def test_one_key_for_two_homes_at_once_is_taken_for_one(crowd: Flask) -> None:
    world = a_world(crowd)
    poll = an_open_poll(world.compound)
    homes = [home_of(world.wang), home_of(world.wang, 1)]
    db.session.remove()
    results = at_once(crowd, [(lambda home=home: answer(poll, home, key="same")) for home in homes])
    assert results.count("key-reused") == 1
    assert (count(Answer), count(AnswerRevision)) == (1, 1)


def test_an_answer_is_in_before_the_close_or_refused(crowd: Flask) -> None:
    world = a_world(crowd)
    poll, homes = an_open_poll(world.compound), []
    for number in range(8):
        homes.append(home_of(make.a_resident_contact(make.a_room(world.unit, f"9{number:02d}"))))
    db.session.remove()

    def shut() -> str:
        with transaction():
            operations.close_poll("staff:X", poll.id, OPEN)
        return "closed"

    jobs = [(lambda home=home: answer(poll, home)) for home in homes]
    results = at_once(crowd, [*jobs[:4], shut, *jobs[4:]])
    taken = [result for result in results if not isinstance(result, str)]
    assert results.count("poll-closed") + len(taken) == len(homes)
    assert count(Answer) == len(taken)
