"""Who is bound to what, seen only by whom it concerns."""

import pytest
from flask import Flask

from app.roster import queries
from surveys.errors import Missing
from tests import factories as make
from tests.people import a_world


def test_a_home_belongs_to_its_contact_alone(app: Flask) -> None:
    world = a_world(app)
    home = queries.homes_of(world.wang)[0]
    assert queries.home_of(world.wang, home.binding_id) == home
    for other in (world.li, world.zhao, 999):
        with pytest.raises(Missing, match="home-not-found"):
            queries.home_of(other, home.binding_id)


def test_contacts_of_rooms_name_person_and_level(app: Flask) -> None:
    world = a_world(app)
    family = make.a_resident_contact(world.room)
    found = queries.contacts_of_rooms([world.room.id, world.second_room.id])
    assert [(room, contact, level) for room, contact, _, level in found] == [
        (world.room.id, world.wang, "owner"),
        (world.room.id, world.li, "owner"),
        (world.room.id, family, "member"),
        (world.second_room.id, world.wang, "owner"),
    ]
    assert queries.contacts_of_rooms([]) == []


def test_owners_are_listed_first_named_first(app: Flask) -> None:
    world = a_world(app)
    found = queries.owners_of_rooms([world.room.id])
    assert [(owner.name, owner.phone, owner.is_primary) for owner in found] == [
        ("王秀英", "13806350001", True),
        ("李建国", "13806350002", False),
    ]
    assert queries.names_of([world.wang_person.id]) == {world.wang_person.id: "王秀英"}


def test_a_contact_that_is_not_there_is_missing(app: Flask) -> None:
    assert not queries.is_known_contact(999)
    with pytest.raises(Missing, match="contact-not-found"):
        queries.get_contact(999)


def test_the_small_world_has_owners_bound_to_their_rooms(app: Flask) -> None:
    world = a_world(app)
    homes = queries.homes_of(world.wang)
    assert [home.label for home in homes] == ["3号楼2单元501", "3号楼2单元502"]
    assert all(home.is_owner and home.person_name == "王秀英" for home in homes)
    assert queries.homes_of(world.zhao)[0].compound_id == world.next_compound.id
