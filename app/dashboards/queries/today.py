"""What waits for a clerk today, over all compounds they serve."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.actors import Actor
from app.dashboards.queries.areas import Place, places_for
from app.dashboards.queries.compounds import RunningPoll, running_polls_in
from app.notifications import queries as notices
from app.notifications.queries import Reach
from app.polls import queries as polls
from app.polls.queries import PollRow
from app.roster import queries as roster

DESK_ROLES = ("committee", "clerk")
SOON = timedelta(days=3)
NEWEST_POLLS = 200


@dataclass(frozen=True)
class Claims:
    """People of one compound who wait to be recognised."""

    compound_name: str
    count: int
    age: tuple[int, int, int]


@dataclass(frozen=True)
class Untold:
    """A notice that has not reached everybody; `compound_name` is empty where it is about no poll."""

    notice: Reach
    compound_name: str
    households: int


@dataclass(frozen=True)
class Queue:
    """Everything that waits, by kind."""

    names: dict[int, str]
    claims: tuple[Claims, ...]
    closing: tuple[RunningPoll, ...]
    untold: tuple[Untold, ...]
    unbound: tuple[Place, ...]
    drafts: tuple[PollRow, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of this waits."""
        return not (self.claims or self.closing or self.untold or self.unbound or self.drafts)


def queue_for(actor: Actor, at: datetime) -> Queue:
    """The queue of somebody's compounds, in the same few statements however many there are."""
    paths = actor.paths(*DESK_ROLES)
    places = places_for(paths)
    names = {place.compound.id: place.compound.name for place in places}
    known = polls.polls_for_staff(paths, limit=NEWEST_POLLS)
    closing = [poll for poll in known if poll.closes_at is not None and at < poll.closes_at <= at + SOON]
    return Queue(
        names=names,
        claims=_claims(list(names), at),
        closing=tuple(running_polls_in(closing, at)),
        untold=_untold(names, known, at),
        unbound=tuple(place for place in places if place.unbound_rooms),
        drafts=tuple(poll for poll in known if poll.state(at) == "draft"),
    )


def age_for(since: datetime, at: datetime) -> tuple[int, int, int]:
    """How long something has waited: whole days, hours, minutes."""
    seconds = max(0, int((at - since).total_seconds()))
    return seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60


def _claims(compound_ids: Sequence[int], at: datetime) -> tuple[Claims, ...]:
    """One line a compound, the one with the longest waiting claim first."""
    waiting: dict[tuple[str, str], list[datetime]] = {}
    for claim in roster.claims_in(compound_ids):
        waiting.setdefault((claim.compound_public_id, claim.compound_name), []).append(claim.asked_at)
    return tuple(Claims(name, len(asked), age_for(min(asked), at)) for (_, name), asked in waiting.items())


def _untold(names: dict[int, str], known: Sequence[PollRow], at: datetime) -> tuple[Untold, ...]:
    """Notices with households left to tell; of a poll that is over nobody need be told that it opened."""
    by_subject = {f"poll:{poll.public_id}": poll for poll in known}
    found = []
    for notice in notices.reach_in(list(names)):
        poll = by_subject.get(notice.subject)
        is_late = notice.kind == "poll-opened" and poll is not None and not poll.is_open(at)
        households = notice.rooms - notice.delivered
        if households and not is_late:
            found.append(Untold(notice, names[poll.compound_id] if poll else "", households))
    return tuple(found)
