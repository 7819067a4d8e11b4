"""A listening platform for the tests that send."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.app.notifications.platform import Platform, listening


@pytest.fixture
def platform(app: Flask) -> Iterator[Platform]:
    """WeChat's API, as the simulator plays it, over real HTTP."""
    with listening(app) as found:
        yield found
