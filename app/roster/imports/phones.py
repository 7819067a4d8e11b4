"""One way to write a telephone number, so that two writings of it are found equal."""

import re

from surveys.errors import Invalid
from surveys.figures import half_width

_GAPS = re.compile(r"[\s\-()\u2010-\u2015]+")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{9,11}")


def normalise_phone(text: str) -> str:
    """Digits without the country code; a landline has its area code. Raises `phone-malformed`."""
    digits = _GAPS.sub("", half_width(text)).removeprefix("+")
    if digits.startswith(("0086", "86")) and len(digits) > 11:
        digits = digits.removeprefix("00").removeprefix("86")
    if not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
        raise Invalid("phone-malformed")
    return digits
