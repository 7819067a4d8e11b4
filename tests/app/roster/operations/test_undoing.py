"""The last import is taken back whole, or refused with every reason."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.queries import entries_about
from app.core.db import db, transaction
from app.roster import imports, operations, queries
from app.roster.models import (
    Binding,
    BindingState,
    Building,
    Compound,
    Contact,
    HouseCode,
    Person,
    Room,
    RosterImport,
    Unit,
)
from surveys.electorate.parts import AreaSource, PartKind
from surveys.electorate.scopes import COMPOUND
from surveys.errors import Missing, Refusal
from tests import factories as make
from tests.app.roster import workbooks
from tests.app.roster.workbooks import row

LATER = make.AT.replace(hour=3)


def put_in(rows: list[list[Any]], compound: Compound, at: Any = make.AT) -> int:
    """Import rows; the number under which the import is kept, 0 when nothing changed."""
    with transaction():
        sheet = imports.read(workbooks.csv_of(rows), "a.csv")
        plan = imports.plan(queries.get_compound(compound.id), sheet)
        operations.apply_import(plan, "staff:CLERK", at, file="名册.csv")
    return queries.imports_in(compound.id)[0].id if plan.rooms else 0


def undo(compound: Compound, import_id: int) -> None:
    with transaction():
        operations.undo_import(compound.id, import_id, "staff:CLERK", LATER)


def roster(compound: Compound) -> Any:
    """Everything the roster says of a compound, by its words."""
    known = queries.snapshot.roster_of(compound.id)
    names = {room.id: place for place, room in known.rooms.items()}
    owners = {
        names[room]: [(one.person_id, one.name, one.phone, one.is_primary) for one in some]
        for room, some in known.owners.items()
    }
    return known.buildings, known.units, known.rooms, owners


def codes_of(compound: Compound, import_id: int) -> set[str]:
    return {one.code for one in queries.obstacles_for(compound.id, import_id)}


def count(table: Any) -> int:
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_first_import_leaves_nothing_behind_when_it_is_undone(app: Flask) -> None:
    compound = make.a_compound()
    import_id = put_in([row(), row(number="502", name="李建国", phone="")], compound)
    with transaction():
        operations.issue_codes(compound.id, "staff:CLERK", make.AT)
    assert queries.count_printed(queries.get_before(compound.id, import_id)) == 2
    undo(compound, import_id)
    assert [count(one) for one in (Building, Unit, Room, Person, HouseCode)] == [0] * 5


def test_areas_owners_names_and_numbers_are_as_they_were(app: Flask) -> None:
    compound = make.a_compound()
    put_in(
        [row(), row(number="502", name="李建国（共有）", phone="13806350002"),
         row(number="502", name="张敏", phone="13806350003"),
         row(number="503", name="王娟", phone="13806350005")],
        compound,
    )  # fmt: skip
    before = roster(compound)
    changes = [
        row(area="90.10", phone="13906350009"), row(number="502", name="张敏", phone="13806350003"),
        row(number="503", name="孙立", phone="13506350007", source="实测", floor="6"),
        row(number="601", floor="6"),
    ]  # fmt: skip
    undo(compound, put_in(changes, compound, make.AT.replace(hour=2)))
    assert roster(compound) == before


def test_a_tie_the_import_ended_lives_again(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row()], compound)
    room = db.session.execute(select(Room)).scalar_one()
    person = db.session.execute(select(Person)).scalar_one()
    contact = make.a_resident_contact(room, person=person, is_owner=True)
    import_id = put_in([row(name="孙立", phone="13506350007")], compound, LATER)
    assert queries.homes_of(contact) == []
    undo(compound, import_id)
    assert [home.person_name for home in queries.homes_of(contact)] == ["王秀英"]
    kept = db.session.execute(select(Binding).where(Binding.contact_id == contact)).scalar_one()
    assert (kept.state, kept.ended_at, kept.reason) == (BindingState.ACTIVE, None, None)


def test_a_tie_of_somebody_who_has_left_since_stays_ended(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row()], compound)
    room = db.session.execute(select(Room)).scalar_one()
    person = db.session.execute(select(Person)).scalar_one()
    contact = make.a_resident_contact(room, person=person, is_owner=True)
    import_id = put_in([row(name="孙立", phone="13506350007")], compound, LATER)
    openid = db.session.get_one(Contact, contact).openid
    with transaction():
        operations.unfollow("main", openid, LATER)
    undo(compound, import_id)
    kept = db.session.execute(select(Binding.state).where(Binding.contact_id == contact)).scalar_one()
    assert kept is BindingState.ENDED


def test_a_tie_of_somebody_who_withdrew_their_consent_since_stays_ended(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row()], compound)
    room = db.session.execute(select(Room)).scalar_one()
    person = db.session.execute(select(Person)).scalar_one()
    contact = make.a_resident_contact(room, person=person, is_owner=True)
    import_id = put_in([row(name="孙立", phone="13506350007")], compound, LATER)
    with transaction():
        operations.withdraw_consent(contact, LATER)
    undo(compound, import_id)
    assert queries.homes_of(contact) == []


def test_rooms_somebody_is_bound_to_stay(app: Flask) -> None:
    compound = make.a_compound()
    import_id = put_in([row()], compound)
    make.a_resident_contact(db.session.execute(select(Room)).scalar_one())
    assert codes_of(compound, import_id) == {"bindings"}
    with pytest.raises(Refusal, match="import-not-undoable") as refused:
        undo(compound, import_id)
    assert refused.value.facts["reasons"] == "bindings"
    assert count(Room) == 1


def test_what_was_changed_by_hand_since_stays(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row(), row(number="502", name="李建国", phone="13806350002")], compound)
    import_id = put_in(
        [row(area="90"), row(number="502", name="李建国", phone="13906350009")], compound, LATER
    )
    with transaction():
        db.session.execute(select(Room).where(Room.number == "501")).scalar_one().area = 8888
        people = db.session.execute(select(Person)).scalars()
        next(one for one in people if one.phone == "13906350009").name = "李建军"
    assert codes_of(compound, import_id) == {"rooms-edited", "people-edited"}


def test_only_the_last_import_is_undone_and_only_once(app: Flask) -> None:
    compound = make.a_compound()
    first = put_in([row()], compound)
    assert put_in([row()], compound) == 0  # nothing changed: it is no import to undo
    second = put_in([row(area="90")], compound, LATER)
    assert codes_of(compound, first) == {"later-import"}
    undo(compound, second)
    assert codes_of(compound, second) == {"already-undone"}
    with pytest.raises(Refusal, match="import-not-undoable"):
        undo(compound, second)


def test_an_import_of_another_compound_is_missing_here(app: Flask) -> None:
    compound = make.a_compound()
    import_id = put_in([row()], compound)
    with pytest.raises(Missing):
        undo(make.a_compound(), import_id)


def test_what_undoing_needs_is_sealed_and_then_forgotten(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row()], compound)
    first = db.session.execute(select(RosterImport)).scalar_one()
    second = put_in([row(phone="13906350009")], compound, LATER)
    kept = db.session.get_one(RosterImport, second)
    db.session.refresh(first)
    assert first.before_sealed is None
    assert json.loads(kept.before or "")["people"][0][1:] == [
        "王秀英",
        "13806350001",
        "王秀英",
        "13906350009",
        False,
        None,
    ]
    assert all("王秀" not in text and "名册" not in text for text in (kept.before_sealed, kept.file_sealed))
    undo(compound, second)
    db.session.refresh(kept)
    assert kept.before_sealed is None


def test_undoing_is_audited_without_names(app: Flask) -> None:
    compound = make.a_compound()
    import_id = put_in([row()], compound)
    undo(compound, import_id)
    entry = entries_about(f"compound:{compound.id}")[-1]
    assert (entry.act, entry.actor) == ("roster.undo-import", "staff:CLERK")
    assert entry.facts == {"import": import_id, "rooms": 1, "changed": 1}
    done = queries.get_import(compound.id, import_id)
    assert (done.undone_who, done.undone_at, done.file) == ("", LATER, "名册.csv")


def living(room: Room) -> set[str]:
    return {one.name for one in queries.owners_of_rooms([room.id])}


def room_of(number: str = "501") -> Room:
    return db.session.execute(select(Room).where(Room.number == number)).scalar_one()


def test_who_came_to_act_as_an_owner_the_import_gave_stands_in_the_way(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row()], compound)
    import_id = put_in([row(name="孙立", phone="13506350007")], compound, make.AT.replace(hour=2))
    contact = make.a_contact()
    with transaction():
        code = operations.reissue_code(room_of().id, "staff:CLERK", LATER)
        operations.redeem(contact, code, LATER, name="孙立")
        assert isinstance(
            operations.prove_owner(contact, room_of().id, "13506350007", LATER), operations.Proven
        )
    assert "bindings" in codes_of(compound, import_id)


def test_a_voter_named_since_among_the_new_owners_stands_in_the_way(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row(), row(number="502", name="周红", phone="13506350008")], compound)
    shared = [row(name="孙立（共有）", phone="13506350007"), row(name="周红（共有）", phone="13506350008")]
    import_id = put_in(shared, compound, make.AT.replace(hour=2))
    person = next(one for one in queries.owners_of_rooms([room_of().id]) if one.name == "周红")
    named = operations.Designation(room_of().id, person.person_id, "signed")
    with transaction():
        operations.designate_voter(compound.id, named, "staff:CLERK", LATER)
    assert codes_of(compound, import_id) == {"records"}


def test_a_kind_corrected_since_in_a_changed_room_stands_in_the_way(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row()], compound)
    import_id = put_in([row(area="90")], compound, make.AT.replace(hour=2))
    shop = operations.Correction(room_of().id, PartKind.SHOP, 9000, AreaSource.REGISTERED, "a shop now")
    with transaction():
        operations.correct_part(compound.id, shop, "staff:CLERK", LATER)
    assert codes_of(compound, import_id) == {"records"}


def test_what_was_in_force_between_import_and_undo_stays_on_record(app: Flask) -> None:
    compound = make.a_compound()
    first, second, between = (make.AT.replace(hour=hour, minute=0) for hour in (1, 2, 2))
    between = between.replace(minute=30)
    put_in([row(), row(number="502", name="王伟", phone="13806350002")], compound, first)
    rows = [
        row(name="王伟", phone="13806350002", area="90"),
        row(number="502", name="王伟", phone="13806350002"),
    ]
    import_id = put_in(rows, compound, second)
    then = queries.rights_at(compound.id, COMPOUND, between)
    assert (then.area, then.head_count) == (9000 + 8960, 1)
    undo(compound, import_id)
    db.session.expire_all()
    assert queries.rights_at(compound.id, COMPOUND, between) == then
    now = queries.rights_at(compound.id, COMPOUND, LATER)
    assert (now.area, now.head_count, living(room_of())) == (8960 * 2, 2, {"王秀英"})


def test_evidence_about_people_who_came_with_homes_that_go_speaks_of_the_others_still(app: Flask) -> None:
    compound = make.a_compound()
    for number in ("501", "502"):
        put_in([row(number=number, name="王伟", phone="")], compound)
    people = db.session.execute(select(Person).order_by(Person.id)).scalars().all()
    with transaction():
        for person in people:
            person.phone = "13806350002"
        operations.refresh_rights(compound.id, make.AT)
    put = [row(number="503", name="王伟", phone="13806350002")]
    import_id = put_in(put, compound, make.AT.replace(hour=2))
    undo(compound, import_id)
    db.session.expire_all()
    for at in (make.AT, make.AT.replace(hour=2, minute=30), LATER):
        assert queries.rights_at(compound.id, COMPOUND, at).head_count == 1


def test_whom_the_co_owners_named_votes_no_more_after_a_sale_by_workbook_and_again_after_its_undo(
    app: Flask,
) -> None:
    compound = make.a_compound()
    put_in([row(name="王秀英（共有）"), row(name="李建国（共有）", phone="13806350002")], compound)
    people = {one.name: one.person_id for one in queries.owners_of_rooms([room_of().id])}
    with transaction():
        named = operations.Designation(room_of().id, people["李建国"], "signed")
        operations.designate_voter(compound.id, named, "staff:CLERK", make.AT)
    import_id = put_in([row()], compound, make.AT.replace(hour=2))
    assert [one.span.ended_at for one in queries.holdings_of(room_of().id).voters] == [
        make.AT.replace(hour=2)
    ]
    undo(compound, import_id)
    db.session.expire_all()
    assert [one.span.ended_at for one in queries.holdings_of(room_of().id).voters] == [
        None,
        make.AT.replace(hour=2),
    ]


def test_who_was_named_first_is_dated_when_the_first_one_leaves_by_workbook(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row(name="王秀英（共有）"), row(name="李建国（共有）", phone="13806350002")], compound)
    put_in([row(name="李建国", phone="13806350002")], compound, make.AT.replace(hour=2))
    li = [one for one in queries.holdings_of(room_of().id).owners if one.name == "李建国"]
    assert [(one.is_primary, one.span.ended_at) for one in li] == [
        (True, None),
        (False, make.AT.replace(hour=2)),
    ]
