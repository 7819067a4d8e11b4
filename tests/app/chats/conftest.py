"""A listening platform for the tests that send."""

from tests.app.notifications.conftest import platform

__all__ = ["platform"]
