"""Areas of the city with the sums of the compounds that lie in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.dashboards.queries.rollups import Figures, figures_for
from app.polls.queries import Came
from app.roster import queries as roster
from app.roster.queries import CompoundRow, RegionRow

CITY = "371500"  # Liaocheng's national code: every path begins with it


@dataclass(frozen=True)
class Place:
    """A compound and its figures, None before the first count."""

    compound: CompoundRow
    figures: Figures | None

    @property
    def unbound_rooms(self) -> int:
        """Rooms of the roster to which nobody is bound."""
        return self.figures.rooms - self.figures.bound_rooms if self.figures else 0

    @property
    def totals(self) -> "Totals":
        """This compound alone, as a line of a table shows it."""
        return totals_for([self])


@dataclass(frozen=True)
class Totals:
    """Sums over compounds, each counted once: a compound has one path, whatever zone runs it.

    `unregistered` compounds have no number of households; `as_at` is the oldest count among them.
    """

    compounds: int = 0
    households: int = 0
    unregistered: int = 0
    rooms: int = 0
    bound_rooms: int = 0
    open_polls: int = 0
    closed_polls: int = 0
    eligible: int = 0
    answered: int = 0
    as_at: datetime | None = None

    @property
    def turnout(self) -> Came:
        """Answers to the open polls."""
        return Came(self.answered, self.eligible)

    @property
    def bound(self) -> Came:
        """Rooms to which somebody is bound."""
        return Came(self.bound_rooms, self.rooms)


@dataclass(frozen=True)
class Part:
    """A region directly below another one."""

    region: RegionRow
    totals: Totals


@dataclass(frozen=True)
class Area:
    """A region, what lies above it (the city first), its parts and every compound in it."""

    region: RegionRow
    above: tuple[RegionRow, ...]
    parts: tuple[Part, ...]
    places: tuple[Place, ...]
    totals: Totals

    @property
    def own_places(self) -> tuple[Place, ...]:
        """The compounds that lie in no part of it."""
        return tuple(place for place in self.places if place.compound.region_code == self.region.code)


def find_area(code: str) -> Area | None:
    """A region of the city with everything in it, in three statements whatever its size."""
    known = {region.code: region for region in roster.regions_under(CITY)}
    region = known.get(code)
    if region is None:
        return None
    places = places_for([region.path])
    above = [each for each in known.values() if _is_below(region.path, each.path)]
    parts = [_part(each, places) for each in known.values() if each.parent_code == code]
    return Area(region, tuple(above), tuple(parts), tuple(places), totals_for(places))


def regions_above_for(path: str) -> list[RegionRow]:
    """The regions a compound lies in, the city first."""
    return [region for region in roster.regions_under(CITY) if _is_below(path, region.path)]


def areas_for(paths: Sequence[str]) -> tuple[list[Part], list[Place]]:
    """What somebody oversees: the regions at the top of these paths, and all compounds below them."""
    places = places_for(paths)
    regions = [region for region in roster.regions_under(CITY) if region.path in paths]
    tops = [region for region in regions if not any(_is_below(region.path, path) for path in paths)]
    return [_part(region, places) for region in tops], places


def places_for(paths: Iterable[str]) -> list[Place]:
    """The compounds of these areas with their figures."""
    compounds = roster.compounds_under(paths)
    figures = figures_for([compound.id for compound in compounds])
    return [Place(compound, figures.get(compound.id)) for compound in compounds]


def totals_for(places: Sequence[Place]) -> Totals:
    """Everything added up."""
    known = [place.figures for place in places if place.figures is not None]
    households = [place.compound.household_count for place in places]
    return Totals(
        compounds=len(places),
        households=sum(count or 0 for count in households),
        unregistered=households.count(None),
        rooms=sum(each.rooms for each in known),
        bound_rooms=sum(each.bound_rooms for each in known),
        open_polls=sum(each.open_polls for each in known),
        closed_polls=sum(each.closed_polls for each in known),
        eligible=sum(each.eligible for each in known),
        answered=sum(each.answered for each in known),
        as_at=min((each.computed_at for each in known), default=None),
    )


def _part(region: RegionRow, places: Sequence[Place]) -> Part:
    return Part(
        region, totals_for([place for place in places if _is_below(place.compound.path, region.path)])
    )


def _is_below(path: str, above: str) -> bool:
    return path.startswith(above + ".")
