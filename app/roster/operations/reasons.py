"""Why something on the roster was changed: always asked for, always short."""

from surveys.errors import Invalid

MOST_REASON = 200


def tidy_reason(text: str) -> str:
    """A reason as it is kept. Raises `reason-needed`, `reason-too-long`."""
    plain = "".join(letter for letter in text if letter.isprintable()).strip()
    if not plain:
        raise Invalid("reason-needed")
    if len(plain) > MOST_REASON:
        raise Invalid("reason-too-long", most=MOST_REASON)
    return plain
