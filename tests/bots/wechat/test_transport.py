"""Tests of one exchange over HTTP; the client's tests show it with every kind of answer."""

import pytest

from bots.wechat.errors import ApiError, Misconfigured, Refused, Restart, Transient
from bots.wechat.transport import Request, classified, exchange, new_session
from tests.bots.wechat.pretend import Pretend


def test_the_proxy_and_passwords_of_the_machine_are_ignored(
    pretend: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    url = pretend.account.api_base + "/sns/x"
    with new_session() as session:
        assert exchange(session, Request("GET", url, {"a": "b&c"})) == {"errcode": 0, "errmsg": "ok"}
    assert pretend.calls[0].params == {"a": "b&c"}


def test_an_address_that_is_none_is_transient_and_not_shown() -> None:
    with new_session() as session, pytest.raises(Transient) as caught:
        exchange(session, Request("GET", "http://", {"secret": "s"}))
    assert str(caught.value) == "unreachable"


@pytest.mark.parametrize(
    ("errcode", "kind", "code"),
    [
        (-1, Transient, "busy"),
        (45009, Transient, "busy"),
        (43101, Refused, "not-reachable"),
        (40163, Restart, "code-used-up"),
        (40164, Misconfigured, "address-not-allowed"),
        (12345, Misconfigured, "unexpected"),
    ],
)
def test_every_number_has_a_class(errcode: int, kind: type[ApiError], code: str) -> None:
    error = classified(errcode)
    assert type(error) is kind
    assert (error.code, error.errcode) == (code, errcode)


def test_a_used_up_day_waits_longer_than_a_busy_minute() -> None:
    assert classified(45009).wait_s > classified(45011).wait_s > classified(-1).wait_s > 0
