"""`flask bot talk`: the chatbot line by line, on the real rooms."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cli.bot import bot
from app.core import clock
from app.core.db import db
from app.decisions.models import Ballot, BallotRevision
from app.polls.models import Answer, AnswerRevision
from tests.app.cli.running import run
from tests.app.decisions import making
from tests.app.notifications.platform import openid_of
from tests.app.polls.making import OPEN, an_open_poll
from tests.people import World, a_world


@pytest.fixture(autouse=True)
def while_the_polls_of_the_tests_are_open(app: Flask) -> None:
    """The clock stands an hour after the polls of the tests have opened."""
    shift = OPEN + timedelta(hours=1) - datetime.now(UTC)
    app.config["CLOCK_OFFSET_S"] = int(shift.total_seconds())


@pytest.fixture
def world(app: Flask) -> World:
    """Five people."""
    return a_world(app)


def talk(world: World, contact: int, *lines: str) -> str:
    result = run(world.app, bot, "talk", "--as", openid_of(contact), typed="\n".join(lines) + "\n")
    assert result.exit_code == 0
    return result.output


def count(table: type) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def test_it_greets_and_answers_every_line(world: World) -> None:
    said = talk(world, world.zhao, "菜单", "/click menu:help", "/voice 菜单", "/image x", "/nonsense", "")
    assert len(said.strip().split("\n\n")) >= 5


def test_a_poll_is_answered_and_kept_even_when_the_input_ends(world: World) -> None:
    an_open_poll(world.compound)
    talk(world, world.li, "投票", *("1" for _ in range(12)))
    assert count(Answer) == 1


def test_an_answer_changed_in_the_same_talk_is_a_second_act(world: World) -> None:
    an_open_poll(world.compound)
    second = {"title": "再修什么", "questions": [
        {"key": "next", "kind": "single", "title": "再修哪一样", "options": [
            {"key": "a", "label": "屋顶"}, {"key": "b", "label": "道路"}]}]}  # fmt: skip
    an_open_poll(world.compound, second)
    talk(
        world, world.li, *(("投票", "1", *("1" for _ in range(9))) * 2), "投票", "2", *("1" for _ in range(6))
    )
    assert count(Answer) == 2
    assert count(AnswerRevision) >= 2


def test_nobody_of_this_name_is_one_clear_line(world: World) -> None:
    result = run(world.app, bot, "talk", "--as", "nobody")
    assert (result.exit_code, result.output.strip()) == (1, "nobody has the openid nobody")
    assert run(world.app, bot, "talk").exit_code == 2


def test_in_production_nobody_speaks_for_a_resident(world: World) -> None:
    openid = openid_of(world.wang)
    world.app.config["APP_ENV"] = "production"
    result = run(world.app, bot, "talk", "--as", openid, typed="菜单\n")
    assert result.exit_code == 1
    assert "speak for themselves" in result.output


def test_an_owner_votes_in_the_terminal(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    world.app.config["CLOCK_OFFSET_S"] += int((making.OPENS - clock.now()).total_seconds()) + 3600
    said = talk(world, world.li, "表决", "我不同意", "是", "改票", "2", "对")
    assert decision.title in said
    assert "票记下了" in said
    assert "改好了" in said
    assert (count(Ballot), count(BallotRevision)) == (1, 2)
