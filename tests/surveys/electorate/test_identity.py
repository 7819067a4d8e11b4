"""Identity numbers and credit codes, all made up: check signs, ages, masking."""

from datetime import date

import pytest

from surveys.electorate import identity
from surveys.errors import Invalid

GROWN, YOUNG = "371502198001010018", "371502201501010019"
FIRM = "91371500MA3C0000X9"


def test_a_number_with_a_fitting_check_sign_is_kept_tidy() -> None:
    assert identity.tidy_number(" ３７１５０２ 198001010018") == GROWN
    assert identity.tidy_number(FIRM.lower(), is_institution=True) == FIRM


@pytest.mark.parametrize("text", ["", "371502198001010019", "37150219801301001X", "3715021980", FIRM])
def test_a_number_that_cannot_be_right_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="identity-malformed"):
        identity.tidy_number(text)


@pytest.mark.parametrize(
    ("number", "on", "minor"),
    [
        (YOUNG, date(2032, 12, 31), True),
        (YOUNG, date(2033, 1, 1), False),
        (GROWN, date(2026, 1, 1), False),
        (FIRM, date(2026, 1, 1), False),
    ],
)
def test_who_is_under_eighteen_is_known_from_the_number(number: str, on: date, minor: bool) -> None:
    assert identity.is_minor(number, on) is minor


def test_staff_see_the_last_four_places() -> None:
    assert identity.masked_number(GROWN) == "**************0018"


def test_a_credit_code_is_checked_as_one() -> None:
    for wrong in (FIRM[:-1] + "A", GROWN, "I" * 18):
        with pytest.raises(Invalid, match="identity-malformed"):
            identity.tidy_number(wrong, is_institution=True)
