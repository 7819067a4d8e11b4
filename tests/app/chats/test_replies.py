"""A clerk's answer on its way: by the worker, over WeChat's real API, shown as what became of it."""

import pytest
from flask import Flask

from app.chats import queries
from app.cli import worker
from app.core.db import db
from app.notifications import queries as notices
from app.outbox import jobs as outbox
from app.outbox import queries as jobs
from tests.app.chats.phone import Phone
from tests.app.chats.test_pages import INDEX, asked, messages, reply
from tests.app.notifications.platform import Platform, later, openid_of, work
from tests.app.polls.browsing import page
from tests.people import World, a_world

SEND = "/cgi-bin/message/custom/send"


@pytest.fixture
def world(app: Flask, platform: Platform) -> World:
    """Five people; Wang has a telephone and has just asked for a person."""
    found = a_world(app)
    platform.hand_out(found.wang)
    return found


@pytest.fixture
def request_id(world: World, platform: Platform) -> int:
    """Wang's request."""
    number = asked(world, world.wang, "三楼漏水了")
    platform.let_write(world.wang)
    return number


def shown(world: World, request: int) -> str:
    return page(world.staff(world.clerk), f"{INDEX}{request}")


def custom(world: World, platform: Platform) -> list[str]:
    return [str(one.body) for one in platform.read(world.wang) if one.way == "custom"]


def test_an_answer_arrives_on_the_telephone_and_is_shown_as_sent(
    world: World, platform: Platform, request_id: int
) -> None:
    reply(world, request_id, "明天上午来修。")
    assert custom(world, platform) == []
    work()
    (said,) = custom(world, platform)
    assert "明天上午来修。" in said
    assert "已发出" in shown(world, request_id)
    later(world.app, seconds=5)
    assert "4 条" in shown(world, request_id)
    work()
    assert len(custom(world, platform)) == 1


def test_the_longest_answer_arrives_whole(world: World, platform: Platform, request_id: int) -> None:
    reply(world, request_id, "好" * 600)
    work()
    (said,) = custom(world, platform)
    assert "好" * 600 in said


def test_after_five_answers_the_sixth_is_not_called_sent(
    world: World, platform: Platform, request_id: int
) -> None:
    for number in range(6):
        reply(world, request_id, f"第 {number} 句")
        later(world.app, seconds=1)
        work()
    assert len(custom(world, platform)) == 5
    assert messages(request_id)[-1].failure == "window-closed"
    assert "没有送到" in shown(world, request_id)


def test_too_late_an_answer_waits_until_they_write_again(
    world: World, platform: Platform, request_id: int
) -> None:
    later(world.app, hours=49)
    reply(world, request_id, "明天上午来修。")
    work()
    assert custom(world, platform) == []
    assert "没有送到" in shown(world, request_id)
    later(world.app, minutes=1)
    retried(world)
    assert custom(world, platform) == []
    Phone(world.app, openid_of(world.wang)).say("菜单")
    platform.let_write(world.wang)
    later(world.app, minutes=1)
    retried(world)
    assert len(custom(world, platform)) == 1
    assert messages(request_id)[1].failure is None
    later(world.app, minutes=2)
    retried(world)
    assert len(custom(world, platform)) == 1


def retried(world: World) -> None:
    """One round of the worker, its periodic jobs included."""
    db.session.rollback()
    outbox.promise_periodic({"chats.retry-replies": worker.PERIODIC["chats.retry-replies"]})
    work()


@pytest.mark.parametrize(
    ("errcode", "failure"),
    [
        (45015, "not-reachable"),
        (45047, "not-reachable"),
        (40003, "not-reachable"),
        (48001, "not-entitled"),
    ],
)
def test_a_refusal_of_wechats_is_told_to_the_clerk_and_not_counted(
    world: World, platform: Platform, request_id: int, errcode: int, failure: str
) -> None:
    platform.fail(SEND, errcode)
    reply(world, request_id, "明天上午来修。")
    work()
    answer = messages(request_id)[-1]
    assert (answer.sent_at, answer.failure) == (None, failure)
    assert "没有送到" in shown(world, request_id)
    assert notices.sends_for(world.wang, answer.said_at) == []
    assert jobs.get_dead_jobs() == []


def test_transient_trouble_is_tried_again_and_the_answer_sent_once(
    world: World, platform: Platform, request_id: int
) -> None:
    platform.fail(SEND, -1)
    reply(world, request_id, "明天上午来修。")
    work()
    assert "正在发" in shown(world, request_id)
    later(world.app, minutes=1)
    work()
    assert len(custom(world, platform)) == 1
    assert "已发出" in shown(world, request_id)


def test_who_stopped_following_is_not_written_to(world: World, platform: Platform, request_id: int) -> None:
    reply(world, request_id, "明天上午来修。")
    Phone(world.app, openid_of(world.wang)).event("unsubscribe")
    work()
    assert messages(request_id) == []
    assert custom(world, platform) == []
    assert "聊天记录已按规定删除" in shown(world, request_id)
    assert jobs.get_dead_jobs() == []
    assert queries.find_help(request_id) is not None
