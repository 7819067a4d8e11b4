"""Finding places: staff within their areas, residents by what they said."""

import pytest
from flask import Flask

from app.core.actors import Actor, Grant
from app.roster import queries
from surveys.errors import Forbidden, Missing
from tests import factories as make


def test_staff_find_only_the_compounds_they_serve(app: Flask) -> None:
    mine, other = make.a_compound("向阳小区"), make.a_compound("花园小区")
    clerk = Actor("staff", "X", grants=(Grant("clerk", mine.path),))
    assert [one.id for one in queries.compounds_for_staff(clerk)] == [mine.id]
    assert queries.compound_for_staff(mine.public_id, clerk).id == mine.id
    with pytest.raises(Forbidden, match="not-your-compound"):
        queries.compound_for_staff(other.public_id, clerk)
    with pytest.raises(Missing, match="compound-not-found"):
        queries.compound_for_staff("NOSUCH", clerk)


def test_a_role_counts_only_for_what_it_may_do(app: Flask) -> None:
    compound = make.a_compound()
    official = Actor("staff", "X", grants=(Grant("county", "371500"),))
    assert queries.compounds_for_staff(official) == []
    assert [one.id for one in queries.compounds_for_staff(official, ("county",))] == [compound.id]


def test_a_compound_whose_code_begins_like_another_is_not_below_it(app: Flask) -> None:
    first, longer = make.a_compound(code="AB1"), make.a_compound(code="AB10")
    assert [one.id for one in queries.compounds_under([first.path])] == [first.id]
    assert [one.id for one in queries.compounds_under([longer.path])] == [longer.id]
    assert queries.compounds_under([]) == []


def test_a_name_said_narrows_to_own_compounds_or_finds_others(app: Flask) -> None:
    sunny, garden = make.a_compound("向阳小区"), make.a_compound("花园小区")
    make.a_compound("向阳新村")
    found = {
        ("", (garden.id,)): ["花园小区"],
        ("向阳", (sunny.id, garden.id)): ["向阳小区"],
        ("柳园路向阳小区", ()): ["向阳小区"],
        ("向阳", ()): ["向阳小区", "向阳新村"],
        ("不存在的", (garden.id,)): ["花园小区"],
        ("100%", (garden.id,)): ["花园小区"],
        ("不存在的", ()): [],
    }
    for (place, own), names in found.items():
        assert [one.name for one in queries.compounds_named(place, own)] == names, place


def test_rooms_are_found_by_every_part_said(app: Flask) -> None:
    compound = make.a_compound()
    for building in ("3号楼", "13号楼", "A座"):
        stairs = make.a_building(compound, building)
        for unit in ("1单元", "2单元"):
            make.a_room(make.a_unit(stairs, unit), "501")
    found = {
        (("building", "3"), ("unit", "2"), ("number", "501")): ["3号楼2单元501"],
        (("building", "a"), ("number", "501")): ["A座1单元501", "A座2单元501"],
        (("building", "3"), ("floor", 5)): ["3号楼1单元501", "3号楼2单元501"],
        (("building", "3"), ("floor", 6)): [],
        (("building", "1"),): [],
        (("building", "3.*"),): [],
    }
    for said, labels in found.items():
        rooms = queries.rooms_matching([compound.id], dict(said))
        assert [room.label for _, room in rooms] == labels, said
    assert queries.rooms_matching([], {"number": "501"}) == []
