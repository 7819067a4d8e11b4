"""How complete a roster is, building by building, from one home to three thousand."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert

from app.core.db import db, transaction
from app.roster.models import Building, Room, Unit
from app.roster.queries import completeness
from tests import factories as make
from tests.app.roster.views.browsing import seen
from tests.app.roster.views.test_committee import asked
from tests.people import World

FLOORS, HOMES, STAIRS, BUILDINGS = 25, 4, 3, 10


@pytest.fixture
def clerk(world: World) -> FlaskClient:
    """The clerk of Wang's compound."""
    return world.staff(world.clerk)


def base(world: World) -> str:
    return f"/committee/roster/{world.compound.public_id}"


def three_thousand_homes(world: World) -> None:
    with transaction():
        for number in range(BUILDINGS):
            house = Building(compound_id=world.compound.id, name=f"{number + 20}号楼", position=number + 20)
            db.session.add(house)
            db.session.flush()
            for stair in range(STAIRS):
                unit = Unit(
                    public_id=f"U{number:04d}{stair:05d}",
                    building_id=house.id,
                    name=f"{stair + 1}单元",
                    position=stair,
                )
                db.session.add(unit)
                db.session.flush()
                db.session.execute(insert(Room), [_room(house, unit, place) for place in range(100)])


def _room(house: Building, unit: Unit, place: int) -> dict[str, object]:
    floor, number = place // HOMES + 1, f"{place // HOMES + 1}{place % HOMES + 1:02d}"
    label = f"{house.name}{unit.name}{number}"
    return {
        "unit_id": unit.id, "building_id": house.id, "compound_id": house.compound_id, "floor": floor,
        "number": number, "label": label, "area": 8960,
    }  # fmt: skip


def test_every_building_shows_its_shares_with_numbers(world: World, clerk: FlaskClient) -> None:
    make.a_room(world.unit, "601", floor=6, area=None)
    html = seen(clerk, base(world))
    assert html.count("2/3") >= 8
    assert "看数字表" in html
    assert f'href="{base(world)}/buildings/{world.unit.building_id}"' in html


def test_a_cell_says_in_words_what_is_missing_or_who_is_bound(world: World, clerk: FlaskClient) -> None:
    bare = make.a_room(world.unit, "601", floor=6, area=None)
    silent = make.a_room(world.unit, "602", floor=6)
    make.an_owner(silent, "孙立")
    complete = make.a_room(world.unit, "701", floor=7)
    make.an_owner(complete, "周敏", "13806350009")
    states = {one.number: one for one in completeness.homes_in_unit(world.unit.id)}
    assert [states[room.number].gaps for room in (bare, silent, complete)] == [
        ("area", "owner"),
        ("phone",),
        (),
    ]
    html = seen(clerk, f"{base(world)}/buildings/{world.unit.building_id}")
    for words in ("缺面积，缺业主", "缺电话", "没绑定，没印码", "已绑定"):
        assert words in html, words


def test_a_building_of_one_home_and_one_of_none_are_pages_too(world: World, clerk: FlaskClient) -> None:
    single = make.a_room(make.a_unit(make.a_building(world.compound, "小楼")), "101", floor=1)
    assert "0/1" in seen(clerk, f"{base(world)}/buildings/{single.building_id}")
    empty = make.a_building(world.compound, "空楼")
    make.a_unit(empty)
    assert "还没有住户" in seen(clerk, f"{base(world)}/buildings/{empty.id}")
    bare = make.a_building(world.compound, "新楼")
    assert "还没有住户" in seen(clerk, f"{base(world)}/buildings/{bare.id}")


def test_a_building_of_another_compound_is_missing(world: World, clerk: FlaskClient) -> None:
    assert clerk.get(f"{base(world)}/buildings/{world.next_room.building_id}").status_code == 404
    assert clerk.get(f"{base(world)}/buildings/999999").status_code == 404


def test_three_thousand_homes_cost_no_more_questions(world: World, clerk: FlaskClient) -> None:
    urls = [base(world), f"{base(world)}/buildings/{world.unit.building_id}"]
    few = [asked(clerk, url) for url in urls]
    three_thousand_homes(world)
    house = db.session.query(Building).filter_by(name="20号楼").one()
    assert [asked(clerk, url) for url in (base(world), f"{base(world)}/buildings/{house.id}")] == few
    assert max(few) <= 20
