"""Deadlines count days of the calendar in Liaocheng, and hours on the last day only."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.polls import queries
from tests import factories as make
from tests.app.polls.making import a_draft, an_open_poll, close

END = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)  # Monday, 18:00 in Liaocheng


@pytest.mark.parametrize(
    ("seen", "days", "hours", "minutes", "is_soon"),
    [
        (datetime(2026, 11, 27, 15, 59, tzinfo=UTC), 3, 66, 1, False),  # Friday 23:59
        (datetime(2026, 11, 27, 16, 0, tzinfo=UTC), 2, 66, 0, False),  # Saturday 00:00
        (datetime(2026, 11, 29, 15, 59, tzinfo=UTC), 1, 18, 1, True),
        (datetime(2026, 11, 29, 16, 0, tzinfo=UTC), 0, 18, 0, True),
        (datetime(2026, 11, 30, 9, 20, tzinfo=UTC), 0, 0, 40, True),
        (END, 0, 0, 0, True),
        (END + timedelta(days=5), 0, 0, 0, True),
    ],
)
def test_days_are_those_of_the_calendar(
    seen: datetime, days: int, hours: int, minutes: int, *, is_soon: bool
) -> None:
    end = queries.deadline_for(END, seen)
    assert (end.days, end.hours, end.minutes, end.is_soon) == (days, hours, minutes, is_soon)
    assert (end.weekday, end.time, end.here.day) == (1, "18:00", 30)


def test_a_window_is_known_as_far_as_it_is_set_and_ends_when_it_really_ended(app: Flask) -> None:
    compound = make.a_compound()
    make.a_room(make.a_unit(make.a_building(compound)))
    empty = queries.window_of(a_draft(compound, opens_at=None, closes_at=None), END)
    assert (empty.opens, empty.ends) == (None, None)
    poll = close(an_open_poll(compound))
    window = queries.window_of(poll, END)
    assert window.ends is not None
    assert window.ends.instant == poll.closed_at
