"""Tests of the silent sign-in: where the visitor is sent, and who they turn out to be."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from bots.wechat.errors import ApiError, Misconfigured, Restart, Transient
from bots.wechat.oauth import authorize_url, exchange
from surveys.errors import Forbidden, Invalid
from tests.bots.wechat.pretend import Answer, Pretend
from tests.bots.wechat.wire import ACCOUNT

PATH = "/sns/oauth2/access_token"
GOOD = {
    "access_token": "at",
    "expires_in": 7200,
    "refresh_token": "rt",
    "openid": "o1",
    "scope": "snsapi_base",
}


def test_the_visitor_is_sent_to_wechat_with_everything_quoted() -> None:
    back = "https://example.org/my/?next=/polls&x=1#top"
    url = authorize_url(ACCOUNT, back, "a&b=c#d+e/f%")
    assert url.startswith(
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx5823bf96d3bd56c7&redirect_uri="
    )
    assert url.endswith("#wechat_redirect")
    assert parse_qs(urlsplit(url).query) == {
        "appid": [ACCOUNT.app_id],
        "redirect_uri": [back],
        "response_type": ["code"],
        "scope": ["snsapi_base"],
        "state": ["a&b=c#d+e/f%"],
    }


def test_the_sign_in_of_the_simulator_has_its_own_address() -> None:
    account = replace(ACCOUNT, oauth_base="http://127.0.0.1:8000/simulator/open")
    url = authorize_url(account, "http://127.0.0.1:8000/my/", "s")
    assert url.startswith("http://127.0.0.1:8000/simulator/open/connect/oauth2/authorize?")


@pytest.mark.parametrize("state", ["", "a b", "状", "x" * 129, "a\n"])
def test_a_state_that_wechat_would_spoil_is_refused(state: str) -> None:
    with pytest.raises(Invalid):
        authorize_url(ACCOUNT, "https://example.org/", state)


def test_a_way_back_that_is_no_web_address_is_refused() -> None:
    with pytest.raises(Invalid):
        authorize_url(ACCOUNT, "javascript:alert(1)", "s")


def test_a_code_tells_the_openid(pretend: Pretend) -> None:
    pretend.script(PATH, GOOD)
    assert exchange(pretend.account, "code-1") == "o1"
    (call,) = pretend.calls
    assert call.params == {
        "appid": ACCOUNT.app_id,
        "secret": ACCOUNT.secret,
        "code": "code-1",
        "grant_type": "authorization_code",
    }


@pytest.mark.parametrize("mark", [1, "1", True, "yes", None])
def test_a_visitor_of_a_snapshot_is_refused(pretend: Pretend, mark: object) -> None:
    pretend.script(PATH, {**GOOD, "is_snapshotuser": mark})
    with pytest.raises(Forbidden) as caught:
        exchange(pretend.account, "c")
    assert caught.value.code == "snapshot-visitor"


@pytest.mark.parametrize("mark", [0, "0", False])
def test_a_visitor_said_to_be_real_is_let_in(pretend: Pretend, mark: object) -> None:
    pretend.script(PATH, {**GOOD, "is_snapshotuser": mark})
    assert exchange(pretend.account, "c") == "o1"


@pytest.mark.parametrize(
    ("errcode", "kind"),
    [(40029, Restart), (40163, Restart), (40125, Misconfigured), (40013, Misconfigured), (-1, Transient)],
)
def test_a_refused_code_says_what_to_do(pretend: Pretend, errcode: int, kind: type[ApiError]) -> None:
    pretend.script(PATH, {"errcode": errcode, "errmsg": "x"})
    with pytest.raises(kind):
        exchange(pretend.account, "c")
    assert len(pretend.calls) == 1


@pytest.mark.parametrize("code", ["", "a b", "a&b", "码", "x" * 513])
def test_what_cannot_be_a_code_is_not_even_asked(pretend: Pretend, code: str) -> None:
    with pytest.raises(Restart):
        exchange(pretend.account, code)
    assert pretend.calls == []


@pytest.mark.parametrize("answer", [{}, {"openid": 5}, {"openid": ""}, {"openid": "a b"}, Answer(b"<html>")])
def test_an_answer_without_an_openid_is_none(pretend: Pretend, answer: object) -> None:
    pretend.script(PATH, answer)
    with pytest.raises(Transient, match="bad-answer"):
        exchange(pretend.account, "c")


def test_a_slow_sign_in_is_given_up_without_showing_the_secret(pretend: Pretend) -> None:
    pretend.script(PATH, Answer(after_s=5))
    with pytest.raises(Transient, match="timeout") as caught:
        exchange(pretend.account, "c", timeout=1)
    assert caught.value.__suppress_context__
