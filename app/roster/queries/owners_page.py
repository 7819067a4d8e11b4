"""The page of owners and voting rights of one compound, ready to be shown or printed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from app.core.pagination import page_of
from app.roster.queries.electorate import entries_in, rights_in_force, verdicts_in
from app.roster.queries.holdings import VerdictRow, verdict_rows_in
from app.roster.queries.people import OwnerRow, names_of, owners_of_rooms
from app.roster.queries.places import RoomRow, rooms_in
from surveys.electorate.parts import OwnerKind
from surveys.electorate.persons import Likeness, Persons, proposals_for
from surveys.electorate.rights import Electorate, Head, Merge, Standing
from surveys.electorate.rules import CountingRules
from surveys.electorate.scopes import COMPOUND
from surveys.figures import area_to_text
from surveys.privacy import mask_phone

FILTERS = ("all", "several", "open", "no-area")
ALL_ROOMS = 10**6


class Asked(NamedTuple):
    """What somebody wants to see of a compound: as of when, counted how, which heads, from where on."""

    at: datetime
    rules: CountingRules
    wanted: str = "all"
    after: int = 0


class MergeLine(NamedTuple):
    """Why some rooms are one head, in words a page can be made of."""

    ground: str
    rooms: tuple[str, ...]
    reason: str


class HeadLine(NamedTuple):
    """One head with names and rooms instead of numbers."""

    key: int
    rooms: tuple[tuple[int, str], ...]
    owners: tuple[str, ...]
    kinds: tuple[OwnerKind, ...]
    area: str
    without_area: tuple[str, ...]
    standing: Standing
    voter: str
    caster: str
    undesignated: tuple[str, ...]
    merges: tuple[MergeLine, ...]


class AlikeLine(NamedTuple):
    """Entries that may be one person: for each its number, name, telephone and rooms."""

    likeness: Likeness
    people: tuple[tuple[int, str, str, tuple[str, ...]], ...]


def owners_page_for(compound_id: int, asked: Asked, limit: int) -> dict[str, Any]:
    """Totals and one page of heads."""
    electorate = rights_in_force(compound_id, COMPOUND, asked.at, rules=asked.rules)
    rooms = {room.id: room for room in rooms_in(compound_id, COMPOUND)}
    chosen = [head for head in electorate.heads if _fits(head, asked.wanted)]
    fetched = [head for head in chosen if head.key > asked.after][: limit + 1]
    page = page_of(fetched, limit, lambda head: head.key)
    return {
        "totals": _totals(electorate),
        "lines": head_lines_for(compound_id, page.items, rooms),
        "count": len(chosen),
        "next": page.next,
        "without_area": [rooms[part].label for part in electorate.without_area if part in rooms],
    }


def all_lines_for(compound_id: int, asked: Asked) -> tuple[dict[str, Any], list[HeadLine]]:
    """Totals and every head, for a workbook."""
    found = owners_page_for(compound_id, asked, ALL_ROOMS)
    return found["totals"], found["lines"]


def head_lines_for(compound_id: int, heads: Sequence[Head], rooms: Mapping[int, RoomRow]) -> list[HeadLine]:
    """Heads in words; names are opened for these only."""
    people = {one for head in heads for one in (*head.owners, head.voter, head.caster) if one is not None}
    names = names_of(people)
    wanted = {merge.verdict for head in heads for merge in head.merges if merge.verdict is not None}
    verdicts = {row.id: row for row in verdict_rows_in(compound_id, wanted)} if wanted else {}
    labels = {room_id: room.label for room_id, room in rooms.items()}
    return [_line(head, names, labels, verdicts=verdicts) for head in heads]


def alike_lines_for(compound_id: int, at: datetime) -> list[AlikeLine]:
    """What a clerk has to decide: entries of one name, or of one telephone."""
    entries = entries_in(compound_id)
    proposals = proposals_for(entries, Persons(verdicts_in(compound_id, at)))
    people = {key for one in proposals for key in one.members}
    rooms = {room.id: room.label for room in rooms_in(compound_id, COMPOUND)} if people else {}
    held: dict[int, list[OwnerRow]] = {}
    for row in owners_of_rooms(list(rooms)) if people else []:
        if row.person_id in people:
            held.setdefault(row.person_id, []).append(row)
    return [
        AlikeLine(one.likeness, tuple(_entry(key, held.get(key, []), rooms) for key in one.members))
        for one in proposals
    ]


def count_alike(compound_id: int, at: datetime) -> int:
    """How many groups of entries wait for a decision."""
    return len(proposals_for(entries_in(compound_id), Persons(verdicts_in(compound_id, at))))


def namesakes_in(compound_id: int, people: Collection[int], at: datetime) -> list[tuple[int, ...]]:
    """Entries of one name, by group, of which nobody has said whether they are one person or several.

    A telephone in common is no such doubt: families share one.
    """
    entries = [one for one in entries_in(compound_id) if one.key in people]
    found = proposals_for(entries, Persons(verdicts_in(compound_id, at)))
    return [one.members for one in found if one.likeness is Likeness.SAME_NAME]


def _entry(
    person_id: int, held: Sequence[OwnerRow], rooms: Mapping[int, str]
) -> tuple[int, str, str, tuple[str, ...]]:
    labels = tuple(rooms[row.room_id] for row in held if row.room_id in rooms)
    return person_id, held[0].name if held else "", mask_phone(held[0].phone or "") if held else "", labels


def _totals(electorate: Electorate) -> dict[str, Any]:
    return {
        "heads": electorate.head_count,
        "rooms": len(electorate.rights),
        "area": area_to_text(electorate.area),
        "missing": len(electorate.without_area),
        "undecided": len(electorate.undecided),
        "several": sum(len(head.parts) > 1 for head in electorate.heads),
        "left_out": len(electorate.left_out),
    }


def _fits(head: Head, wanted: str) -> bool:
    return {
        "several": len(head.parts) > 1,
        "open": head.caster is None or bool(head.undesignated),
        "no-area": bool(head.without_area),
    }.get(wanted, True)


def _line(
    head: Head, names: Mapping[int, str], labels: Mapping[int, str], *, verdicts: Mapping[int, VerdictRow]
) -> HeadLine:
    return HeadLine(
        head.key,
        tuple((part, labels.get(part, "")) for part in head.parts),
        tuple(dict.fromkeys(names.get(one, "") for one in head.owners)),
        head.kinds,
        area_to_text(head.area) if len(head.without_area) < len(head.parts) else "",
        _labels(head.without_area, labels),
        head.standing,
        names.get(head.voter, "") if head.voter else "",
        names.get(head.caster, "") if head.caster else "",
        _labels(head.undesignated, labels),
        tuple(_merge(merge, labels, verdicts) for merge in head.merges),
    )


def _merge(merge: Merge, labels: Mapping[int, str], verdicts: Mapping[int, VerdictRow]) -> MergeLine:
    known = verdicts.get(merge.verdict) if merge.verdict else None
    return MergeLine(str(merge.ground), _labels(merge.parts, labels), known.reason if known else "")


def _labels(parts: Collection[int], labels: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(labels.get(part, "") for part in parts)
