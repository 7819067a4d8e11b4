"""The small world of five people, on which other tests rely."""

from flask import Flask

from app.core import clock
from app.roster import queries
from tests import factories as make
from tests.people import a_world


def test_the_world_has_owners_bound_to_their_rooms(app: Flask) -> None:
    world = a_world(app)
    homes = queries.homes_of(world.wang)
    assert [home.label for home in homes] == ["3号楼2单元501", "3号楼2单元502"]
    assert all(home.is_owner and home.person_name == "王秀英" for home in homes)
    assert [home.person_name for home in queries.homes_of(world.li)] == ["李建国"]
    assert queries.homes_of(world.zhao)[0].compound_id == world.next_compound.id


def test_staff_of_the_world_hold_their_roles(app: Flask) -> None:
    world = a_world(app)
    at = clock.now()
    clerk = queries.actor_for_session(make.a_staff_session(world.clerk, at), at)
    official = queries.actor_for_session(make.a_staff_session(world.official, at), at)
    assert clerk is not None
    assert official is not None
    assert clerk.may("clerk", world.compound.path)
    assert not clerk.may("clerk", world.next_compound.path)
    assert official.may("county", world.next_compound.path)
