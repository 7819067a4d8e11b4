"""Whether a compound may be renovated under the plan: each condition with its reason, unknown ones too."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache


@dataclass(frozen=True)
class Built:
    """The first and the last day on which the compound may have been finished; the text it was read from."""

    earliest: date
    latest: date
    text: str

    @property
    def years(self) -> str:
        """`1995`, or `1995-1998` where it is a span."""
        first, last = self.earliest.year, self.latest.year
        return str(first) if first == last else f"{first}-{last}"


class State(StrEnum):
    """How a condition stands; what nobody has looked at is never taken for met."""

    MET = "met"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Rule:
    """The conditions of one text in force from a day on."""

    in_force: date
    built_by: date
    first_class_before: date
    source: str


RULES = (
    Rule(
        date(2020, 9, 3),
        date(2005, 12, 31),
        date(2000, 1, 1),
        "liaocheng-plan-2020",
    ),
)


@dataclass(frozen=True)
class Facts:
    """What the registry knows; None means that nobody has said yet."""

    built: Built | None = None
    is_state_land: bool | None = None
    is_in_town: bool | None = None
    has_demolition_plan: bool | None = None
    is_neglected: bool | None = None
    lacks_facilities: bool | None = None
    is_wanted: bool | None = None


@dataclass(frozen=True)
class Criterion:
    """One condition, by its code, and how it stands."""

    code: str
    state: State


@dataclass(frozen=True)
class Judgement:
    """The outcome: `eligible` is None while a missing fact could still change it."""

    eligible: bool | None
    criteria: tuple[Criterion, ...]
    is_first_class: bool | None
    source: str

    @property
    def failed(self) -> tuple[str, ...]:
        """Codes of the conditions that are not met."""
        return tuple(each.code for each in self.criteria if each.state is State.FAILED)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Codes of the conditions nobody has answered yet."""
        return tuple(each.code for each in self.criteria if each.state is State.UNKNOWN)


def rule_at(day: date) -> Rule:
    """The rule in force on a day; before the first one, the first."""
    known = [rule for rule in RULES if rule.in_force <= day]
    return known[-1] if known else RULES[0]


@lru_cache(maxsize=4096)  # a city's compounds share a few hundred sets of facts
def judge(facts: Facts, rule: Rule = RULES[-1]) -> Judgement:
    """Judge a compound: one failed condition decides, whatever else is unknown."""
    criteria = (
        Criterion("built-in-time", _built_by(facts.built, rule.built_by)),
        Criterion("state-land", _wanted(facts.is_state_land, True)),
        Criterion("in-town", _wanted(facts.is_in_town, True)),
        Criterion("no-demolition-plan", _wanted(facts.has_demolition_plan, False)),
        Criterion("neglected", _wanted(facts.is_neglected, True)),
        Criterion("lacks-facilities", _wanted(facts.lacks_facilities, True)),
        Criterion("residents-want-it", _wanted(facts.is_wanted, True)),
    )
    states = {each.state for each in criteria}
    eligible = False if State.FAILED in states else None if State.UNKNOWN in states else True
    return Judgement(eligible, criteria, _first_class(facts.built, rule), rule.source)


def _built_by(built: Built | None, last: date) -> State:
    """Met when every day it may have been finished is in time; a span across the limit is unknown."""
    if built is None:
        return State.UNKNOWN
    if built.latest <= last:
        return State.MET
    return State.FAILED if built.earliest > last else State.UNKNOWN


def _first_class(built: Built | None, rule: Rule) -> bool | None:
    """Built before 2000: the plan wants these done first."""
    if built is None:
        return None
    if built.latest < rule.first_class_before:
        return True
    return False if built.earliest >= rule.first_class_before else None


def _wanted(fact: bool | None, wanted: bool) -> State:
    if fact is None:
        return State.UNKNOWN
    return State.MET if fact is wanted else State.FAILED
