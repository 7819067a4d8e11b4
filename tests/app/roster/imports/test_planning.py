"""A dry run finds every fault and every change, and writes nothing."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.roster import imports, operations, queries
from app.roster.models import Compound, Person, Room
from surveys.electorate.scopes import COMPOUND
from surveys.errors import Invalid
from tests import factories as make
from tests.app.roster import workbooks
from tests.app.roster.workbooks import row

LATER = make.AT.replace(hour=3)


def planned(rows: list[list[Any]], compound: Compound | None = None, headings: Any = None) -> imports.Plan:
    compound = compound or make.a_compound()
    content = workbooks.csv_of(rows, headings or workbooks.HEADINGS)
    return imports.plan(queries.get_compound(compound.id), imports.read(content, "a.csv"))


def imported(rows: list[list[Any]], compound: Compound, headings: Any = None) -> imports.Plan:
    plan = planned(rows, compound, headings)
    with transaction():
        operations.apply_import(plan, "test:import", make.AT)
    return plan


def errors(plan: imports.Plan) -> list[tuple[int, str, str]]:
    return [(error.row, error.column, error.code) for error in plan.errors]


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"building": ""}, "楼栋", "building-missing"),
        ({"unit": ""}, "单元", "unit-missing"),
        ({"number": ""}, "房号", "room-missing"),
        ({"number": "4-2-501"}, "房号", "room-malformed"),
        ({"floor": "五楼半"}, "楼层", "floor-malformed"),
        ({"floor": "", "number": "东户"}, "楼层", "floor-missing"),
        ({"area": "0"}, "专有面积", "area-not-positive"),
        ({"area": "-89.6"}, "专有面积", "area-not-positive"),
        ({"area": "89㎡"}, "专有面积", "area-not-a-number"),
        ({"area": "约90"}, "专有面积", "area-not-a-number"),
        ({"area": "89.605"}, "专有面积", "area-too-precise"),
        ({"area": "999999999"}, "专有面积", "area-too-large"),
        ({"source": "听说"}, "面积来源", "area-source-unknown"),
        ({"phone": "1380635000"}, "手机号", "phone-malformed"),
        ({"phone": "138063500011"}, "手机号", "phone-malformed"),
        ({"phone": "1.38E+10"}, "手机号", "phone-malformed"),
        ({"name": ""}, "手机号", "phone-without-owner"),
        ({"name": "王秀英、李建国"}, "业主姓名", "several-owners-in-one-cell"),
        ({"name": "王" * 61}, "业主姓名", "name-malformed"),
    ],
)
def test_one_wrong_cell_is_named_by_row_and_column(
    app: Flask, changes: dict[str, str], column: str, code: str
) -> None:
    plan = planned([row(number="101", floor="1"), row(**changes)])
    assert errors(plan) == [(3, column, code)]
    assert (plan.rows, plan.ok) == (2, 1)


def test_every_wrong_cell_of_a_row_is_named_at_once(app: Flask) -> None:
    plan = planned([row(unit="", area="0", phone="1")])
    assert {error.column for error in plan.errors} == {"单元", "专有面积", "手机号"}
    assert plan.ok == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"floor": "6"}, "floor-differs-from-number"),
        ({"area": ""}, "area-missing"),
        ({"source": ""}, "area-source-missing"),
        ({"name": "", "phone": ""}, "owner-missing"),
    ],
)
def test_a_doubt_is_a_warning_and_no_error(app: Flask, changes: dict[str, str], code: str) -> None:
    plan = planned([row(**changes)])
    assert not plan.errors
    assert code in {warning.code for warning in plan.warnings}


def test_full_width_figures_and_gaps_are_read_as_plain_ones(app: Flask) -> None:
    odd = row(building="３号楼", number="５０１", phone="138 0635-0001", area="８９．６０", name="王 秀英")
    plan = planned([odd])
    (room,) = plan.rooms
    assert room.home.place == ("3号楼", "2单元", "501")
    assert room.home.area == 8960
    assert room.home.owners == (("王秀英", "13806350001"),)


def test_the_same_home_written_twice_is_a_repetition(app: Flask) -> None:
    plan = planned([row(), row(building="三栋", number="3-2-501")])
    assert errors(plan) == [(3, "房号", "room-repeated")]


def test_two_owners_of_one_room_must_be_marked_as_sharing_it(app: Flask) -> None:
    second = {"name": "李建国", "phone": "13806350002"}
    assert errors(planned([row(), row(**second)])) == [(3, "业主姓名", "several-owners-not-marked")]
    assert not planned([row(), row(**second | {"name": "李建国（共有）"})]).errors
    headings = [*workbooks.HEADINGS, "是否共有"]
    plan = planned([[*row(), "是"], [*row(**second), "是"]], headings=headings)
    assert not plan.errors
    assert plan.rooms[0].home.owners == (("王秀英", "13806350001"), ("李建国", "13806350002"))


def test_owners_who_share_a_room_must_agree_on_its_area(app: Flask) -> None:
    plan = planned([row(), row(name="李建国（共有）", phone="", area="90")])
    assert errors(plan) == [(3, "专有面积", "room-facts-differ")]


def test_totals_and_the_example_row_are_no_homes(app: Flask) -> None:
    plan = planned([row(name="示例：张三"), row(), ["合计", "", "", "", "", "", "89.60", ""]])
    assert (plan.rows, plan.ok, plan.errors) == (1, 1, ())


def test_a_dry_run_writes_nothing(app: Flask) -> None:
    compound = make.a_compound()
    planned([row()], compound)
    assert queries.units_in(compound.id) == []


def test_a_second_import_of_the_same_workbook_changes_nothing(app: Flask) -> None:
    compound = make.a_compound()
    rows = [row(), row(number="502", name="无电话", phone=""), row(number="503", name="", phone="", area="")]
    assert imported(rows, compound).changed == 3
    assert imported(rows, compound).changed == 0


def test_only_what_differs_is_counted_as_changed(app: Flask) -> None:
    compound = make.a_compound()
    imported([row(), row(number="502")], compound)
    assert planned([row(area="90"), row(number="502")], compound).changed == 1
    assert planned([row(area=""), row(number="502", name="", phone="")], compound).changed == 0


def of_room(compound: Compound, number: str = "501") -> tuple[int | None, str | None, list[str]]:
    """Area, source and owners of a room as the roster has them."""
    (room,) = [one for one in queries.rooms_in(compound.id, COMPOUND) if one.number == number]
    facts = queries.snapshot.roster_of(compound.id).rooms["3号楼", "2单元", number]
    owners = [f"{one.name} {one.phone}" for one in queries.owners_of_rooms([room.id])]
    return facts.area, facts.area_source and str(facts.area_source), owners


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"area": "120", "source": "合同"}, {"area-source-weaker"}),
        ({"area": "120", "source": ""}, {"area-source-weaker", "area-source-missing"}),
        ({"source": "合同"}, set()),
        ({"area": "", "source": "实测"}, {"area-missing"}),
    ],
)
def test_a_figure_of_a_worse_source_or_of_none_does_not_replace_a_registered_one(
    app: Flask, changes: dict[str, str], codes: set[str]
) -> None:
    compound = make.a_compound()
    imported([row()], compound)
    plan = imported([row(**changes)], compound)
    assert {one.code for one in plan.warnings} == codes
    assert of_room(compound)[:2] == (8960, "registered")


def test_a_figure_without_a_source_is_not_called_registered_and_a_better_one_replaces_it(app: Flask) -> None:
    compound = make.a_compound()
    imported([row(source="")], compound)
    assert of_room(compound)[:2] == (8960, None)
    imported([row(area="90", source="")], compound)
    assert of_room(compound)[:2] == (9000, None)
    imported([row(area="91", source="登记簿")], compound)
    assert of_room(compound)[:2] == (9100, "registered")


def test_another_name_under_the_same_number_is_asked_about_once(app: Flask) -> None:
    compound = make.a_compound()
    imported([row(), row(number="502")], compound)
    rows = [row(name="王小明"), row(number="502", name="王小明")]
    plan = planned(rows, compound)
    (question,) = plan.unanswered
    assert (question.labels, question.before, question.after) == (
        ("3号楼2单元501", "3号楼2单元502"), "王秀英", "王小明",
    )  # fmt: skip
    with pytest.raises(Invalid, match="import-has-questions"):
        imported(rows, compound)
    assert of_room(compound)[2] == ["王秀英 13806350001"]


@pytest.mark.parametrize(
    ("answer", "other", "past"), [("same", "王小明", "王小明"), ("sale", "王秀英", "王秀英")]
)
def test_what_is_answered_decides_between_a_name_written_anew_and_a_sale(
    app: Flask, answer: str, other: str, past: str
) -> None:
    compound = make.a_compound()
    imported([row(), row(number="502")], compound)
    sheet = imports.read(workbooks.csv_of([row(name="王小明")]), "a.csv")
    found = queries.get_compound(compound.id)
    (question,) = imports.plan(found, sheet).questions
    with transaction():
        plan = imports.plan(found, sheet, {question.key: answer})
        operations.apply_import(plan, "test:import", LATER)
    assert of_room(compound)[2] == ["王小明 13806350001"]
    assert of_room(compound, "502")[2] == [f"{other} 13806350001"]
    (room,) = [one for one in queries.rooms_in(compound.id, COMPOUND) if one.number == "501"]
    owners = queries.holdings_of(room.id).owners
    assert [one.name for one in owners if one.span.holds_at(make.AT)] == [past]


def test_the_same_file_again_leaves_the_number_an_owner_put_in_their_own(app: Flask) -> None:
    compound = make.a_compound()
    imported([row()], compound)
    (room,) = queries.rooms_in(compound.id, COMPOUND)
    person = db.session.execute(select(Person)).scalar_one()
    contact = make.a_resident_contact(db.session.get_one(Room, room.id), person=person, is_owner=True)
    old, new = "13806350001", "13999990000"
    with transaction():
        binding_id = queries.homes_of(contact)[0].binding_id
        operations.change_own_phone(contact, binding_id, LATER, old=old, new=new)
    again = imported([row()], compound)
    assert (again.changed, again.newer) == (0, 1)
    assert of_room(compound)[2] == [f"王秀英 {new}"]
    imported([row(phone="13700000007")], compound)  # a third number is news from the list
    db.session.expire_all()
    assert (person.phone, person.is_phone_own, person.listed_phone) == ("13700000007", False, None)


def test_a_number_somebody_typed_does_not_make_them_the_owner_a_list_means(app: Flask) -> None:
    compound = make.a_compound()
    imported([row(name="王伟")], compound)
    (room,) = queries.rooms_in(compound.id, COMPOUND)
    person = db.session.execute(select(Person)).scalar_one()
    contact = make.a_resident_contact(db.session.get_one(Room, room.id), person=person, is_owner=True)
    with transaction():
        binding_id = queries.homes_of(contact)[0].binding_id
        operations.change_own_phone(contact, binding_id, LATER, old="13806350001", new="13806350002")
    imported([row(number="502", name="王伟", phone="13806350002")], compound)
    held = queries.snapshot.roster_of(compound.id).owners
    assert len({one.person_id for some in held.values() for one in some}) == 2


def test_a_digest_changes_with_whatever_the_import_would_do_and_with_nothing_else(app: Flask) -> None:
    compound = make.a_compound()
    imported([row(), row(number="502", name="李建国", phone="13806350002")], compound)
    seen = planned([row(area="90")], compound).digest
    imported([row(number="502", name="李建国", phone="13806350003")], compound)
    assert planned([row(area="90")], compound).digest == seen
    assert planned([row(area="91")], compound).digest != seen
    imported([row(phone="13806350009")], compound)
    assert planned([row(area="90")], compound).digest != seen
