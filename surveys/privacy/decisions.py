"""What may be published of the result of owners' ballots, by the mode a decision froze."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from surveys.privacy.floors import Floors
from surveys.privacy.worlds import Area, Stratum, View, leaves_open
from surveys.tally.gap import Stance
from surveys.tally.manifest import Mode
from surveys.tally.thresholds import Threshold
from surveys.tally.totals import Figure

SMALL_SCOPE = "small-scope"
WOULD_REVEAL = "would-reveal"


class Seat(NamedTuple):
    """One head in the count: its unit (empty when its homes lie in several), its area, where it stands."""

    unit: str
    area: int
    stance: Stance


class Hurdles(NamedTuple):
    """What decides: the share that must take part, and the share of those that must agree.

    `of_all` is a share of everybody that must agree as well, where a matter has one.
    """

    quorum: Threshold
    approval: Threshold
    of_all: Threshold | None = None


@dataclass(frozen=True)
class PublishedUnit:
    """Heads of one unit; None where they are withheld."""

    key: str
    total: int
    present: int | None
    agreed: int | None


@dataclass(frozen=True)
class PublishedResult:
    """A result as the public may see it; the outcome always is.

    `present` and `agreed` carry areas only where every ballot is public; else `area` tells, in large scopes,
    whether each test is met by area, and shares rounded down. `reason` says why numbers are withheld.
    `of_all` of ballots that are not public is told only where these very numbers settle it.
    """

    passed: bool
    total: Figure
    present: Figure | None
    agreed: Figure | None
    area: Area | None
    units: tuple[PublishedUnit, ...]
    reason: str = ""
    of_all: bool | None = None


def publishable_result(
    seats: Sequence[Seat], hurdles: Hurdles, mode: Mode, *, floors: Floors
) -> PublishedResult:
    """The result without what would tell how a home voted (trust.md, section 5, rules 1 to 4).

    - Named and public: everything, exactly; that is what was announced.
    - Otherwise in scopes under ten homes only whether it passed; elsewhere heads, when enough ballots and no
      small cell or unanimity would give somebody away, and about area only tests and rounded shares.
    - Units whose own numbers would be too small are withheld, with others, so that subtraction finds nothing.
    - Whether numbers may stand is decided by the page alone, never by how homes really voted: where they
      would pin down any home, only the outcome is told. Everything withheld looks alike.
    """
    heads, by_area = _sums(seats)
    if mode is Mode.NAMED_PUBLIC:
        units = (_unit(key, part) for key, part in _by_unit(seats).items())
        return PublishedResult(
            _passes(heads, hurdles) and _passes(by_area, hurdles),
            total=Figure(heads.total, by_area.total),
            present=Figure(heads.present, by_area.present),
            agreed=Figure(heads.agreed, by_area.agreed),
            area=_area(by_area, hurdles, step=1),
            units=tuple(sorted(units, key=lambda one: one.key)),
            of_all=_met_by_all(hurdles.of_all, (heads, by_area)),
        )
    return _sealed(seats, hurdles, floors, counts_area=mode is Mode.NAMED_SEALED)


class _Sums(NamedTuple):
    total: int
    present: int
    agreed: int


def _sealed(seats: Sequence[Seat], hurdles: Hurdles, floors: Floors, *, counts_area: bool) -> PublishedResult:
    heads, by_area = _sums(seats)
    passed = _passes(heads, hurdles) and (not counts_area or _passes(by_area, hurdles))
    parts = _by_unit(seats)
    outcome = PublishedResult(
        passed,
        total=Figure(heads.total, by_area.total if counts_area else None),
        present=None,
        agreed=None,
        area=None,
        units=tuple(PublishedUnit(key, len(part), None, None) for key, part in sorted(parts.items())),
        reason=SMALL_SCOPE if heads.total < floors.scope else WOULD_REVEAL,
    )
    if heads.total < floors.scope or not _is_safe(heads, floors):
        return outcome
    shown, strata = _shown_units(parts, floors)
    step = floors.area_step if counts_area and heads.total >= floors.area_homes else 0
    area = _area(by_area, hurdles, step=step) if step else None
    view = View(hurdles.quorum, hurdles.approval, by_area.total, _passes(heads, hurdles), passed, area, step)
    if counts_area and not leaves_open(tuple(strata), view):
        return outcome
    units = tuple(
        _unit(key, part) if key in shown else PublishedUnit(key, len(part), None, None)
        for key, part in sorted(parts.items())
    )
    present, agreed = Figure(heads.present), Figure(heads.agreed)
    of_all = _implied(hurdles.of_all, heads, area, step=step)
    return PublishedResult(passed, outcome.total, present, agreed, area, units, of_all=of_all)


def _met_by_all(test: Threshold | None, measures: Iterable[_Sums]) -> bool | None:
    return None if test is None else all(test.met(one.agreed, one.total) for one in measures)


def _implied(test: Threshold | None, heads: _Sums, area: Area | None, *, step: int) -> bool | None:
    """Whether enough of everybody agreed, as anybody works out from the page; None if nobody can.

    By area the shares are known to `step`: their product lies between those of the lower and upper ends.
    """
    if test is None:
        return None
    if not test.met(heads.agreed, heads.total):
        return False
    if area is None:
        return None
    if test.met(area.present_percent * area.agreed_percent, 100 * 100):
        return True
    most = (min(share + step, 100) for share in (area.present_percent, area.agreed_percent))
    return None if test.met(prod(most), 100 * 100) else False


def _shown_units(parts: Mapping[str, list[Seat]], floors: Floors) -> tuple[set[str], list[Stratum]]:
    """Units that may be told apart, and what an outsider can then tell apart: each of them, and the rest."""
    sums = {key: _sums(part)[0] for key, part in parts.items()}
    shown = {key for key, one in sums.items() if key and _is_safe(one, floors)}
    while shown and not _rest_is_safe([sums[key] for key in parts if key not in shown], floors):
        shown.remove(min(shown, key=lambda key: (sums[key].total, key)))
    rest = [seat for key, part in parts.items() if key not in shown for seat in part]
    groups = [*(parts[key] for key in sorted(shown)), rest]
    return shown, [_stratum(group) for group in groups if group]


def _rest_is_safe(rest: Sequence[_Sums], floors: Floors) -> bool:
    """What is left after subtracting the units told: nothing, or several units too large to give away."""
    whole = _Sums(*(sum(column) for column in zip(*rest, strict=True))) if rest else _Sums(0, 0, 0)
    return not rest or (len(rest) > 1 and _is_safe(whole, floors))


def _is_safe(heads: _Sums, floors: Floors) -> bool:
    """Enough ballots, and neither few nor all of them the same; nobody agreeing is all the same too."""
    otherwise = heads.present - heads.agreed
    return heads.present >= floors.ballots and min(heads.agreed, otherwise) >= floors.cell


def _sums(seats: Iterable[Seat]) -> tuple[_Sums, _Sums]:
    """By heads and by area."""
    areas: dict[Stance, list[int]] = defaultdict(list)
    for seat in seats:
        areas[seat.stance].append(seat.area)
    agreed, otherwise, silent = (areas[stance] for stance in Stance)
    heads = _Sums(len(agreed) + len(otherwise) + len(silent), len(agreed) + len(otherwise), len(agreed))
    present = sum(agreed) + sum(otherwise)
    return heads, _Sums(present + sum(silent), present, sum(agreed))


def _by_unit(seats: Iterable[Seat]) -> dict[str, list[Seat]]:
    parts: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        parts[seat.unit].append(seat)
    return dict(parts)


def _unit(key: str, seats: Iterable[Seat]) -> PublishedUnit:
    heads, _ = _sums(seats)
    return PublishedUnit(key, heads.total, heads.present, heads.agreed)


def _stratum(seats: Sequence[Seat]) -> Stratum:
    heads, _ = _sums(seats)
    return Stratum(tuple(sorted(seat.area for seat in seats)), heads.present, heads.agreed)


def _passes(sums: _Sums, hurdles: Hurdles) -> bool:
    return hurdles.quorum.met(sums.present, sums.total) and hurdles.approval.met(sums.agreed, sums.present)


def _area(sums: _Sums, hurdles: Hurdles, *, step: int) -> Area:
    return Area.of(sums.total, sums.present, sums.agreed, tests=(hurdles.quorum, hurdles.approval), step=step)
