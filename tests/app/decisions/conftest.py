"""The five people, for everything about decisions."""

import pytest
from flask import Flask

from tests.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    """Five people: Wang and Li own 501 together, Wang alone 502."""
    return a_world(app)
