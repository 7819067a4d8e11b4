"""Numbers that name a person or an institution: whether they can be right, and how old their bearer is."""

import re
from calendar import isleap
from datetime import date

from surveys.errors import Invalid
from surveys.figures import half_width

ADULT = 18  # Civil Code art. 17
PLACES, TAIL = 18, 4
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


def of_age_on(number: str) -> date | None:
    """The bearer's eighteenth birthday; none for an institution. Who was born on 29 February waits a day."""
    born = _born_on(number) if is_person_number(number) else None
    if born is None:
        return None
    year = born.year + ADULT
    return date(year, 3, 1) if (born.month, born.day) == (2, 29) and not isleap(year) else born.replace(year)


def tail_of(number: str) -> str:
    """The last four places, which is what staff compare; the rest is not kept."""
    return number[-TAIL:]


def masked_number(tail: str) -> str:
    """The last four places where they stood in the whole number."""
    return f"{'*' * (PLACES - len(tail))}{tail}"


def _born_on(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
