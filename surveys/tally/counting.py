"""The dual count: heads and area of those who took part and of those who agreed, from rights and choices."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from surveys.electorate.rules import Basis
from surveys.errors import Invalid
from surveys.tally.packs.pack import RulePack
from surveys.tally.totals import Figure, Totals


class Choice(StrEnum):
    """What a ballot says where one thing is put to the vote; `void` says nothing that can be read."""

    AGREE = "agree"
    DISAGREE = "disagree"
    ABSTAIN = "abstain"
    VOID = "void"


class VotingRight(NamedTuple):
    """One exclusive part that counts; `head` is shared by all parts of one owner, area in 0.01 m²."""

    id: str
    head: str
    area: int
    source: str = ""


@dataclass(frozen=True)
class Rules:
    """What of a rule pack bears on the count."""

    basis: Basis = Basis.PERSON
    abstain_participates: bool = True
    void_participates: bool = False

    @property
    def beside(self) -> frozenset[str]:
        """Choices that do not take part."""
        left = {Choice.VOID: self.void_participates, Choice.ABSTAIN: self.abstain_participates}
        return frozenset(choice.value for choice, takes_part in left.items() if not takes_part)


@dataclass(frozen=True)
class Count:
    """Both measures of everything that was counted.

    `by_choice` gives area as it was cast and heads that are of one mind; `divided` heads cast different
    choices: they take part and agree with nothing. `silent` cast nothing.
    """

    total: Figure
    present: Figure
    void: Figure
    by_choice: Mapping[str, Figure]
    divided: int
    silent: Figure
    deemed: Figure | None = None

    def totals_for(self, choice: str = Choice.AGREE.value) -> Totals:
        """The figures that decide on one choice."""
        agreed = self.by_choice.get(choice, Figure(0, 0))
        return Totals(self.total, self.present, agreed, self.deemed, self.void)


def rules_of(pack: RulePack, basis: Basis | None = None) -> Rules:
    """The count under a pack, by the basis a decision froze or else the pack's own."""
    return Rules(
        pack.counting().basis if basis is None else basis,
        pack.is_set("abstain-participates"),
        pack.is_set("void-counts-as-participation"),
    )


def count_ballots(
    rights: Collection[VotingRight],
    choices: Mapping[str, str],
    rules: Rules,
    *,
    deemed: Collection[str] | None = None,
) -> Count:
    """Count each right's choice by area, each head once.

    A head is of a mind when all its ballots that can be read say the same; what it did not cast does not
    take part by area. `deemed`: rights of owners who did not vote, none of them with a ballot. Invalid
    `right-repeated`, `ballot-for-unknown-right`, `deemed-unknown`, `deemed-but-voted`.
    """
    areas = {right.id: right.area for right in rights}
    if len(areas) != len(rights):
        raise Invalid("right-repeated")
    if not choices.keys() <= areas.keys():
        raise Invalid("ballot-for-unknown-right")
    if deemed is not None and not choices.keys().isdisjoint(deemed):
        raise Invalid("deemed-but-voted")
    minds = _minds(rights, choices, rules)
    area: dict[str, int] = defaultdict(int)
    for right, choice in choices.items():
        area[choice] += areas[right]
    void, beside = Choice.VOID.value, rules.beside
    heads: dict[str, int] = defaultdict(int)
    for mind in minds.values():
        heads[mind] += 1
    present = Figure(
        sum(number for mind, number in heads.items() if mind not in beside and mind != _SILENT),
        sum(number for choice, number in area.items() if choice not in beside),
    )
    whole = sum(areas.values())
    return Count(
        total=Figure(len(minds), whole),
        present=present,
        void=Figure(heads[void], area[void]) if void in beside else Figure(0, 0),
        by_choice={choice: Figure(heads[choice], area[choice]) for choice in sorted(area)},
        divided=heads[_DIVIDED],
        silent=Figure(heads[_SILENT], whole - sum(area.values())),
        deemed=None
        if deemed is None
        else _deemed(rights, minds, deemed=set(deemed), by_room=rules.basis is Basis.ROOM),
    )


_DIVIDED, _SILENT = "/divided", "/silent"  # no choice can be called so: option keys hold no slash


def _minds(rights: Iterable[VotingRight], choices: Mapping[str, str], rules: Rules) -> dict[str, str]:
    """What each head says: one of the choices, different things, or nothing at all."""
    by_room = rules.basis is Basis.ROOM
    weakest = _weakest_first(rules)
    minds: dict[str, str] = {}
    for right in rights:
        head = right.id if by_room else right.head
        new, old = choices.get(right.id, _SILENT), minds.get(head, _SILENT)
        if new == old:
            minds[head] = new
        elif new in weakest or old in weakest:
            minds[head] = max(new, old, key=lambda one: weakest.get(one, len(weakest)))
        else:
            minds[head] = _DIVIDED
    return minds


def _weakest_first(rules: Rules) -> dict[str, int]:
    """What gives way to any other ballot of the same head: silence, a void one, one that takes no part."""
    left = [Choice.ABSTAIN.value] if not rules.abstain_participates else []
    return {mind: rank for rank, mind in enumerate([_SILENT, Choice.VOID.value, *left])}


def _deemed(
    rights: Iterable[VotingRight], minds: Mapping[str, str], *, deemed: set[str], by_room: bool
) -> Figure:
    """Heads that cast nothing and all of whose rights are deemed to follow, with the area of these rights."""
    found = [right for right in rights if right.id in deemed]
    if len(found) != len(deemed):
        raise Invalid("deemed-unknown")
    awake = {right.id if by_room else right.head for right in rights if right.id not in deemed}
    heads = {right.id if by_room else right.head for right in found}
    silent = {head for head in heads - awake if minds[head] == _SILENT}
    return Figure(len(silent), sum(right.area for right in found))
