"""Compares a public list of compounds with the registry: who is meant, what is new, what cannot be read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter

from app.core import clock
from app.roster.imports.reading import Sheet
from app.roster.imports.registry_cells import ADDRESS, NAME, Row, read_row
from app.roster.imports.rows import CellError, Reader, is_remark
from app.roster.queries.places import CompoundRow, RegionRow, compounds_under
from app.roster.queries.registry import facts_of, history_for, settlements_of
from surveys.figures import half_width
from surveys.works import Assessment, Key, Said, assess
from surveys.works.facts import Value, meaning

LEAST_ADDRESS = 4  # letters an address needs to be recognised inside a longer one
_DISTRICT = re.compile(r"^\([^)]*\)")  # portals put the district in front, in brackets
_NOISE = re.compile(r"[\s·・,。、“”\"'']")


@dataclass(frozen=True)
class PlannedCompound:
    """One compound of the list; `compound_id` is None for a new one, `facts` are those not said before."""

    compound_id: int | None
    name: str
    address: str
    facts: dict[Key, Value]
    assessment: Assessment

    @property
    def is_changed(self) -> bool:
        """Whether anything is to be written about it."""
        return self.compound_id is None or bool(self.facts)


@dataclass(frozen=True)
class Origin:
    """Where a list comes from; `as_of_on` is the day it is true for, where it names one."""

    region: RegionRow
    source: str
    as_of_on: date | None = None


@dataclass(frozen=True)
class RegistryPlan:
    """The result of a dry run: what is wrong row by row, what an import would write."""

    origin: Origin
    rows: int
    ok: int
    errors: tuple[CellError, ...]
    warnings: tuple[CellError, ...]
    places: tuple[PlannedCompound, ...]

    @property
    def region(self) -> RegionRow:
        """The region the list is about."""
        return self.origin.region

    @property
    def source(self) -> str:
        """What its facts are filed under."""
        return self.origin.source

    @property
    def as_of_on(self) -> date | None:
        """The day the list is true for."""
        return self.origin.as_of_on

    @property
    def new(self) -> int:
        """How many compounds nobody knew."""
        return sum(one.compound_id is None for one in self.places)

    @property
    def new_facts(self) -> int:
        """How many facts this source has not said before."""
        return sum(len(one.facts) for one in self.places)

    @property
    def changed(self) -> int:
        """How many rows would be written: compounds and facts."""
        return self.new + self.new_facts


@dataclass(frozen=True)
class _Place:
    """A compound while the rows are read: what was known of it, what the list has said so far."""

    compound_id: int | None
    name: str
    address: str
    facts: dict[Key, Value] = field(default_factory=dict)
    unclear: set[Key] = field(default_factory=set)
    rows: list[int] = field(default_factory=list)


class _Matcher:
    """Finds the compound a row means by name and address."""

    def __init__(self, known: Iterable[CompoundRow]) -> None:
        self.by_name: dict[str, list[_Place]] = {}
        for one in known:
            self._keep(_Place(one.id, one.name, one.address))

    def match(self, row: Row, reader: Reader) -> _Place | None:
        """The known compound, or a new one; None where several may be meant."""
        named = self.by_name.get(_plain(row.name), [])
        fitting = [one for one in named if _same_address(one.address, row.address)]
        exact = [one for one in fitting if _plain_address(one.address) == _plain_address(row.address)]
        found = exact or fitting
        if len(found) > 1:
            reader.wrong(ADDRESS, "compound-unclear")
            return None
        if found:
            return found[0]
        if named:
            reader.doubtful(NAME, "same-name-elsewhere")
        return self._keep(_Place(None, row.name, row.address))

    def _keep(self, place: _Place) -> _Place:
        self.by_name.setdefault(_plain(place.name), []).append(place)
        return place


def plan_registry(origin: Origin, sheet: Sheet, at: datetime) -> RegistryPlan:
    """Check every row, find its compound, compare with what was said before; writes nothing."""
    matcher = _Matcher(compounds_under([origin.region.path]))
    places: dict[int, _Place] = {}
    errors: list[CellError] = []
    warnings: list[CellError] = []
    lines = [line for line in sheet.lines if not is_remark(line)]
    for line in lines:
        reader = Reader(line)
        row = read_row(reader, clock.local(at).date())
        place = matcher.match(row, reader) if row is not None else None
        if row is not None and place is not None:
            _take(place, row, reader)
            places.setdefault(id(place), place)
        errors += reader.errors
        warnings += reader.warnings
    bad = {(error.sheet, error.row) for error in errors}
    return RegistryPlan(
        origin=origin,
        rows=len(lines),
        ok=len(lines) - len(bad),
        errors=tuple(sorted(errors, key=attrgetter("sheet", "row"))),
        warnings=tuple(warnings),
        places=tuple(_planned(list(places.values()), origin, at)),
    )


def _take(place: _Place, row: Row, reader: Reader) -> None:
    """Add what a row says; where two rows of one list disagree, the list says nothing."""
    if place.rows:
        reader.doubtful(NAME, "compound-repeated")
    place.rows.append(row.line.row)
    for key, value in row.facts.items():
        before = place.facts.get(key)
        if key not in place.unclear and (before is None or meaning(key, before) == meaning(key, value)):
            place.facts.setdefault(key, value)
            continue
        place.unclear.add(key)
        place.facts.pop(key, None)
        reader.wrong(NAME, "rows-differ")


def _planned(places: list[_Place], origin: Origin, at: datetime) -> Iterable[PlannedCompound]:
    known = [place.compound_id for place in places if place.compound_id is not None]
    facts, settlements = facts_of(known), settlements_of(known)
    day = clock.local(at).date()
    for place in places:
        before = facts.get(place.compound_id or 0, [])
        said, settled = history_for(before, settlements.get(place.compound_id or 0, {}))
        news = _news(place.facts, said, origin)
        history = said + _as_said(news, said, origin, day=day)
        found = assess(history, settled, day)
        yield PlannedCompound(place.compound_id, place.name, place.address, news, found)


def _news(told: Mapping[Key, Value], said: Iterable[Said], origin: Origin) -> dict[Key, Value]:
    """What this source has not just said."""
    last = {one.key: one for one in said if one.source == origin.source}
    return {key: value for key, value in told.items() if not _is_known(value, last.get(key), origin)}


def _is_known(value: Value, last: Said | None, origin: Origin) -> bool:
    return last is not None and last.value == value and origin.as_of_on in (None, last.as_of_on)


def _as_said(news: Mapping[Key, Value], said: list[Said], origin: Origin, *, day: date) -> list[Said]:
    """The new facts as they will stand after those known."""
    first = said[-1].number + 1 if said else 1
    return [
        Said(first + place, key, value, origin.source, day, origin.as_of_on)
        for place, (key, value) in enumerate(news.items())
    ]


def _plain(name: str) -> str:
    return _NOISE.sub("", half_width(name)).lower()


def _plain_address(address: str) -> str:
    return _DISTRICT.sub("", _plain(address))


def _same_address(one: str, other: str) -> bool:
    """The same, one not known, or one inside the other with no figure cut in two."""
    short, long = sorted((_plain_address(one), _plain_address(other)), key=len)
    if not short or short == long:
        return True
    place = long.find(short)
    if len(short) < LEAST_ADDRESS or place < 0:
        return False
    around = long[max(place - 1, 0) : place], long[place + len(short) : place + len(short) + 1]
    edges = (short[0] + around[0], short[-1] + around[1])
    return not any(
        len(edge) == 2 and all(letter.isdigit() or letter == "-" for letter in edge) for edge in edges
    )
