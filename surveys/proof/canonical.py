"""The one way a value becomes bytes before it is hashed or signed."""

import json

from surveys.errors import Invalid

DEEPEST = 50
LARGEST_INT = 2**53 - 1


def canonical_bytes(value: object) -> bytes:
    """JSON with sorted keys, no spaces and UTF-8 text, the same on every machine.

    Keys sort by code point. Whole numbers stay within ±(2^53 - 1), which every language can hold;
    Invalid for fractions, for keys that are not text and for anything JSON does not know.
    """
    _check(value, DEEPEST)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _check(value: object, depth: int) -> None:
    if depth == 0:
        raise Invalid("canonical-too-deep", most=DEEPEST)
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        if abs(value) > LARGEST_INT:
            raise Invalid("canonical-number-too-large")
    elif isinstance(value, dict):
        for key, part in value.items():
            _check_key(key)
            _check(part, depth - 1)
    elif isinstance(value, list | tuple):
        for part in value:
            _check(part, depth - 1)
    elif value is not None:
        raise Invalid("canonical-type-unknown", type=type(value).__name__)


def _check_key(key: object) -> None:
    if not isinstance(key, str):
        raise Invalid("canonical-key-not-text", type=type(key).__name__)
    _check_text(key)


def _check_text(text: str) -> None:
    """Half of a surrogate pair has no bytes in UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Invalid("canonical-text-not-unicode") from None
