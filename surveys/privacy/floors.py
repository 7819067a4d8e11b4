"""Below which numbers nothing is published, as dated data: printed on the page of rules."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Floors:
    """What holds from a day on, for ballots that are sealed or anonymous.

    `scope`: homes below which only the outcome is told. `ballots`: effective ballots below which no number
    of heads is told. `cell`: the least number of heads in a cell. `area_homes`: homes below which nothing
    is told about area. `area_step`: whole percent to which shares of area are rounded down.
    """

    from_on: date
    scope: int
    ballots: int
    cell: int
    area_homes: int
    area_step: int


FLOORS = (Floors(date(2021, 1, 1), scope=10, ballots=10, cell=3, area_homes=30, area_step=5),)


def floors_at(on: date) -> Floors:
    """The floors in force on a day; the oldest before any were written down."""
    begun = [one for one in FLOORS if one.from_on <= on]
    return begun[-1] if begun else FLOORS[0]
