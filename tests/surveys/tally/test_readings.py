"""Two different people read every paper; others look only as long as no two have read the same."""

import pytest

from surveys.errors import Forbidden
from surveys.tally.readings import Look, Seen, is_settled, look_again, until_settled

YES, NO, ELSE = Seen("first", "agree"), Seen("second", "disagree"), Seen("third", "abstain")


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([], Seen("first", "agree"), Look.FIRST),
        ([YES], Seen("second", "agree"), Look.AGREED),
        ([YES], NO, Look.DIFFERS),
        ([YES, NO], Seen("third", "agree"), Look.SETTLED),
        ([YES, NO], ELSE, Look.DIFFERS),  # nobody else has read that: nobody decides alone
        ([YES, NO, ELSE], Seen("fourth", "void"), Look.DIFFERS),
        ([YES, NO, ELSE], Seen("fourth", "disagree"), Look.SETTLED),
        ([YES, Seen("second", "agree")], Seen("third", "disagree"), None),
        ([YES, NO, Seen("third", "agree")], Seen("fourth", "agree"), None),
    ],
)
def test_a_reading_comes_to(before: list[Seen], now: Seen, expected: Look | None) -> None:
    look = look_again(before, now)
    assert look == expected
    if look is not None:
        assert look.is_last is is_settled([*before, now])


@pytest.mark.parametrize("before", [[YES], [NO, YES], [YES, Seen("second", "agree")]])
def test_nobody_reads_the_same_paper_twice(before: list[Seen]) -> None:
    with pytest.raises(Forbidden, match="second-person-needed"):
        look_again(before, Seen("first", "agree"))


def test_whoever_looked_after_two_had_found_the_same_has_no_say() -> None:
    two = [YES, Seen("second", "agree")]
    assert list(until_settled([*two, Seen("third", "disagree")])) == two
    assert list(until_settled([YES, NO, ELSE])) == [YES, NO, ELSE]
