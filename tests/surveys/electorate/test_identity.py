"""Identity numbers and credit codes, all made up: check signs, ages, masking."""

from datetime import date

import pytest

from surveys.electorate import identity
from surveys.errors import Invalid

GROWN, YOUNG = "371502198001010018", "371502201501010019"
LEAP = "371502200802290013"
FIRM = "91371500MA3C0000X9"


def test_a_number_with_a_fitting_check_sign_is_kept_tidy() -> None:
    assert identity.tidy_number(" ３７１５０２ 198001010018") == GROWN
    assert identity.tidy_number(FIRM.lower(), is_institution=True) == FIRM


@pytest.mark.parametrize("text", ["", "371502198001010019", "37150219801301001X", "3715021980", FIRM])
def test_a_number_that_cannot_be_right_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="identity-malformed"):
        identity.tidy_number(text)


@pytest.mark.parametrize(
    ("number", "of_age"),
    [(YOUNG, date(2033, 1, 1)), (GROWN, date(1998, 1, 1)), (LEAP, date(2026, 3, 1)), (FIRM, None)],
)
def test_when_somebody_comes_of_age_is_known_from_the_number(number: str, of_age: date | None) -> None:
    assert identity.of_age_on(number) == of_age


def test_staff_see_the_last_four_places() -> None:
    assert identity.masked_number(identity.tail_of(GROWN)) == "**************0018"


def test_a_credit_code_is_checked_as_one() -> None:
    for wrong in (FIRM[:-1] + "A", GROWN, "I" * 18):
        with pytest.raises(Invalid, match="identity-malformed"):
            identity.tidy_number(wrong, is_institution=True)
