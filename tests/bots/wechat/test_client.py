"""Tests of the API client against a pretend WeChat over real HTTP."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bots.wechat import client as client_module
from bots.wechat.client import REST_S, Client, QrCode
from bots.wechat.errors import ApiError, Misconfigured, Refused, Transient
from bots.wechat.menu import menu_for
from bots.wechat.tokens import LEASE, MemoryTokens, Token
from tests.bots.wechat.pretend import OK, Answer, Pretend
from tests.bots.wechat.wire import AT

SEND = "/cgi-bin/message/custom/send"
TEMPLATE = "/cgi-bin/message/template/send"
DATA = {"thing1": {"value": "兴华小区"}}


def made(pretend: Pretend, tokens: MemoryTokens | None = None, at: datetime = AT) -> Client:
    """A client of the pretend platform whose clock stands still."""
    return Client(pretend.account, tokens or MemoryTokens(), lambda: at, timeout_s=1)


def test_a_text_is_sent_under_the_accounts_own_address(pretend: Pretend) -> None:
    made(pretend).send_text("o1", "您好😀\x00")
    (call,) = pretend.calls
    assert (call.method, call.path, call.params) == ("POST", SEND, {"access_token": "token-1"})
    assert call.body == {"touser": "o1", "msgtype": "text", "text": {"content": "您好😀"}}
    assert "您好".encode() in call.raw  # not escaped: WeChat would show the escapes


def test_a_text_too_long_to_be_delivered_is_cut(pretend: Pretend) -> None:
    made(pretend).send_text("o1", "议" * 3000)
    assert len(pretend.calls[0].body["text"]["content"].encode()) <= 2048  # type: ignore[index]  # parsed JSON


def test_a_template_message_goes_to_the_same_host_and_tells_its_id(pretend: Pretend) -> None:
    pretend.script(TEMPLATE, {**OK, "msgid": 200228332})
    assert made(pretend).send_template("o1", "T1", DATA, url="https://x/p/1") == "200228332"
    (call,) = pretend.calls
    assert call.body == {"touser": "o1", "template_id": "T1", "url": "https://x/p/1", "data": DATA}


def test_a_subscription_notice_carries_its_page(pretend: Pretend) -> None:
    made(pretend).send_subscription("o1", "T1", DATA, page_url="https://x/p/1")
    made(pretend).send_subscription("o1", "T1", DATA)
    first, second = pretend.calls
    assert first.path == "/cgi-bin/message/subscribe/bizsend"
    assert first.body == {"touser": "o1", "template_id": "T1", "data": DATA, "page": "https://x/p/1"}
    assert "page" not in second.body


def test_the_menu_is_pushed(pretend: Pretend) -> None:
    menu = menu_for("https://example.org")
    made(pretend).push_menu(menu)
    assert (pretend.calls[0].path, pretend.calls[0].body) == ("/cgi-bin/menu/create", menu)


def test_a_qr_code_is_made_for_good_or_for_a_while(pretend: Pretend) -> None:
    given = {"ticket": "gQH", "url": "http://weixin.qq.com/q/kZg", "expire_seconds": 60}
    pretend.script("/cgi-bin/qrcode/create", given, given)
    assert made(pretend).create_qr("HOUSE") == QrCode("gQH", "http://weixin.qq.com/q/kZg")
    made(pretend).create_qr("HOUSE", lasts_s=60)
    scene = {"scene": {"scene_str": "HOUSE"}}
    assert [call.body for call in pretend.calls] == [
        {"action_name": "QR_LIMIT_STR_SCENE", "action_info": scene},
        {"action_name": "QR_STR_SCENE", "expire_seconds": 60, "action_info": scene},
    ]


def test_a_qr_answer_without_a_ticket_is_no_answer(pretend: Pretend) -> None:
    with pytest.raises(Transient, match="bad-answer"):
        made(pretend).create_qr("HOUSE")


def test_one_token_serves_many_calls(pretend: Pretend) -> None:
    client = made(pretend)
    for _ in range(3):
        client.send_text("o1", "x")
    assert len(pretend.renewals) == 1
    assert pretend.renewals[0]["grant_type"] == "client_credential"
    assert pretend.renewals[0]["force_refresh"] is False


def test_a_token_is_renewed_before_it_ends(pretend: Pretend) -> None:
    tokens = MemoryTokens()
    made(pretend, tokens).send_text("o1", "x")
    made(pretend, tokens, AT + timedelta(seconds=6999)).send_text("o1", "x")
    assert len(pretend.renewals) == 1
    made(pretend, tokens, AT + timedelta(seconds=7000)).send_text("o1", "x")
    assert len(pretend.renewals) == 2


def test_a_short_lived_token_is_used_for_half_its_life(pretend: Pretend) -> None:
    pretend.expires_in = 100
    tokens = MemoryTokens()
    made(pretend, tokens).send_text("o1", "x")
    token = tokens.get(pretend.account)
    assert token is not None
    assert token.good_until == AT + timedelta(seconds=50)


@pytest.mark.parametrize("expires_in", [0, -1, "7200", None])
def test_a_token_without_a_life_is_no_token(pretend: Pretend, expires_in: object) -> None:
    pretend.expires_in = expires_in
    with pytest.raises(Transient, match="bad-answer"):
        made(pretend).send_text("o1", "x")


def test_a_rotated_token_is_renewed_once_and_the_call_repeated(pretend: Pretend) -> None:
    client = made(pretend)
    client.send_text("o1", "first")
    pretend.rotate()
    client.send_text("o1", "second")
    assert len(pretend.renewals) == 2
    assert [call.params["access_token"] for call in pretend.calls] == ["token-1", "token-1", "token-2"]


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
def test_each_code_for_a_dead_token_is_tried_once_more(pretend: Pretend, errcode: int) -> None:
    pretend.script(SEND, {"errcode": errcode, "errmsg": "x"})
    made(pretend).send_text("o1", "x")
    assert len(pretend.calls) == 2


def test_when_wechat_still_gives_the_refused_token_it_is_forced(pretend: Pretend) -> None:
    pretend.script(SEND, {"errcode": 42001})
    made(pretend).send_text("o1", "x")
    assert [renewal["force_refresh"] for renewal in pretend.renewals] == [False, False, True]
    assert pretend.calls[-1].params["access_token"] == "token-2"


def test_a_token_refused_for_ever_is_given_up_after_two_calls(pretend: Pretend) -> None:
    pretend.script(SEND, *[{"errcode": 40001}] * 10)
    with pytest.raises(Transient, match="token-refused") as caught:
        made(pretend).send_text("o1", "x")
    assert len(pretend.calls) == 2
    assert caught.value.wait_s > 0


def test_a_second_refusal_of_another_kind_is_told_as_it_is(pretend: Pretend) -> None:
    pretend.script(SEND, {"errcode": 40001}, {"errcode": 45015})
    with pytest.raises(Refused):
        made(pretend).send_text("o1", "x")


@pytest.mark.parametrize(
    ("errcode", "kind"),
    [(-1, Transient), (45011, Transient), (45009, Transient)]
    + [(code, Refused) for code in (40003, 43004, 43019, 43101, 45015, 45047, 48002, 50002)]
    + [(code, Misconfigured) for code in (40013, 40037, 40125, 40164, 47003, 48001, 45002, 99999)],
)
def test_every_refusal_has_its_class_and_is_not_retried(
    pretend: Pretend, errcode: int, kind: type[ApiError]
) -> None:
    pretend.script(SEND, {"errcode": errcode, "errmsg": "for o1 with token-1"})
    with pytest.raises(kind) as caught:
        made(pretend).send_text("o1", "x")
    assert caught.value.errcode == errcode
    assert "o1" not in str(caught.value)
    assert len(pretend.calls) == 1


def test_a_wrong_secret_is_a_misconfiguration_and_holds_the_others_back(pretend: Pretend) -> None:
    tokens = MemoryTokens()
    account = replace(pretend.account, secret="wrong")
    with pytest.raises(Misconfigured) as caught:
        Client(account, tokens, lambda: AT).send_text("o1", "x")
    assert (caught.value.code, caught.value.errcode) == ("wrong-secret", 40125)
    assert not tokens.lease(account, AT)


def test_a_slow_answer_is_given_up_and_gives_nothing_away(pretend: Pretend) -> None:
    pretend.script(SEND, Answer(after_s=5))
    with pytest.raises(Transient, match="timeout") as caught:
        made(pretend).send_text("o1", "x")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_slow_renewal_is_given_up_too(pretend: Pretend) -> None:
    pretend.renewal_takes_s = 5
    with pytest.raises(Transient, match="timeout"):
        made(pretend).send_text("o1", "x")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<html>busy</html>"),
        Answer(b""),
        Answer(b"{}"),
        Answer(b'{"msgid": 1}'),
        Answer(b'{"errcode": null}'),
        Answer(b"[1]"),
        Answer(b"null"),
        Answer(b"[" * 5000),
        Answer(b'{"errcode": "busy"}'),
        Answer(b'{"errcode": []}'),
        Answer(b"\xff\xfe"),
        Answer(b" " * (1024 * 1024 + 1)),
        Answer(b"{}", status=500),
        Answer(b"{}", status=502),
        Answer(b"{}", status=429),
        Answer(b"", status=302, headers={"Location": "http://127.0.0.1:1/"}),
        Answer(b"{}", headers={"Content-Encoding": "gzip"}),
    ],
)
def test_an_answer_that_is_none_may_be_asked_again_later(pretend: Pretend, answer: Answer) -> None:
    pretend.script(SEND, answer)
    with pytest.raises(Transient) as caught:
        made(pretend).send_text("o1", "x")
    assert caught.value.code in ("bad-answer", "unreachable")
    assert len(pretend.calls) == 1


def test_an_error_code_written_as_text_counts(pretend: Pretend) -> None:
    pretend.script(SEND, {"errcode": "45047"})
    with pytest.raises(Refused):
        made(pretend).send_text("o1", "x")


def test_an_address_that_is_not_wechats_is_a_misconfiguration(pretend: Pretend) -> None:
    pretend.script(SEND, Answer(b"not here", status=404))
    with pytest.raises(Misconfigured, match="wrong-address"):
        made(pretend).send_text("o1", "x")


def test_nobody_there_is_transient(pretend: Pretend) -> None:
    account = replace(pretend.account, api_base="http://127.0.0.1:9")
    with pytest.raises(Transient, match="unreachable"):
        Client(account, MemoryTokens(), lambda: AT).send_text("o1", "x")


def test_ten_threads_on_a_cold_cache_fetch_one_token(pretend: Pretend) -> None:
    pretend.renewal_takes_s = 0.2
    client = made(pretend)
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda turn: client.send_text(f"o{turn}", "x"), range(40)))
    assert len(pretend.renewals) == 1
    assert {call.body["touser"] for call in pretend.calls} == {f"o{turn}" for turn in range(40)}


def test_ten_threads_with_a_dead_token_all_get_through(pretend: Pretend) -> None:
    client = made(pretend)
    client.send_text("o1", "x")
    pretend.rotate()
    pretend.renewal_takes_s = 0.1
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda openid: client.send_text(openid, "x"), ["o1"] * 20))
    assert len(pretend.renewals) == 2


def test_who_waits_in_vain_for_another_workers_token_tries_later(
    pretend: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "TURN_S", 0.001)
    tokens = MemoryTokens()
    assert tokens.lease(pretend.account, AT)
    with pytest.raises(Transient, match="token-awaited"):
        made(pretend, tokens).send_text("o1", "x")
    assert pretend.renewals == []


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> datetime:
        return self.at


def took_s(act: Callable[[], object]) -> float:
    """How long a call took that has to fail."""
    began = time.monotonic()
    with pytest.raises(ApiError):
        act()
    return time.monotonic() - began


def test_while_wechat_is_down_only_the_first_of_many_waits(pretend: Pretend) -> None:
    clock = Clock()
    client = Client(pretend.account, MemoryTokens(), clock, timeout_s=1)
    client.send_text("o1", "x")
    pretend.script(SEND, Answer(after_s=5))
    assert took_s(lambda: client.send_text("o1", "x")) >= 1
    before = len(pretend.calls)
    for number in range(20):
        assert took_s(lambda: client.send_text("o2", "x")) < 0.5, number
    assert len(pretend.calls) == before
    clock.at += timedelta(seconds=REST_S)
    client.send_text("o3", "x")


@pytest.mark.parametrize("answer", [Answer(after_s=5), {"errcode": 40125}, Answer(status=500)])
def test_after_a_failed_renewal_nobody_waits_for_its_lease(pretend: Pretend, answer: object) -> None:
    pretend.script("/cgi-bin/stable_token", answer)
    clock = Clock()
    client = Client(pretend.account, MemoryTokens(), clock, timeout_s=1)
    took_s(lambda: client.send_text("o1", "x"))
    for _ in range(20):
        assert took_s(lambda: client.send_text("o2", "x")) < 0.5
    clock.at += LEASE
    client.send_text("o3", "x")
    assert len(pretend.renewals) == 2


def test_a_token_another_process_put_meanwhile_ends_the_rest(pretend: Pretend) -> None:
    pretend.script("/cgi-bin/stable_token", {"errcode": 40125})
    tokens = MemoryTokens()
    client = made(pretend, tokens)
    took_s(lambda: client.send_text("o1", "x"))
    tokens.put(pretend.account, Token("token-1", AT + timedelta(hours=1)))
    client.send_text("o1", "x")


def test_only_one_waits_in_vain_for_another_processs_token(
    pretend: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "TURN_S", 0.02)
    tokens = MemoryTokens()
    assert tokens.lease(pretend.account, AT)
    client = made(pretend, tokens)
    assert took_s(lambda: client.send_text("o1", "x")) >= 0.8
    assert took_s(lambda: client.send_text("o1", "x")) < 0.5


def test_a_refusal_of_one_person_holds_up_nobody(pretend: Pretend) -> None:
    pretend.script(SEND, {"errcode": 43004}, {"errcode": 45011})
    client = made(pretend)
    for _ in range(2):
        took_s(lambda: client.send_text("o1", "x"))
    client.send_text("o2", "x")
    assert len(pretend.calls) == 3


def test_a_token_put_by_another_worker_is_used(pretend: Pretend) -> None:
    tokens = MemoryTokens()
    tokens.put(pretend.account, Token("token-1", AT + timedelta(hours=1)))
    made(pretend, tokens).send_text("o1", "x")
    assert pretend.renewals == []
