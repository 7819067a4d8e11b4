"""How many of those asked have answered, by the roster; turnout says nothing of what they chose."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from app.core.db import db
from app.polls.models import Answer, Audience, Per
from app.polls.queries.polls import PollRow
from app.roster import queries as roster
from app.roster.queries import RoomRow, UnitRow
from surveys.figures import percent


@dataclass(frozen=True)
class Came:
    """How many of how many have answered."""

    answered: int
    eligible: int

    @property
    def percent(self) -> str:
        """The share that has answered, as text."""
        return percent(self.answered, self.eligible)

    @property
    def width(self) -> int:
        """The same as a whole number from 0 to 100, for drawing."""
        return min(100, self.answered * 100 // self.eligible) if self.eligible else 0


@dataclass(frozen=True)
class TurnoutRow(Came):
    """A building or stairwell: how many are asked there, how many have answered."""

    key: int
    building_name: str
    unit_name: str


@dataclass(frozen=True)
class Turnout(Came):
    """A poll's turnout as a whole and in its parts.

    The whole counts those asked when the poll opened, or closed; `known` are those of the roster today, as
    the parts count them. A poll that asks persons has no parts: somebody with two homes fits into neither.
    """

    by_building: tuple[TurnoutRow, ...]
    by_unit: tuple[TurnoutRow, ...]
    by_channel: dict[str, int]
    known: int

    @property
    def has_changed(self) -> bool:
        """Whether the roster is another one since: the parts then add up to something else."""
        return self.known != self.eligible


@dataclass(frozen=True)
class Cell:
    """One home on the committee's plan of a stairwell; `channel` is empty where nobody has answered."""

    room: RoomRow
    channel: str
    answers: int


def turnout_for(poll: PollRow) -> Turnout:
    """Answers against those asked, in the same few statements whatever the size of the compound."""
    asked = Counter(room.unit_id for room in _askable(poll))
    answered, channels = _answered(poll)
    known = sum(asked.values())
    eligible = known if poll.eligible is None else poll.eligible
    whole = sum(answered.values()), eligible
    if poll.per != Per.ROOM:
        return Turnout(*whole, (), (), channels, known)
    units = [unit for unit in roster.units_in(poll.compound_id) if asked[unit.id] or answered[unit.id]]
    by_unit = [
        TurnoutRow(answered[unit.id], asked[unit.id], unit.id, unit.building_name, unit.name)
        for unit in units
    ]
    return Turnout(*whole, _by_building(units, by_unit), tuple(by_unit), channels, known)


def _answered(poll: PollRow) -> tuple[Counter[int], dict[str, int]]:
    """How many answers came from each stairwell, and how many by each way."""
    counted = (
        select(Answer.unit_id, Answer.channel, func.count())
        .where(Answer.poll_id == poll.id)
        .group_by(Answer.unit_id, Answer.channel)
    )
    answered: Counter[int] = Counter()
    channels: Counter[str] = Counter()
    for unit_id, channel, count in db.session.execute(counted):
        answered[unit_id] += count
        channels[str(channel)] += count
    return answered, dict(channels)


def eligible_in(poll: PollRow) -> int:
    """How many homes, or persons the roster knows, are asked."""
    return sum(1 for _ in _askable(poll))


def rooms_in_poll(poll: PollRow) -> list[RoomRow]:
    """The homes that are asked, in the order one walks past their doors."""
    return roster.homes_in(poll.compound_id, poll.scope)


def cells_for(poll: PollRow) -> list[Cell]:
    """Every home that is asked and whether somebody there has answered: who, never what."""
    statement = (
        select(Answer.room_id, func.max(Answer.channel), func.count())
        .where(Answer.poll_id == poll.id)
        .group_by(Answer.room_id)
    )
    known = {room_id: (str(channel), count) for room_id, channel, count in db.session.execute(statement)}
    return [Cell(room, *known.get(room.id, ("", 0))) for room in rooms_in_poll(poll)]


def people_in_room(poll: PollRow, room_id: int) -> list[tuple[int, str]]:
    """The persons of a home who may answer this poll, with their names: for the clerk's desk."""
    known = [person for _, person in _persons(poll, [room_id])]
    names = roster.names_of(known)
    return [(person, names.get(person, "")) for person in dict.fromkeys(known)]


def _askable(poll: PollRow) -> Iterable[RoomRow]:
    """One row for each home asked, or for each person asked (in the first of their homes)."""
    rooms = rooms_in_poll(poll)
    if poll.per == Per.ROOM:
        return rooms
    by_id = {room.id: room for room in rooms}
    first_home: dict[int, int] = {}
    for room_id, person_id in _persons(poll, list(by_id)):
        first_home.setdefault(person_id, room_id)
    return [by_id[room_id] for room_id in first_home.values()]


def _persons(poll: PollRow, room_ids: list[int]) -> list[tuple[int, int]]:
    """(home, person) of everybody the roster knows there and the poll asks."""
    found = [(owner.room_id, owner.person_id) for owner in roster.owners_of_rooms(room_ids)]
    is_for_owners = poll.audience == Audience.OWNERS
    bound = roster.contacts_of_rooms(room_ids)
    return found + [
        (room, person) for room, _, person, level in bound if level == "owner" or not is_for_owners
    ]


def _by_building(units: list[UnitRow], rows: list[TurnoutRow]) -> tuple[TurnoutRow, ...]:
    together: dict[int, TurnoutRow] = {}
    for unit, row in zip(units, rows, strict=True):
        before = together.get(unit.building_id, Came(0, 0))
        answered, eligible = before.answered + row.answered, before.eligible + row.eligible
        together[unit.building_id] = TurnoutRow(answered, eligible, unit.building_id, unit.building_name, "")
    return tuple(together.values())
