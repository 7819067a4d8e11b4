"""What waits for a clerk today, over all compounds they serve."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.bulletins import queries as bulletins
from app.core.actors import Actor
from app.dashboards.queries.areas import Place, places_for
from app.dashboards.queries.compounds import running_polls_in
from app.dashboards.queries.urgency import ORDER, Urgency, age_for, urgency_of
from app.decisions import queries as decisions
from app.decisions.queries import DecisionRow
from app.notifications import queries as notices
from app.polls import queries as polls
from app.polls.queries import PollRow
from app.roster import queries as roster
from app.roster.queries import CompoundRow
from app.roster.queries.registry import facts_of
from app.roster.queries.visits import DueRow, rounds_due_in
from surveys.electorate.scopes import COMPOUND

DESK_ROLES = ("committee", "clerk")
SOON = timedelta(days=3)
QUIET_FOR = timedelta(days=14)
FINISHED = "upkeep"  # the works are over: nobody waits for news
NEWEST_POLLS = 200
MOST_NOTICES = 200


@dataclass(frozen=True)
class Item:
    """One line of a queue: so many of its kind in one compound, the oldest since when, due when."""

    compound_id: int
    count: int
    url: str
    title: str = ""
    since: datetime | None = None
    due: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Waiting:
    """A queue: its lines the most pressing first; `age` is that of its oldest (days, hours, minutes)."""

    kind: str
    items: tuple[Item, ...]
    urgency: Urgency
    age: tuple[int, int, int] | None

    @property
    def count(self) -> int:
        """How many wait in all compounds together."""
        return sum(item.count for item in self.items)


@dataclass(frozen=True)
class Queue:
    """Everything that waits, the most pressing kind first; `names` are the compounds served."""

    names: dict[int, str]
    kinds: tuple[Waiting, ...]
    empty_compound: CompoundRow | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing of this waits."""
        return not self.kinds

    @property
    def by_compound(self) -> list[tuple[str, list[int]]]:
        """The same side by side: each compound with its count of every kind, in the order of the queue."""
        counts = {one: [0] * len(self.kinds) for one in self.names}
        for place, waiting in enumerate(self.kinds):
            for item in waiting.items:
                if item.compound_id in counts:
                    counts[item.compound_id][place] += item.count
        return [(self.names[one], row) for one, row in counts.items() if any(row)]


def queue_for(actor: Actor, at: datetime) -> Queue:
    """The queue of somebody's compounds, in the same few statements however many there are."""
    paths = actor.paths(*DESK_ROLES)
    places = places_for(paths)
    names = {place.compound.id: place.compound.name for place in places}
    known = polls.polls_for_staff(paths, limit=NEWEST_POLLS)
    rounds = rounds_due_in(list(names), at)
    work = {row.id: row for row in decisions.decisions_running_in(list(names))}
    public = {place.compound.id: place.compound.public_id for place in places}
    found: dict[str, Iterable[Item]] = {
        "steps": _steps(work),
        "lawful": _lawful(work, at),
        "objections": _objections(work),
        "claims": _claims(places),
        "remaining": _remaining(list(names)),
        "corrections": _corrections(public),
        "appointments": [_round(row, public, is_due=True) for row in rounds if row.due],
        "rounds": [_round(row, public, is_due=False) for row in rounds],
        "half-read": _half_read(work),
        "alerts": _alerts(work),
        "closing": _closing(known, at),
        "untold": _untold(list(names), known, at),
        "timeline": _timeline(places, at),
        "drafts": _drafts(known, at),
        "disputed": _disputed(places),
        "unbound": _unbound(places),
    }
    waiting = [_waiting(kind, list(items), at) for kind, items in found.items()]
    kinds = sorted(
        (one for one in waiting if one.items), key=lambda one: (one.urgency, ORDER.index(one.kind))
    )
    return Queue(names, tuple(kinds), _only_empty(places))


def _only_empty(places: Sequence[Place]) -> CompoundRow | None:
    """The one compound somebody serves, as long as its roster holds no home."""
    if len(places) != 1 or roster.count_rooms(places[0].compound.id, COMPOUND):
        return None
    return places[0].compound


def _waiting(kind: str, items: list[Item], at: datetime) -> Waiting:
    """One queue with its lines in order: what ends first, then what waits longest."""
    items.sort(key=lambda item: (item.due or item.since or at, item.url))
    since = min((item.since for item in items if item.since), default=None)
    due = min((item.due for item in items if item.due), default=None)
    age = age_for(since, at) if since else None
    return Waiting(kind, tuple(items), urgency_of(kind, since, due, at), age)


def _claims(places: Sequence[Place]) -> list[Item]:
    """One line a compound, with its longest waiting claim."""
    ids = {place.compound.public_id: place.compound.id for place in places}
    waiting: dict[int, list[datetime]] = {}
    for claim in roster.claims_in(list(ids.values())):
        waiting.setdefault(ids[claim.compound_public_id], []).append(claim.asked_at)
    url = "/committee/roster/claims"
    return [Item(one, len(asked), url, since=min(asked)) for one, asked in waiting.items()]


def _remaining(compound_ids: list[int]) -> list[Item]:
    """One line a compound: members of households that sold, until the desk knows who moved out."""
    waiting: dict[int, list[datetime]] = {}
    for one in roster.remaining_in(compound_ids):
        waiting.setdefault(one.compound_id, []).append(one.sold_at)
    url = "/committee/roster/claims#remaining"
    return [Item(one, len(sold), url, since=min(sold)) for one, sold in waiting.items()]


def _corrections(public: Mapping[int, str]) -> list[Item]:
    """What residents want corrected in a published roster; to be answered before the publication ends."""
    return [
        Item(
            row.compound_id,
            row.number,
            f"/committee/roster/{public[row.compound_id]}/publication",
            since=row.since,
            due=row.due,
        )
        for row in roster.waiting_corrections_in(list(public))
    ]


def _round(row: DueRow, public: Mapping[int, str], *, is_due: bool) -> Item:
    """A round with homes left; or what somebody was promised at a time now past."""
    planned = row.planned
    return Item(
        planned.compound_id,
        row.due if is_due else row.left,
        f"/committee/rounds/{public[planned.compound_id]}/{planned.public_id}",
        planned.title,
        since=row.due_at if is_due else planned.planned_at,
        facts={"homes": row.homes},
    )


def _closing(known: Sequence[PollRow], at: datetime) -> list[Item]:
    """Polls that close within three days, with their turnout."""
    soon = [poll for poll in known if poll.closes_at is not None and at < poll.closes_at <= at + SOON]
    return [
        Item(
            one.poll.compound_id,
            1,
            f"/committee/polls/{one.poll.public_id}/turnout",
            one.poll.title,
            due=one.poll.closes_at,
            facts={"came": one.came, "per": one.poll.per, "end": one.end},
        )
        for one in running_polls_in(soon, at)
    ]


def _untold(compound_ids: list[int], known: Sequence[PollRow], at: datetime) -> Iterator[Item]:
    """Notices with households left to tell; of a poll that is over nobody need be told that it opened."""
    by_subject = {f"poll:{poll.public_id}": poll for poll in known}
    for notice in notices.reach_in(compound_ids, MOST_NOTICES):
        poll = by_subject.get(notice.subject)
        is_late = notice.kind == "poll-opened" and poll is not None and not poll.is_open(at)
        left = notice.rooms - notice.delivered
        if left and not is_late:
            title = str(notice.facts.get("title") or notice.facts.get("room") or "")
            url = f"/committee/notices/{notice.notice_id}"
            facts = {"kind": notice.kind, "rooms": notice.rooms}
            yield Item(notice.compound_id, left, url, title, since=notice.created_at, facts=facts)


def _timeline(places: Sequence[Place], at: datetime) -> list[Item]:
    """Compounds in the middle of their renovation that have told nothing for two weeks."""
    told = bulletins.last_told_in([place.compound.id for place in places])
    public = {place.compound.id: place.compound.public_id for place in places}
    return [
        Item(one, 1, f"/committee/timeline/{public[one]}", since=posted_at)
        for one, (stage, posted_at) in told.items()
        if stage != FINISHED and at - posted_at >= QUIET_FOR
    ]


def _drafts(known: Sequence[PollRow], at: datetime) -> list[Item]:
    """Polls that were begun and never sent."""
    return [
        Item(
            poll.compound_id, 1, f"/committee/polls/{poll.public_id}", poll.title or "", since=poll.created_at
        )
        for poll in known
        if poll.state(at) == "draft"
    ]


def _disputed(places: Sequence[Place]) -> list[Item]:
    """Compounds of which the registry's sources disagree, since the newest word on such a thing."""
    rows = roster.registry_under([place.compound.path for place in places], "disputed", limit=len(places))
    facts = facts_of([row.id for row in rows]) if rows else {}
    found = []
    for row in rows:
        disputed = set(row.disputed or ())
        newest = {fact.key: fact.noted_at for fact in facts.get(row.id, ()) if str(fact.key) in disputed}
        since = min(newest.values(), default=None)
        found.append(Item(row.id, len(disputed), f"/committee/registry/{row.public_id}", since=since))
    return found


def _unbound(places: Sequence[Place]) -> list[Item]:
    """Homes to which nobody is bound, as a job last counted them."""
    return [
        Item(
            place.compound.id,
            place.unbound_rooms,
            f"/committee/roster/{place.compound.public_id}",
            facts={"figures": place.figures},
        )
        for place in places
        if place.unbound_rooms
    ]


def _steps(work: Mapping[int, DecisionRow]) -> list[Item]:
    """Steps of owner decisions that wait for a second person."""
    return [
        _of_decision(work[step.decision_id], 1, since=step.proposed_at, facts={"step": str(step.kind)})
        for step in (decisions.steps_waiting_in(list(work)) if work else [])
    ]


def _lawful(work: Mapping[int, DecisionRow], at: datetime) -> Iterator[Item]:
    """What must be published by a date the law sets, from two days before it."""
    for row in work.values():
        date = decisions.next_date_of(row, at)
        if date is not None and date.warns_at <= at:
            yield _of_decision(row, 1, due=date.due_at, facts={"what": date.what})


def _objections(work: Mapping[int, DecisionRow]) -> list[Item]:
    """Objections that wait for their answer, the first of them due when."""
    return [
        _of_decision(work[one], count, since=since, due=due, page="/objections")
        for one, (count, since, due) in (decisions.objections_due_in(list(work)) if work else {}).items()
    ]


def _half_read(work: Mapping[int, DecisionRow]) -> list[Item]:
    """Returned ballots and lists that one person has read, or two differently, until they are counted."""
    waiting: dict[int, list[datetime]] = {}
    taking = [one for one, row in work.items() if row.opened_at and not row.preliminary_at]
    for paper in decisions.waiting_papers_in(taking) if taking else []:
        waiting.setdefault(paper.decision_id, []).append(paper.since)
    on_paper = set(waiting)
    for sheet in decisions.waiting_sheets_in(taking) if taking else []:
        waiting.setdefault(sheet.decision_id, []).append(sheet.since)
    return [
        Item(
            work[one].compound_id, len(since),
            f"/staff/ballots/{work[one].public_id}{'' if one in on_paper else '/lists'}", work[one].title,
            since=min(since),
        )
        for one, since in waiting.items()
    ]  # fmt: skip


def _alerts(work: Mapping[int, DecisionRow]) -> list[Item]:
    """Somebody read unusually much paper, and nobody has looked into it."""
    return [
        Item(
            work[one.decision_id].compound_id, 1, f"/staff/ballots/{work[one.decision_id].public_id}/alerts",
            work[one.decision_id].title, since=one.raised_at,
        )
        for one in (decisions.alerts_open_in(list(work)) if work else [])
    ]  # fmt: skip


def _of_decision(row: DecisionRow, count: int, *, page: str = "", **told: Any) -> Item:
    return Item(row.compound_id, count, f"/committee/decisions/{row.public_id}{page}", row.title, **told)
