"""The job table: promised with the act, done once, tried again, given up loudly."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from structlog.testing import capture_logs

from app.core import clock
from app.core.db import db, transaction
from app.outbox import jobs, operations, queries
from bots.wechat.errors import Misconfigured, Transient

AT = datetime(2026, 5, 1, tzinfo=UTC)


def promise(kind: str = "greet", **more: Any) -> None:
    with transaction():
        operations.promise(kind, {"who": "Wang"}, AT, **more)


def test_a_promise_dies_with_the_act_that_failed(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        operations.promise("greet", {}, AT)
        _ = 1 // 0
    assert queries.get_due_jobs(AT) == []


def test_of_two_workers_exactly_one_gets_the_job(app: Flask) -> None:
    promise()
    (job,) = queries.get_due_jobs(AT)
    with transaction():
        assert operations.claim(job.id, AT)
        assert not operations.claim(job.id, AT)


def test_a_lease_runs_out(app: Flask) -> None:
    promise()
    (job,) = queries.get_due_jobs(AT)
    with transaction():
        assert operations.claim(job.id, AT)
    assert queries.get_due_jobs(AT) == []
    later = AT + queries.LEASE + timedelta(seconds=1)
    with transaction():
        assert operations.claim(job.id, later)


def test_a_worker_whose_lease_was_taken_over_signs_nothing_off(app: Flask) -> None:
    promise()
    (job,) = queries.get_due_jobs(AT)
    later = AT + queries.LEASE + timedelta(seconds=1)
    with transaction():
        slow, quick = operations.claim(job.id, AT), operations.claim(job.id, later)
        assert (slow, quick) == (1, 2)
        assert not operations.finish(job.id, slow, later)
        assert operations.postpone(job.id, slow, later, failure=operations.Failure("too slow"))
    db.session.expire_all()
    (mine,) = queries.get_due_jobs(later + queries.LEASE + timedelta(seconds=1))
    assert (mine.done_at, mine.last_error, mine.claimed_at) == (None, None, later)
    with transaction():
        assert operations.finish(job.id, quick, later)
        assert not operations.finish(job.id, quick, later)
        assert not operations.claim(job.id, later + timedelta(days=1))


def test_a_slow_worker_can_neither_kill_nor_finish_what_another_one_postponed(app: Flask) -> None:
    promise()
    (job,) = queries.get_due_jobs(AT)
    later = AT + queries.LEASE + timedelta(seconds=1)
    with transaction():
        slow, quick = operations.claim(job.id, AT), operations.claim(job.id, later)
        assert operations.postpone(job.id, quick, later, failure=operations.Failure("nobody there"))
        assert not operations.finish(job.id, slow, later)
        assert not operations.finish(job.id, quick, later)
    assert len(queries.get_due_jobs(later + timedelta(days=1))) == 1


def test_a_job_taken_over_in_the_middle_is_left_to_the_one_who_took_it(app: Flask) -> None:
    promise()

    def dawdle(_payload: dict[str, Any], _at: datetime) -> None:
        (job,) = queries.get_due_jobs(clock.now() + queries.LEASE + timedelta(seconds=1))
        with transaction():
            assert operations.claim(job.id, clock.now() + queries.LEASE + timedelta(seconds=1))

    assert jobs.work_once({"greet": dawdle}) == 1
    (job,) = queries.get_due_jobs(clock.now() + timedelta(hours=1))
    assert (job.attempts, job.done_at) == (2, None)


def test_a_job_is_done_once_with_what_was_promised(app: Flask) -> None:
    promise()
    seen: list[dict[str, Any]] = []
    assert jobs.work_once({"greet": lambda payload, _at: seen.append(payload)}) == 1
    assert jobs.work_once({"greet": lambda payload, _at: seen.append(payload)}) == 0
    assert seen == [{"who": "Wang"}]


def test_a_failing_job_is_tried_again_later_and_then_given_up(app: Flask) -> None:
    promise()

    def fail(_payload: dict[str, Any], _at: datetime) -> None:
        raise ConnectionError("nobody there")

    assert jobs.work_once({"greet": fail}) == 1
    assert queries.get_due_jobs(clock.now()) == []
    job_id = 0
    for attempt in range(2, operations.ATTEMPTS + 1):
        (job,) = queries.get_due_jobs(clock.now() + timedelta(days=1))
        job_id = job.id
        with transaction():
            operations.claim(job_id, clock.now())
            is_alive = operations.postpone(
                job_id, attempt, clock.now(), failure=operations.Failure("nobody there")
            )
        db.session.rollback()
    assert not is_alive
    (dead,) = queries.get_dead_jobs()
    assert dead.last_error == "nobody there"
    with transaction():
        assert operations.revive(job_id, clock.now())
    assert queries.get_dead_jobs() == []


def test_one_broken_job_does_not_stop_the_next(app: Flask) -> None:
    promise("unknown")
    promise("greet")
    done: list[int] = []
    assert jobs.work_once({"greet": lambda _payload, _at: done.append(1)}) == 2
    assert done == [1]


@pytest.mark.parametrize(
    ("problem", "event", "level"),
    [
        (Transient("busy", errcode=-1, wait_s=600), "job-postponed", "warning"),
        (Misconfigured("template-unknown"), "job-failed", "error"),
        (KeyError("delivery"), "job-failed", "error"),
    ],
)
def test_trouble_that_passes_is_one_line_and_a_bug_keeps_its_traceback(
    app: Flask, problem: Exception, event: str, level: str
) -> None:
    def fail(_payload: dict[str, Any], _at: datetime) -> None:
        raise problem

    promise()
    with capture_logs() as lines:
        assert jobs.work_once({"greet": fail}) == 1
    (line,) = lines
    assert (line["event"], line["log_level"], line["kind"]) == (event, level, "greet")
    assert bool(line.get("exc_info")) is (event == "job-failed")
    (job,) = queries.get_due_jobs(clock.now() + timedelta(hours=1))
    assert (job.attempts, job.last_error) == (1, f"{type(problem).__name__}: {problem}")
    is_asked_to_wait = getattr(problem, "wait_s", 0) > 0
    assert (job.due_at >= clock.now() + timedelta(seconds=500)) is is_asked_to_wait


def test_a_periodic_job_is_promised_once_a_slot(app: Flask) -> None:
    jobs.promise_periodic({"tick": timedelta(hours=1)})
    jobs.promise_periodic({"tick": timedelta(hours=1)})
    assert len(queries.get_due_jobs(clock.now())) == 1


def test_finished_jobs_are_forgotten_after_a_week(app: Flask) -> None:
    promise()
    jobs.work_once({"greet": lambda _payload, _at: None})
    with transaction():
        assert operations.sweep(clock.now() + timedelta(days=6)) == 0
        assert operations.sweep(clock.now() + timedelta(days=8)) == 1
