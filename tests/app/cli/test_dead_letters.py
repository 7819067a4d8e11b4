"""Jobs given up: listed with their reason, revived by number."""

from datetime import timedelta

from flask import Flask

from app.core import clock
from app.core.db import transaction
from app.outbox import operations, queries


def test_dead_jobs_are_listed_and_revived(app: Flask) -> None:
    runner = app.test_cli_runner()
    with transaction():
        operations.promise("nobody-does-this", {}, clock.now())
    (job,) = queries.get_due_jobs(clock.now())
    number = job.id
    failure = operations.Failure("no handler")
    for day in range(operations.ATTEMPTS):
        at = clock.now() + timedelta(days=day)
        with transaction():
            operations.postpone(number, operations.claim(number, at), at, failure=failure)
    assert runner.invoke(args=["worker", "dead"]).output == f"{number}\tnobody-does-this\tno handler\n"
    assert runner.invoke(args=["worker", "revive", str(number)]).exit_code == 0
    assert runner.invoke(args=["worker", "dead"]).output == ""
    assert runner.invoke(args=["worker", "revive", str(number)]).exit_code == 1
