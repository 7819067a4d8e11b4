"""Random bytes as letters and digits that people can read out, and back again (Crockford's base 32)."""

import re

from surveys.figures import half_width

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-_.\u2010-\u2015\u2212\ufe58]+")


def encode(random_bytes: bytes, length: int) -> str:
    """The first `length` * 5 bits as that many characters."""
    spare = len(random_bytes) * 8 - length * 5
    if length < 1 or spare < 0:
        raise ValueError("too few random bytes for this length")
    number = int.from_bytes(random_bytes) >> spare
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def tidy(text: str) -> str:
    """What was typed, as plain capitals: full-width forms, separators and look-alikes (O I L) settled."""
    return _SEPARATORS.sub("", half_width(text)).upper().translate(_MEANT)


def is_code(text: str) -> bool:
    """Whether every character stands in the alphabet."""
    return all(character in ALPHABET for character in text)


def in_fours(text: str) -> str:
    """Groups of four, as printed."""
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
