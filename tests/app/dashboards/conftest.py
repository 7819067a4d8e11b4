"""The small world, its figures counted, and a count of the statements a page costs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.core import clock
from app.core.db import db
from app.dashboards import jobs
from app.polls.queries import PollRow
from app.roster.models import Compound
from tests.app.polls import making
from tests.pages import check_page
from tests.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    """Five people and two compounds of one county."""
    return a_world(app)


@pytest.fixture
def statements(app: Flask) -> Callable[[Callable[[], object]], int]:
    """How many statements something sends to the database."""

    def count(act: Callable[[], object]) -> int:
        sent: list[str] = []

        def note(*facts: object) -> None:
            if str(facts[2]) != "BEGIN":
                sent.append(str(facts[2]))

        event.listen(db.engine, "before_cursor_execute", note)
        act()
        event.remove(db.engine, "before_cursor_execute", note)
        return len(sent)

    return count


def page(client: FlaskClient, url: str, status: int = 200) -> str:
    """A page that passed every check."""
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    check_page(answer.text, f"http://localhost{url}")
    return answer.text


def refresh() -> None:
    """The figures counted now."""
    jobs.refresh_figures({}, clock.now())


def an_open_poll(compound: Compound, title: str = "先修什么", days: int = 2, **plan: object) -> PollRow:
    """A poll that closes some days from now."""
    questions = making.QUESTIONS | {"title": title}
    return making.an_open_poll(
        compound, questions, closes_at=clock.now() + timedelta(days=days, minutes=5), **plan
    )
