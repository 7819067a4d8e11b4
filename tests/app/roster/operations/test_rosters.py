"""A workbook goes in whole or not at all, and says twice the same."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.queries import entries_about
from app.core.db import db, transaction
from app.outbox.models import Job
from app.roster import imports, operations, queries
from app.roster.models import Binding, BindingState, Compound, Person, Room
from surveys.electorate import scopes
from surveys.errors import Invalid
from tests import factories as make
from tests.app.roster import workbooks
from tests.app.roster.workbooks import row


def put_in(rows: list[list[Any]], compound: Compound, at: datetime = make.AT) -> imports.Plan:
    with transaction():
        headings = workbooks.HEADINGS + ("是否共有",) * (len(rows[0]) > len(workbooks.HEADINGS))
        sheet = imports.read(workbooks.csv_of(rows, headings), "a.csv")
        plan = imports.plan(queries.get_compound(compound.id), sheet)
        operations.apply_import(plan, "staff:CLERK", at)
    return plan


def owners(compound: Compound) -> dict[str, list[tuple[str, str | None, bool]]]:
    """By room number: name, telephone, and who is named first."""
    rooms = {room.id: room.number for room in queries.rooms_in(compound.id, scopes.COMPOUND)}
    found: dict[str, list[tuple[str, str | None, bool]]] = {number: [] for number in rooms.values()}
    for owner in queries.owners_of_rooms(list(rooms)):
        found[rooms[owner.room_id]].append((owner.name, owner.phone, owner.is_primary))
    return found


def test_rooms_and_owners_are_made_with_their_places(app: Flask) -> None:
    compound = make.a_compound()
    put_in(
        [row(), row(number="1002", floor="10"), row(building="A座", unit="1", number="101", floor="1")],
        compound,
    )
    rooms = queries.rooms_in(compound.id, scopes.COMPOUND)
    assert [room.label for room in rooms] == ["3号楼2单元501", "3号楼2单元1002", "A座1单元101"]
    assert [room.area for room in rooms] == [8960, 8960, 8960]
    assert owners(compound)["501"] == [("王秀英", "13806350001", True)]


def test_names_and_numbers_are_sealed_in_the_database(app: Flask) -> None:
    put_in([row()], make.a_compound())
    stored = db.session.execute(select(Person.name_sealed, Person.phone_sealed)).one()
    assert all("王秀英" not in value and "1380635" not in value for value in stored)


def test_one_name_and_number_is_one_person_in_all_rooms(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row(), row(number="502"), row(number="601", phone=""), row(number="602", phone="")], compound)
    rooms = queries.rooms_in(compound.id, scopes.COMPOUND)
    people = [owner.person_id for owner in queries.owners_of_rooms([room.id for room in rooms])]
    assert len(people) == 4
    assert len(set(people)) == 3  # names repeat: without a number two rooms are two people


def test_nothing_is_imported_when_one_row_is_wrong(app: Flask) -> None:
    compound = make.a_compound()
    with pytest.raises(Invalid, match="import-has-errors"):
        put_in([row(), row(number="502", area="0")], compound)
    assert queries.count_rooms(compound.id, scopes.COMPOUND) == 0


def test_a_new_number_of_the_same_owner_is_a_correction(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row()], compound)
    before = db.session.execute(select(Person.id)).scalars().all()
    put_in([row(phone="13906350009")], compound)
    assert db.session.execute(select(Person.id)).scalars().all() == before
    assert owners(compound)["501"] == [("王秀英", "13906350009", True)]


def test_another_name_and_number_is_a_new_owner_and_ends_the_bindings_of_the_old(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row()], compound)
    room = db.session.execute(select(Room)).scalar_one()
    person = db.session.execute(select(Person)).scalar_one()
    contact = make.a_resident_contact(room, person=person, is_owner=True)
    family = make.a_resident_contact(room)
    put_in([row(name="孙立", phone="13506350007")], compound)
    assert owners(compound)["501"] == [("孙立", "13506350007", True)]
    assert queries.homes_of(contact) == []
    assert len(queries.homes_of(family)) == 1
    ended = db.session.execute(select(Binding).where(Binding.contact_id == contact)).scalar_one()
    assert (ended.state, ended.ended_why) == (BindingState.ENDED, "sold")
    assert told() == [("binding-sold", ended.id)]


def test_who_sold_stays_in_under_no_other_name_by_workbook_either(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row()], compound)
    room = db.session.execute(select(Room)).scalar_one()
    seller = db.session.execute(select(Person)).scalar_one()
    contact = make.a_resident_contact(room, person=seller, is_owner=True)
    make.a_binding(contact, room, make.a_person(compound, "王大爷"))
    namesake = make.a_resident_contact(room, person=make.a_person(compound, seller.name))
    family = make.a_resident_contact(room)
    put_in([row(name="孙立", phone="13506350007")], compound)
    assert [queries.homes_of(one) for one in (contact, namesake)] == [[], []]
    assert len(queries.homes_of(family)) == 1
    assert len(told()) == 3


def told() -> list[tuple[str, int]]:
    """Whose ties people are told about."""
    jobs = db.session.execute(select(Job.payload).where(Job.kind == "notice.binding")).scalars()
    return [(job["code"], job["binding"]) for job in jobs]


def test_what_the_workbook_does_not_tell_stays(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row()], compound)
    put_in([row(name="", phone="", area="", source="", floor="6")], compound)
    (room,) = queries.rooms_in(compound.id, scopes.COMPOUND)
    assert (room.floor, room.area) == (6, 8960)
    assert owners(compound)["501"] == [("王秀英", "13806350001", True)]


def test_when_the_first_named_owner_leaves_the_next_is_named_first(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row(), row(name="李建国（共有）", phone="13806350002")], compound)
    assert [one[2] for one in owners(compound)["501"]] == [True, False]
    put_in([row(name="李建国", phone="13806350002")], compound)
    assert owners(compound)["501"] == [("李建国", "13806350002", True)]


@pytest.mark.parametrize("leaver", ["王秀英", "李建国"])
def test_shares_end_with_the_owners_they_were_written_for_and_come_back_when_it_is_undone(
    app: Flask, leaver: str
) -> None:
    compound = make.a_compound()
    here = compound.id
    both = {name: [*row(name=name, phone=""), "是"] for name in ("王秀英", "李建国")}
    put_in(list(both.values()), compound)
    (room,) = queries.rooms_in(here, scopes.COMPOUND)
    people = {owner.name: owner.person_id for owner in queries.owners_of_rooms([room.id])}
    third = Fraction(1, 3)
    told = operations.Apportioning(
        room.id, dict(zip(people.values(), (third, 1 - third), strict=True)), "看过证书"
    )
    with transaction():
        operations.apportion_room(here, told, "staff:CLERK", make.AT + timedelta(days=1))
    (stays,) = set(both) - {leaver}
    at = make.AT + timedelta(days=2)
    put_in([both[stays]], compound, at)
    assert shares_of(room.id, at) == {stays: ""}
    assert len(shares_of(room.id, at - timedelta(seconds=1))) == 2
    (number, *_) = [one.id for one in queries.imports_in(here)]
    with transaction():
        operations.undo_import(here, number, "staff:CLERK", at + timedelta(hours=1))
    assert sorted(shares_of(room.id, at + timedelta(hours=2)).values()) == ["1/3", "2/3"]


def shares_of(room_id: int, at: datetime) -> dict[str, str]:
    db.session.remove()
    return {one.name: one.share for one in queries.holdings_of(room_id).owners if one.span.holds_at(at)}


def test_two_owners_of_one_name_in_another_order_are_no_change(app: Flask) -> None:
    compound = make.a_compound()
    rows = [[*row(name="王伟", phone=phone), "是"] for phone in ("13800000001", "")]
    put_in(rows, compound)
    before = owners(compound)
    assert len(before["501"]) == 2
    assert not put_in(list(reversed(rows)), compound).changed
    assert owners(compound) == before


def test_rooms_of_another_compound_are_untouched(app: Flask) -> None:
    first, second = make.a_compound(), make.a_compound()
    put_in([row()], first)
    put_in([row(name="孙立", phone="13506350007")], second)
    assert owners(first)["501"][0][0] == "王秀英"
    assert owners(second)["501"][0][0] == "孙立"


def test_an_import_is_audited_without_names(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row()], compound)
    entry = entries_about(f"compound:{compound.id}")[-1]
    assert (entry.act, entry.actor) == ("roster.import", "staff:CLERK")
    assert entry.facts == {"rows": 1, "changed": 1, "new_rooms": 1}


def test_five_thousand_homes_are_imported_at_once(app: Flask) -> None:
    compound = make.a_compound()
    assert put_in(workbooks.homes(5000), compound).changed == 5000
    assert queries.count_rooms(compound.id, scopes.COMPOUND) == 5000
    assert put_in(workbooks.homes(5000), compound).changed == 0
