"""The figures of compounds: as they were last counted, and counting them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.bulletins import queries as bulletins
from app.core.db import db
from app.dashboards.models import CompoundRollup
from app.polls import queries as polls
from app.polls.queries import PollRow
from app.roster import queries as roster

EVERY_POLL = 1_000_000


@dataclass(frozen=True)
class Figures:
    """One compound's figures; `eligible` and `answered` are of its open polls, in answers."""

    compound_id: int
    stage: str | None
    rooms: int
    bound_rooms: int
    open_polls: int
    closed_polls: int
    eligible: int
    answered: int
    computed_at: datetime


COLUMNS = tuple(getattr(CompoundRollup, name) for name in Figures.__dataclass_fields__)


def figures_for(compound_ids: Collection[int]) -> dict[int, Figures]:
    """The kept figures of these compounds; one that was never counted is left out."""
    statement = select(*COLUMNS).where(CompoundRollup.compound_id.in_(compound_ids))
    return {row.compound_id: Figures(*row) for row in db.session.execute(statement)}


def figures_in(path: str, at: datetime) -> list[Figures]:
    """Every compound below a path counted afresh: for the job, never for a page."""
    compounds = roster.compounds_under([path])
    stages = bulletins.stages_in([compound.id for compound in compounds])
    announced: dict[int, list[PollRow]] = defaultdict(list)
    for poll in polls.polls_under([path], limit=EVERY_POLL):
        announced[poll.compound_id].append(poll)
    answered = polls.counts_for([poll.id for each in announced.values() for poll in each if poll.is_open(at)])
    return [
        Figures(
            compound_id=compound.id,
            stage=str(stages[compound.id]) if compound.id in stages else None,
            computed_at=at,
            **_rooms(compound.id),
            **_polls(announced[compound.id], answered, at),
        )
        for compound in compounds
    ]


def _polls(announced: Sequence[PollRow], answered: dict[int, int], at: datetime) -> dict[str, int]:
    """How many polls run and are over; of the running ones, how many were asked and have answered."""
    running = [poll for poll in announced if poll.is_open(at)]
    return {
        "open_polls": len(running),
        "closed_polls": sum(1 for poll in announced if poll.state(at) == "closed"),
        "eligible": sum(poll.eligible or 0 for poll in running),
        "answered": sum(answered.get(poll.id, 0) for poll in running),
    }


def _rooms(compound_id: int) -> dict[str, int]:
    """How many rooms the roster has, and to how many of them somebody is bound."""
    known = roster.summary_for(compound_id)
    return {"rooms": known["rooms"], "bound_rooms": known["bound"]}
