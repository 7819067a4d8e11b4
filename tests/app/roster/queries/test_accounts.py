"""What the roster gives account of."""

from datetime import timedelta

from flask import Flask

from app.core.db import transaction
from app.roster import operations, queries
from app.roster.operations import RoundPlan, VisitSaid
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


def test_a_visit_is_told_to_whoever_the_home_was_at_that_time(app: Flask) -> None:
    world = a_world(app)
    newcomer = make.a_person(world.compound, "后来的")
    noon = make.AT + timedelta(hours=12)
    with transaction():
        rooms = [world.room.id, world.second_room.id]
        plan = RoundPlan("送房屋码", "binding")
        planned = operations.plan_round(world.compound.id, plan, world.clerk, make.AT, room_ids=rooms).id
        said = VisitSaid(world.room.id, "0123456789abcdef", "away", "门上贴了条")
        operations.note_visit(planned, said, world.clerk, noon)
    member = make.a_binding(make.a_contact(), world.room, newcomer)
    with transaction():
        member.bound_at = noon + timedelta(hours=1)
    told = [one for one in queries.held_about(world.wang_person.id) if one["what"] == "visit"]
    assert told == [
        {
            "what": "visit", "room": "3号楼2单元501", "round": "送房屋码", "outcome": "away",
            "visited_at": noon.isoformat(), "again_at": None, "note": "门上贴了条",
        }
    ]  # fmt: skip
    for other in (newcomer, world.zhao_person):
        assert "visit" not in {one["what"] for one in queries.held_about(other.id)}
