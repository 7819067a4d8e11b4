"""A pretend platform for the tests that call WeChat."""

from collections.abc import Iterator

import pytest

from tests.bots.wechat.pretend import Pretend, serving


@pytest.fixture
def pretend() -> Iterator[Pretend]:
    """A pretend WeChat that listens on this machine."""
    with serving() as platform:
        yield platform
