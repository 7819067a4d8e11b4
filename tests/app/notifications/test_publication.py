"""The published roster, answers to corrections, and disputes over a home reach people over WeChat."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db, transaction
from app.notifications import jobs, queries
from app.roster import operations as roster
from app.roster import queries as roster_queries
from app.roster.models import Room
from bots.wechat.notices import TEMPLATES
from tests import factories as make
from tests.app.chats.phone import Phone
from tests.app.notifications.making import deliveries, fate
from tests.app.notifications.platform import Platform, openid_of, work
from tests.app.polls.browsing import page
from tests.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    """Three homes in two compounds."""
    return a_world(app)


def publish(world: World, opens_at: datetime | None = None) -> int:
    begins_at = opens_at or clock.now()
    window = roster.Window(begins_at, begins_at + timedelta(days=7))
    with transaction():
        return roster.open_publication(world.compound.id, window, "staff:CLERK", clock.now())


def told(world: World) -> dict[str, int]:
    return {one.kind: one.notice_id for one in queries.reach_in([world.compound.id])}


def test_every_home_of_the_compound_hears_that_the_roster_is_published(
    world: World, platform: Platform
) -> None:
    platform.hand_out(world.wang)
    publish(world)
    work()
    notice = told(world)["roster-published"]
    rooms = {row.room_id for row in deliveries(notice)}
    assert rooms == {world.room.id, world.second_room.id}
    platform.settles(lambda: ("delivered", "template", None) in fate(notice))
    message = platform.read(world.wang)[0]
    assert "名册公示通知" in str(message.body)
    assert message.body["url"] == f"{platform.address}/my/homes"
    assert "向阳小区的名册在公示" in Phone(world.app, openid_of(world.li)).say("菜单")
    assert "名册公示" in page(world.staff(world.clerk), f"/committee/notices/{notice}")


def test_nobody_hears_of_a_publication_before_it_begins_or_after_it_was_called_off(world: World) -> None:
    coming = publish(world, clock.now() + timedelta(days=2))
    work()
    assert told(world) == {}
    with transaction():
        roster.close_publication(world.compound.id, coming, "staff:CLERK", clock.now())
    jobs.tell_publication({"publication": coming}, clock.now() + timedelta(days=3))
    assert told(world) == {}


@pytest.mark.parametrize(("is_accepted", "words"), [(True, "已更正"), (False, "没有改")])
def test_whoever_asked_for_a_correction_hears_that_it_was_answered(
    world: World, platform: Platform, is_accepted: bool, words: str
) -> None:
    platform.hand_out(world.li)
    publish(world)
    (home,) = roster_queries.homes_of(world.li)
    with transaction():
        asked = roster.ask_correction(
            world.li, roster.Complaint(home.binding_id, "area", "面积是 92.30"), clock.now()
        )
    with transaction():
        db.session.get_one(Room, home.room_id).area = 9230
        answer = roster.Answer(asked, is_accepted, "看过登记簿")
        roster.answer_correction(world.compound.id, answer, "staff:CLERK", clock.now())
    work()
    (notice,) = [number for kind, number in told(world).items() if "corrected" in kind]
    assert [row.contact_id for row in deliveries(notice)] == [world.li]
    platform.settles(lambda: fate(notice) == [("delivered", "template", None)])
    bodies = [str(message.body) for message in platform.read(world.li)]
    assert any("更正申请答复通知" in body and words in body for body in bodies)
    assert not any("登记簿" in body for body in bodies)


def test_a_dispute_goes_through_wechat_when_it_opens_and_when_it_is_decided(
    world: World, platform: Platform
) -> None:
    platform.hand_out(world.wang)
    claimant = make.a_contact()
    with transaction():
        roster.request_binding(claimant, world.room.id, clock.now(), name="王秀英")
    work()
    (dispute,) = roster_queries.disputes_in([world.compound.id])
    with transaction():
        ruling = roster.Ruling("holder", "房产证上是原来的")
        roster.decide_dispute(dispute.id, "staff:CLERK", ruling, clock.now())
    work()
    kinds = told(world)
    for kind in ("owner-claimed", "dispute-kept"):
        platform.settles(lambda kind=kind: fate(kinds[kind]) == [("delivered", "template", None)])
    bodies = [str(message.body) for message in platform.read(world.wang)]
    assert all("房屋绑定变动通知" in body for body in bodies)
    assert sorted(word for body in bodies for word in ("正在核实", "绑定不变") if word in body) == [
        "正在核实",
        "绑定不变",
    ]


def test_every_kind_that_has_a_template_of_another_name_names_one_that_exists() -> None:
    assert set(jobs.TEMPLATE_OF.values()) <= set(TEMPLATES)
    assert set(jobs.OUTCOMES) <= set(jobs.TEMPLATE_OF)
