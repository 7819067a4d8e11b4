"""Every step of the ladder against the platform's real API: nothing is called delivered that was not."""

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db, transaction
from app.notifications import operations, queries
from app.outbox import queries as outbox
from tests import factories as make
from tests.app.chats.phone import Phone
from tests.app.notifications.making import SUBSCRIPTION, TEMPLATE, a_notice, deliveries, fate, grant
from tests.app.notifications.platform import Platform, later, openid_of, work
from tests.people import World, a_world

SEND_TEMPLATE, SEND_SUBSCRIPTION = "/cgi-bin/message/template/send", "/cgi-bin/message/subscribe/bizsend"


@pytest.fixture
def world(app: Flask) -> World:
    """Five people; only Wang and Li are bound to 501."""
    return a_world(app)


def clerks_list(world: World, notice: int) -> str:
    """The page of the notice as the clerk sees it: who must be told in person."""
    page = world.staff(world.clerk).get(f"/committee/notices/{notice}")
    assert page.status_code == 200
    return page.text


def test_a_template_message_is_sent_first_and_delivered_only_when_wechat_says_so(
    world: World, platform: Platform
) -> None:
    platform.hand_out(world.zhao)
    notice = a_notice(world.next_compound, [world.next_room])
    assert fate(notice) == [("waiting", None, None)]
    work()
    platform.settles(lambda: fate(notice) != [("sent", "template", None)])
    assert fate(notice) == [("delivered", "template", None)]
    (message,) = platform.read(world.zhao)
    assert message.way == "template"
    assert message.body["url"] == f"{platform.address}/my/polls/A"
    assert "先修哪里" in str(message.body)


def test_who_refuses_template_messages_was_not_reached(world: World, platform: Platform) -> None:
    platform.hand_out(world.zhao)
    platform.block(world.zhao)
    notice = a_notice(world.next_compound, [world.next_room])
    work()
    platform.settles(lambda: fate(notice) != [("sent", "template", None)])
    assert fate(notice) == [("failed", "template", "user-block")]
    assert platform.read(world.zhao) == []
    assert [row.delivery_id for row in queries.pending_for(world.zhao, clock.now())]


def test_a_subscription_credit_is_used_before_the_template(world: World, platform: Platform) -> None:
    platform.hand_out(world.zhao)
    platform.allow(world.zhao, SUBSCRIPTION)
    grant(world.zhao)
    first = a_notice(world.next_compound, [world.next_room], "poll:A")
    work()
    platform.settles(lambda: fate(first) == [("delivered", "subscription", None)])
    assert [message.way for message in platform.read(world.zhao)] == ["subscription"]
    second = a_notice(world.next_compound, [world.next_room], "poll:B")
    work()
    platform.settles(lambda: fate(second) == [("delivered", "template", None)])
    assert fate(first) == [("delivered", "subscription", None)]


def test_two_subscription_messages_are_settled_one_by_one(world: World, app: Flask) -> None:
    notices = [a_notice(world.next_compound, [world.next_room], f"poll:{name}") for name in "AB"]
    with transaction():
        for notice in notices:
            (row,) = queries.deliveries_of(notice)
            operations.note_sent(row.delivery_id, operations.Way.subscription, SUBSCRIPTION, clock.now())
    with transaction():
        operations.note_subscription_event(world.zhao, SUBSCRIPTION, clock.now(), failure=None)
    assert [fate(notice)[0][0] for notice in notices] == ["delivered", "sent"]
    with transaction():
        operations.note_subscription_event(world.zhao, SUBSCRIPTION, clock.now(), failure="")
    assert [fate(notice)[0][0] for notice in notices] == ["delivered", "failed"]


def test_a_permission_that_wechat_does_not_know_is_given_up(world: World, platform: Platform) -> None:
    platform.hand_out(world.zhao)
    grant(world.zhao)
    first = a_notice(world.next_compound, [world.next_room], "poll:A")
    work()
    assert fate(first) == [("failed", "subscription", "not-reachable")]
    assert queries.credit_for(world.zhao, SUBSCRIPTION) is None
    second = a_notice(world.next_compound, [world.next_room], "poll:B")
    work()
    platform.settles(lambda: fate(second) == [("delivered", "template", None)])


@pytest.mark.parametrize(
    ("errcode", "reason"),
    [(43004, "not-reachable"), (45015, "not-reachable"), (40003, "not-reachable"), (40037, "wrong-template"),
     (47003, "wrong-template-data"), (40125, "wrong-secret"), (99999, "unexpected")],
)  # fmt: skip
def test_a_message_that_wechat_refuses_is_on_the_clerks_list_at_once(
    world: World, platform: Platform, errcode: int, reason: str
) -> None:
    platform.hand_out(world.wang)
    platform.fail(SEND_TEMPLATE, errcode)
    notice = a_notice(world.compound, [world.second_room])
    work()
    assert fate(notice) == [("failed", "template", reason)]
    assert outbox.get_dead_jobs() == []
    assert "502" in clerks_list(world, notice)
    assert platform.read(world.wang) == []


def test_a_refused_subscription_keeps_the_credit_when_the_account_is_at_fault(
    world: World, platform: Platform
) -> None:
    platform.hand_out(world.zhao)
    platform.allow(world.zhao, SUBSCRIPTION)
    grant(world.zhao)
    platform.fail(SEND_SUBSCRIPTION, 40037)
    notice = a_notice(world.next_compound, [world.next_room])
    work()
    assert fate(notice) == [("failed", "subscription", "wrong-template")]
    assert queries.credit_for(world.zhao, SUBSCRIPTION) is not None


@pytest.mark.parametrize("errcode", [-1, 45009, 45011])
def test_transient_trouble_is_tried_again_and_the_message_sent_once(
    world: World, app: Flask, platform: Platform, errcode: int
) -> None:
    platform.hand_out(world.zhao)
    platform.fail(SEND_TEMPLATE, errcode)
    notice = a_notice(world.next_compound, [world.next_room])
    work()
    assert fate(notice) == [("waiting", None, None)]
    later(app, hours=1, seconds=1)
    work()
    platform.settles(lambda: fate(notice) == [("delivered", "template", None)])
    assert len(platform.read(world.zhao)) == 1


def test_a_platform_that_stays_away_leaves_a_dead_job_and_the_household_on_the_list(
    world: World, app: Flask, platform: Platform
) -> None:
    platform.hand_out(world.wang)
    platform.fail(SEND_TEMPLATE, -1, times=50)
    notice = a_notice(world.compound, [world.second_room])
    for _ in range(12):
        work()
        later(app, hours=1)
    assert [job.kind for job in outbox.get_dead_jobs()] == ["notices.deliver"]
    assert fate(notice) == [("waiting", None, None)]
    assert "502" in clerks_list(world, notice)


def test_who_does_not_follow_is_not_even_tried(world: World, app: Flask, platform: Platform) -> None:
    platform.hand_out(world.zhao, follows=False)
    Phone(app, openid_of(world.zhao)).event("unsubscribe")
    notice = a_notice(world.next_compound, [world.next_room])
    work()
    assert [row[0] for row in fate(notice)] in (["failed"], ["waiting"])
    assert platform.count("SELECT count(*) FROM token") == 0


def test_a_room_nobody_is_bound_to_is_on_the_list_before_any_job_has_run(world: World, app: Flask) -> None:
    empty = make.a_room(world.unit, "601", floor=6)
    notice = a_notice(world.compound, [world.room, empty])
    assert ("waiting", None, "nobody-bound") in fate(notice)
    assert "601" in clerks_list(world, notice)


def test_a_notice_that_has_expired_is_not_sent_any_more(world: World, app: Flask, platform: Platform) -> None:
    platform.hand_out(world.zhao)
    ends_at = clock.now() + timedelta(hours=1)
    notice = a_notice(world.next_compound, [world.next_room], expires_at=ends_at)
    later(app, hours=2)
    work()
    assert fate(notice) == [("failed", "template", "too-late")]
    assert platform.read(world.zhao) == []
    assert queries.pending_for(world.zhao, clock.now()) == []


def test_the_next_time_they_write_they_are_told_once(world: World, app: Flask) -> None:
    notice = a_notice(world.next_compound, [world.next_room])
    phone = Phone(app, openid_of(world.zhao))
    assert "先修哪里" in phone.say("菜单")
    assert fate(notice) == [("delivered", "reply", None)]
    assert "先修哪里" not in phone.say("菜单")


def test_a_job_that_comes_after_they_were_told_sends_nothing(
    world: World, app: Flask, platform: Platform
) -> None:
    platform.hand_out(world.zhao)
    notice = a_notice(world.next_compound, [world.next_room])
    Phone(app, openid_of(world.zhao)).say("菜单")
    work()
    assert fate(notice) == [("delivered", "reply", None)]
    assert platform.read(world.zhao) == []


def test_every_contact_of_a_household_gets_their_own_message(world: World, platform: Platform) -> None:
    platform.hand_out(world.wang, world.li)
    notice = a_notice(world.compound, [world.room])
    work()
    platform.settles(lambda: {row[0] for row in fate(notice)} == {"delivered"})
    assert len(deliveries(notice)) == 2
    assert len(platform.read(world.wang)) == len(platform.read(world.li)) == 1


def test_the_same_news_is_announced_once(world: World, app: Flask) -> None:
    assert a_notice(world.compound, [world.room]) == a_notice(world.compound, [world.room])
    db.session.rollback()
    assert len(deliveries(a_notice(world.compound, [world.room]))) == 2


def test_wechats_word_that_is_quicker_than_our_own_note_is_not_lost(world: World, app: Flask) -> None:
    notice = a_notice(world.next_compound, [world.next_room])
    phone = Phone(app, openid_of(world.zhao))
    phone.event("TEMPLATESENDJOBFINISH", MsgID="77", Status="success")
    (row,) = queries.deliveries_of(notice)
    with transaction():
        operations.note_sent(row.delivery_id, operations.Way.template, "77", clock.now())
    assert fate(notice) == [("sent", "template", None)]
    later(app, seconds=31)
    with transaction():
        assert operations.settle_message({"reference": "78"}, clock.now(), failure=None) is False
    work()
    assert fate(notice) == [("delivered", "template", None)]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("success", ("delivered", "template", None)),
     ("failed:user block", ("failed", "template", "user-block")),
     ("failed: system failed", ("failed", "template", "system-failed")),
     ("", ("failed", "template", "failed")),
     ("SUCCESS", ("failed", "template", "SUCCESS"))],
)  # fmt: skip
def test_only_the_word_success_means_delivered(
    world: World, app: Flask, status: str, outcome: tuple[str, ...]
) -> None:
    notice = a_notice(world.next_compound, [world.next_room])
    (row,) = queries.deliveries_of(notice)
    with transaction():
        operations.note_sent(row.delivery_id, operations.Way.template, TEMPLATE, clock.now())
    Phone(app, openid_of(world.zhao)).event("TEMPLATESENDJOBFINISH", MsgID=TEMPLATE, Status=status)
    assert fate(notice) == [outcome]
