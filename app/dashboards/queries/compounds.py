"""One compound as everybody may see it: its polls with their turnout, and its newest news."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.bulletins import queries as bulletins
from app.bulletins.queries import Entry
from app.decisions import queries as decisions
from app.decisions.queries import DecisionRow
from app.polls import queries as polls
from app.polls.queries import Came, Deadline, PollRow

NEWEST = 50
RUNNING = ("notice", "ready", "open", "closed", "preliminary")


@dataclass(frozen=True)
class RunningPoll:
    """A poll people can answer now."""

    poll: PollRow
    came: Came
    end: Deadline


@dataclass(frozen=True)
class ClosedPoll:
    """A poll that is over; `is_counted` once its result is published."""

    poll: PollRow
    came: Came
    is_counted: bool
    end: Deadline


def running_polls_in(announced: Sequence[PollRow], at: datetime) -> list[RunningPoll]:
    """Those of these polls that are open, soonest to close first, with how many have answered."""
    running = sorted((poll for poll in announced if poll.is_open(at)), key=lambda poll: poll.closes_at or at)
    turnout = polls_with_turnout_for(running)
    return [RunningPoll(poll, came, polls.deadline_for(poll.closes_at or at, at)) for poll, came in turnout]


def closed_polls_in(announced: Sequence[PollRow], at: datetime) -> list[ClosedPoll]:
    """Those of these polls that are over, newest first, with what came of them."""
    closed = [poll for poll in announced if poll.state(at) == "closed"]
    results = polls.results_for([poll.id for poll in closed])
    return [
        ClosedPoll(
            poll,
            Came(results[poll.id].result["answered"], results[poll.id].result["eligible"])
            if poll.id in results
            else Came(0, 0),
            poll.id in results,
            polls.deadline_for(poll.closed_at or poll.closes_at or at, at),
        )
        for poll in closed
    ]


def polls_with_turnout_for(found: Sequence[PollRow]) -> list[tuple[PollRow, Came]]:
    """Each of these polls with its answers against those asked when it opened, or closed."""
    answered = polls.counts_for([poll.id for poll in found])
    return [(poll, Came(answered.get(poll.id, 0), poll.eligible or 0)) for poll in found]


def latest_entry_in(compound_id: int) -> Entry | None:
    """The newest news that nobody corrected."""
    current = [entry for entry in bulletins.timeline_in(compound_id, 20) if not entry.is_corrected]
    return current[0] if current else None


def announced_decisions_in(compound_id: int, at: datetime) -> list[tuple[DecisionRow, str]]:
    """The newest announced decisions of a compound with the stage of each; rehearsals never."""
    found = decisions.decisions_in(compound_id, NEWEST)
    return [(row, row.stage(at)) for row in found if not row.is_drill]


def running_decisions_in(compound_id: int, at: datetime) -> list[tuple[DecisionRow, str]]:
    """Those that are announced, open or show their first result: what an owner should look at."""
    return [(row, stage) for row, stage in announced_decisions_in(compound_id, at) if stage in RUNNING]


def open_decisions_in(paths: Sequence[str], at: datetime) -> list[DecisionRow]:
    """Of the newest decisions of these areas those that are open, soonest to close first."""
    found = [row for row in decisions.decisions_under(paths, limit=NEWEST) if row.is_open(at)]
    return sorted(found, key=lambda row: (row.closes_at or at, row.id))
