"""`flask demo`: the same made-up city every time, everything a script needs, never in production."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import config
from app import create_app
from app.chats import queries as chats
from app.cli.demo.city import MAIN_CODE
from app.cli.demo.commands import demo, load_city, load_if_empty
from app.core import clock
from app.core.db import db
from app.dashboards.queries import rounds
from app.decisions import queries as decisions
from app.polls import queries as polls
from app.roster import queries as roster
from app.roster.queries import visits
from bots.wechat import quota
from tests import databases
from tests.app.chats.phone import Phone
from tests.app.cli.running import run

UNGUESSABLE = ("public_id", "house_code", "code", "token")


def city_in(folder: Path, seed: int) -> dict[str, Any]:
    """What `demo show --json` says of a city in a database of its own, and how many places it has."""
    environ = {"DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite'}", "INSTANCE_DIR": str(folder)}
    place = create_app(config.Testing(environ))
    with place.app_context():
        db.create_all()
        load_city(seed)
        facts = json.loads(run(place, demo, "show", "--json").output)
        regions = [region.level for region in roster.regions_under("371500")]
        places = {"compounds": len(roster.compounds_under(["371500"])), "counties": regions.count("county")}
        db.session.remove()
        db.engine.dispose()
    return facts | {"places": places}


@pytest.fixture(scope="module")
def first_time(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The city of the usual seed."""
    return city_in(tmp_path_factory.mktemp("demo"), 2020)


_loaded: dict[str, databases.Contents] = {}


@pytest.fixture
def city(app: Flask, engine: str) -> Flask:
    """The application with the city in it: loaded once for each database, poured in again afterwards."""
    if engine in _loaded:
        databases.pour(_loaded[engine])
    else:
        run(app, demo, "load")
        _loaded[engine] = databases.contents()
    return app


def names_in(facts: Any) -> Any:
    """The facts without what is random on purpose."""
    if isinstance(facts, dict):
        return {name: names_in(value) for name, value in facts.items() if name not in UNGUESSABLE}
    return [names_in(one) for one in facts] if isinstance(facts, list) else facts


def test_the_city_is_loaded_once_is_the_same_every_time_and_tells_a_script_everything(
    app: Flask, engine: str, first_time: dict[str, Any]
) -> None:
    loaded = run(app, demo, "load")
    _loaded[engine] = databases.contents()
    assert (loaded.exit_code, loaded.output.strip()) == (0, "demo city loaded, seed 2020")
    again = run(app, demo, "load", "--seed", "7")
    assert (again.exit_code, again.output.strip()) == (0, "the demo city is there already")
    assert not load_if_empty()
    facts = json.loads(run(app, demo, "show", "--json").output)
    assert names_in(facts | {"places": first_time["places"]}) == names_in(first_time)
    assert facts["compound"]["public_id"] != first_time["compound"]["public_id"]
    resident = facts["residents"][4]
    assert Phone(app, resident["openid"]).say("菜单")
    assert run(app, demo, "show").exit_code == 0


def test_the_facts_hold_what_the_contract_promises(first_time: dict[str, Any]) -> None:
    assert set(first_time) >= {"accounts", "residents", "staff", "polls", "decisions", "projects"}
    (account, *_) = first_time["accounts"]
    assert set(account) >= {"name", "app_id", "token", "aes_key", "mode"}
    bound = [one for one in first_time["residents"] if one["rooms"]]
    assert len(bound) >= 100
    assert all(one["openid"] and one["name"] and one["house_code"] for one in bound)
    assert {one["role"] for one in first_time["staff"]} >= {"clerk", "committee", "official"}
    assert {poll["state"] for poll in first_time["polls"]} >= {"open", "closed"}
    assert len(first_time["house_codes"]) == 240
    assert len({one["code"] for one in first_time["house_codes"]}) == 240


def test_life_is_spread_over_the_buildings_and_the_clerk_may_still_answer(city: Flask) -> None:
    compound = roster.compound_by_code(MAIN_CODE)
    for poll in polls.polls_in(compound.id):
        came = polls.turnout_for(poll)
        assert len(came.by_building) == 5
        assert all(row.answered for row in came.by_building), poll.title
    (waiting,) = chats.help_in([compound.id])
    at = clock.now()
    (opening,) = chats.openings_for(waiting.contact_id, at)
    assert opening.at == waiting.last_said_at
    assert quota.allowance([opening], [], at) > 0


def test_a_round_is_half_walked_so_that_its_page_is_filled(city: Flask) -> None:
    compound = roster.compound_by_code(MAIN_CODE)
    (planned,) = json.loads(run(city, demo, "show", "--json").output)["rounds"]
    found = visits.get_round(compound.id, planned["public_id"])
    ((_, tally),) = rounds.tallies_in(compound.id)
    assert (tally.homes, tally.visited, tally.again) == (48, 20, 4)
    assert set(tally.outcomes) == {"done", "away", "again", "phoned", "refused", "vacant"}
    (due,) = visits.rounds_due_in([compound.id], clock.now())
    assert due.due == 2
    assert found.subject in {f"poll:{poll.public_id}" for poll in polls.polls_in(compound.id)}
    noted = visits.visits_in(found.id, [stop.room_id for stop in visits.stops_in(found.id)])
    assert all(one.noted_by for rows in noted.values() for one in rows)


def test_one_decision_is_open_and_the_first_result_of_another_hangs_out(city: Flask) -> None:
    facts = json.loads(run(city, demo, "show", "--json").output)
    told = {one["stage"]: one for one in facts["decisions"]}
    assert {stage: one["mode"] for stage, one in told.items()} == {
        "open": "named-public",
        "preliminary": "named-sealed",
    }
    opened, counted = (decisions.find_decision(told[stage]["public_id"]) for stage in ("open", "preliminary"))
    assert opened
    assert counted
    assert {opened.standing, counted.standing} == {"supporting"}
    came = decisions.turnout_for(opened)
    assert came.of_heads >= 235
    assert came.heads == 34
    sheet = decisions.get_result(counted).sheet
    assert sheet["present"]["heads"] == 87
    openid = next(one["openid"] for one in facts["residents"] if one["is_owner"])
    assert opened.title in Phone(city, openid).say("表决")


def test_no_telephone_number_of_the_city_can_ring(first_time: dict[str, Any]) -> None:
    assert "1380" not in json.dumps(first_time)


def test_the_city_has_its_eleven_units_and_more_than_twenty_compounds(first_time: dict[str, Any]) -> None:
    assert first_time["places"]["counties"] == 11
    assert first_time["places"]["compounds"] >= 20


def test_another_seed_makes_another_city(first_time: dict[str, Any], tmp_path: Path) -> None:
    assert names_in(city_in(tmp_path, 7)["residents"]) != names_in(first_time["residents"])


def test_there_is_nothing_to_show_before_it_is_loaded(app: Flask) -> None:
    result = run(app, demo, "show", "--json")
    assert result.exit_code == 1
    assert "flask demo load" in result.output


@pytest.mark.parametrize("command", [("load",), ("show", "--json"), ("show",)])
def test_production_refuses_the_city(app: Flask, command: tuple[str, ...]) -> None:
    app.config["APP_ENV"] = "production"
    result = run(app, demo, *command)
    assert (result.exit_code, result.output.strip()) == (1, "the demo city is for development only")
    assert roster.compounds_under(["371500"]) == []
    assert not load_if_empty()


@pytest.mark.parametrize("seed", ["x", "1.5", ""])
def test_a_seed_that_is_no_number_is_bad_usage(app: Flask, seed: str) -> None:
    assert run(app, demo, "load", "--seed", seed).exit_code == 2
