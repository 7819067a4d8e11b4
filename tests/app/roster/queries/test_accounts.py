"""What the roster gives account of."""

from flask import Flask

from app.core.db import transaction
from app.roster import operations, queries
from tests import factories as make
from tests.people import a_world


def test_a_compound_is_summed_up_in_rooms(app: Flask) -> None:
    world = a_world(app)
    make.a_resident_contact(make.a_room(world.unit, "601", floor=6))
    make.a_room(world.unit, "602", floor=6)
    contact = make.a_contact()
    with transaction():
        operations.request_binding(contact, world.room.id, make.AT, name="王小明")
    assert queries.summary_for(world.compound.id) == {"rooms": 4, "bound": 3, "owner_bound": 2, "claims": 1}
    assert queries.summary_for(999) == {"rooms": 0, "bound": 0, "owner_bound": 0, "claims": 0}


def test_a_person_may_see_everything_kept_about_them(app: Flask) -> None:
    world = a_world(app)
    held = queries.held_about(world.wang_person.id)
    assert held[0]["name"] == "王秀英"
    assert [one["room"] for one in held if one["what"] == "ownership"] == ["3号楼2单元501", "3号楼2单元502"]
    assert [one["level"] for one in held if one["what"] == "binding"] == ["owner", "owner"]
    assert queries.held_about(999) == []
