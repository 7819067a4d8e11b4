"""A plan that halts renovation is told to every home, once, with its source; and so is its end."""

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.db import transaction
from app.notifications import queries
from app.roster import operations as roster
from app.roster.queries.registry import facts_of
from surveys.works import Key
from tests.app.chats.phone import Phone
from tests.app.notifications.making import deliveries
from tests.app.notifications.platform import openid_of, work
from tests.app.polls.browsing import page
from tests.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    """Three homes in two compounds."""
    return a_world(app)


def note_plan(world: World, choice: str, source: str = "市征收办") -> None:
    note = roster.Note(Key.DEMOLITION, {"choice": choice}, source)
    with transaction():
        roster.note_fact(world.compound.id, note, world.clerk.key, clock.now())
    work()


def told(world: World) -> list[str]:
    return [notice.kind for notice in queries.reach_in([world.compound.id])]


def test_every_home_is_told_that_a_plan_halts_renovation_and_by_whom(world: World) -> None:
    note_plan(world, "demolition")
    assert told(world) == ["suspended-demolition"]
    (notice,) = queries.reach_in([world.compound.id])
    rooms = {row.room_id for row in deliveries(notice.notice_id)}
    assert rooms == {world.room.id, world.second_room.id}
    said = Phone(world.app, openid_of(world.wang)).say("菜单")
    assert "向阳小区列入了拆迁计划（来源：市征收办）" in said
    page(world.staff(world.clerk), f"/committee/notices/{notice.notice_id}")


def test_the_same_plan_is_told_once_and_its_end_as_well(world: World) -> None:
    note_plan(world, "shantytown")
    with transaction():
        roster.reassess([world.compound.id], clock.now() + timedelta(days=1))
    work()
    assert told(world) == ["suspended-shantytown"]
    note_plan(world, "none")
    assert sorted(told(world)) == ["suspended-shantytown", "suspension-lifted"]


def test_a_plan_that_comes_back_after_it_was_lifted_is_told_again(world: World) -> None:
    note_plan(world, "demolition")
    planned, lifted = lift(world)
    assert told(world)[0] == "suspension-lifted"
    settle(world, planned, "又核实，确在计划内")
    assert told(world)[0] == "suspended-demolition"
    settle(world, lifted, "计划已撤销")
    assert sorted(told(world)) == ["suspended-demolition"] * 2 + ["suspension-lifted"] * 2


def lift(world: World) -> list[int]:
    """A second source says there is no plan, and is believed; both facts, the plan first."""
    note = roster.Note(Key.DEMOLITION, {"choice": "none"}, "街道")
    with transaction():
        roster.note_fact(world.compound.id, note, world.clerk.key, clock.now())
    facts = [
        fact.id for fact in facts_of([world.compound.id])[world.compound.id] if fact.key is Key.DEMOLITION
    ]
    settle(world, facts[-1], "街道核实")
    return facts


def settle(world: World, fact: int, reason: str) -> None:
    with transaction():
        roster.settle_fact(world.compound.id, fact, world.clerk.key, clock.now(), reason=reason)
    work()


def test_nobody_is_told_of_what_was_never_planned(world: World) -> None:
    note_plan(world, "none")
    assert told(world) == []
