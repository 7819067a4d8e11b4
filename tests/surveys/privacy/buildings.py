"""Buildings with sealed ballots, and somebody who tries to work out how a home voted."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from random import Random

from surveys.privacy import FLOORS, Hurdles, PublishedResult, Seat, publishable_result
from surveys.tally.gap import Stance
from surveys.tally.manifest import Mode
from surveys.tally.thresholds import Threshold

ORDINARY = Hurdles(Threshold(2, 3), Threshold(1, 2, is_strict=True))
MAJOR = Hurdles(Threshold(2, 3), Threshold(3, 4))
AGREES, OTHERWISE, SILENT = Stance
Seats = list[Seat]


def random_building(lot: Random, least: int = 10, most: int = 48) -> Seats:
    """Homes of a few designs with a little difference between them, in stairwells of twelve."""
    designs = [lot.randrange(4000, 14000) for _ in range(lot.randrange(1, 4))]
    spread = lot.choice([0, 1, 300])
    weights = lot.choice([(9, 2, 1), (6, 3, 3), (3, 6, 3), (12, 1, 0), (3, 1, 8)])
    return [
        Seat(
            f"{place // 12 + 1}",
            lot.choice(designs) + lot.randrange(spread + 1),
            lot.choices(list(Stance), weights)[0],
        )
        for place in range(lot.randrange(least, most + 1))
    ]


def page_of(seats: Sequence[Seat], hurdles: Hurdles, mode: Mode) -> PublishedResult:
    """What the public sees."""
    return publishable_result(seats, hurdles, mode, floors=FLOORS[-1])


def revealed(seats: Seats, hurdles: Hurdles, mode: Mode, *, lot: Random) -> list[int]:
    """Homes for which no other world with the very same page was found in which they did something else."""
    page = page_of(seats, hurdles, mode)
    open_ones: set[int] = set()
    for home in range(len(seats)):
        if home in open_ones:
            continue
        for other in _other_worlds(seats, home, lot):
            if other[home] != seats[home] and page_of(other, hurdles, mode) == page:
                open_ones |= {
                    at for at, (one, two) in enumerate(zip(seats, other, strict=True)) if one != two
                }
                break
    return [home for home in range(len(seats)) if home not in open_ones]


def _other_worlds(seats: Seats, home: int, lot: Random) -> Iterator[Seats]:
    """Worlds in which one home did something else: it alone, it and another, it and several."""
    partners = [at for at, seat in enumerate(seats) if seat.stance is not seats[home].stance]
    lot.shuffle(partners)
    for at in partners:
        yield _swapped(seats, [(home, at)])
    for stance in Stance:
        if stance is not seats[home].stance:
            yield _with(seats, {home: stance})
            yield _with([seat._replace(stance=AGREES) for seat in seats], {home: stance})
    for at, pair in product(partners, combinations(range(len(seats)), 2)):
        if seats[pair[0]].stance is not seats[pair[1]].stance:
            yield _swapped(seats, [(home, at), pair])
    for _ in range(2000):
        pairs = [(home, lot.choice(partners))] if partners else []
        pairs += [_neighbours(seats, lot) for _ in range(lot.randrange(1, 5))]
        yield _swapped(seats, pairs)


def _neighbours(seats: Seats, lot: Random) -> tuple[int, int]:
    """Two homes of one stairwell."""
    one = lot.randrange(len(seats))
    return one, lot.choice([at for at, seat in enumerate(seats) if seat.unit == seats[one].unit])


def _swapped(seats: Seats, pairs: Sequence[tuple[int, int]]) -> Seats:
    world = list(seats)
    for one, two in pairs:
        first, second = world[one], world[two]
        world[one], world[two] = first._replace(stance=second.stance), second._replace(stance=first.stance)
    return world


def _with(seats: Seats, stances: dict[int, Stance]) -> Seats:
    return [seat._replace(stance=stances.get(at, seat.stance)) for at, seat in enumerate(seats)]


def pinned_by_exact_sums(seats: Seats) -> int:
    """Homes whose vote the exact heads and areas of a small stairwell give away: every world is tried."""
    areas = [seat.area for seat in seats]
    told = _sums(areas, [seat.stance for seat in seats])
    fitting = [world for world in product(Stance, repeat=len(seats)) if _sums(areas, world) == told]
    return sum(len({world[home] for world in fitting}) == 1 for home in range(len(seats)))


def _sums(areas: Sequence[int], stances: Sequence[Stance]) -> tuple[tuple[int, int], ...]:
    held = list(zip(areas, stances, strict=True))
    return tuple(
        (len(mine), sum(mine))
        for stance in Stance
        for mine in [[area for area, one in held if one is stance]]
    )


def exhaustively_revealed(areas: Sequence[int], page: PublishedResult, hurdles: Hurdles) -> list[int]:
    """Homes that did the same in every world with this page: all of them are tried."""
    seen: list[set[Stance]] = [set() for _ in areas]
    for world in _worlds(areas, page):
        if page_of(world, hurdles, Mode.NAMED_SEALED) == page:
            for at, seat in enumerate(world):
                seen[at].add(seat.stance)
    return [home for home, stances in enumerate(seen) if len(stances) < 2]


def _worlds(areas: Sequence[int], page: PublishedResult) -> Iterator[Seats]:
    """Every way to choose who was silent and who voted otherwise, with the heads the page tells."""
    size = len(areas)
    present, agreed = ((one.heads if one else 0) or 0 for one in (page.present, page.agreed))
    for silent in combinations(range(size), size - present):
        rest = [at for at in range(size) if at not in silent]
        for otherwise in combinations(rest, present - agreed):
            stances = dict.fromkeys(silent, SILENT) | dict.fromkeys(otherwise, OTHERWISE)
            yield [Seat("", area, stances.get(at, AGREES)) for at, area in enumerate(areas)]
