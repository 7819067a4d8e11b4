"""Which entries of a roster are one and the same person: said by evidence or by hand, never by name alone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations


class Ground(StrEnum):
    """Why several parts are one head."""

    SAME_PERSON = "same-person"
    SAME_TELEPHONE = "same-telephone"
    SAME_IDENTITY = "same-identity"
    SAME_INSTITUTION = "same-institution"
    BY_HAND = "by-hand"
    SAME_OWNERS = "same-owners"
    SAME_VOTER = "same-voter"
    DEVELOPER = "developer"


class Likeness(StrEnum):
    """Why two entries may be one person: enough to ask, not enough to merge."""

    SAME_NAME = "same-name"
    SHARED_TELEPHONE = "shared-telephone"


@dataclass(frozen=True)
class Verdict:
    """These entries are one person, or each is somebody else; `key` tells where it is written down."""

    key: int
    members: frozenset[int]
    is_same: bool
    ground: Ground = Ground.BY_HAND


@dataclass(frozen=True)
class Entry:
    """A person as the roster has them; what is not known is empty, what is compared may be a fingerprint."""

    key: int
    name: str = ""
    phone: str = ""
    identity: str = ""
    is_institution: bool = False


@dataclass(frozen=True)
class Proposal:
    """Entries that are alike and about which nobody has decided."""

    likeness: Likeness
    members: tuple[int, ...]


class Persons:
    """Entries grouped by verdicts; whoever is in no verdict stands alone.

    What is decided by hand goes before evidence, and no evidence brings together who is to stay apart.
    """

    def __init__(self, verdicts: Iterable[Verdict]) -> None:
        known = sorted(verdicts, key=lambda one: (one.ground is not Ground.BY_HAND, sorted(one.members)))
        self._apart = [one.members for one in known if not one.is_same]
        self._groups: dict[int, frozenset[int]] = {}
        for verdict in (one for one in known if one.is_same):
            first, *others = sorted(verdict.members)
            for other in others:
                self._join(first, other)

    def group_of(self, entry: int) -> frozenset[int]:
        """All entries of the same person."""
        return self._groups.get(entry, frozenset({entry}))

    def one_for(self, entry: int) -> int:
        """The entry that stands for the person: the one with the lowest number."""
        return min(self.group_of(entry))

    def are_apart(self, first: int, second: int) -> bool:
        """Whether it was decided that these are two persons."""
        ours, theirs = self.group_of(first), self.group_of(second)
        return any(_divides(apart, ours, theirs) for apart in self._apart)

    def _join(self, first: int, second: int) -> None:
        whole = self.group_of(first) | self.group_of(second)
        if not self.are_apart(first, second):
            self._groups |= dict.fromkeys(whole, whole)


def contradicts(verdicts: Collection[Verdict], new: Verdict) -> bool:
    """Whether a new verdict would say one thing of two entries and an older one by hand another."""
    by_hand = [one for one in verdicts if one.ground is Ground.BY_HAND]
    if new.is_same:
        persons = Persons([*by_hand, new])
        merged = [one for one in (*by_hand, new) if one.is_same]
        return any(len({persons.one_for(each) for each in one.members}) > 1 for one in merged)
    persons = Persons(one for one in by_hand if one.is_same)
    return len({persons.one_for(one) for one in new.members}) < len(new.members)


def evident(entries: Iterable[Entry]) -> dict[frozenset[int], Ground]:
    """Groups of entries that are one person by evidence.

    The same identity number, or the same telephone with the same name: families share a telephone.
    """
    found: dict[frozenset[int], Ground] = {}
    known = sorted(entries, key=lambda one: one.key)
    for members in _alike((one.identity, one) for one in known if one.identity):
        is_institution = any(one.is_institution for one in members)
        ground = Ground.SAME_INSTITUTION if is_institution else Ground.SAME_IDENTITY
        found[frozenset(one.key for one in members)] = ground
    for members in _alike(((one.phone, one.name), one) for one in known if one.phone and one.name):
        if not _known_to_differ(members):
            found.setdefault(frozenset(one.key for one in members), Ground.SAME_TELEPHONE)
    return found


def proposals_for(entries: Collection[Entry], persons: Persons) -> list[Proposal]:
    """What a clerk should decide: entries of one name or one telephone who are not known to be one or two."""
    known = sorted(entries, key=lambda one: one.key)
    named = _alike((one.name, one) for one in known if one.name)
    calling = _alike((one.phone, one) for one in known if one.phone)
    found = [(Likeness.SAME_NAME, group) for group in named]
    found += [(Likeness.SHARED_TELEPHONE, group) for group in calling]
    open_groups: dict[tuple[int, ...], Likeness] = {}
    for likeness, group in found:
        members = tuple(one.key for one in group if _is_open(one, group, persons))
        if len(members) > 1:
            open_groups.setdefault(members, likeness)
    return [Proposal(likeness, members) for members, likeness in open_groups.items()]


def _is_open(entry: Entry, group: Collection[Entry], persons: Persons) -> bool:
    others = (one for one in group if persons.one_for(one.key) != persons.one_for(entry.key))
    return any(
        not (persons.are_apart(entry.key, one.key) or _known_to_differ([entry, one])) for one in others
    )


def _known_to_differ(entries: Collection[Entry]) -> bool:
    """Two identity numbers are two persons."""
    return len({one.identity for one in entries if one.identity}) > 1


def _alike(marked: Iterable[tuple[object, Entry]]) -> list[list[Entry]]:
    groups: dict[object, list[Entry]] = {}
    for mark, entry in marked:
        groups.setdefault(mark, []).append(entry)
    return [group for group in groups.values() if len(group) > 1]


def _divides(apart: frozenset[int], ours: frozenset[int], theirs: frozenset[int]) -> bool:
    return any(
        (first in ours and second in theirs) or (second in ours and first in theirs)
        for first, second in combinations(sorted(apart & (ours | theirs)), 2)
    )
