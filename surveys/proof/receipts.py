"""Receipt numbers that notice when they are mistyped."""

from surveys.errors import Invalid
from surveys.proof import crockford

SHORTEST = 8
LONGEST = 28


def new_receipt(random_bytes: bytes) -> str:
    """A number such as `7K3M-9QXZ`: groups of four, the last character checks the others.

    5 bytes give 8 characters (35 random bits), 7 give 12 (55 bits), 12 give 20 (95 bits).
    """
    groups = (len(random_bytes) * 8 // 5 + 1) // 4
    if not SHORTEST <= groups * 4 <= LONGEST:
        raise ValueError("a receipt takes 5 to 19 random bytes")
    payload = crockford.encode(random_bytes, groups * 4 - 1)
    return crockford.in_fours(payload + _check_character(payload))


def normalise_receipt(text: str) -> str:
    """The receipt as printed, whatever way it was typed; Invalid when it cannot be one of ours."""
    plain = crockford.tidy(text)
    if not SHORTEST <= len(plain) <= LONGEST or len(plain) % 4 or not crockford.is_code(plain):
        raise Invalid("receipt-malformed")
    if _check_character(plain[:-1]) != plain[-1]:
        raise Invalid("receipt-mistyped")
    return crockford.in_fours(plain)


def _check_character(payload: str) -> str:
    """Weigh each place by another power of x in GF(32), modulo x^5 + x^2 + 1.

    The powers differ for 31 places, so one wrong character or two swapped ones always show
    (Luhn's rule over 32 letters would miss some swaps).
    """
    sum_so_far = 0
    for character in payload:
        sum_so_far = _times_x(sum_so_far ^ crockford.ALPHABET.index(character))
    return crockford.ALPHABET[sum_so_far]


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled
