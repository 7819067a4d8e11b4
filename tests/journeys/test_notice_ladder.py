"""Story: a poll opens, and every household hears of it, by WeChat, on writing, or from the clerk."""

import re

from flask.testing import FlaskClient

from app.polls.queries import PollRow
from app.roster.models import Room
from tests import factories as make
from tests.app.chats.phone import Phone
from tests.app.notifications.platform import Platform, later, openid_of, until, work
from tests.app.polls.making import an_open_poll, answer, home_of
from tests.pages import check_page
from tests.people import World

ROUNDS = 6  # a job promises the next one: open, notice, each delivery


def test_everybody_hears_of_a_poll_and_nobody_is_called_told_who_was_not(
    world: World, platform: Platform
) -> None:
    silent_room = make.a_room(world.unit, "601", floor=6)
    blocker = make.a_resident_contact(make.a_room(world.unit, "602", floor=6), name="孙德福")
    platform.hand_out(world.wang, world.li, blocker)
    platform.block(blocker)
    poll = an_open_poll(world.compound)
    do_everything()

    clerk = world.staff(world.clerk)
    _wechat_reaches_those_who_allow_it(clerk, platform, world, poll=poll)
    _writing_brings_the_notice_to_who_refused(clerk, world, blocker, poll=poll)
    _the_clerk_tells_the_rest(clerk, silent_room, poll)
    _the_last_day_reminds_only_the_silent(world, platform, poll)


def do_everything() -> None:
    """The worker until nothing is due."""
    for _ in range(ROUNDS):
        work()


def the_list(clerk: FlaskClient, poll: PollRow) -> str:
    """The clerk's list of homes that have not heard of the poll."""
    index = clerk.get("/committee/notices/")
    check_page(index.text, "http://localhost/committee/notices/")
    links = re.findall(r"<tr[^>]*>.*?</tr>", index.text, re.S)
    row = next(line for line in links if poll.title in line)
    address = re.search(r'href="(/committee/notices/\d+)"', row)
    assert address
    page = clerk.get(address[1])
    check_page(page.text, f"http://localhost{address[1]}")
    return page.text


def _wechat_reaches_those_who_allow_it(
    clerk: FlaskClient, platform: Platform, world: World, *, poll: PollRow
) -> None:
    platform.settles(lambda: all(word in the_list(clerk, poll) for word in ("已送达 2 户", "对方拒收")))
    assert [poll.title in str(message.body) for message in platform.read(world.li)] == [True]
    page = the_list(clerk, poll)
    assert "3号楼2单元501" not in page, "one of 501's two people got it, and so did the home"
    assert "3号楼2单元601" in page
    assert "没有人绑定微信" in page
    assert "3号楼2单元602" in page
    assert "对方拒收" in page


def _writing_brings_the_notice_to_who_refused(
    clerk: FlaskClient, world: World, blocker: int, *, poll: PollRow
) -> None:
    phone = Phone(world.app, openid_of(blocker))
    assert poll.title in phone.say("菜单")
    assert poll.title not in phone.say("菜单"), "it is told once"
    page = the_list(clerk, poll)
    assert "3号楼2单元602" not in page
    assert "已送达 3 户" in page


def _the_clerk_tells_the_rest(clerk: FlaskClient, room: Room, poll: PollRow) -> None:
    page = the_list(clerk, poll)
    address = re.search(r'action="(/committee/notices/\d+/told)"', page)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert address
    assert token
    form = {"csrf_token": token[1], "room": str(room.id), "way": "door"}
    assert clerk.post(address[1], data=form).status_code == 303
    assert "都送达了" in the_list(clerk, poll)


def _the_last_day_reminds_only_the_silent(world: World, platform: Platform, poll: PollRow) -> None:
    answer(poll, home_of(world.wang))
    later(world.app, days=6, hours=1)
    do_everything()
    until(lambda: len(platform.read(world.wang)) > 1)
    titles = [str(message.body) for message in platform.read(world.li)]
    assert len(titles) == 1, "501 has answered, so nobody of 501 is reminded"
