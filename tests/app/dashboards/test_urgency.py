"""What presses and what can wait, without any database."""

from datetime import UTC, datetime, timedelta

import pytest

from app.dashboards.queries.urgency import ORDER, PATIENCE, Urgency, age_for, urgency_of

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "waited", "left", "expected"),
    [
        ("claims", DAY, None, Urgency.SOON),
        ("claims", 2 * DAY, None, Urgency.NOW),
        ("corrections", DAY, 2 * DAY, Urgency.SOON),
        ("corrections", DAY, DAY, Urgency.NOW),
        ("corrections", DAY, -DAY, Urgency.NOW),
        ("corrections", 3 * DAY, 9 * DAY, Urgency.NOW),
        ("appointments", timedelta(0), None, Urgency.NOW),
        ("closing", None, DAY + HOUR, Urgency.SOON),
        ("closing", None, DAY, Urgency.NOW),
        ("lawful", None, 2 * DAY, Urgency.SOON),
        ("lawful", None, -DAY, Urgency.NOW),
        ("objections", None, 2 * DAY, Urgency.NOW),
        ("steps", DAY, None, Urgency.NOW),
        ("half-read", HOUR, None, Urgency.SOON),
        ("untold", 3 * DAY - HOUR, None, Urgency.SOON),
        ("untold", 3 * DAY, None, Urgency.NOW),
        ("timeline", 14 * DAY, None, Urgency.SOON),
        ("timeline", 30 * DAY, None, Urgency.NOW),
        ("rounds", 13 * DAY, None, Urgency.LATER),
        ("rounds", 14 * DAY, None, Urgency.NOW),
        ("drafts", 300 * DAY, None, Urgency.LATER),
        ("unbound", None, None, Urgency.LATER),
    ],
)
def test_what_presses_follows_from_age_and_deadline(
    kind: str, waited: timedelta | None, left: timedelta | None, expected: Urgency
) -> None:
    since = AT - waited if waited is not None else None
    due = AT + left if left is not None else None
    assert urgency_of(kind, since, due, AT) is expected


def test_every_kind_has_a_place_and_words() -> None:
    assert set(ORDER) == set(PATIENCE)
    assert len(set(ORDER)) == len(ORDER)


@pytest.mark.parametrize(
    ("waited", "age"),
    [(timedelta(0), (0, 0, 0)), (-HOUR, (0, 0, 0)), (HOUR * 25 + timedelta(minutes=3), (1, 1, 3))],
)
def test_an_age_is_whole_days_hours_and_minutes(waited: timedelta, age: tuple[int, int, int]) -> None:
    assert age_for(AT - waited, AT) == age
