"""The blueprint of the clerk's notices, and what its pages ask of one notice."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, g

from app.notifications import queries
from app.roster import queries as roster
from surveys.errors import Missing

bp = Blueprint("notices_committee", __name__, url_prefix="/notices")
_RANK = {"delivered": 0, "sent": 1, "waiting": 2, "failed": 3}


@dataclass(frozen=True)
class Household:
    """One line a household: delivered when any of its contacts was reached."""

    room_id: int
    label: str
    number: str
    unit_id: int
    progress: str
    way: str
    reason: str
    changed_at: datetime

    @property
    def is_delivered(self) -> bool:
        """Whether anybody of the home was reached."""
        return self.progress == "delivered"


@dataclass(frozen=True)
class Stair:
    """The households of one stairwell, and how many of them are still to be told."""

    unit_id: int
    label: str
    households: tuple[Household, ...]

    @property
    def missing(self) -> int:
        """Homes nobody of whom was reached."""
        return sum(not one.is_delivered for one in self.households)


def own_notice(notice_id: int) -> queries.NoticeRow:
    """The notice, if it concerns one of the clerk's compounds."""
    found = queries.get_notice(notice_id)
    roster.compound_for_staff(roster.get_compound(found.compound_id).public_id, g.actor)
    return found


def households_of(notice_id: int) -> list[Household]:
    """Every household of a notice in the order of the doors."""
    by_room = defaultdict(list)
    for row in queries.deliveries_of(notice_id):
        by_room[row.room_id].append(row)
    rooms = roster.rooms_by_id(by_room.keys())
    lines = []
    for room_id, rows in by_room.items():
        best, room = min(rows, key=lambda row: _RANK[str(row.progress)]), rooms[room_id]
        lines.append(
            Household(
                room_id, room.label, room.number, room.unit_id, str(best.progress), str(best.way or ""),
                best.reason or "", best.changed_at,
            )
        )  # fmt: skip
    doors = {room.id: (room.building_id, room.unit_id, room.floor, room.id) for room in rooms.values()}
    return sorted(lines, key=lambda line: doors[line.room_id])


def by_stairs(households: list[Household]) -> list[Stair]:
    """The households stairwell by stairwell."""
    by_unit = defaultdict(list)
    for line in households:
        by_unit[line.unit_id].append(line)
    return [
        Stair(unit_id, lines[0].label.removesuffix(lines[0].number), tuple(lines))
        for unit_id, lines in by_unit.items()
    ]


def stair_of(notice_id: int, unit_id: int) -> Stair:
    """One stairwell the notice is for, or Missing."""
    lines = [line for line in households_of(notice_id) if line.unit_id == unit_id]
    if not lines:
        raise Missing("unit-not-found")
    return by_stairs(lines)[0]
