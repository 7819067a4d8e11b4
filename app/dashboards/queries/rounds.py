"""Rounds from door to door as pages show them: whom a plan would visit, how far a round is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.notifications import queries as notices
from app.polls import queries as polls
from app.polls.queries import Came, PollRow
from app.roster import queries as roster
from app.roster.queries import CompoundRow
from app.roster.queries.visits import (
    RoundRow,
    StopRow,
    Tally,
    VisitRow,
    latest_visits_in,
    owners_masked_for,
    rounds_in,
    stop_counts_for,
    stops_in,
    tally_of,
    unbound_rooms_in,
    visits_in,
)
from surveys.electorate.scopes import Scope
from surveys.errors import Invalid, Missing

HOMES = ("all", "open")
Latest = dict[tuple[int, int], tuple[str, datetime | None]]
ALL_AT_ONCE = 60  # homes of a round that are shown on one page; of a larger one a stairwell at a time


@dataclass(frozen=True)
class About:
    """A poll or a notice a round may be for; `key` is what the round keeps."""

    key: str
    title: str
    kind: str = ""


@dataclass(frozen=True)
class Home:
    """A home on the list: whom the roster names there, masked, and every visit, newest first."""

    stop: StopRow
    owners: tuple[tuple[str, str], ...]
    visits: tuple[VisitRow, ...]

    @property
    def last(self) -> VisitRow | None:
        """The newest visit."""
        return self.visits[0] if self.visits else None


@dataclass(frozen=True)
class Stair:
    """A stairwell of a round with its figures; `homes` only where the page shows them."""

    unit_id: str
    label: str
    tally: Tally
    homes: tuple[Home, ...] = ()

    @property
    def visited(self) -> Came:
        """Homes somebody has been at."""
        return Came(self.tally.visited, self.tally.homes)

    @property
    def settled(self) -> Came:
        """Homes that are done with."""
        return Came(self.tally.settled, self.tally.homes)


@dataclass(frozen=True)
class RoundPage:
    """A round with all its stairwells; `shown` are those whose homes are listed."""

    planned: RoundRow
    whole: Stair
    stairs: tuple[Stair, ...]
    shown: tuple[Stair, ...]


def subjects_for(compound: CompoundRow, at: datetime) -> tuple[list[About], list[About]]:
    """The running polls and the notices of a compound that a round can be for."""
    running = [poll for poll in polls.polls_in(compound.id) if poll.is_open(at)]
    sent = [
        About(f"notice:{one.notice_id}", str(one.facts.get("title") or one.facts.get("room") or ""), one.kind)
        for one in notices.reach_in([compound.id])
        if one.delivered < one.rooms
    ]
    return [About(f"poll:{poll.public_id}", poll.title) for poll in running], sent


def homes_for(compound: CompoundRow, scope: Scope, purpose: str, *, subject: str, homes: str) -> list[int]:
    """The homes a plan would visit: all of its scope, or only those where its purpose is still open."""
    if homes not in HOMES:
        raise Invalid("round-homes-unknown")
    rooms = [room.id for room in roster.rooms_in(compound.id, scope)]
    kind, _, key = subject.partition(":")
    if kind == "poll" and purpose == "poll":
        poll = _poll(compound, key)
        asked = {room.id for room in polls.rooms_in_poll(poll)}
        rooms = [room_id for room_id in rooms if room_id in asked]
        return polls.rooms_missing_in(poll.id, rooms) if homes == "open" else rooms
    if kind == "notice" and purpose == "notice":
        return _addressed(compound, key, rooms, only_open=homes == "open")
    if purpose == "binding" and homes == "open":
        unbound = set(unbound_rooms_in(compound.id))
        return [room_id for room_id in rooms if room_id in unbound]
    return rooms


def _poll(compound: CompoundRow, public_id: str) -> PollRow:
    poll = polls.find_poll(public_id)
    if poll is None or poll.compound_id != compound.id:
        raise Missing("poll-not-found")
    return poll


def _addressed(compound: CompoundRow, key: str, rooms: Sequence[int], *, only_open: bool) -> list[int]:
    """Those of these homes that the notice is for, or that it has not reached."""
    if not key.isascii() or not key.isdigit() or len(key) > 9:
        raise Missing("notice-not-found")
    if notices.get_notice(int(key)).compound_id != compound.id:
        raise Missing("notice-not-found")
    every = notices.deliveries_of(int(key))
    reached = {row.room_id for row in every if str(row.progress) == "delivered"} if only_open else set()
    wanted = {row.room_id for row in every} - reached
    return [room_id for room_id in rooms if room_id in wanted]


def round_page_for(planned: RoundRow, unit_id: str = "") -> RoundPage:
    """One round: the figures of all stairwells, the homes of the one asked for, or of all if few."""
    stops, latest = stops_in(planned.id), latest_visits_in([planned.id])
    by_unit: dict[str, list[StopRow]] = {}
    for stop in stops:
        by_unit.setdefault(stop.unit_public_id, []).append(stop)
    if unit_id and unit_id not in by_unit:
        raise Missing("unit-not-found")
    stairs = [_stair(planned, group, latest) for group in by_unit.values()]
    wanted = [unit_id] if unit_id else list(by_unit) if len(stops) <= ALL_AT_ONCE else []
    return RoundPage(
        planned,
        _stair(planned, stops, latest),
        tuple(stairs),
        with_homes_for(planned, [one for one in stairs if one.unit_id in wanted], stops),
    )


def with_homes_for(planned: RoundRow, stairs: Sequence[Stair], stops: Sequence[StopRow]) -> tuple[Stair, ...]:
    """These stairwells with their homes, owners and visits, in the same few statements however many."""
    units = {one.unit_id for one in stairs}
    shown = [stop for stop in stops if stop.unit_public_id in units]
    room_ids = [stop.room_id for stop in shown]
    owners, visits = owners_masked_for(room_ids), visits_in(planned.id, room_ids)
    homes = [
        Home(stop, tuple(owners.get(stop.room_id, ())), tuple(visits.get(stop.room_id, ()))) for stop in shown
    ]
    return tuple(
        Stair(
            one.unit_id,
            one.label,
            one.tally,
            tuple(home for home in homes if home.stop.unit_public_id == one.unit_id),
        )
        for one in stairs
    )


def whole_round_for(planned: RoundRow) -> tuple[Stair, ...]:
    """Every stairwell with every home, for paper and workbook."""
    page, stops = round_page_for(planned), stops_in(planned.id)
    return with_homes_for(planned, page.stairs, stops)


def tallies_in(compound_id: int) -> list[tuple[RoundRow, Tally]]:
    """The rounds of a compound, newest first, each with how far it is."""
    rounds = rounds_in([compound_id])
    latest = latest_visits_in([one.id for one in rounds])
    homes = stop_counts_for([one.id for one in rounds])
    return [(one, _tally(one, homes.get(one.id, 0), latest)) for one in rounds]


def _tally(planned: RoundRow, homes: int, latest: Latest) -> Tally:
    seen = [outcome for (round_id, _), (outcome, _) in latest.items() if round_id == planned.id]
    return tally_of([*seen, *[None] * (homes - len(seen))])


def _stair(planned: RoundRow, stops: Sequence[StopRow], latest: Latest) -> Stair:
    last = [latest.get((planned.id, stop.room_id), (None, None))[0] for stop in stops]
    first = stops[0]
    return Stair(first.unit_public_id, f"{first.building}{first.unit}", tally_of(last))
