"""The five people before the roster's pages."""

import pytest
from flask import Flask

from tests.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    """The five people; forms need no token here, what they carry is checked by `check_page`."""
    app.config["WTF_CSRF_ENABLED"] = False
    return a_world(app)
