"""Passwords of staff: hashed slowly, never more than two at a time."""

import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.core.encryption import hashing_memory
from surveys.errors import Invalid

LEAST, MOST = 10, 200
_AT_ONCE = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """The hash to keep. Raises `password-too-short` or `password-too-long`."""
    if len(password) < LEAST:
        raise Invalid("password-too-short", least=LEAST)
    if len(password) > MOST:
        raise Invalid("password-too-long", most=MOST)
    with _AT_ONCE:
        return _hasher(hashing_memory()).hash(password)


def is_password(kept: str | None, password: str) -> bool:
    """Whether this is the password; an unknown account (None) takes as long as a known one."""
    with _AT_ONCE:
        hasher, nobody = _hasher(hashing_memory()), _nobody(hashing_memory())
        try:
            return hasher.verify(kept or nobody, password[:MOST]) and kept is not None
        except (VerifyMismatchError, InvalidHashError):
            return False


@cache
def _hasher(memory: int) -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=memory, parallelism=1)


@cache
def _nobody(memory: int) -> str:
    """What the password of an unknown account is held against."""
    return _hasher(memory).hash(secrets.token_urlsafe(16))


def new_password() -> str:
    """A first password to hand over: 96 random bits."""
    return secrets.token_urlsafe(12)
