"""The clerk's list: who has heard, who has not, and what the clerk did about it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.audit import queries as audit
from app.core import clock
from app.core.db import db, transaction
from app.notifications import operations, queries
from tests import factories as make
from tests.app.notifications.making import a_notice, deliveries, fate
from tests.app.polls.browsing import page, send
from tests.people import World, a_world

INDEX = "/committee/notices/"


@pytest.fixture
def world(app: Flask) -> World:
    """Five people; room 601 has nobody."""
    return a_world(app)


def told(world: World, notice: int, status: int = 303, **form: str) -> TestResponse:
    """The clerk says that a household was told."""
    url = f"{INDEX}{notice}"
    return send(world.staff(world.clerk), f"{url}/told", url, status=status, **form)


def test_the_list_shows_every_notice_of_the_clerks_compounds_and_no_other(world: World) -> None:
    clerk = world.staff(world.clerk)
    assert "还没有通知" in page(clerk, INDEX)
    own = a_notice(world.compound, [world.room], "poll:A")
    foreign = a_notice(world.next_compound, [world.next_room], "poll:B")
    html = page(clerk, INDEX)
    assert f'href="{INDEX}{own}"' in html
    assert f'href="{INDEX}{foreign}"' not in html


def test_a_notice_is_listed_household_by_household(world: World) -> None:
    empty = make.a_room(world.unit, "601", floor=6)
    notice = a_notice(world.compound, [world.room, world.second_room, empty])
    clerk, url = world.staff(world.clerk), f"{INDEX}{notice}"
    html = page(clerk, url)
    assert "一共 3 户" in html
    assert "已送达 0 户" in html
    assert "没有人绑定微信" in html
    assert html.count("王秀英") == 0
    first = deliveries(notice)[0].id
    with transaction():
        operations.note_told([first], clock.now())
    assert "已送达 1 户" in page(clerk, url)
    assert "501" not in page(clerk, url).split("told-table")[1]
    assert "501" in page(clerk, f"{url}?show=all").split("told-table")[1]


def test_a_household_counts_as_told_when_one_of_its_people_was(world: World) -> None:
    notice = a_notice(world.compound, [world.room])
    wang, _li = deliveries(notice)
    with transaction():
        operations.note_told([wang.id], clock.now())
    assert "每一户都收到了" in page(world.staff(world.clerk), f"{INDEX}{notice}")
    (reach,) = queries.reach_in([world.compound.id])
    assert (reach.rooms, reach.delivered) == (1, 1)


@pytest.mark.parametrize("way", ["phone", "door", "poster"])
def test_the_clerk_notes_how_a_household_was_told(world: World, way: str) -> None:
    notice = a_notice(world.compound, [world.room])
    told(world, notice, room=str(world.room.id), way=way)
    assert {row[:2] for row in fate(notice)} == {("delivered", way)}
    assert {row.by for row in deliveries(notice)} == {f"staff:{world.clerk.key}"}
    entries = [entry for row in deliveries(notice) for entry in audit.entries_about(f"delivery:{row.id}")]
    assert [(entry.act, entry.facts) for entry in entries] == [("notice.told", {"way": way})] * 2


def test_one_poster_tells_a_whole_stairwell_and_no_other(world: World) -> None:
    far = make.a_room(make.a_unit(make.a_building(world.compound, "4号楼"), "1单元"), "101")
    notice = a_notice(world.compound, [world.room, world.second_room, far])
    url = f"{INDEX}{notice}"
    html = page(world.staff(world.clerk), url)
    assert f'name="unit" value="{world.unit.id}"' in html
    assert "整个单元 2 户都用" in html
    told(world, notice, unit=str(world.unit.id), way="poster")
    reached = {row.room_id for row in deliveries(notice) if str(row.progress) == "delivered"}
    assert reached == {world.room.id, world.second_room.id}
    assert {str(row.way) for row in deliveries(notice) if row.room_id != far.id} == {"poster"}
    told(world, notice, status=404, unit=str(world.unit.id), way="poster")
    told(world, notice, status=404, unit="9" * 30, way="poster")
    told(world, notice, status=422, unit=str(far.unit_id), way="pigeon")


def test_telling_twice_changes_nothing_and_the_first_way_stays(world: World) -> None:
    notice = a_notice(world.compound, [world.room])
    page(world.staff(world.clerk), f"{INDEX}{notice}")
    told(world, notice, room=str(world.room.id), way="phone")
    reply = send(
        world.staff(world.clerk), f"{INDEX}{notice}/told", INDEX, status=404,
        room=str(world.room.id), way="door",
    )  # fmt: skip
    assert "不用再记" in reply.text
    assert {row[1] for row in fate(notice)} == {"phone"}


def test_only_what_the_clerk_did_is_noted_in_the_log(world: World) -> None:
    notice = a_notice(world.compound, [world.room])
    wang, li = deliveries(notice)
    with transaction():
        operations.note_told([wang.id], clock.now())
    told(world, notice, room=str(world.room.id), way="door")
    assert audit.entries_about(f"delivery:{wang.id}") == []
    assert len(audit.entries_about(f"delivery:{li.id}")) == 1
    assert [row[1] for row in fate(notice)] == ["reply", "door"]


@pytest.mark.parametrize(
    ("form", "status"),
    [({"way": "pigeon"}, 422), ({"way": ""}, 422), ({"way": "template"}, 422), ({"way": "delivered"}, 422),
     ({"room": "999999", "way": "phone"}, 404), ({"room": "x", "way": "phone"}, 404), ({"room": ""}, 404)],
)  # fmt: skip
def test_nonsense_is_refused_and_nobody_counts_as_told(
    world: World, form: dict[str, str], status: int
) -> None:
    notice = a_notice(world.compound, [world.room])
    form = {"room": str(world.room.id)} | form
    send(world.staff(world.clerk), f"{INDEX}{notice}/told", INDEX, status=status, **form)
    assert {row[0] for row in fate(notice)} == {"waiting"}


def test_a_room_of_another_notice_cannot_be_marked_through_this_one(world: World) -> None:
    own = a_notice(world.compound, [world.room])
    foreign = a_notice(world.next_compound, [world.next_room], "poll:B")
    form = {"room": str(world.next_room.id), "way": "phone"}
    send(world.staff(world.clerk), f"{INDEX}{own}/told", INDEX, status=404, **form)
    assert {row[0] for row in fate(foreign)} == {"waiting"}


def test_only_this_compounds_clerk_may_see_and_mark(world: World) -> None:
    notice = a_notice(world.compound, [world.room])
    other = make.a_clerk(world.next_compound, username="other-clerk")
    people = world.clients() | {"other": world.staff(other)}
    expected = {"clerk": 200, "other": 403, "official": 403}
    for name, client in people.items():
        status = expected.get(name, 303)
        assert client.get(f"{INDEX}{notice}").status_code == status, name
        world.app.config["WTF_CSRF_ENABLED"] = False
        form = {"room": str(world.room.id), "way": "phone"}
        if name != "clerk":
            assert client.post(f"{INDEX}{notice}/told", data=form).status_code == status, name
    assert {row[0] for row in fate(notice)} == {"waiting"}


@pytest.mark.parametrize("number", ["0", "999999", "2147483648", "9" * 40, "-1", "x", "1.0"])
def test_a_notice_that_is_not_there_is_a_calm_404(world: World, number: str) -> None:
    page(world.staff(world.clerk), f"{INDEX}{number}", status=404)


@pytest.mark.parametrize(
    "kind", ["binding-confirmed", "binding-refused", "binding-ended", "owner-joined", "owner-claimed"]
)
def test_news_of_a_binding_has_words_for_the_clerk(world: World, kind: str) -> None:
    facts = {"room": "3号楼2单元501", "compound": "向阳小区", "reason": ""}
    subject = operations.Subject(kind, "binding:1", world.compound.id, facts)
    with transaction():
        operations.announce_to_contact(subject, world.wang, world.room.id, clock.now())
    clerk = world.staff(world.clerk)
    assert kind not in page(clerk, INDEX)
    (reach,) = queries.reach_in([world.compound.id])
    heading = page(clerk, f"{INDEX}{reach.notice_id}").split("<h1")[1].split("</h1>")[0]
    assert "3号楼2单元501" in heading
    assert kind not in heading


def test_the_list_asks_the_database_as_often_for_many_notices_as_for_few(world: World) -> None:
    def count(client: FlaskClient, url: str) -> int:
        asked: list[str] = []

        def note(*details: object) -> None:
            asked.append(str(details[2]))

        event.listen(db.engine, "before_cursor_execute", note)
        page(client, url)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    clerk = world.staff(world.clerk)
    rooms = [world.room]
    first = a_notice(world.compound, rooms, "poll:0")
    page(clerk, INDEX)
    few = count(clerk, INDEX), count(clerk, f"{INDEX}{first}")
    rooms += [make.a_room(world.unit, f"7{number:02d}", floor=7) for number in range(8)]
    many = [a_notice(world.compound, rooms, f"poll:{number}") for number in range(1, 9)]
    assert (count(clerk, INDEX), count(clerk, f"{INDEX}{many[-1]}")) == few
