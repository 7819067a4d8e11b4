"""Today's queue: all that waits in a clerk's compounds, and nothing of anybody else's."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from app.bulletins import operations as bulletins
from app.chats import operations as chats
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.notifications import operations as notices
from app.polls import queries as polls
from app.roster import operations as roster
from app.roster import queries
from app.roster.models import Room
from surveys.works import Key
from tests import factories as make
from tests.app.dashboards.conftest import an_open_poll, page, refresh
from tests.app.notifications import making as told
from tests.app.polls import making
from tests.people import World

Counter = Callable[[Callable[[], object]], int]


@pytest.fixture
def clerk(world: World) -> FlaskClient:
    """The clerk of Wang's compound."""
    return world.staff(world.clerk)


def a_claim(world: World, name: str = "王小明") -> None:
    """Somebody who asked two days ago to be recognised."""
    contact, asked_at = make.a_contact(), clock.now() - timedelta(days=2, hours=1)
    with transaction():
        roster.request_binding(contact, world.room.id, asked_at, name=name)


def a_notice(world: World, poll: polls.PollRow) -> None:
    """Everybody in Wang's compound should hear that the poll opened."""
    subject = notices.Subject(
        "poll-opened", f"poll:{poll.public_id}", world.compound.id, {"title": poll.title}
    )
    with transaction():
        notices.announce(subject, [world.room.id, world.second_room.id], clock.now())


def a_correction(world: World, *, ends_in: timedelta) -> None:
    """Li asked yesterday to have her entry put right, in a publication that ends so soon."""
    asked_at, (home,) = clock.now() - timedelta(days=1, hours=1), queries.homes_of(world.li)
    window = roster.Window(asked_at - timedelta(hours=1), clock.now() + ends_in)
    with transaction():
        roster.open_publication(world.compound.id, window, "staff:X", asked_at)
        roster.ask_correction(world.li, roster.Complaint(home.binding_id, "area", "面积是 92.30"), asked_at)


@pytest.mark.parametrize("url", ["/committee/", "/committee/timeline"])
def test_the_queue_is_for_clerks_and_committees(world: World, url: str) -> None:
    statuses = {name: client.get(url).status_code for name, client in world.clients().items()}
    assert statuses.pop("clerk") in (200, 303)
    assert statuses == {"wang": 303, "li": 303, "zhao": 303, "official": 403, "stranger": 303}


def test_a_quiet_day_says_so_and_what_to_begin(world: World, clerk: FlaskClient) -> None:
    refresh()
    assert "今天没有要办的" in page(clerk, "/committee/")


def test_claims_wait_with_the_age_of_the_oldest(world: World, clerk: FlaskClient) -> None:
    a_claim(world)
    html = page(clerk, "/committee/")
    assert "向阳小区：1 份" in html
    assert "最早的一份等了 2 天" in html
    assert 'href="/committee/roster/claims"' in html
    assert "王小明" not in html


@pytest.mark.parametrize(
    ("ends_in", "chip"), [(timedelta(days=5), "这几天办"), (timedelta(hours=20), "马上办")]
)
def test_corrections_wait_with_their_age_until_the_publication_ends(
    world: World, clerk: FlaskClient, ends_in: timedelta, chip: str
) -> None:
    a_correction(world, ends_in=ends_in)
    html = page(clerk, "/committee/")
    assert re.search(rf"名册更正：1 份.*{chip}", html)
    assert "最早的一份等了 1 天" in html
    assert f'href="/committee/roster/{world.compound.public_id}/publication"' in html
    assert "公示到" in html
    assert "92.30" not in html
    other = world.staff(make.a_clerk(world.next_compound, username="next"))
    assert "名册更正" not in page(other, "/committee/")
    (row,) = queries.corrections_in(world.compound.id, is_waiting=True)
    with transaction():
        db.session.get_one(Room, row.room_id).area = 9230
        answer = roster.Answer(row.id, True, "已经改好")
        roster.answer_correction(world.compound.id, answer, "staff:X", clock.now())
    assert "名册更正" not in page(clerk, "/committee/")


def test_a_conversation_waits_with_its_age_and_the_hours_left(world: World, clerk: FlaskClient) -> None:
    with transaction():
        number = chats.open_help(world.wang, world.compound.id, "下水堵了", clock.now() - timedelta(hours=5))
    html = page(clerk, "/committee/")
    assert f"向阳小区，编号 {number}" in html
    assert "等了 5 小时。微信里还能回 42 小时" in html
    assert "下水堵了" not in html


def test_after_48_hours_the_clerk_is_told_to_telephone(world: World, clerk: FlaskClient) -> None:
    with transaction():
        chats.open_help(world.wang, world.compound.id, "下水堵了", clock.now() - timedelta(hours=50))
    assert "微信里回不了了，请打电话" in page(clerk, "/committee/")


def test_polls_that_close_within_three_days_show_their_turnout(world: World, clerk: FlaskClient) -> None:
    soon = an_open_poll(world.compound, "先修什么", days=2)
    later = an_open_poll(world.compound, "加装电梯", days=5)
    making.answer(soon, making.home_of(world.wang))
    html = page(clerk, "/committee/")
    assert f'href="/committee/polls/{soon.public_id}/turnout"' in html
    assert "已答 1 户，共 2 户（50.0%）" in html
    assert later.public_id not in html


def test_households_a_notice_has_not_reached_are_counted(world: World, clerk: FlaskClient) -> None:
    a_notice(world, an_open_poll(world.compound, days=9))
    html = page(clerk, "/committee/")
    assert "2 户没送到，共 2 户" in html


def test_what_a_notice_is_about_is_said_once_and_in_words(world: World, clerk: FlaskClient) -> None:
    told.a_notice(world.compound, [world.room], "binding:1", kind="member-joined")
    html = page(clerk, "/committee/")
    assert html.count("有人绑定成家里人") == 1
    assert "member-joined" not in html


def test_nobody_need_be_told_of_a_poll_that_is_over(world: World, clerk: FlaskClient) -> None:
    a_notice(world, making.close(making.an_open_poll(world.compound)))
    assert "没送到" not in page(clerk, "/committee/")


def test_rooms_to_which_nobody_is_bound_are_counted(world: World, clerk: FlaskClient) -> None:
    make.a_room(world.unit, "601", floor=6)
    refresh()
    html = page(clerk, "/committee/")
    assert "向阳小区：1 户" in html
    assert f'href="/committee/roster/{world.compound.public_id}"' in html


def test_drafts_lie_where_they_were_left(world: World, clerk: FlaskClient) -> None:
    draft = making.a_draft(world.compound)
    assert f'href="/committee/polls/{draft.public_id}"' in page(clerk, "/committee/")


def test_nothing_of_the_next_compound_is_shown(world: World, clerk: FlaskClient) -> None:
    make.a_room(make.a_unit(make.a_building(world.next_compound)))
    poll, draft = an_open_poll(world.next_compound), making.a_draft(world.next_compound)
    with transaction():
        chats.open_help(world.zhao, world.next_compound.id, "路灯坏了", clock.now())
    refresh()
    html = page(clerk, "/committee/")
    for foreign in ("花园小区", poll.public_id, draft.public_id, world.next_compound.public_id):
        assert foreign not in html


def test_several_compounds_stand_in_one_queue_with_their_names(world: World) -> None:
    for compound in (world.compound, world.next_compound):
        an_open_poll(compound)
    html = page(world.staff(make.a_staff_account("committee", make.a_region())), "/committee/")
    for name in ("向阳小区", "花园小区"):
        assert re.search(name + r"，\d+月\d+日（周.）\d\d:\d\d 截止，还剩\xa0[23]\xa0天", html), name


def test_a_clerk_of_nothing_yet_is_told_whom_to_ask(world: World) -> None:
    make.a_region("371500-kfq", name="开发区")
    nobody = world.staff(make.a_staff_account("clerk", f"{make.CITY}.371500-kfq"))
    assert "您名下还没有小区" in page(nobody, "/committee/")
    assert "您名下还没有小区" in page(nobody, "/committee/timeline")


def test_who_begins_with_an_empty_roster_is_sent_to_the_import(world: World) -> None:
    beginner = world.staff(make.a_clerk(make.a_compound("新开小区")))
    html = page(beginner, "/committee/")
    assert "新开小区的名册还是空的" in html
    assert "发起投票" not in html


def test_with_one_compound_the_timeline_opens_at_once(world: World, clerk: FlaskClient) -> None:
    assert clerk.get("/committee/timeline").location == f"/committee/timeline/{world.compound.public_id}"


def test_with_several_compounds_the_clerk_chooses(world: World) -> None:
    client = world.staff(make.a_staff_account("committee", make.a_region()))
    html = page(client, "/committee/timeline")
    assert f'href="/committee/timeline/{world.next_compound.public_id}"' in html


def test_the_queue_costs_the_same_however_much_waits(
    world: World, clerk: FlaskClient, statements: Counter
) -> None:
    a_claim(world)
    a_notice(world, an_open_poll(world.compound))
    few = statements(lambda: clerk.get("/committee/"))
    for number in range(3):
        a_claim(world, f"住户{number}")
        a_notice(world, an_open_poll(world.compound, f"第{number}件"))
    assert statements(lambda: clerk.get("/committee/")) == few <= 21


def a_round(world: World, planned_at: datetime, again_at: datetime | None = None) -> str:
    """A round to both homes, and perhaps somebody who asked to be visited again."""
    rooms, plan = [world.room.id, world.second_room.id], roster.RoundPlan("送房屋码", "other")
    with transaction():
        planned = roster.plan_round(world.compound.id, plan, "test:clerk", planned_at, room_ids=rooms)
        if again_at is not None:
            said = roster.VisitSaid(world.room.id, "0123456789abcdef", "again", "", again_at)
            roster.note_visit(planned.id, said, "test:clerk", planned_at)
        return planned.public_id


def test_who_was_promised_another_visit_comes_before_a_round_that_is_under_way(
    world: World, clerk: FlaskClient
) -> None:
    now = clock.now()
    number = a_round(world, now - timedelta(days=3), now - timedelta(hours=3))
    html = page(clerk, "/committee/")
    assert f'href="/committee/rounds/{world.compound.public_id}/{number}"' in html
    assert html.index("约好再去的：1 户") < html.index("扫楼没走完：2 户")
    assert "最早的等了 3 小时" in html
    assert "最早的等了 3 天" in html


def test_a_compound_that_has_told_nothing_for_two_weeks_is_reminded(world: World, clerk: FlaskClient) -> None:
    def tell(days: int, stage: str = "works") -> None:
        told_at = clock.now() - timedelta(days=days)
        story = bulletins.Story(clock.local(told_at).date(), stage, "换了下水管", None)
        with transaction():
            bulletins.publish_entry(world.compound.id, story, Actor("test", "clerk"), told_at)

    tell(40)
    html = page(clerk, "/committee/")
    assert "进度很久没更新：1 个小区" in html
    assert "最早的等了 40 天" in html
    assert "马上办" in html
    tell(3)
    assert "进度很久没更新" not in page(clerk, "/committee/")


def test_what_the_registrys_sources_disagree_about_is_listed(world: World, clerk: FlaskClient) -> None:
    for count, source in ((12, "住建局"), (14, "街道")):
        note = roster.Note(Key.BUILDINGS, {"count": count}, source)
        with transaction():
            roster.note_fact(world.compound.id, note, Actor("test", "clerk"), clock.now())
    html = page(clerk, "/committee/")
    assert "摸底说法不一：1 项" in html
    assert f'href="/committee/registry/{world.compound.public_id}"' in html


def test_several_compounds_stand_side_by_side_with_their_counts(world: World) -> None:
    for compound in (world.compound, world.next_compound):
        making.a_draft(compound)
    making.a_draft(world.compound)
    html = page(world.staff(make.a_staff_account("committee", make.a_region())), "/committee/")
    table = html.split("各小区放在一起看")[-1]
    cell = '<td role="cell" data-head="没发出的草稿" class="numbers">'
    assert f"向阳小区</th>{cell}2</td>" in table
    assert f"花园小区</th>{cell}1</td>" in table
    assert "各小区放在一起看" not in page(world.staff(world.clerk), "/committee/")
