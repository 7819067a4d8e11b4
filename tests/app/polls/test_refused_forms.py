"""A form of the committee that a rule sends back keeps everything that was typed."""

from flask import Flask
from flask.testing import FlaskClient

from app.polls import queries
from tests.app.polls.browsing import a_live_poll, send
from tests.app.polls.test_committee_pages import drawn_up, tomorrow
from tests.people import World, a_world


def sent_back(clerk: FlaskClient, url: str, form: str, **fields: str) -> str:
    """The page that comes back."""
    return send(clerk, url, form, status=422, **fields).get_data(as_text=True)


def desk(app: Flask) -> tuple[World, FlaskClient]:
    world = a_world(app)
    return world, world.staff(world.clerk)


def test_a_plan_without_a_stairwell_keeps_its_days_and_choices(app: Flask) -> None:
    world, clerk = desk(app)
    plan = f"{drawn_up(world)}/plan"
    typed = {"scope": "units", "audience": "owners", "per": "resident", "closes_at": tomorrow(9)}
    html = sent_back(clerk, plan, plan, **typed)
    assert "请选是哪几个单元。" in html
    assert 'href="#unit"' in html
    assert f'value="{typed["closes_at"]}"' in html
    for chosen in ("audience-owners", "per-resident", "scope-units"):
        assert f'id="{chosen}" value="{chosen.partition("-")[2]}" checked' in html, chosen


def test_a_plan_that_ends_before_it_begins_keeps_the_ticked_buildings(app: Flask) -> None:
    world, clerk = desk(app)
    plan = f"{drawn_up(world)}/plan"
    building = str(world.unit.building_id)
    typed = {"scope": "buildings", "building": building, "audience": "owners", "per": "room"}
    html = sent_back(clerk, plan, plan, opens_at=tomorrow(9), closes_at=tomorrow(8), **typed)
    assert "截止时间要晚于开始时间。" in html
    assert f'id="building-{building}" value="{building}" checked' in html


def test_more_time_without_a_reason_keeps_the_day(app: Flask) -> None:
    world, clerk = desk(app)
    poll = a_live_poll(world.compound)
    url = f"/committee/polls/{poll.public_id}"
    later = tomorrow(20)
    html = sent_back(clerk, f"{url}/extend", f"{url}/end", closes_at=later, reason=" ")
    assert "请写原因。" in html
    assert f'value="{later}"' in html
    html = sent_back(clerk, f"{url}/extend", f"{url}/end", closes_at="", reason="下雨")
    assert "请填上日期和时间。" in html
    assert 'value="下雨"' in html
    assert queries.get_poll(poll.id).closes_at == poll.closes_at


def test_a_poll_of_ones_own_needs_a_title_and_keeps_the_choice(app: Flask) -> None:
    world, clerk = desk(app)
    new = "/committee/polls/new"
    begun = {"compound": world.compound.public_id, "template": "", "title": " "}
    html = sent_back(clerk, "/committee/polls", new, **begun)
    assert 'href="#title"' in html
    assert 'id="template-" value="" checked' in html
