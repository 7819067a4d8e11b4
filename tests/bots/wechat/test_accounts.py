"""Tests of what an account must be."""

from dataclasses import replace

import pytest

from bots.wechat.accounts import check, raw_key
from surveys.errors import Invalid
from tests.bots.wechat.wire import ACCOUNT, PLAIN


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
def test_an_account_in_each_mode_is_fine(mode: str) -> None:
    account = replace(ACCOUNT, mode=mode)
    assert check(account) is account


def test_a_plain_account_needs_no_key() -> None:
    assert check(replace(PLAIN, aes_key=""))


def test_the_simulator_may_be_plain_http_with_a_path() -> None:
    assert check(replace(ACCOUNT, api_base="http://127.0.0.1:8000/simulator/api"))


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("name", ""),
        ("name", "Main Account"),
        ("app_id", ""),
        ("app_id", "wx 1"),
        ("secret", ""),
        ("token", ""),
        ("token", "has space"),
        ("mode", ""),
        ("mode", "Safe"),
        ("aes_key", ""),
        ("aes_key", "a" * 42),
        ("aes_key", "a" * 44),
        ("aes_key", "a" * 42 + "-"),
        ("freshness_s", -1),
        ("api_base", "api.weixin.qq.com"),
        ("api_base", "https://api.weixin.qq.com/"),
        ("api_base", "https://user:word@api.weixin.qq.com"),
        ("api_base", "https://[half"),
        ("oauth_base", "ftp://open.weixin.qq.com"),
        ("oauth_base", "https://open.weixin.qq.com?x=1"),
    ],
)
def test_a_wrong_setting_is_named(setting: str, value: object) -> None:
    with pytest.raises(Invalid) as caught:
        check(replace(ACCOUNT, **{setting: value}))
    assert caught.value.facts == {"account": "main" if setting != "name" else value, "setting": setting}


def test_a_key_with_odd_trailing_bits_still_gives_32_bytes() -> None:
    assert {len(raw_key("a" * 42 + last)) for last in "ABCD/+9z"} == {32}
    assert raw_key("a" * 42 + "A") == raw_key("a" * 42 + "B")


def test_secrets_do_not_show_in_repr() -> None:
    shown = repr(ACCOUNT)
    assert all(secret not in shown for secret in (ACCOUNT.secret, ACCOUNT.token, ACCOUNT.aes_key))
