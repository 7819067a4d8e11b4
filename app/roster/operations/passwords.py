"""Passwords of staff: hashed slowly, never more than two at a time."""

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from surveys.errors import Invalid

LEAST, MOST = 10, 200
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's second profile
_AT_ONCE = threading.BoundedSemaphore(2)
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """The hash to keep. Raises `password-too-short` or `password-too-long`."""
    if len(password) < LEAST:
        raise Invalid("password-too-short", least=LEAST)
    if len(password) > MOST:
        raise Invalid("password-too-long", most=MOST)
    with _AT_ONCE:
        return _HASHER.hash(password)


def is_password(kept: str | None, password: str) -> bool:
    """Whether this is the password; an unknown account (None) takes as long as a known one."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _NOBODY, password[:MOST]) and kept is not None
        except (VerifyMismatchError, InvalidHashError):
            return False


def new_password() -> str:
    """A first password to hand over: 96 random bits."""
    return secrets.token_urlsafe(12)
