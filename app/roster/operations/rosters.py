"""Writing a checked workbook into the roster: all of it, or nothing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import insert, select, update

from app.audit.operations import record
from app.core.db import db
from app.core.ids import new_public_id
from app.roster.imports.addresses import label_of, position_of
from app.roster.imports.matching import Key
from app.roster.imports.planning import Plan, RoomPlan
from app.roster.models import (
    Building,
    Ownership,
    Person,
    Room,
    RosterImport,
    Unit,
    VoterDesignation,
)
from app.roster.operations.codes import kill_codes
from app.roster.operations.heads import refresh_rights
from app.roster.operations.leaving import release
from app.roster.operations.owning import begin_ownerships, end_ownerships, go_on
from app.roster.operations.telephones import put_listed
from app.roster.queries.imports import Before
from app.roster.queries.snapshot import KnownOwner, KnownRoom
from surveys.errors import Invalid

MOST_FILE = 120  # letters of a file's name
NO_SHARE = {"share_top": None, "share_bottom": None}
CHUNK = 5000  # bound parameters of one statement stay far below every database's limit
Item = TypeVar("Item")
Place = tuple[str, str, str]


def apply_import(plan: Plan, actor: object, at: datetime, *, file: str = "") -> None:
    """Write what a plan found, and what undoing it needs.

    Raises `import-has-errors`, `import-has-questions` before the first row.
    """
    if plan.errors:
        raise Invalid("import-has-errors", errors=len(plan.errors))
    if plan.unanswered:
        raise Invalid("import-has-questions", questions=len(plan.unanswered))
    units = _write_units(plan)
    rooms = _write_rooms(plan, units)
    corrected = _correct_people(plan)
    people = _write_people(plan, at)
    ended = _end_ownerships(plan, at)
    owned = _add_ownerships(plan, rooms, people, at)
    unbound = release(_gone(plan), at)
    lesser = _headless(plan)
    first = go_on(lesser, at, is_primary=True, **NO_SHARE)
    shared = _shared(plan)
    rest = go_on(shared, at, **NO_SHARE)
    voters = _end_voters(plan, at)
    killed = [code for rooms_sold in _chunks(list(_gone(plan))) for code in kill_codes(rooms_sold, at)]
    refresh_rights(plan.compound_id, at)
    before = Before(
        buildings_made=_new({building for _, building in units.values()}, plan.known.buildings.values()),
        units_made=_new({unit for unit, _ in units.values()}, plan.known.units.values()),
        rooms_made=[rooms[one.home.place] for one in plan.rooms if one.known is None],
        rooms=[_change_of(one, one.known) for one in plan.rooms if one.known is not None and one.is_changed],
        people=corrected,
        people_made=_new(set(people.values()), _known_people(plan)),
        ownerships_made=[*owned, *first, *rest],
        ownerships_ended=[*ended, *lesser, *shared],
        bindings_ended=unbound,
        voters_ended=voters,
        codes_killed=killed,
    )
    counts = {"rows": plan.rows, "changed": plan.changed, "new_rooms": len(before.rooms_made)}
    if plan.rooms:
        _keep(plan.compound_id, before, _note(file, counts, actor, at))
    record(actor, "roster.import", f"compound:{plan.compound_id}", at, **counts)


def _keep(compound_id: int, before: Before, note: RosterImport) -> None:
    """Only the last import can be undone: what undoing earlier ones would need is thrown away."""
    earlier = update(RosterImport).where(RosterImport.compound_id == compound_id).values(before_sealed=None)
    db.session.execute(earlier.execution_options(synchronize_session=False))
    note.compound_id, note.before = compound_id, str(before)
    db.session.add(note)
    db.session.flush()


def _note(file: str, counts: dict[str, int], actor: object, at: datetime) -> RosterImport:
    return RosterImport(file=file[:MOST_FILE] or None, counts=counts, imported_by=str(actor), imported_at=at)


def _new(ids: Iterable[int], known: Iterable[int]) -> list[int]:
    return sorted(set(ids) - set(known))


def _known_people(plan: Plan) -> set[int]:
    corrected = (person for one in plan.rooms for person in one.owners.corrected)
    return {*plan.known.people.values(), *corrected}


def _change_of(one: RoomPlan, known: KnownRoom) -> tuple[object, ...]:
    """A known room's facts before and after."""
    after = _room_values(one)
    return (*known, after["floor"], after["area"], after["area_source"])


def _write_rooms(plan: Plan, units: dict[tuple[str, str], tuple[int, int]]) -> dict[Place, int]:
    """Ids of all rooms of the plan by their place, after the new ones are made."""
    fresh = [_new_room(one, plan.compound_id, units) for one in plan.rooms if one.room_id is None]
    if fresh:
        db.session.execute(insert(Room), fresh)
    changed = [_room_values(one) for one in plan.rooms if one.room_id is not None and one.is_changed]
    if changed:
        db.session.execute(update(Room), changed)
    columns = (Room.unit_id, Room.number, Room.id)
    rows = db.session.execute(select(*columns).where(Room.compound_id == plan.compound_id))
    by_unit = {(unit_id, number): room_id for unit_id, number, room_id in rows}
    places = (one.home.place for one in plan.rooms)
    return {place: by_unit[units[place[:2]][0], place[2]] for place in places}


def _write_units(plan: Plan) -> dict[tuple[str, str], tuple[int, int]]:
    """(unit id, building id) by names, after the new ones are made."""
    wanted = dict.fromkeys(one.home.place[:2] for one in plan.rooms)
    names = dict.fromkeys(building for building, _ in wanted if building not in plan.known.buildings)
    buildings = {
        name: Building(compound_id=plan.compound_id, name=name, position=position_of(name)) for name in names
    }
    db.session.add_all(buildings.values())
    db.session.flush()
    building_ids = plan.known.buildings | {name: building.id for name, building in buildings.items()}
    fresh = {key: _new_unit(key[1], building_ids[key[0]]) for key in wanted if key not in plan.known.units}
    db.session.add_all(fresh.values())
    db.session.flush()
    unit_ids = plan.known.units | {key: unit.id for key, unit in fresh.items()}
    return {key: (unit_ids[key], building_ids[key[0]]) for key in wanted}


def _new_unit(name: str, building_id: int) -> Unit:
    return Unit(public_id=new_public_id(), building_id=building_id, name=name, position=position_of(name))


def _new_room(
    one: RoomPlan, compound_id: int, units: dict[tuple[str, str], tuple[int, int]]
) -> dict[str, object]:
    building, unit, number = one.home.place
    unit_id, building_id = units[building, unit]
    return {
        "unit_id": unit_id,
        "building_id": building_id,
        "compound_id": compound_id,
        "floor": one.home.floor,
        "number": number,
        "label": label_of(building, unit, number),
        "area": one.home.area,
        "area_source": one.home.source,
    }


def _room_values(one: RoomPlan) -> dict[str, object]:
    """A known room with its new facts; what the workbook does not tell stays as it was."""
    home, known = one.home, one.known
    area = known.area if home.area is None and known is not None else home.area
    source = known.area_source if home.source is None and known is not None else home.source
    return {"id": one.room_id, "floor": home.floor, "area": area, "area_source": source}


def _correct_people(plan: Plan) -> list[tuple[object, ...]]:
    """Names and numbers that were written differently before: each person's before and after."""
    changes: list[tuple[object, ...]] = []
    corrected = {person: key for one in plan.rooms for person, key in one.owners.corrected.items()}
    for ids in _chunks(list(corrected)):
        for person in db.session.execute(select(Person).where(Person.id.in_(ids))).scalars():
            name, phone = corrected[person.id]
            old, whose = (person.name, person.phone), (person.is_phone_own, person.listed_phone)
            person.name = name
            if phone and phone != person.listed_phone:
                put_listed(person, phone)
            changes.append((person.id, *old, name, person.phone, *whose))
    db.session.flush()
    return changes


def _write_people(plan: Plan, at: datetime) -> dict[tuple[Place | None, Key], int]:
    """Everybody the plan adds, by room and key; who has a telephone is one person in all rooms (None)."""
    known = {(None, key): person for key, person in plan.known.people.items()}
    corrections = [one.owners.corrected for one in plan.rooms]
    known |= {(None, key): person for some in corrections for person, key in some.items() if key[1]}
    wanted = dict.fromkeys(_identity(one, key) for one in plan.rooms for key in one.owners.added)
    fresh = [identity for identity in wanted if identity not in known]
    values = [_person_values(key, plan.compound_id, at) for _, key in fresh]
    if values:
        db.session.execute(insert(Person), values)
    ids: dict[str, int] = {}
    for uids in _chunks([str(one["uid"]) for one in values]):
        rows = db.session.execute(select(Person.uid, Person.id).where(Person.uid.in_(uids)))
        ids |= dict(rows.all())
    made = {identity: ids[str(one["uid"])] for identity, one in zip(fresh, values, strict=True)}
    return known | made


def _identity(one: RoomPlan, key: Key) -> tuple[Place | None, Key]:
    """Names repeat: without a telephone, an owner is somebody of their own in every room."""
    return (None if key[1] else one.home.place), key


def _person_values(key: Key, compound_id: int, at: datetime) -> dict[str, object]:
    """A person's row, sealed by a `Person` that the session never sees."""
    name, phone = key
    person = Person(name=name, phone=phone or None)
    return {
        "uid": person.uid,
        "compound_id": compound_id,
        "name_sealed": person.name_sealed,
        "phone_sealed": person.phone_sealed,
        "phone_index": person.phone_index,
        "created_at": at,
    }


def _end_ownerships(plan: Plan, at: datetime) -> list[int]:
    ended = [owner.ownership_id for one in plan.rooms for owner in one.owners.ended]
    end_ownerships(ended, at)
    return ended


def _end_voters(plan: Plan, at: datetime) -> list[int]:
    """Who was named to vote by the co-owners and owns the room no longer, votes for it no more."""
    gone = {(one.room_id, owner.person_id) for one in plan.rooms for owner in one.owners.ended}
    ended: list[int] = []
    for rooms in _chunks([room_id for room_id, _ in gone if room_id is not None]):
        live = select(VoterDesignation).where(
            VoterDesignation.room_id.in_(rooms), VoterDesignation.ended_at.is_(None)
        )
        for named in db.session.execute(live).scalars():
            if (named.room_id, named.person_id) in gone:
                named.ended_at = at
                ended.append(named.id)
    db.session.flush()
    return ended


def _gone(plan: Plan) -> dict[int, set[int]]:
    """Who owns which known room no longer."""
    return {
        one.room_id: {owner.person_id for owner in one.owners.ended}
        for one in plan.rooms
        if one.room_id is not None and one.owners.ended
    }


def _add_ownerships(
    plan: Plan, rooms: dict[Place, int], people: dict[tuple[Place | None, Key], int], at: datetime
) -> list[int]:
    """New owners of each room; the first named leads where nobody else does."""
    values = []
    for one in plan.rooms:
        is_led = any(owner.is_primary for owner in _remaining(one, plan))
        for number, key in enumerate(one.owners.added):
            values.append(
                {
                    "room_id": rooms[one.home.place],
                    "person_id": people[_identity(one, key)],
                    "is_primary": number == 0 and not is_led,
                    "began_at": at,
                }
            )
    return begin_ownerships(values)


def _headless(plan: Plan) -> list[int]:
    """Where the first-named owner left and nobody came, the next one is named first: their rows."""
    left = [_remaining(one, plan) for one in plan.rooms if one.owners.ended and not one.owners.added]
    headless = [owners[0] for owners in left if owners and not any(owner.is_primary for owner in owners)]
    return [owner.ownership_id for owner in headless]


def _shared(plan: Plan) -> list[int]:
    """Shares written down for other owners hold no longer: the live rows that still have one."""
    sold = [one for one in plan.rooms if one.owners.ended or one.owners.added]
    staying = [owner.ownership_id for one in sold for owner in _remaining(one, plan)]
    found: list[int] = []
    for ids in _chunks(staying):
        has_share = select(Ownership.id).where(Ownership.id.in_(ids), Ownership.share_top.is_not(None))
        found += db.session.execute(has_share.where(Ownership.ended_at.is_(None))).scalars()
    return found


def _remaining(one: RoomPlan, plan: Plan) -> list[KnownOwner]:
    """The owners of a room who stay."""
    held = plan.known.owners.get(one.room_id, []) if one.room_id is not None else []
    ended = {owner.ownership_id for owner in one.owners.ended}
    return [owner for owner in held if owner.ownership_id not in ended]


def _chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """A few thousand at a time."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
