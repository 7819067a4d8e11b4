"""Voting rights and heads: one right for each exclusive part, one head for each person who votes.

Court's interpretation on condominium ownership (2020), arts. 8, 9; Shandong's property regulation, art. 25.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from surveys.electorate.heads import Bundle, bundles_of
from surveys.electorate.parts import DEVELOPER, AreaSource, Holding, OwnerKind, Part, PartKind
from surveys.electorate.persons import Ground, Persons, Verdict
from surveys.electorate.rules import Basis, CountingRules


class Standing(StrEnum):
    """Why it is this person who votes for a head, or why it is nobody yet.

    `unclear`: several developers; `unguarded`: a minor for whom no guardian is written down.
    """

    OWNER = "owner"
    DESIGNATED = "designated"
    GUARDIAN = "guardian"
    PROXY = "proxy"
    UNGUARDED = "unguarded"
    UNDESIGNATED = "undesignated"
    DIVIDED = "divided"
    UNCLEAR = "unclear"
    OWNERLESS = "ownerless"


@dataclass(frozen=True)
class Facts:
    """What is known at one instant. Tenants and users are not part of it: they never vote.

    `designated`: part and the co-owner named to vote for it; `guardians`: ward and guardian;
    `proxies`: principal and agent; `minors`: who is known to be under eighteen.
    """

    parts: tuple[Part, ...]
    holdings: tuple[Holding, ...]
    verdicts: tuple[Verdict, ...] = ()
    designated: Mapping[int, int] = field(default_factory=dict)
    guardians: Mapping[int, int] = field(default_factory=dict)
    proxies: Mapping[int, int] = field(default_factory=dict)
    minors: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Right:
    """The right to vote that one exclusive part gives, and the head it belongs to."""

    part: int
    kind: PartKind
    area: int | None
    source: AreaSource | None
    head: int


@dataclass(frozen=True)
class Merge:
    """Why these parts are one head; `verdict` is where it was decided, if it was."""

    ground: Ground
    parts: tuple[int, ...]
    verdict: int | None = None


@dataclass(frozen=True)
class Head:
    """One person in the count; `key` is the lowest of its parts, so that no name is needed to tell it.

    `voter` is whose will counts, `caster` who may hand the ballot in: the voter, a guardian or a proxy.
    `undesignated`: co-owned parts for which nobody has been named yet.
    """

    key: int
    parts: tuple[int, ...]
    area: int
    without_area: tuple[int, ...]
    owners: tuple[int, ...]
    kinds: tuple[OwnerKind, ...]
    voter: int | None
    caster: int | None
    standing: Standing
    undesignated: tuple[int, ...]
    merges: tuple[Merge, ...]


@dataclass(frozen=True)
class Electorate:
    """Everybody and everything that counts, at one instant and under one set of rules."""

    rules: CountingRules
    rights: tuple[Right, ...]
    heads: tuple[Head, ...]
    left_out: tuple[int, ...]

    @property
    def head_count(self) -> int:
        """How many heads the whole has."""
        return len(self.heads)

    @property
    def area(self) -> int:
        """The whole of the known areas, in 0.01 m²."""
        return sum(head.area for head in self.heads)

    @property
    def without_area(self) -> tuple[int, ...]:
        """Parts whose area nobody knows: the whole is not final before they are filled in."""
        return tuple(right.part for right in self.rights if right.area is None)

    @property
    def undecided(self) -> tuple[Head, ...]:
        """Heads for which nobody can vote yet."""
        return tuple(head for head in self.heads if head.caster is None)

    def head_of(self, part: int) -> Head | None:
        """The head a part belongs to; None for what does not count."""
        return next((head for head in self.heads if part in head.parts), None)

    def to_json(self) -> dict[str, object]:
        """Rights and heads as a manifest keeps them: numbers only, nobody's name."""
        rights = [
            {"part": one.part, "head": one.head, "area": one.area, "source": one.source and one.source.value}
            for one in self.rights
        ]
        basis = {"basis": self.rules.basis.value, "counts_parking": self.rules.counts_parking}
        return {**basis, "heads": self.head_count, "area": self.area, "rights": rights}


def count(facts: Facts, rules: CountingRules) -> Electorate:
    """Who counts, and how much: areas always add up, whoever is merged with whom."""
    counted = {part.key: part for part in facts.parts if rules.counts_parking or not _is_parking(part)}
    persons = Persons(facts.verdicts)
    holdings = [one for one in facts.holdings if one.part in counted]
    designated = {part: owner for part, owner in facts.designated.items() if part in counted}
    is_merging = rules.basis is Basis.PERSON
    bundles = bundles_of(sorted(counted), holdings, persons, designated=designated, is_merging=is_merging)
    world = _World(facts, counted, persons)
    heads = tuple(_head(bundle, world) for bundle in bundles)
    head_of = {part: head.key for head in heads for part in head.parts}
    rights = tuple(
        Right(part.key, part.kind, part.area, part.source, head_of[part.key])
        for part in sorted(counted.values(), key=lambda one: one.key)
    )
    left_out = tuple(sorted(part.key for part in facts.parts if part.key not in counted))
    return Electorate(rules, rights, heads, left_out)


def _is_parking(part: Part) -> bool:
    return part.kind is PartKind.PARKING


class _World:
    """What every head is described from."""

    def __init__(self, facts: Facts, counted: Mapping[int, Part], persons: Persons) -> None:
        self.facts, self.counted, self.persons = facts, counted, persons
        self.verdicts: dict[int, list[Verdict]] = {}
        for verdict in (one for one in facts.verdicts if one.is_same):
            for member in verdict.members:
                self.verdicts.setdefault(member, []).append(verdict)


def _head(bundle: Bundle, world: _World) -> Head:
    areas = {part: world.counted[part].area for part in bundle.parts}
    caster, standing = _caster(bundle, world)
    return Head(
        key=bundle.parts[0],
        parts=bundle.parts,
        area=sum(area for area in areas.values() if area is not None),
        without_area=tuple(part for part, area in areas.items() if area is None),
        owners=bundle.owners,
        kinds=bundle.kinds,
        voter=bundle.voter,
        caster=caster,
        standing=standing,
        undesignated=bundle.undesignated,
        merges=_merges(bundle, world) if len(bundle.parts) > 1 else (),
    )


def _caster(bundle: Bundle, world: _World) -> tuple[int | None, Standing]:
    """A guardian goes before a proxy: who cannot decide alone cannot have empowered anybody.

    A minor without a guardian neither votes nor empowers (Civil Code arts. 19, 20, 23).
    """
    if bundle.voter is None:
        if not bundle.owners:
            return None, Standing.OWNERLESS
        if DEVELOPER & set(bundle.kinds):
            return None, Standing.UNCLEAR
        return None, Standing.DIVIDED if bundle.is_divided else Standing.UNDESIGNATED
    facts, entries = world.facts, sorted(world.persons.group_of(bundle.voter))
    for acting, standing in ((facts.guardians, Standing.GUARDIAN), (facts.proxies, Standing.PROXY)):
        found = [acting[entry] for entry in entries if entry in acting]
        if found:
            return found[0], standing
        if standing is Standing.GUARDIAN and facts.minors.intersection(entries):
            return None, Standing.UNGUARDED
    return bundle.voter, Standing.DESIGNATED if bundle.is_designated else Standing.OWNER


def _merges(bundle: Bundle, world: _World) -> tuple[Merge, ...]:
    """Everything that brought the parts together, evidence and decisions alike."""
    found = [Merge(ground, parts) for ground, parts in bundle.grounds if len(parts) > 1]
    verdicts = {one.key: one for owner in bundle.owners for one in world.verdicts.get(owner, ())}
    for verdict in verdicts.values():
        parts = [part for part, owners in bundle.owners_by_part.items() if verdict.members & owners]
        if len(parts) > 1:
            found.append(Merge(verdict.ground, tuple(sorted(parts)), verdict.key))
    return tuple(sorted(found, key=lambda one: (one.parts, one.ground, one.verdict or 0)))
