"""The stage of every story: five people, WeChat on the wire, a clock that stands when polls are open."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.app.notifications.platform import Platform, listening
from tests.app.polls.making import OPEN
from tests.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    """Five people; it is an hour after the polls of the tests have opened."""
    app.config["CLOCK_OFFSET_S"] = int((OPEN + timedelta(hours=1) - datetime.now(UTC)).total_seconds())
    return a_world(app)


@pytest.fixture
def platform(app: Flask) -> Iterator[Platform]:
    """WeChat's API, as the simulator plays it, over real HTTP."""
    with listening(app) as found:
        yield found
