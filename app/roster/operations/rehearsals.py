"""Making up a compound to practise in, with homes and owners nobody knows, and wiping it again."""

import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select

from app.audit.operations import record
from app.core.db import change, db
from app.core.ids import new_public_id
from app.roster.imports.addresses import label_of, position_of
from app.roster.models import (
    AreaSource,
    Building,
    Compound,
    Ownership,
    Person,
    Rehearsal,
    Room,
    Unit,
    VoterDesignation,
)
from app.roster.operations.locking import lock_roster
from app.roster.queries.places import REHEARSAL, CompoundRow
from app.roster.queries.rehearsals import RehearsalRow, get_rehearsal, rehearsals_of
from surveys.errors import Missing, Refusal
from surveys.figures import area_from_text

PLACE = Path(__file__).parent.parent / "imports" / "rehearsal.json"
KEPT = timedelta(days=7)
LONGEST_NAME = 60


def open_rehearsal(actor: object, home: CompoundRow, at: datetime) -> RehearsalRow:
    """Make up a compound for the staff of a real one; Refusal while an earlier one is not wiped."""
    lock_roster(home.id)
    if rehearsals_of([home.id]):
        raise Refusal("rehearsal-already", compound=home.name)
    plan = _plan()
    public_id = new_public_id()
    compound_id = _made_up(plan, home, public_id, at)
    db.session.execute(
        insert(Rehearsal).values(
            compound_id=compound_id, home_id=home.id, opened_by=str(actor), opened_at=at,
            ends_at=at + KEPT,
        )
    )  # fmt: skip
    rooms = _rooms(plan, compound_id)
    _owners(plan, rooms, compound_id, at=at)
    record(actor, "rehearsal.opened", f"rehearsal:{public_id}", at, home=home.code, rooms=len(rooms))
    return get_rehearsal(public_id)


def drop_rehearsal(compound_id: int) -> None:
    """Delete a made-up compound with everything the roster keeps of it; Missing for a real one."""
    if change(delete(Rehearsal).where(Rehearsal.compound_id == compound_id)) != 1:
        raise Missing("rehearsal-not-found")
    rooms = select(Room.id).where(Room.compound_id == compound_id)
    buildings = select(Building.id).where(Building.compound_id == compound_id)
    for gone in (
        delete(VoterDesignation).where(VoterDesignation.room_id.in_(rooms)),
        delete(Ownership).where(Ownership.room_id.in_(rooms)),
        delete(Person).where(Person.compound_id == compound_id),
        delete(Room).where(Room.compound_id == compound_id),
        delete(Unit).where(Unit.building_id.in_(buildings)),
        delete(Building).where(Building.compound_id == compound_id),
        delete(Compound).where(Compound.id == compound_id),
    ):
        db.session.execute(gone)


def _made_up(plan: dict[str, Any], home: CompoundRow, public_id: str, at: datetime) -> int:
    """The compound itself, under a path outside the city."""
    frame = plan["name"].format(compound="")
    values = {
        "public_id": public_id,
        "code": plan["code"].format(number=public_id),
        "name": plan["name"].format(compound=home.name[: LONGEST_NAME - len(frame)]),
        "path": f"{REHEARSAL}.{public_id}",
        "region_code": home.region_code,
        "address": home.address,
        "household_count": len(plan["rooms"]),
        "telephone": home.telephone,
        "office_hours": home.office_hours,
        "created_at": at,
    }
    return db.session.execute(insert(Compound).values(**values).returning(Compound.id)).scalar_one()


def _rooms(plan: dict[str, Any], compound_id: int) -> list[int]:
    """One building with its stairwells; the homes in the order of the plan."""
    building = Building(compound_id=compound_id, name=plan["building"], position=1)
    db.session.add(building)
    db.session.flush()
    units = {
        name: Unit(
            public_id=new_public_id(), building_id=building.id, name=name, position=position_of(name)
        )
        for name in plan["units"]
    }  # fmt: skip
    db.session.add_all(units.values())
    db.session.flush()
    rows = [
        {
            "unit_id": units[one["unit"]].id, "building_id": building.id, "compound_id": compound_id,
            "floor": one["floor"], "number": one["number"],
            "label": label_of(building.name, one["unit"], one["number"]),
            "area": area_from_text(one["area"]), "area_source": AreaSource(one["source"]),
        }
        for one in plan["rooms"]
    ]  # fmt: skip
    db.session.execute(insert(Room), rows)
    known = select(Room.unit_id, Room.number, Room.id).where(Room.compound_id == compound_id)
    ids = {(unit, number): room for unit, number, room in db.session.execute(known)}
    return [ids[row["unit_id"], row["number"]] for row in rows]


def _owners(plan: dict[str, Any], rooms: list[int], compound_id: int, *, at: datetime) -> None:
    """Invented owners: one of several homes, and pairs of whom one may have been named to vote."""
    names = dict.fromkeys(name for one in plan["rooms"] for name in one["owners"])
    people = {name: Person(compound_id=compound_id, name=name, created_at=at) for name in names}
    db.session.add_all(people.values())
    db.session.flush()
    owned = [
        {
            "room_id": room, "person_id": people[name].id, "is_primary": place == 0, "began_at": at,
        }
        for room, one in zip(rooms, plan["rooms"], strict=True)
        for place, name in enumerate(one["owners"])
    ]  # fmt: skip
    db.session.execute(insert(Ownership), owned)
    named = [
        {
            "room_id": room, "person_id": people[one["voter"]].id, "began_at": at,
            "reason": plan["designated"],
        }
        for room, one in zip(rooms, plan["rooms"], strict=True)
        if "voter" in one
    ]  # fmt: skip
    db.session.execute(insert(VoterDesignation), named)


@cache
def _plan() -> dict[str, Any]:
    """The invented homes and owners."""
    plan: dict[str, Any] = json.loads(PLACE.read_text(encoding="utf-8"))
    return plan
