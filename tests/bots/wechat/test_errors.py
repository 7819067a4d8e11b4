"""Tests of what the channel's errors tell a log."""

import pytest

from bots.wechat.errors import ApiError, Misconfigured, Refused, Restart, Transient, forged, malformed


def test_a_rejection_is_a_status_and_a_word() -> None:
    assert (forged("x").status, malformed("x").status) == (403, 400)
    assert str(forged("bad-signature")) == "403 bad-signature"


@pytest.mark.parametrize("kind", [Transient, Refused, Misconfigured, Restart])
def test_an_api_error_is_a_word_and_wechats_number(kind: type[ApiError]) -> None:
    assert str(kind("busy", errcode=-1)) == "busy (-1)"
    assert str(kind("timeout")) == "timeout"
    assert kind("timeout", wait_s=5).wait_s == 5
