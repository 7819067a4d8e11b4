"""A resident's pages: what to do, where things stand, what was done."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from app.bulletins import operations as bulletins
from app.core import clock
from app.core.db import transaction
from app.roster import operations as roster
from tests import factories as make
from tests.app.dashboards.conftest import an_open_poll, page
from tests.app.polls import making
from tests.people import World

Counter = Callable[[Callable[[], object]], int]


@pytest.fixture
def wang(world: World) -> FlaskClient:
    """Wang, who owns two rooms."""
    return world.resident(world.wang)


def told(world: World, text: str) -> None:
    """Something published about Wang's compound."""
    story = bulletins.Story(date(2026, 3, 2), "plan", text)
    with transaction():
        bulletins.publish_entry(world.compound.id, story, "staff:CLERK00001", clock.now())


def speak_for(client: FlaskClient, binding_id: object) -> int:
    """Choose a home as the page's form does; returns the status."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/my/").text)
    form = {"csrf_token": token[1] if token else "", "binding": str(binding_id)}
    return client.post("/my/speaking-for", data=form).status_code


@pytest.mark.parametrize("url", ["/my/", "/my/progress", "/my/records"])
def test_residents_pages_are_for_those_who_came_by_wechat(world: World, url: str) -> None:
    people = world.clients()
    statuses = {name: client.get(url).status_code for name, client in people.items()}
    assert statuses == {"wang": 200, "li": 200, "zhao": 200, "clerk": 303, "official": 303, "stranger": 303}


def test_an_unanswered_poll_stands_first_with_its_deadline(world: World, wang: FlaskClient) -> None:
    later = an_open_poll(world.compound, "加装电梯", days=9)
    sooner = an_open_poll(world.compound, "先修什么", days=2)
    html = page(wang, "/my/")
    assert "等您回答（2）" in html
    assert html.index(sooner.public_id) < html.index(later.public_id)
    assert " 截止，还剩\xa0" in html


def test_the_link_of_a_poll_opens_its_questions_for_the_home_spoken_for(
    world: World, wang: FlaskClient
) -> None:
    poll = an_open_poll(world.compound)
    link = re.search(rf'href="(/my/polls/{poll.public_id}\?binding=\d+)"', page(wang, "/my/"))
    assert link is not None
    assert "先修哪一样" in page(wang, link[1])


def test_an_answered_poll_no_longer_waits(world: World, wang: FlaskClient) -> None:
    poll = an_open_poll(world.compound)
    making.answer(poll, making.home_of(world.wang))
    html = page(wang, "/my/")
    assert "您家现在没有要回答的" in html
    assert "有 1 件没回答" in html  # the other home has not answered


def test_a_co_owner_sees_the_home_as_answered(world: World) -> None:
    making.answer(an_open_poll(world.compound), making.home_of(world.wang))
    assert "您家现在没有要回答的" in page(world.resident(world.li), "/my/")


def test_polls_of_the_next_compound_are_none_of_my_business(world: World, wang: FlaskClient) -> None:
    poll = an_open_poll(world.next_compound)
    assert poll.public_id not in page(wang, "/my/")
    assert poll.public_id in page(world.resident(world.zhao), "/my/")


def test_somebody_with_two_homes_chooses_for_which_to_speak(world: World, wang: FlaskClient) -> None:
    html = page(wang, "/my/")
    assert "您现在代表 <strong>3号楼2单元501</strong>" in html
    assert speak_for(wang, making.home_of(world.wang, 1).binding_id) == 303
    assert "您现在代表 <strong>3号楼2单元502</strong>" in page(wang, "/my/")


@pytest.mark.parametrize("binding", ["", "0", "x", "-1", "999999999999999999999"])
def test_a_home_that_is_not_mine_cannot_be_chosen(world: World, wang: FlaskClient, binding: str) -> None:
    assert speak_for(wang, binding) == 404


def test_a_neighbours_home_cannot_be_chosen(world: World, wang: FlaskClient) -> None:
    assert speak_for(wang, making.home_of(world.zhao).binding_id) == 404
    assert "花园小区" not in page(wang, "/my/")


def test_a_home_that_was_given_up_is_no_longer_spoken_for(world: World, wang: FlaskClient) -> None:
    second = making.home_of(world.wang, 1).binding_id
    speak_for(wang, second)
    with transaction():
        roster.unbind(world.wang, second, clock.now())
    html = page(wang, "/my/")
    assert "您现在代表 <strong>3号楼2单元501</strong>" in html
    assert "换一户" not in html


def test_one_home_needs_no_choice(world: World) -> None:
    assert "换一户" not in page(world.resident(world.zhao), "/my/")


def test_the_newest_news_and_result_stand_on_the_home_page(world: World, wang: FlaskClient) -> None:
    told(world, "方案贴出来了")
    poll = making.an_open_poll(world.compound)
    making.close(poll)
    html = page(wang, "/my/")
    assert "方案贴出来了" in html
    assert "现在是「定方案」" in html
    assert "最近的结果" in html
    assert f'href="/p/{poll.public_id}"' in html


def test_somebody_bound_to_nothing_is_shown_how_to_begin(world: World) -> None:
    stranger = world.resident(make.a_contact())
    assert 'href="/my/bind"' in page(stranger, "/my/")
    assert 'href="/my/bind"' in page(stranger, "/my/progress")
    assert "还没有回答过" in page(stranger, "/my/records")


def test_somebody_whose_claim_waits_is_told_so(world: World) -> None:
    contact = make.a_contact()
    with transaction():
        roster.request_binding(contact, world.room.id, clock.now(), name="王小明")
    html = page(world.resident(contact), "/my/")
    assert "等居委会核对" in html
    assert "向阳小区 3号楼2单元501" in html


def test_progress_tells_everything_of_the_compound_spoken_for(world: World, wang: FlaskClient) -> None:
    assert "还没有发布过进度" in page(wang, "/my/progress")
    told(world, "第一次")
    told(world, "第二次")
    html = page(wang, "/my/progress")
    assert "第一次" in html
    assert "第二次" in html


def test_progress_of_another_compound_of_mine_is_one_tap_away(world: World) -> None:
    told(world, "向阳的事")
    make.a_binding(world.zhao, world.room, world.li_person)
    zhao = world.resident(world.zhao)
    assert "向阳的事" not in page(zhao, "/my/progress")
    assert "向阳的事" in page(zhao, f"/my/progress?compound={world.compound.public_id}")


def test_progress_of_a_strange_compound_is_not_asked_for_here(world: World, wang: FlaskClient) -> None:
    page(wang, f"/my/progress?compound={world.next_compound.public_id}", 404)


def test_records_show_answers_with_their_receipts(world: World, wang: FlaskClient) -> None:
    poll = an_open_poll(world.compound)
    receipt = making.answer(poll, making.home_of(world.wang))
    html = page(wang, "/my/records")
    assert receipt.receipt in html
    link = re.search(rf'href="(/my/polls/{poll.public_id}/receipt\?binding=\d+)"', html)
    assert link is not None
    assert receipt.receipt.split("-")[1] in page(wang, link[1])
    assert receipt.receipt not in page(world.resident(world.li), "/my/records")


def test_the_home_page_costs_the_same_with_many_polls(
    world: World, wang: FlaskClient, statements: Counter
) -> None:
    an_open_poll(world.compound)
    making.close(making.an_open_poll(world.compound))
    few = statements(lambda: wang.get("/my/"))
    for number in range(3):
        an_open_poll(world.compound, f"第{number}件")
    assert statements(lambda: wang.get("/my/")) == few <= 12
