"""Which part of a compound is asked: all of it, some buildings, or some units."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from surveys.errors import Invalid

MOST_PARTS = 500
_KEY = re.compile(r"[\w#.-]{1,40}")


class ScopeKind(StrEnum):
    """How finely a scope is drawn."""

    COMPOUND = "compound"
    BUILDINGS = "buildings"
    UNITS = "units"


def _check_keys(keys: Iterable[str]) -> None:
    for key in keys:
        if _KEY.fullmatch(key) is None:
            raise Invalid("scope-key-malformed")


@dataclass(frozen=True)
class Scope:
    """A pure description: it knows keys, never rooms or people. Parts are kept sorted, each once.

    A unit is named by its building and itself, for every building has a first unit.
    """

    kind: ScopeKind
    buildings: tuple[str, ...] = ()
    units: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for building, unit in self.units:
            _check_keys((building, unit))
        _check_keys(self.buildings)
        object.__setattr__(self, "buildings", tuple(sorted(set(self.buildings))))
        object.__setattr__(self, "units", tuple(sorted(set(self.units))))
        self._check_parts()

    def covers(self, building_key: str, unit_key: str | None) -> bool:
        """Whether a home there is asked; a home without a unit is in no scope drawn by units."""
        if self.kind is ScopeKind.COMPOUND:
            return True
        if self.kind is ScopeKind.BUILDINGS:
            return building_key in self.buildings
        return (building_key, unit_key) in self.units

    def to_json(self) -> dict[str, object]:
        """The scope as JSON holds it."""
        if self.kind is ScopeKind.COMPOUND:
            return {"kind": self.kind.value}
        if self.kind is ScopeKind.BUILDINGS:
            return {"kind": self.kind.value, "buildings": list(self.buildings)}
        return {"kind": self.kind.value, "units": [list(unit) for unit in self.units]}

    def _check_parts(self) -> None:
        if len(self.buildings) > MOST_PARTS or len(self.units) > MOST_PARTS:
            raise Invalid("scope-too-long", most=MOST_PARTS)
        if self.kind is ScopeKind.BUILDINGS and not self.buildings:
            raise Invalid("scope-needs-a-building")
        if self.kind is ScopeKind.UNITS and not self.units:
            raise Invalid("scope-needs-a-unit")
        if (self.buildings and self.kind is not ScopeKind.BUILDINGS) or (
            self.units and self.kind is not ScopeKind.UNITS
        ):
            raise Invalid("scope-malformed")


COMPOUND = Scope(ScopeKind.COMPOUND)


def of_buildings(building_keys: Iterable[str]) -> Scope:
    """Only these buildings."""
    return Scope(ScopeKind.BUILDINGS, buildings=tuple(building_keys))


def of_units(unit_keys: Iterable[tuple[str, str]]) -> Scope:
    """Only these units, each named by (building, unit)."""
    return Scope(ScopeKind.UNITS, units=tuple(unit_keys))


def from_json(data: object) -> Scope:
    """The scope that `to_json` wrote; Invalid for anything else."""
    if not isinstance(data, dict):
        raise Invalid("scope-malformed")
    kind, fields = data.get("kind"), set(data)
    if kind == ScopeKind.COMPOUND and fields == {"kind"}:
        return COMPOUND
    if kind == ScopeKind.BUILDINGS and fields == {"kind", "buildings"}:
        return of_buildings(_texts(data["buildings"]))
    if kind == ScopeKind.UNITS and fields == {"kind", "units"}:
        return of_units(_pair(part) for part in _parts(data["units"]))
    raise Invalid("scope-malformed")


def _parts(data: object) -> list[object]:
    if not isinstance(data, list):
        raise Invalid("scope-malformed")
    if len(data) > MOST_PARTS:
        raise Invalid("scope-too-long", most=MOST_PARTS)
    return data


def _texts(data: object) -> tuple[str, ...]:
    parts = _parts(data)
    texts = tuple(part for part in parts if isinstance(part, str))
    if len(texts) != len(parts):
        raise Invalid("scope-malformed")
    return texts


def _pair(data: object) -> tuple[str, str]:
    texts = _texts(data)
    if len(texts) != 2:
        raise Invalid("scope-malformed")
    return texts[0], texts[1]
