"""Rooms by scope, in the order one walks past their doors."""

import pytest
from flask import Flask

from app.roster import queries
from surveys.electorate import scopes
from surveys.errors import Invalid, Missing
from tests import factories as make


def test_a_scope_covers_compound_buildings_or_units(app: Flask) -> None:
    compound = make.a_compound()
    first, second = make.a_building(compound, "1号楼"), make.a_building(compound, "2号楼")
    units = [make.a_unit(first, "1单元"), make.a_unit(first, "2单元"), make.a_unit(second, "1单元")]
    for unit in units:
        for floor in (2, 1):
            make.a_room(unit, f"{floor}01", floor=floor)
    make.a_room()
    labels = [room.label for room in queries.rooms_in(compound.id, scopes.COMPOUND)]
    assert labels[:3] == ["1号楼1单元101", "1号楼1单元201", "1号楼2单元101"]
    expected = (
        (scopes.COMPOUND, 6),
        (scopes.of_buildings([str(first.id)]), 4),
        (scopes.of_units([(str(first.id), str(units[0].id))]), 2),
        (scopes.of_units([(str(second.id), str(units[0].id))]), 0),
        (scopes.of_buildings(["99999"]), 0),
    )
    for scope, count in expected:
        assert queries.count_rooms(compound.id, scope) == count
        assert len(queries.rooms_in(compound.id, scope)) == count


def test_a_scope_that_names_no_ids_is_refused(app: Flask) -> None:
    with pytest.raises(Invalid, match="scope-key-malformed"):
        queries.count_rooms(1, scopes.of_buildings(["3号楼"]))


def test_units_and_rooms_that_are_not_there_are_missing(app: Flask) -> None:
    with pytest.raises(Missing, match="unit-not-found"):
        queries.get_unit_by_public_id("NOSUCH")
    with pytest.raises(Missing, match="room-not-found"):
        queries.compound_of_room(999)
    assert queries.find_room(999, "501") is None
    assert queries.find_region("999999") is None
    assert queries.rooms_by_id([999]) == {}
