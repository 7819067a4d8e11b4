"""Compares a workbook with the roster: what is wrong, what would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from app.core.encryption import blind_index
from app.roster.imports import columns
from app.roster.imports.addresses import label_of
from app.roster.imports.matching import Key, Matcher, OwnerChanges, Question
from app.roster.imports.reading import Line, Sheet
from app.roster.imports.rows import MOST_SHOWN, CellError, Entry, Reader, check_row, is_remark, is_total
from app.roster.imports.suggestions import suggest
from app.roster.models import AreaSource
from app.roster.queries.places import CompoundRow
from app.roster.queries.snapshot import KnownRoom, Snapshot, roster_of
from surveys.electorate.parts import is_weaker


@dataclass(frozen=True)
class Home:
    """Everything the workbook says about one room; None: not told."""

    place: tuple[str, str, str]
    floor: int
    area: int | None
    source: AreaSource | None
    owners: tuple[Key, ...]


@dataclass(frozen=True)
class RoomPlan:
    """One room to write; `known` is None for a new one."""

    home: Home
    known: KnownRoom | None
    is_changed: bool
    owners: OwnerChanges

    @property
    def room_id(self) -> int | None:
        """The room's id, where it is known."""
        return self.known.id if self.known else None


@dataclass(frozen=True)
class Rewriting:
    """A home that the workbook writes in another way than the roster."""

    row: int
    sheet: str
    written: str
    read: str


@dataclass(frozen=True)
class Plan:
    """The result of a dry run: counts for the clerk, changes for the import.

    `absent` counts homes of the roster that the workbook does not speak of; they stay as they are.
    `totals` are rows that add up others or say who made the list: they were not read. `newer` counts owners
    whose own number is younger than the workbook's. `digest` tells whether a plan made anew would do what
    was looked at.
    """

    compound_id: int
    rows: int
    ok: int
    changed: int
    errors: tuple[CellError, ...]
    warnings: tuple[CellError, ...]
    rooms: tuple[RoomPlan, ...]
    known: Snapshot
    rewritten: tuple[Rewriting, ...] = ()
    absent: int = 0
    totals: tuple[Line, ...] = ()
    questions: tuple[Question, ...] = ()
    newer: int = 0
    digest: str = ""

    @property
    def unanswered(self) -> tuple[Question, ...]:
        """What has to be said before anything is written."""
        return tuple(one for one in self.questions if not one.answer)


def plan(compound: CompoundRow, sheet: Sheet, answers: Mapping[str, str] | None = None) -> Plan:
    """Check every row against itself, the others and the roster; writes nothing.

    `answers`: what somebody said to questions of an earlier plan of this sheet, by their keys.
    """
    lines = [line for line in sheet.lines if not is_remark(line)]
    entries, errors, warnings = _check_rows(lines)
    homes, clashes = _join_homes(entries)
    errors += clashes
    known = roster_of(compound.id)
    matcher = Matcher(known, {key for home in homes for key in home.owners}, answers or {})
    rooms = [_plan_room(home, known, matcher) for home in homes]
    changing = {room.home.place for room in rooms if room.is_changed or room.owners}
    bad = {(error.sheet, error.row) for error in errors}
    good = [entry for entry in entries if (entry.line.sheet, entry.line.row) not in bad]
    return Plan(
        compound_id=compound.id,
        rows=len(lines),
        ok=sum((line.sheet, line.row) not in bad for line in lines),
        changed=sum(entry.home in changing for entry in good),
        errors=tuple(sorted(errors, key=attrgetter("sheet", "row"))),
        warnings=(*warnings, *_weaker(entries, homes, known)),
        rooms=tuple(room for room in rooms if room.home.place in changing),
        known=known,
        rewritten=tuple(_rewriting(entry) for entry in entries if _is_rewritten(entry)),
        totals=tuple(line for line in sheet.lines if is_total(line.first)),
        absent=len(known.rooms.keys() - {home.place for home in homes}),
        questions=tuple(matcher.questions.values()),
        newer=len(matcher.newer),
        digest=_digest(homes, known),
    )


def _rewriting(entry: Entry) -> Rewriting:
    cells = entry.line.cells
    parts = (cells.get(column, "") for column in (columns.ADDRESS, *columns.HOME))
    return Rewriting(
        entry.line.row, entry.line.sheet, " ".join(part for part in parts if part), label_of(*entry.home)
    )


def _is_rewritten(entry: Entry) -> bool:
    return tuple(entry.line.cells.get(column, "") for column in columns.HOME) != entry.home


def _check_rows(lines: Sequence[Line]) -> tuple[list[Entry], list[CellError], list[CellError]]:
    entries: list[Entry] = []
    errors: list[CellError] = []
    warnings: list[CellError] = []
    for line, above in zip(lines, [None, *lines], strict=False):
        reader = Reader(line, above if above and above.sheet == line.sheet else None)
        entry = check_row(reader)
        if entry is not None:
            entries.append(entry)
        errors += reader.errors
        warnings += reader.warnings
    return entries, errors, warnings


def _join_homes(entries: Iterable[Entry]) -> tuple[list[Home], list[CellError]]:
    """Rows about the same room become one home; where they disagree, the later row is wrong."""
    homes: list[Home] = []
    errors: list[CellError] = []
    for place, rows in groupby(sorted(entries, key=attrgetter("home")), key=attrgetter("home")):
        group = list(rows)
        errors += [error for number in range(1, len(group)) for error in _clash(group, number)]
        owners = tuple(dict.fromkeys((entry.name, entry.phone) for entry in group if entry.name))
        area = next((entry.area for entry in group if entry.area is not None), None)
        source = next((entry.source for entry in group if entry.source is not None), None)
        homes.append(Home(place, group[0].floor, area, source, owners))
    return homes, errors


def _clash(group: list[Entry], number: int) -> list[CellError]:
    entry, before = group[number], group[:number]
    same = next((one for one in before if (entry.name, entry.phone) == (one.name, one.phone)), None)
    has_two_names = bool(entry.name) and any(other.name for other in before)
    if same or not has_two_names:
        return [_error(entry, columns.NUMBER, "room-repeated", other=same or before[0])]
    if not any(one.is_shared for one in group):
        return [_error(entry, columns.NAME, "several-owners-not-marked", other=before[0])]
    pairs = ((columns.FLOOR, "floor"), (columns.AREA, "area"), (columns.SOURCE, "source"))
    return [
        _error(entry, column, "room-facts-differ", other=before[0])
        for column, name in pairs
        if _differs(entry, before, name)
    ]


def _differs(entry: Entry, before: list[Entry], name: str) -> bool:
    told = {getattr(other, name) for other in (entry, *before)} - {None}
    return len(told) > 1


def _error(entry: Entry, column: str, code: str, *, other: Entry) -> CellError:
    """Of a row that clashes with another; where their facts differ, the other one's are suggested."""
    line, cells = entry.line, entry.line.cells
    if column == columns.NUMBER and columns.ADDRESS in cells:
        column = columns.ADDRESS
    is_fact = code == "room-facts-differ"
    suggestion = other.line.cells.get(column, "") if is_fact else suggest(line, column, code)
    value = cells.get(column, "")[:MOST_SHOWN]
    return CellError(line.row, column, code, value, line.sheet, suggestion, other.line.row)


def _plan_room(home: Home, known: Snapshot, matcher: Matcher) -> RoomPlan:
    room = known.rooms.get(home.place)
    if room is None:
        told = home if home.area is not None else replace(home, source=None)
        return RoomPlan(told, None, True, OwnerChanges(added=home.owners))
    if home.area is None or _is_weaker(home, room):  # a source belongs to a figure
        home = replace(home, area=None, source=None)
    is_changed = (
        home.floor != room.floor
        or (home.area is not None and home.area != room.area)
        or (home.source is not None and home.source is not room.area_source)
    )
    changes = matcher.match(home.owners, known.owners.get(room.id, []), label_of(*home.place))
    return RoomPlan(home, room, is_changed, changes)


def _is_weaker(home: Home, room: KnownRoom) -> bool:
    """A figure of a worse source, or of none, does not replace one of a better source."""
    return room.area is not None and is_weaker(home.source, room.area_source)


def _weaker(entries: Iterable[Entry], homes: Iterable[Home], known: Snapshot) -> list[CellError]:
    """Figures that stay out, each with what the roster has."""
    out = {home.place: home for home in homes if home.place in known.rooms}
    found = []
    for entry in entries:
        home = out.get(entry.home)
        room = known.rooms[home.place] if home else None
        if home is None or room is None or entry.area in (None, room.area) or not _is_weaker(home, room):
            continue
        value = entry.line.cells.get(columns.AREA, "")[:MOST_SHOWN]
        found.append(CellError(entry.line.row, columns.AREA, "area-source-weaker", value, entry.line.sheet))
    return found


def _digest(homes: Sequence[Home], known: Snapshot) -> str:
    """A keyed fingerprint of all that decides what an import would do."""
    rooms = [known.rooms.get(home.place) for home in homes]
    owners = [known.owners.get(room.id) if room else None for room in rooms]
    people = [known.people.get(key) for home in homes for key in home.owners]
    return blind_index(repr((homes, rooms, owners, people)), "roster.plan")
