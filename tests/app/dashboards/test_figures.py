"""What the job counts, and what sums make of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flask import Flask

from app.core import clock
from app.dashboards import jobs, queries
from app.polls import queries as polls
from tests import factories as make
from tests.app.dashboards.conftest import an_open_poll, refresh
from tests.app.polls import making
from tests.people import World

EARLIER = datetime(2026, 1, 1, tzinfo=UTC)


def test_rooms_bindings_and_polls_of_each_compound_are_counted(world: World) -> None:
    poll = an_open_poll(world.compound)
    making.answer(poll, making.home_of(world.wang))
    making.close(making.an_open_poll(world.compound))
    making.a_draft(world.compound)
    refresh()
    counted = queries.figures_for([world.compound.id, world.next_compound.id])
    here, there = counted[world.compound.id], counted[world.next_compound.id]
    assert (here.rooms, here.bound_rooms) == (2, 2)
    assert (here.open_polls, here.closed_polls) == (1, 1)
    assert (here.eligible, here.answered) == (2, 1)
    assert (there.rooms, there.bound_rooms, there.open_polls, there.eligible) == (1, 1, 0, 0)


def test_one_room_with_two_bound_people_counts_once(world: World) -> None:
    refresh()
    assert queries.figures_for([world.compound.id])[world.compound.id].bound_rooms == 2


def test_counting_again_replaces_the_figures_and_their_time(world: World) -> None:
    jobs.refresh_figures({}, EARLIER)
    make.a_room(world.unit, "601", floor=6)
    jobs.refresh_figures({}, EARLIER + timedelta(minutes=1))
    found = queries.figures_for([world.compound.id])[world.compound.id]
    assert (found.rooms, found.bound_rooms) == (3, 2)
    assert found.computed_at == EARLIER + timedelta(minutes=1)


def test_an_empty_city_is_counted_without_complaint(app: Flask) -> None:
    refresh()
    assert queries.find_area(queries.CITY) is None


def test_a_voided_poll_is_neither_open_nor_closed(world: World) -> None:
    poll = making.an_open_poll(world.compound)
    row = replace(poll, voided_at=clock.now())
    assert row.state(clock.now()) == "void"
    with making.transaction():
        making.operations.void_poll(making.CLERK, poll.id, "写错了", making.OPEN)
    refresh()
    found = queries.figures_for([world.compound.id])[world.compound.id]
    assert (found.open_polls, found.closed_polls) == (0, 0)


def test_a_zone_is_summed_beside_the_counties_and_never_inside_one(world: World) -> None:
    make.a_region("371500-kfq", name="开发区")
    make.a_compound("开发小区", region="371500-kfq", household_count=300)
    make.a_compound("湖畔小区", household_count=200)
    refresh()
    city = queries.find_area(queries.CITY)
    assert city is not None
    by_name = {part.region.name: part.totals for part in city.parts}
    assert by_name["开发区"].households == 300
    assert by_name["东昌府区"].households == 200
    assert city.totals.compounds == sum(each.compounds for each in by_name.values()) == 4
    assert city.totals.households == sum(each.households for each in by_name.values()) == 500


def test_a_street_is_summed_in_its_county(world: World) -> None:
    make.a_region("371502001", parent=make.COUNTY, level="street", name="古楼街道")
    make.a_compound("古楼小区", region="371502001", household_count=120)
    county = queries.find_area(make.COUNTY)
    assert county is not None
    assert [(part.region.name, part.totals.compounds) for part in county.parts] == [("古楼街道", 1)]
    assert county.totals.compounds == 3
    assert {place.compound.name for place in county.own_places} == {"向阳小区", "花园小区"}


def test_a_code_that_begins_like_another_is_another_area(world: World) -> None:
    make.a_region("3715020", name="别处")
    make.a_compound("别处小区", region="3715020")
    county = queries.find_area(make.COUNTY)
    assert county is not None
    assert county.totals.compounds == 2


def test_sums_say_how_many_compounds_have_no_registered_households(world: World) -> None:
    make.a_compound("湖畔小区", household_count=200)
    totals = queries.totals_for(queries.places_for([queries.CITY]))
    assert (totals.compounds, totals.households, totals.unregistered) == (3, 200, 2)


def test_the_time_of_a_sum_is_that_of_its_oldest_figure(world: World) -> None:
    jobs.refresh_figures({}, EARLIER)
    places = queries.places_for([queries.CITY])
    fresh = replace(places[0], figures=replace(places[0].figures, computed_at=clock.now()))
    assert queries.totals_for([fresh, places[1]]).as_at == EARLIER
    assert queries.totals_for([]).as_at is None


def test_the_turnout_of_a_sum_is_of_open_polls_only(world: World) -> None:
    making.answer(an_open_poll(world.compound), making.home_of(world.wang))
    an_open_poll(world.next_compound)
    refresh()
    totals = queries.totals_for(queries.places_for([queries.CITY]))
    assert (totals.answered, totals.eligible, totals.turnout.percent) == (1, 3, "33.3%")


def test_the_job_writes_once_however_many_compounds_there_are(world: World) -> None:
    assert len(polls.polls_under([queries.CITY])) == 0
    refresh()
    refresh()
    assert len(queries.figures_for([world.compound.id, world.next_compound.id])) == 2
