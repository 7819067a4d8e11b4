"""How much paper one person reads before others look."""

from datetime import date

import pytest

from surveys.tally.desk import QUOTAS, Ground, grounds_for, quota_at

QUOTA = quota_at(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("today", "first", "of_first", "grounds"),
    [
        (0, 0, 0, {}),
        (100, 0, 0, {}),
        (101, 0, 0, {Ground.PER_DAY: 101}),
        (1, 59, 59, {}),  # a small house: one clerk reads them all
        (1, 45, 60, {}),  # three quarters are not more than three quarters
        (1, 46, 60, {Ground.SHARE: 46}),
        (101, 60, 60, {Ground.PER_DAY: 101, Ground.SHARE: 60}),
    ],
)
def test_others_look_when_one_person_reads_too_much(
    today: int, first: int, of_first: int, grounds: dict[Ground, int]
) -> None:
    assert grounds_for(today, first, of_first, quota=QUOTA) == grounds


def test_a_day_before_any_quota_has_the_oldest() -> None:
    assert quota_at(date(1999, 1, 1)) == QUOTAS[0]
