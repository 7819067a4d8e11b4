"""Tests that wechatpy can neither reach another host nor fetch a token by itself."""

import pytest

from bots.wechat.errors import Misconfigured
from bots.wechat.platform import Platform
from tests.bots.wechat.pretend import Pretend


def made(pretend: Pretend) -> Platform:
    """A platform object with the token that is good now."""
    platform = Platform(pretend.account, 1)
    platform.token = pretend.token
    return platform


def test_methods_of_every_part_of_the_sdk_come_to_our_address(pretend: Pretend) -> None:
    platform = made(pretend)
    platform.menu.delete()
    platform.user.get("o1")
    platform.template.get_all_private_template()
    platform.wxa.check_text_security("x")
    platform.qrcode.create({})
    assert [call.path for call in pretend.calls] == [
        "/cgi-bin/menu/delete",
        "/cgi-bin/user/info",
        "/cgi-bin/template/get_all_private_template",
        "/wxa/msg_sec_check",
        "/cgi-bin/qrcode/create",
    ]


def test_another_host_is_never_called(pretend: Pretend) -> None:
    platform = made(pretend)
    for url in (
        "https://mp.weixin.qq.com/x",
        "http://api.weixin.qq.com/x",
        "https://api.weixin.qq.com.evil/x",
    ):
        with pytest.raises(Misconfigured, match="foreign-address"):
            platform.get(url)
    assert pretend.calls == []


def test_the_sdk_never_fetches_a_token(pretend: Pretend) -> None:
    platform = made(pretend)
    assert platform.access_token == "token-1"
    with pytest.raises(Misconfigured):
        platform.fetch_access_token()
    assert pretend.renewals == []


def test_the_sdk_knows_no_secret(pretend: Pretend) -> None:
    assert pretend.account.secret not in str(vars(made(pretend)))
