"""What an import would do is told home by home, with masked telephones; what is wrong is told with a cure."""

from typing import Any

import pytest
from flask import Flask

from app.core.db import transaction
from app.roster import imports, operations, queries
from app.roster.imports import faults, rows
from app.roster.models import Compound
from tests import factories as make
from tests.app.roster import workbooks
from tests.app.roster.workbooks import row


def planned(compound: Compound, *lines: list[Any]) -> imports.Plan:
    sheet = imports.read(workbooks.csv_of(lines), "a.csv")
    return imports.plan(queries.get_compound(compound.id), sheet)


def test_a_diff_shows_before_and_after_of_everything_that_changes(app: Flask) -> None:
    compound = make.a_compound()
    with transaction():
        first = planned(compound, row(source="合同"), row(number="502", name="李建国", phone="13806350002"))
        operations.apply_import(first, "test:import", make.AT)
    plan = planned(
        compound,
        row(area="90.10", phone="13906350009", source="实测", floor="6"),
        row(number="502", name="孙立", phone=""),
        row(building="五栋", number="0601", floor="6", name="张敏"),
    )
    diff = imports.diff_of(plan)
    assert [(one.label, one.area, one.owners) for one in diff.new] == [
        ("5号楼2单元601", "89.60", ("张敏 138****0001",))
    ]
    assert [(one.label, one.what, one.before, one.after) for one in diff.changes] == [
        ("3号楼2单元501", "floor", "5", "6"),
        ("3号楼2单元501", "area", "89.60", "90.10"),
        ("3号楼2单元501", "source", "合同", "实测"),
        ("3号楼2单元501", "corrected", "王秀英 138****0001", "王秀英 139****0009"),
        ("3号楼2单元502", "ended", "李建国 138****0002", ""),
        ("3号楼2单元502", "added", "", "孙立"),
    ]
    assert [(one.row, one.written, one.read) for one in plan.rewritten] == [
        (4, "五栋 2单元 0601", "5号楼2单元601")
    ]
    assert plan.absent == 0


def test_homes_the_workbook_does_not_speak_of_are_counted(app: Flask) -> None:
    compound = make.a_compound()
    with transaction():
        operations.apply_import(planned(compound, row(), row(number="502")), "test:import", make.AT)
    assert planned(compound, row()).absent == 1


def test_a_whole_address_in_the_room_column_is_enough(app: Flask) -> None:
    lines = [row(building="", unit="", number=number) for number in ("3-2-501", "3号楼2单元502室", "503")]
    plan = planned(make.a_compound(), *lines)
    assert [one.home.place for one in plan.rooms] == [("3号楼", "2单元", "501"), ("3号楼", "2单元", "502")]
    assert [(one.row, one.code) for one in plan.errors] == [(4, "building-missing"), (4, "unit-missing")]


def test_a_repetition_names_the_row_it_repeats(app: Flask) -> None:
    (fault,) = planned(make.a_compound(), row(), row(number="502"), row()).errors
    assert (fault.row, fault.other_row) == (4, 2)
    assert imports.what_is_wrong(fault) == "这套房前面已经有一行了（第 2 行）"


@pytest.mark.parametrize(
    "code", sorted({*rows._FIGURE_CODES.values(), *rows._MISSING.values(), *faults._CURE})
)
def test_every_fault_has_words(code: str) -> None:
    assert code in faults._WHAT
    fault = imports.CellError(2, "专有面积", code, "x")
    assert imports.what_is_wrong(fault) != "请核对这一格"
    if code != "area-missing":
        assert imports.how_to_mend(fault)


def test_one_name_over_several_homes_without_a_telephone_is_pointed_out(app: Flask) -> None:
    compound = make.a_compound()
    with transaction():
        operations.apply_import(planned(compound, row(name="聊城宏业公司", phone="")), "test:import", make.AT)
    more = [row(number=f"60{number}", floor="6", name="聊城宏业公司", phone="") for number in range(1, 4)]
    alone = row(number="701", floor="7", name="孙立", phone="13906350009")
    (found,) = imports.diff_of(planned(compound, *more, alone)).namesakes
    assert (found.name, found.people, found.labels[0]) == ("聊城宏业公司", 4, "3号楼2单元501")
    assert len(found.labels) == 4


def test_one_name_with_one_telephone_is_one_person_and_nothing_to_point_out(app: Flask) -> None:
    compound = make.a_compound()
    with transaction():
        operations.apply_import(planned(compound, row()), "test:import", make.AT)
    assert imports.diff_of(planned(compound, row(number="601", floor="6"))).namesakes == ()


def test_who_leaves_or_is_renamed_is_a_namesake_no_more(app: Flask) -> None:
    compound = make.a_compound()
    homes = [row(), row(number="601", floor="6", name="孙立", phone="13906350009")]
    with transaction():
        operations.apply_import(planned(compound, *homes), "test:import", make.AT)
    sold = row(name="孙立", phone="13906350008")
    (found,) = imports.diff_of(planned(compound, sold)).namesakes
    assert (found.name, found.people) == ("孙立", 2)
    both = [sold, row(number="601", floor="6", name="孙丽", phone="13906350009")]
    assert imports.diff_of(planned(compound, *both)).namesakes == ()
