"""What a registry of compounds may say: the keys, and which value each of them takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from surveys.errors import Invalid

Value = dict[str, Any]
MOST_TEXT = 120
MOST_COUNT = 100_000
MOST_AREA = 1_000_000_000  # 0.01 m²: ten square kilometres, more than any compound
MOST_FEE_FEN = 10_000
FIRST_YEAR = 1900


class Key(StrEnum):
    """What a fact is about."""

    BUILT = "built"
    LAND = "land"
    IN_TOWN = "in-town"
    DEMOLITION = "demolition-plan"
    NEGLECTED = "neglected"
    LACKING = "facilities-lacking"
    WANTED = "residents-want-it"
    WATER = "water"
    POWER = "power"
    HEATING = "heating"
    GAS = "gas"
    ROADS = "roads"
    SECURITY = "security"
    ROOF = "roof"
    DRAINS = "drains"
    BUILDINGS = "buildings"
    HOUSEHOLDS = "households"
    FLOOR_AREA = "floor-area"
    BUILDING_KIND = "building-kind"
    FORMER_OWNER = "former-owner-unit"
    MANAGEMENT = "property-management"
    FEE = "management-fee"
    BODIES = "homeowners-bodies"


SYSTEMS = (
    Key.WATER, Key.POWER, Key.HEATING, Key.GAS, Key.ROADS, Key.SECURITY, Key.ROOF, Key.DRAINS,
)  # fmt: skip
CONDITIONS = ("needs-repair", "fine", "not-applicable")
NO_PLAN, PLANS = "none", ("demolition", "shantytown")
CHOICES: dict[Key, tuple[str, ...]] = {
    Key.LAND: ("state", "collective"),
    Key.DEMOLITION: (NO_PLAN, *PLANS),
    Key.MANAGEMENT: ("company", "community", "self", "none"),
} | dict.fromkeys(SYSTEMS, CONDITIONS)
SIGNS: dict[Key, tuple[str, ...]] = {  # what was seen; a yes rests on at least one
    Key.IN_TOWN: (),
    Key.NEGLECTED: ("unkept", "unrepaired", "unmanaged"),
    Key.LACKING: ("municipal", "public-services", "social-services"),
}
BODIES = ("owners-assembly", "owners-committee", "management-committee")
COUNTS = (Key.BUILDINGS, Key.HOUSEHOLDS)
TEXTS = (Key.BUILDING_KIND, Key.FORMER_OWNER)


@dataclass(frozen=True)
class Said:
    """What one source says of one key; `number` is the order in which things were noted."""

    number: int
    key: Key
    value: Value
    source: str
    noted_on: date
    as_of_on: date | None = None

    @property
    def since(self) -> date:
        """The day it is true for: the one the source names, else the day it was noted."""
        return self.as_of_on or self.noted_on


def checked(key: Key, value: Mapping[str, Any]) -> Value:
    """The value in its one form. Raises Invalid `fact-value-wrong`: nothing is mended or guessed."""
    found = _checked(key, value)
    if found is None:
        raise Invalid("fact-value-wrong", fact=str(key))
    return found


def meaning(key: Key, value: Mapping[str, Any]) -> tuple[Any, ...]:
    """What two sources must have in common to agree: of a year the span, not the words."""
    if key is Key.BUILT:
        return value["earliest"], value["latest"]
    if key in SIGNS or key is Key.WANTED:
        return (value["yes"],)
    if key is Key.MANAGEMENT:
        return (value["choice"],)
    return tuple(tuple(part) if isinstance(part, list) else part for _, part in sorted(value.items()))


def _checked(key: Key, value: Mapping[str, Any]) -> Value | None:
    if key is Key.BUILT:
        return _span(value)
    if key in CHOICES:
        return _choice(key, value)
    if key in SIGNS:
        return _signs(key, value)
    if key is Key.WANTED:
        return _will(value)
    if key in COUNTS:
        return _number(value, "count", MOST_COUNT)
    if key is Key.FLOOR_AREA:
        return _number(value, "area", MOST_AREA)
    if key is Key.FEE:
        return _fee(value)
    if key is Key.BODIES:
        return {"bodies": _listed(value.get("bodies"), BODIES)} if _is_part(value, "bodies", BODIES) else None
    return _text(value)


def _span(value: Mapping[str, Any]) -> Value | None:
    text = value.get("text", "")
    try:
        earliest, latest = (date.fromisoformat(str(value[name])) for name in ("earliest", "latest"))
    except (KeyError, ValueError):
        return None
    if not isinstance(text, str) or len(text) > MOST_TEXT or not earliest.year >= FIRST_YEAR:
        return None
    if earliest > latest:
        return None
    return {"earliest": earliest.isoformat(), "latest": latest.isoformat(), "text": text}


def _choice(key: Key, value: Mapping[str, Any]) -> Value | None:
    """Property management may add the name of whoever manages."""
    chosen, name = value.get("choice"), value.get("name", "")
    if chosen not in CHOICES[key] or not isinstance(name, str) or len(name) > MOST_TEXT:
        return None
    if key is not Key.MANAGEMENT:
        return {"choice": chosen}
    return {"choice": chosen, "name": name.strip()}


def _signs(key: Key, value: Mapping[str, Any]) -> Value | None:
    says = value.get("yes")
    if not isinstance(says, bool):
        return None
    if not SIGNS[key]:
        return {"yes": says}
    if not _is_part(value, "signs", SIGNS[key]):
        return None
    signs = _listed(value.get("signs"), SIGNS[key])
    return None if says != bool(signs) else {"yes": says, "signs": signs}


def _will(value: Mapping[str, Any]) -> Value | None:
    """Who asked how many: a will without its n is no finding."""
    says, answered, agreed = value.get("yes"), value.get("answered"), value.get("agreed")
    if not isinstance(says, bool) or not _is_count(answered) or not _is_count(agreed):
        return None
    if not 0 <= int(agreed or 0) <= int(answered or 0) <= MOST_COUNT or answered == 0:
        return None
    return {"yes": says, "answered": answered, "agreed": agreed}


def _number(value: Mapping[str, Any], name: str, most: int) -> Value | None:
    number = value.get(name)
    return {name: number} if _is_count(number) and 0 < int(number or 0) <= most else None


def _fee(value: Mapping[str, Any]) -> Value | None:
    """Fen for a square metre and month; two figures where it differs by building."""
    least, most = value.get("least_fen"), value.get("most_fen")
    if not _is_count(least) or not _is_count(most) or not 0 <= int(least or 0) <= int(most or 0):
        return None
    return {"least_fen": least, "most_fen": most} if int(most or 0) <= MOST_FEE_FEN else None


def _text(value: Mapping[str, Any]) -> Value | None:
    text = value.get("text")
    if not isinstance(text, str) or not text.strip() or len(text) > MOST_TEXT or not text.isprintable():
        return None
    return {"text": text.strip()}


def _is_part(value: Mapping[str, Any], name: str, known: tuple[str, ...]) -> bool:
    given = value.get(name)
    return isinstance(given, list) and all(one in known for one in given)


def _listed(given: Any, known: tuple[str, ...]) -> list[str]:
    return [one for one in known if one in given]


def _is_count(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)
