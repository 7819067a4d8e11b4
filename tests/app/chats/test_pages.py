"""The clerk's desk: who waits and how long, what was said, the answer, the end."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.audit import queries as audit
from app.chats import operations, queries
from app.chats.models import HelpMessage, HelpRequest
from app.core import clock
from app.core.db import db, transaction
from app.notifications import operations as counted
from app.roster.models import Compound
from tests import factories as make
from tests.app.chats.phone import Phone
from tests.app.notifications.platform import later, openid_of
from tests.app.polls.browsing import page, send
from tests.people import World, a_world

INDEX = "/committee/conversations/"


@pytest.fixture
def world(app: Flask) -> World:
    """Five people."""
    return a_world(app)


def asked(world: World, contact: int, *words: str) -> int:
    """Somebody asks for a person in the chat; the request's id."""
    phone = Phone(world.app, openid_of(contact))
    for said in ("人工", *words):
        phone.say(said)
    db.session.rollback()
    newest = select(HelpRequest.id).where(HelpRequest.contact_id == contact)
    return db.session.execute(newest.order_by(HelpRequest.id.desc())).scalars().first() or 0


def table(world: World) -> str:
    return page(world.staff(world.clerk), INDEX).split("<main")[1]


def reply(world: World, request: int, text: str, *, status: int = 303) -> str:
    url = f"{INDEX}{request}"
    return send(world.staff(world.clerk), url, url, status=status, text=text).text


def messages(request: int) -> list[HelpMessage]:
    db.session.rollback()
    return queries.messages_in(request)


def test_nobody_waits_at_first(world: World) -> None:
    assert "没有人在等" in table(world)


def test_who_waits_longest_stands_first_with_home_and_age(world: World) -> None:
    first = asked(world, world.wang, "三楼漏水了")
    later(world.app, hours=3, minutes=20)
    second = asked(world, world.li, "电梯什么时候装")
    later(world.app, minutes=5)
    html = table(world)
    assert html.index(f"{INDEX}{first}") < html.index(f"{INDEX}{second}")
    assert "3 小时" in html
    assert "5 分钟" in html
    assert "501" in html
    assert "三楼漏水了" not in html


def test_a_conversation_shows_what_was_said_whose_home_and_how_long_an_answer_is_possible(
    world: World,
) -> None:
    request = asked(world, world.wang, "三楼漏水了")
    html = page(world.staff(world.clerk), f"{INDEX}{request}")
    for shown in ("三楼漏水了", "王秀英", "501", "502", "5 条", "47 小时"):
        assert shown in html
    later(world.app, hours=40)
    assert "7 小时" in page(world.staff(world.clerk), f"{INDEX}{request}")
    later(world.app, hours=9)
    html = page(world.staff(world.clerk), f"{INDEX}{request}")
    assert "超过 48 小时" in html


def test_an_answer_is_kept_promised_and_noted(world: World) -> None:
    request = asked(world, world.wang, "三楼漏水了")
    reply(world, request, "明天上午来修。\r\n请留人。")
    answer = messages(request)[-1]
    assert (answer.text, answer.said_by, answer.sent_at) == (
        "明天上午来修。\n请留人。",
        f"staff:{world.clerk.key}",
        None,
    )
    html = page(world.staff(world.clerk), f"{INDEX}{request}")
    assert "正在发" in html
    assert world.clerk.name in html
    assert "已回话" in table(world)
    acts = [entry.act for entry in audit.entries_about(f"help:{request}")]
    assert acts == ["help.asked", "help.answered"]
    assert "明天" not in repr([entry.facts for entry in audit.entries_about(f"help:{request}")])


@pytest.mark.parametrize(("text", "status"), [("", 422), ("  \n ", 422), ("好" * 601, 422), ("a\0b", 400)])
def test_an_answer_that_says_nothing_or_would_be_cut_short_is_refused(
    world: World, text: str, status: int
) -> None:
    request = asked(world, world.wang, "三楼漏水了")
    before = len(messages(request))
    reply(world, request, text, status=status)
    assert len(messages(request)) == before


def test_markup_in_what_residents_say_is_shown_as_words(world: World) -> None:
    request = asked(world, world.wang, "&lt;script&gt;alert(1)&lt;/script&gt;")
    html = page(world.staff(world.clerk), f"{INDEX}{request}")
    assert "<script>alert" not in html
    assert "alert(1)" in html


def test_a_settled_matter_leaves_the_list_and_takes_no_further_answer(world: World) -> None:
    request = asked(world, world.wang, "三楼漏水了")
    url = f"{INDEX}{request}"
    send(world.staff(world.clerk), f"{url}/close", url)
    assert "没有人在等" in table(world)
    assert "已经结束" in page(world.staff(world.clerk), url)
    send(world.staff(world.clerk), f"{url}/close", "/committee/timeline/" + world.compound.public_id)
    acts = [entry.act for entry in audit.entries_about(f"help:{request}")]
    assert acts == ["help.asked", "help.closed"]


def test_an_answer_to_a_settled_matter_is_refused(world: World) -> None:
    request = asked(world, world.wang, "三楼漏水了")
    with transaction():
        operations.close_help(request, "staff:X", clock.now())
    form_page = "/committee/timeline/" + world.compound.public_id
    url = f"{INDEX}{request}"
    refused = send(world.staff(world.clerk), url, form_page, status=409, text="还有一句")
    assert "已经结束" in refused.text


def test_asking_again_opens_a_new_conversation(world: World) -> None:
    first = asked(world, world.wang, "三楼漏水了")
    with transaction():
        operations.close_help(first, "staff:X", clock.now())
    assert "又漏水了" not in Phone(world.app, openid_of(world.wang)).say("又漏水了")
    second = asked(world, world.wang, "又漏水了")
    assert second != first
    assert [message.text for message in messages(second)] == ["又漏水了"]
    assert "又漏水了" not in repr([message.text for message in messages(first)])


def test_what_is_said_while_it_is_open_joins_the_same_conversation(world: World) -> None:
    request = asked(world, world.wang, "三楼漏水了", "还在漏")
    assert asked(world, world.wang) == request
    assert [message.text for message in messages(request)][:2] == ["三楼漏水了", "还在漏"]


def test_only_this_compounds_clerk_may_read_answer_and_close(world: World) -> None:
    request = asked(world, world.wang, "三楼漏水了")
    other = make.a_clerk(world.next_compound, username="other-clerk")
    world.app.config["WTF_CSRF_ENABLED"] = False
    expected = {"clerk": 200, "official": 403, "other": 403}
    for name, client in (world.clients() | {"other": world.staff(other)}).items():
        status, url = expected.get(name, 303), f"{INDEX}{request}"
        assert client.get(url).status_code == status, name
        if name != "clerk":
            assert client.post(url, data={"text": "x"}).status_code == status, name
            assert client.post(f"{url}/close").status_code == status, name
    assert len(messages(request)) == 1
    assert queries.find_help(request).closed_at is None
    assert "没有人在等" in page(world.staff(other), INDEX)


@pytest.mark.parametrize("number", ["0", "999999", "2147483648", "9" * 40, "x", "-1"])
def test_a_conversation_that_is_not_there_is_a_calm_404(world: World, number: str) -> None:
    page(world.staff(world.clerk), f"{INDEX}{number}", status=404)


@pytest.mark.parametrize(
    ("here", "is_open"),
    [
        ("2026-03-02T08:29", False),
        ("2026-03-02T08:30", True),
        ("2026-03-02T17:29", True),
        ("2026-03-02T17:30", False),
        ("2026-03-07T10:00", False),
    ],
)
def test_the_desk_is_open_in_its_hours_in_liaochengs_time(here: str, is_open: bool) -> None:
    setting = {"days": [1, 2, 3, 4, 5], "from": "08:30", "to": "17:30"}
    hours = queries.hours_for(setting, datetime.fromisoformat(here))
    assert (hours.is_open_now, hours.text) == (is_open, "08:30-17:30")


def test_a_compound_without_hours_is_never_said_to_be_open() -> None:
    hours = queries.hours_for({}, datetime(2026, 3, 2, 10))
    assert (hours.is_open_now, hours.text) == (False, "")


def test_outside_the_hours_the_chat_gives_hours_and_telephone(world: World) -> None:
    with transaction():
        compound = db.session.get_one(Compound, world.compound.id)
        compound.office_hours = {"days": [], "from": "08:30", "to": "17:30"}
    phone = Phone(world.app, openid_of(world.wang))
    said = phone.say("人工") + phone.say("三楼漏水了")
    assert "0635-8200000" in said
    assert "08:30" in said


def test_a_resident_without_a_compound_is_told_what_to_do_first(app: Flask) -> None:
    assert "绑定" in Phone(app, "nobody").say("人工")
    assert db.session.execute(select(HelpRequest)).first() is None


def test_the_list_costs_the_same_statements_for_many_as_for_one(world: World) -> None:
    def count() -> int:
        seen: list[str] = []

        def note(*facts: object) -> None:
            seen.append(str(facts[2]))

        event.listen(db.engine, "before_cursor_execute", note)
        table(world)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    asked(world, world.wang, "三楼漏水了")
    table(world)
    few = count()
    for number in range(6):
        room = make.a_room(world.unit, f"7{number:02d}", floor=7)
        contact = make.a_resident_contact(room)
        with transaction():
            operations.open_help(contact, world.compound.id, "路灯坏了", clock.now())
    table(world)
    assert count() == few


def test_the_window_shown_counts_what_was_sent(world: World) -> None:
    request = asked(world, world.wang, "三楼漏水了")
    with transaction():
        for _ in range(4):
            counted.note_service_message(world.wang, clock.now() + timedelta(seconds=1))
    later(world.app, seconds=5)
    assert "1 条" in page(world.staff(world.clerk), f"{INDEX}{request}")
