"""What an import would do to the roster, home by home, as words to look at; telephones are masked."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.roster.imports.addresses import label_of
from app.roster.imports.matching import Key
from app.roster.imports.planning import Plan, RoomPlan
from app.roster.imports.suggestions import SOURCE_NAMES
from app.roster.models import AreaSource
from app.roster.queries.snapshot import KnownOwner, KnownRoom
from surveys.figures import area_to_text
from surveys.privacy import mask_phone


@dataclass(frozen=True)
class NewRoom:
    """A home nobody knew."""

    label: str
    floor: int
    area: str
    source: str
    owners: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One thing that changes in a known home: `what` is floor, area, source, ended, added or corrected."""

    label: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Namesakes:
    """One name for `people` entries of the roster, in these homes: each is a head until somebody decides."""

    name: str
    people: int
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Diff:
    """Everything an import would do."""

    new: tuple[NewRoom, ...]
    changes: tuple[Change, ...]
    namesakes: tuple[Namesakes, ...]


def diff_of(plan: Plan) -> Diff:
    """The plan as somebody reads it who has to answer for it."""
    known = {owner.person_id: owner for owners in plan.known.owners.values() for owner in owners}
    return Diff(
        tuple(_new(one) for one in plan.rooms if one.known is None),
        tuple(change for one in plan.rooms if one.known for change in _changes(one, one.known, known)),
        _namesakes_in(plan),
    )


def _namesakes_in(plan: Plan) -> tuple[Namesakes, ...]:
    """Names that would stand for more than one person once the plan is written, and that it touches."""
    touched = {name for one in plan.rooms for name, _ in (*one.owners.added, *one.owners.corrected.values())}
    held: dict[str, dict[object, set[str]]] = {name: {} for name in touched if name}
    for name, person, label in _owners_after(plan):
        if name in held:
            held[name].setdefault(person, set()).add(label)
    found = {name: people for name, people in held.items() if len(people) > 1}
    return tuple(
        Namesakes(name, len(people), tuple(sorted(set().union(*people.values()))))
        for name, people in sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))
    )


def _owners_after(plan: Plan) -> Iterator[tuple[str, object, str]]:
    """Name, who it is, and which home: as the roster would be. Without a number, a name is somebody new."""
    changing = {one.home.place: one.owners for one in plan.rooms}
    for place, room in plan.known.rooms.items():
        changes, label = changing.get(place), label_of(*place)
        gone = {owner.ownership_id for owner in changes.ended} if changes else set()
        for owner in plan.known.owners.get(room.id, ()):
            if owner.ownership_id not in gone:
                name = changes.corrected.get(owner.person_id, (owner.name, ""))[0] if changes else owner.name
                yield name, owner.person_id, label
    for one in plan.rooms:
        for name, phone in one.owners.added:
            known = plan.known.people.get((name, phone)) if phone else None
            yield name, known or phone or one.home.place, label_of(*one.home.place)


def _new(one: RoomPlan) -> NewRoom:
    home = one.home
    owners = tuple(_owner(*key) for key in home.owners)
    return NewRoom(label_of(*home.place), home.floor, _area(home.area), _source(home.source), owners)


def _changes(one: RoomPlan, room: KnownRoom, known: dict[int, KnownOwner]) -> Iterator[Change]:
    home, label = one.home, label_of(*one.home.place)
    if home.floor != room.floor:
        yield Change(label, "floor", str(room.floor), str(home.floor))
    if home.area is not None and home.area != room.area:
        yield Change(label, "area", _area(room.area), _area(home.area))
    if home.source is not None and home.source is not room.area_source:
        yield Change(label, "source", _source(room.area_source), _source(home.source))
    for owner in one.owners.ended:
        yield Change(label, "ended", _owner(owner.name, owner.phone), "")
    for key in one.owners.added:
        yield Change(label, "added", "", _owner(*key))
    for person_id, key in one.owners.corrected.items():
        yield Change(label, "corrected", *_corrected(known[person_id], key))


def _corrected(before: KnownOwner, key: Key) -> tuple[str, str]:
    name, phone = key
    return _owner(before.name, before.phone), _owner(name, phone or before.phone)


def _owner(name: str, phone: str) -> str:
    return f"{name} {mask_phone(phone)}" if phone else name


def _area(area: int | None) -> str:
    return "" if area is None else area_to_text(area)


def _source(source: AreaSource | None) -> str:
    return "" if source is None else SOURCE_NAMES[source]
