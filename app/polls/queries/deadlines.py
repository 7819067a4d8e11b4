"""When a poll begins and ends, as people count it: by days of the calendar in Liaocheng."""

from dataclasses import dataclass
from datetime import datetime

from app.core import clock
from app.polls.queries.polls import PollRow


@dataclass(frozen=True)
class Deadline:
    """An instant as people there read it, and what is left until then; what is past leaves nothing.

    `days` are of the calendar: at noon as at midnight the day after tomorrow is two days away.
    """

    instant: datetime
    here: datetime
    days: int
    hours: int
    minutes: int

    @property
    def weekday(self) -> int:
        """Monday is 1, Sunday is 7."""
        return self.here.isoweekday()

    @property
    def time(self) -> str:
        """The time of that day, e.g. `18:00`."""
        return f"{self.here:%H:%M}"

    @property
    def is_soon(self) -> bool:
        """Whether it is today or tomorrow."""
        return self.days <= 1


@dataclass(frozen=True)
class Window:
    """When a poll begins and when it ends, or really ended; None as far as it is not set."""

    opens: Deadline | None
    ends: Deadline | None


def window_of(poll: PollRow, at: datetime) -> Window:
    """The window of a poll as seen now."""
    ends = poll.closed_at or poll.closes_at
    return Window(
        deadline_for(poll.opens_at, at) if poll.opens_at else None, deadline_for(ends, at) if ends else None
    )


def deadline_for(instant: datetime, at: datetime) -> Deadline:
    """An instant as seen now."""
    here = clock.local(instant)
    seconds = max(0, int((instant - at).total_seconds()))
    days = max(0, (here.date() - clock.local(at).date()).days)
    return Deadline(instant, here, days, seconds // 3600, seconds % 3600 // 60)
