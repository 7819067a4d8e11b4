"""Tests of the token store for one process, which shows what any token store must do."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from bots.wechat.tokens import LEASE, MemoryTokens, Token
from tests.bots.wechat.wire import ACCOUNT, AT

TOKEN = Token("value", AT + timedelta(hours=2))


def test_there_is_no_token_before_one_is_put() -> None:
    tokens = MemoryTokens()
    assert tokens.get(ACCOUNT) is None
    tokens.put(ACCOUNT, TOKEN)
    assert tokens.get(ACCOUNT) == TOKEN


def test_of_many_callers_one_gets_the_lease() -> None:
    tokens = MemoryTokens()
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: tokens.lease(ACCOUNT, AT), range(50))) == 1


def test_a_lease_ends_with_a_token_or_with_time() -> None:
    tokens = MemoryTokens()
    assert tokens.lease(ACCOUNT, AT)
    assert not tokens.lease(ACCOUNT, AT + LEASE - timedelta(seconds=1))
    assert tokens.lease(ACCOUNT, AT + LEASE)
    tokens.put(ACCOUNT, TOKEN)
    assert tokens.lease(ACCOUNT, AT + LEASE)


def test_accounts_do_not_share_tokens_or_leases() -> None:
    tokens, other = MemoryTokens(), replace(ACCOUNT, app_id="wx2")
    tokens.put(ACCOUNT, TOKEN)
    assert tokens.lease(ACCOUNT, AT)
    assert tokens.lease(other, AT)
    assert tokens.get(other) is None


def test_a_token_does_not_show_in_repr() -> None:
    assert "value" not in repr(Token("value", AT)).replace("good_until", "")
