"""The will to renovate, as a survey finds it."""

import pytest

from surveys.errors import Invalid
from surveys.works import Key, checked, will_from


@pytest.mark.parametrize(("answered", "agreed", "is_strong"), [
    (3, 2, True), (300, 200, True), (300, 199, False), (1, 0, False), (1, 1, True), (7, 4, False),
    (7, 5, True),
])  # fmt: skip
def test_two_thirds_of_those_who_answered_are_a_strong_will(
    answered: int, agreed: int, is_strong: bool
) -> None:
    found = will_from(answered, agreed)
    assert found == {"yes": is_strong, "answered": answered, "agreed": agreed}
    assert checked(Key.WANTED, found) == found


@pytest.mark.parametrize(("answered", "agreed"), [(0, 0), (3, 4), (3, -1)])
def test_counts_that_cannot_be_are_refused(answered: int, agreed: int) -> None:
    with pytest.raises(Invalid, match="fact-value-wrong"):
        will_from(answered, agreed)
