"""The access token of an account: held once for all workers, renewed by exactly one of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol

from bots.wechat.accounts import Account

LEASE = timedelta(seconds=15)  # longer than a renewal can take, timeouts included


@dataclass(frozen=True)
class Token:
    """An access token and the instant after which to ask for the next one."""

    value: str = field(repr=False)
    good_until: datetime


class TokenStore(Protocol):
    """Where workers share tokens: a database row in production, memory in a single process.

    Each method is a short act of its own; none may hold a lock or a transaction when it returns.
    """

    def get(self, account: Account) -> Token | None:
        """The token last put, whether still good or not."""
        ...

    def lease(self, account: Account, at: datetime) -> bool:
        """May the caller renew the token? Of any number of callers one gets True,
        until it puts a token or LEASE has passed."""
        ...

    def put(self, account: Account, token: Token) -> None:
        """Keep this token for everybody, and end the lease."""
        ...


class MemoryTokens:
    """A TokenStore for one process: commands, the terminal and tests."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tokens: dict[str, Token] = {}
        self._leased_until: dict[str, datetime] = {}

    def get(self, account: Account) -> Token | None:
        """The token last put, whether still good or not."""
        return self._tokens.get(account.app_id)

    def lease(self, account: Account, at: datetime) -> bool:
        """May the caller renew the token?"""
        with self._lock:
            until = self._leased_until.get(account.app_id)
            if until is not None and at < until:
                return False
            self._leased_until[account.app_id] = at + LEASE
            return True

    def put(self, account: Account, token: Token) -> None:
        """Keep this token, and end the lease."""
        with self._lock:
            self._tokens[account.app_id] = token
            self._leased_until.pop(account.app_id, None)
