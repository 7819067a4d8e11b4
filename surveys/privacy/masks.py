"""Names and telephone numbers as strangers may see them."""

from surveys.figures import half_width

_MASK = "*"


def mask_name(name: str) -> str:
    """First and last character around a star, two stars when more is left out; of two only the first."""
    plain = "".join(name.split())
    if len(plain) <= 2:
        return plain[:1] * (len(plain) - 1) + _MASK if plain else ""
    return plain[0] + _MASK * min(len(plain) - 2, 2) + plain[-1]


def mask_phone(phone: str) -> str:
    """`138****5678` for a mobile number; shorter numbers keep only their last two digits."""
    digits = "".join(character for character in half_width(phone) if character in "0123456789")
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if len(digits) >= 11:
        return f"{digits[:3]}{_MASK * 4}{digits[-4:]}"
    return _MASK * 4 + (digits[-2:] if len(digits) >= 7 else "") if digits else ""
