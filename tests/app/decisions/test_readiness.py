"""One owner of several homes is one head: while nobody has said who is who, nothing is approved."""

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.models import Decision
from app.roster import operations as roster
from app.roster.models import Person, Unit
from surveys.electorate.scopes import of_buildings
from surveys.errors import Invalid
from tests import factories as make
from tests.app.decisions import making
from tests.factories import AT
from tests.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    """Two homes with an owner each."""
    return a_world(app)


def namesakes(world: World, count: int = 3) -> list[Person]:
    """One name as the owner of further homes, as a list without telephones gives it."""
    unit = db.session.get_one(Unit, world.room.unit_id)
    rooms = [make.a_room(unit, f"60{number}", floor=6) for number in range(1, count + 1)]
    return [make.an_owner(room, "聊城宏业公司") for room in rooms]


def obstacles(draft: queries.DecisionRow) -> list[tuple[str, dict[str, object]]]:
    return [(one.code, one.facts) for one in queries.obstacles_for(draft, AT)]


def test_a_name_over_several_homes_stands_in_the_way_until_somebody_decides(world: World) -> None:
    draft = making.a_draft(world.compound)
    assert obstacles(draft) == []
    people = namesakes(world)
    assert obstacles(draft) == [("decision-has-namesakes", {"names": 1})]
    decide(world, people, is_same=True)
    assert obstacles(draft) == []


def test_whoever_is_said_to_be_several_is_no_obstacle_either(world: World) -> None:
    draft = making.a_draft(world.compound)
    decide(world, namesakes(world), is_same=False)
    assert obstacles(draft) == []


def test_the_same_name_and_telephone_is_one_head_by_itself(world: World) -> None:
    draft = making.a_draft(world.compound)
    unit = db.session.get_one(Unit, world.room.unit_id)
    owner = make.an_owner(make.a_room(unit, "601", floor=6), "孙立", "13906350009")
    make.an_owner(make.a_room(unit, "602", floor=6), person=owner)
    assert obstacles(draft) == []


def test_only_those_who_are_asked_matter(world: World) -> None:
    namesakes(world)
    other = make.a_building(world.compound, "9号楼")
    make.an_owner(make.a_room(make.a_unit(other, "1单元"), "101", floor=1))
    draft = making.a_draft(world.compound, scope=of_buildings(["9"]))
    assert "decision-has-namesakes" not in dict(obstacles(draft))


def test_the_notice_waits_too_when_a_list_came_after_the_approval(world: World) -> None:
    decision = making.step(making.a_draft(world.compound), "approve", AT)
    namesakes(world)
    with pytest.raises(Invalid, match="decision-has-namesakes"), transaction():
        operations.announce_decision(making.CLERK, decision.id, AT)
    assert db.session.get_one(Decision, decision.id).noticed_at is None


def decide(world: World, people: list[Person], *, is_same: bool) -> None:
    told = roster.Decision(frozenset(one.id for one in people), is_same, "营业执照核过")
    with transaction():
        roster.decide_heads(world.compound.id, told, making.CLERK, AT)
