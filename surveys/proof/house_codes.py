"""Codes that bind a household to its room, printed on a slip under its door."""

from surveys.errors import Invalid
from surveys.proof import crockford

LENGTH = 12
LEAST_BYTES = 8


def new_house_code(random_bytes: bytes) -> str:
    """Twelve characters (60 bits) as `XXXX-XXXX-XXXX`, from at least eight random bytes."""
    if len(random_bytes) < LEAST_BYTES:
        raise ValueError("a house code takes at least 8 random bytes")
    return crockford.in_fours(crockford.encode(random_bytes, LENGTH))


def normalise_house_code(text: str) -> str:
    """The code as printed, from lower case, spaces, dashes, full-width forms, O for 0 or I and L for 1."""
    plain = crockford.tidy(text)
    if len(plain) != LENGTH or not crockford.is_code(plain):
        raise Invalid("house-code-malformed")
    return crockford.in_fours(plain)
