"""Numbers that name a person or an institution: whether they can be right, and how old their bearer is."""

import re
from datetime import date

from surveys.errors import Invalid
from surveys.figures import half_width

ADULT = 18  # Civil Code art. 17
_PERSON = re.compile(r"[1-9][0-9]{16}[0-9X]")
_PERSON_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PERSON_MARKS = "10X98765432"
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_INSTITUTION = re.compile(rf"[{_LETTERS}]{{18}}")


def tidy_number(text: str, *, is_institution: bool = False) -> str:
    """An identity number (GB 11643) or credit code (GB 32100) as it is kept; Invalid `identity-malformed`."""
    plain = half_width(text).replace(" ", "").upper()
    if not (is_institution_number(plain) if is_institution else is_person_number(plain)):
        raise Invalid("identity-malformed")
    return plain


def is_person_number(text: str) -> bool:
    """Eighteen places, a day that exists, and a check digit that fits."""
    if _PERSON.fullmatch(text) is None or _born_on(text) is None:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _PERSON_WEIGHTS, strict=False))
    return text[-1] == _PERSON_MARKS[total % 11]


def is_institution_number(text: str) -> bool:
    """Eighteen signs with a check sign that fits."""
    if _INSTITUTION.fullmatch(text) is None:
        return False
    total = sum(_LETTERS.index(sign) * pow(3, place, 31) for place, sign in enumerate(text[:17]))
    return text[-1] == _LETTERS[-total % 31]


def is_minor(number: str, on: date) -> bool:
    """Whether the bearer is known to be under eighteen on a day; an institution never is."""
    born = _born_on(number) if is_person_number(number) else None
    if born is None:
        return False
    return (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) < ADULT


def masked_number(number: str) -> str:
    """The last four places, which is what staff compare."""
    return f"{'*' * max(len(number) - 4, 0)}{number[-4:]}"


def _born_on(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
