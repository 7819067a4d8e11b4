"""Which of several sources stands: settled, agreed, or disputed and therefore unknown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from surveys.works.eligibility import Built, Facts, Judgement, judge, rule_at
from surveys.works.facts import NO_PLAN, PLANS, Key, Said, Value, meaning

ASKED: dict[str, Key] = {  # the condition and the fact it rests on
    "built-in-time": Key.BUILT,
    "state-land": Key.LAND,
    "in-town": Key.IN_TOWN,
    "no-demolition-plan": Key.DEMOLITION,
    "neglected": Key.NEGLECTED,
    "lacks-facilities": Key.LACKING,
    "residents-want-it": Key.WANTED,
}
REOPENED_BY_NEWS = (Key.DEMOLITION,)  # a plan made later must not be hidden by what was settled before it


class Ground(StrEnum):
    """Why a value stands, or does not."""

    SETTLED = "settled"
    AGREED = "agreed"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Settled:
    """Somebody decided for what one source said, when everything up to `after` was known."""

    said: Said
    after: int


@dataclass(frozen=True)
class Standing:
    """A key with what every source last said of it; `value` is None where nothing stands."""

    ground: Ground
    value: Value | None
    words: tuple[Said, ...]
    is_challenged: bool = False  # a source has said something else since it was settled


@dataclass(frozen=True)
class Suspension:
    """A compound in a demolition or shantytown plan: no renovation until that is cleared up."""

    plan: str
    since: date
    source: str


@dataclass(frozen=True)
class Assessment:
    """Everything that follows from the facts about one compound on one day."""

    judgement: Judgement
    suspension: Suspension | None
    standings: Mapping[Key, Standing] = field(default_factory=dict)

    @property
    def disputed(self) -> tuple[Key, ...]:
        """The keys whose sources disagree."""
        return tuple(key for key, one in self.standings.items() if one.ground is Ground.DISPUTED)


def assess(history: Sequence[Said], settled: Mapping[Key, Settled], day: date) -> Assessment:
    """Judge a compound from all that was ever said of it, oldest first."""
    told: dict[Key, list[Said]] = {}
    for said in history:
        told.setdefault(said.key, []).append(said)
    standings = {key: stand(key, told[key], settled.get(key)) for key in told}
    judgement = judge(facts_from(standings), rule_at(day))
    return Assessment(judgement, _suspension(standings.get(Key.DEMOLITION)), standings)


def stand(key: Key, history: Iterable[Said], settled: Settled | None = None) -> Standing:
    """What stands for one key: the settled value, else the one all sources agree on, else nothing."""
    words = last_words(history)
    if settled is not None:
        is_challenged = any(_contradicts(key, said, settled) for said in words)
        if not is_challenged or key not in REOPENED_BY_NEWS:
            return Standing(Ground.SETTLED, settled.said.value, words, is_challenged)
    if not words:
        return Standing(Ground.UNKNOWN, None, ())
    agreed = _common(key, words)
    return Standing(Ground.DISPUTED if agreed is None else Ground.AGREED, agreed, words)


def last_words(history: Iterable[Said]) -> tuple[Said, ...]:
    """What each source says now: its latest word; an older list noted later replaces no newer one."""
    found: dict[str, Said] = {}
    for said in history:
        known = found.get(said.source)
        if known is None or not _is_older(said, known):
            found[said.source] = said
    return tuple(found.values())


def facts_from(standings: Mapping[Key, Standing]) -> Facts:
    """What the conditions are judged by; whatever does not stand is unknown."""
    values = {key: one.value for key, one in standings.items() if one.value is not None}
    plan = _choice(values.get(Key.DEMOLITION))
    land = _choice(values.get(Key.LAND))
    return Facts(
        built=_built(values.get(Key.BUILT)),
        is_state_land=None if land is None else land == "state",
        is_in_town=_yes(values.get(Key.IN_TOWN)),
        has_demolition_plan=None if plan is None else plan != NO_PLAN,
        is_neglected=_yes(values.get(Key.NEGLECTED)),
        lacks_facilities=_yes(values.get(Key.LACKING)),
        is_wanted=_yes(values.get(Key.WANTED)),
    )


def _is_older(said: Said, known: Said) -> bool:
    """Both name the day they are true for, and this one's is earlier."""
    return said.as_of_on is not None and known.as_of_on is not None and said.as_of_on < known.as_of_on


def _contradicts(key: Key, said: Said, settled: Settled) -> bool:
    return said.number > settled.after and meaning(key, said.value) != meaning(key, settled.said.value)


def _common(key: Key, words: Sequence[Said]) -> Value | None:
    """The value they share. Spans of years agree where one lies within all the others: it stands."""
    if len(words) == 1:
        return words[0].value
    if key is Key.BUILT:
        narrowest = min(words, key=lambda said: _days(said.value)).value
        return narrowest if all(_lies_within(narrowest, said.value) for said in words) else None
    same = {meaning(key, said.value) for said in words}
    return words[-1].value if len(same) == 1 else None


def _suspension(standing: Standing | None) -> Suspension | None:
    """One source naming a plan is enough, unless it was settled that there is none."""
    if standing is None:
        return None
    if standing.ground is Ground.SETTLED and _choice(standing.value) == NO_PLAN:
        return None
    named = [said for said in standing.words if said.value["choice"] in PLANS]
    if not named:
        return None
    newest = max(named, key=lambda said: said.number)
    return Suspension(str(newest.value["choice"]), newest.since, newest.source)


def _built(value: Value | None) -> Built | None:
    if value is None:
        return None
    return Built(
        date.fromisoformat(value["earliest"]), date.fromisoformat(value["latest"]), str(value["text"])
    )


def _days(value: Value) -> int:
    return (date.fromisoformat(value["latest"]) - date.fromisoformat(value["earliest"])).days


def _lies_within(inner: Value, outer: Value) -> bool:
    """ISO days compare as texts."""
    return bool(outer["earliest"] <= inner["earliest"] and inner["latest"] <= outer["latest"])


def _choice(value: Value | None) -> str | None:
    return None if value is None else str(value["choice"])


def _yes(value: Value | None) -> bool | None:
    return None if value is None else bool(value["yes"])
