"""Which exclusive parts are one head: the same owner, the same co-owners, the same voter, the developer."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys.electorate.parts import DEVELOPER, Holding, OwnerKind
from surveys.electorate.persons import Ground, Persons

Owners = frozenset[int]  # the persons who own a part together, each by the entry that stands for them
Claim = tuple[str, Owners]
THE_DEVELOPER: Claim = ("developer", frozenset())


@dataclass(frozen=True)
class Bundle:
    """The parts of one head, who owns them, and who votes; `voter` is None while that is open."""

    parts: tuple[int, ...]
    owners: tuple[int, ...]
    owners_by_part: Mapping[int, frozenset[int]]
    kinds: tuple[OwnerKind, ...]
    voter: int | None
    is_designated: bool
    is_divided: bool
    undesignated: tuple[int, ...]
    grounds: tuple[tuple[Ground, tuple[int, ...]], ...]


class _Roll:
    """The facts by part: who holds it, as what, and which person was named for it."""

    def __init__(
        self,
        parts: Sequence[int],
        holdings: Iterable[Holding],
        persons: Persons,
        *,
        designated: Mapping[int, int],
    ) -> None:
        self.persons = persons
        self.held: dict[int, list[Holding]] = {part: [] for part in parts}
        for one in holdings:
            self.held[one.part].append(one)
        self.owners = {
            part: frozenset(persons.one_for(one.owner) for one in held) for part, held in self.held.items()
        }
        unsold = (
            one for held in self.held.values() for one in held if one.kind is OwnerKind.DEVELOPER_UNSOLD
        )
        self.developers = frozenset(persons.one_for(one.owner) for one in unsold)
        self.named = {
            part: persons.one_for(entry)
            for part, entry in designated.items()
            if persons.one_for(entry) in self.owners[part]
        }

    def claim_of(self, part: int) -> Claim:
        """What a part has in common with the others of its head."""
        if any(one.kind in DEVELOPER for one in self.held[part]):
            return THE_DEVELOPER
        owners = self.owners[part]
        return ("owners", owners) if owners else ("part", frozenset({part}))

    def voters_of(self, parts: Iterable[int]) -> frozenset[int]:
        """Everybody named for any of these parts."""
        return frozenset(self.named[part] for part in parts if part in self.named)


def bundles_of(
    parts: Sequence[int],
    holdings: Iterable[Holding],
    persons: Persons,
    *,
    designated: Mapping[int, int],
    is_merging: bool = True,
) -> list[Bundle]:
    """Every part in exactly one bundle, in the order of their lowest parts; unmerged, each is its own."""
    roll = _Roll(parts, holdings, persons, designated=designated)
    if not is_merging:
        return [_bundle([(roll.claim_of(part), [part])], roll) for part in parts]
    by_claim: dict[Claim, list[int]] = defaultdict(list)
    for part in sorted(parts):
        by_claim[roll.claim_of(part)].append(part)
    groups: dict[Claim, list[tuple[Claim, list[int]]]] = defaultdict(list)
    for claim, members in by_claim.items():
        groups[_root(claim, members, roll)].append((claim, members))
    return sorted((_bundle(group, roll) for group in groups.values()), key=lambda one: one.parts)


def _root(claim: Claim, parts: Collection[int], roll: _Roll) -> Claim:
    """Co-owners count with the one they all named; whoever still has unsold parts counts as developer."""
    kind, owners = claim
    if kind != "owners":
        return claim
    named = roll.voters_of(parts)
    persons = named if len(owners) > 1 and len(named) == 1 else owners
    return THE_DEVELOPER if len(persons) == 1 and persons <= roll.developers else ("owners", persons)


def _bundle(group: Sequence[tuple[Claim, list[int]]], roll: _Roll) -> Bundle:
    parts = sorted(part for _, members in group for part in members)
    held = [one for part in parts for one in roll.held[part]]
    shared = [part for part in parts if len(roll.owners[part]) > 1 and not _is_developers(part, roll)]
    voter = _voter(parts, shared, roll)
    return Bundle(
        parts=tuple(parts),
        owners=tuple(sorted({one.owner for one in held})),
        owners_by_part={part: frozenset(one.owner for one in roll.held[part]) for part in parts},
        kinds=tuple(sorted({one.kind for one in held})),
        voter=voter,
        is_designated=voter is not None and bool(shared),
        is_divided=len(roll.voters_of(shared)) > 1,
        undesignated=tuple(part for part in shared if part not in roll.named),
        grounds=tuple(_grounds(group, roll)),
    )


def _is_developers(part: int, roll: _Roll) -> bool:
    return roll.claim_of(part) == THE_DEVELOPER


def _voter(parts: Sequence[int], shared: Sequence[int], roll: _Roll) -> int | None:
    """The sole owner, or the one whom all co-owners named; the developer by its unsold parts."""
    if any(_is_developers(part, roll) for part in parts):
        developers = roll.developers or frozenset().union(*(roll.owners[part] for part in parts))
        return min(developers) if len(developers) == 1 else None
    alone = {owner for part in parts if part not in shared for owner in roll.owners[part]}
    voters = alone | roll.voters_of(shared)
    return min(voters) if len(voters) == 1 else None


def _grounds(
    group: Sequence[tuple[Claim, list[int]]], roll: _Roll
) -> Iterable[tuple[Ground, tuple[int, ...]]]:
    """Why the parts of a head are together, apart from what was decided about persons."""
    if len(group) > 1:
        parts = tuple(sorted(part for _, members in group for part in members))
        is_developer = any(claim == THE_DEVELOPER for claim, _ in group)
        yield (Ground.DEVELOPER if is_developer else Ground.SAME_VOTER), parts
    for claim, members in group:
        if claim == THE_DEVELOPER and len(group) == 1:
            yield Ground.DEVELOPER, tuple(members)
        elif claim[0] == "owners" and len(claim[1]) > 1:
            yield Ground.SAME_OWNERS, tuple(members)
        elif claim[0] == "owners":
            yield from ((Ground.SAME_PERSON, parts) for parts in _by_entry(members, roll))


def _by_entry(parts: Iterable[int], roll: _Roll) -> list[tuple[int, ...]]:
    """The parts of each entry of the roster: one entry over several parts was one person from the start."""
    found: dict[int, list[int]] = defaultdict(list)
    for part in parts:
        for one in roll.held[part]:
            found[one.owner].append(part)
    return [tuple(members) for members in found.values()]
