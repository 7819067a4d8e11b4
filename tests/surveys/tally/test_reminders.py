"""Reminders never disturb anybody at night."""

from datetime import datetime, timedelta

import pytest

from surveys.tally.reminders import is_quiet, moments_for, next_waking

OPENS = datetime(2026, 12, 1, 9, 0)


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(20, 59, False), (21, 0, True), (23, 59, True), (0, 0, True), (7, 59, True), (8, 0, False)],
)
def test_from_nine_in_the_evening_until_eight_it_is_quiet(hour: int, minute: int, expected: bool) -> None:
    assert is_quiet(OPENS.replace(hour=hour, minute=minute)) is expected


def test_what_falls_into_the_night_waits_for_the_morning() -> None:
    late, early = OPENS.replace(hour=22, minute=5), OPENS.replace(hour=3)
    assert next_waking(late) == OPENS.replace(hour=8) + timedelta(days=1)
    assert next_waking(early) == OPENS.replace(hour=8)
    assert next_waking(OPENS) == OPENS


def test_at_most_three_moments_each_on_its_own_day_inside_the_window() -> None:
    closes = OPENS.replace(hour=23) + timedelta(days=15)
    moments = moments_for(OPENS, closes)
    assert [moment.hour for moment in moments] == [8, 8, 8]
    assert len({moment.date() for moment in moments}) == len(moments) == 3
    assert all(OPENS < moment < closes for moment in moments)
    assert moments_for(OPENS, OPENS + timedelta(hours=20)) == ()
    assert len(moments_for(OPENS, OPENS + timedelta(days=3))) == 2
