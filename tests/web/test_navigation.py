"""The frame around the pages of each audience."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app.chats import operations as chats
from app.core import clock
from app.core.db import db, transaction
from app.roster import operations as roster
from app.web import navigation
from tests import factories as make
from tests.pages import check_page
from tests.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    """Five people and two compounds."""
    return a_world(app)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(*facts: object) -> None:
        if str(facts[2]) != "BEGIN":
            sent.append(str(facts[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def page(client: FlaskClient, url: str, status: int = 200) -> str:
    """A page that passed every check."""
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    check_page(answer.text, f"http://localhost{url}")
    return answer.text


def in_request(app: Flask, url: str, prepare: Callable[[], None]) -> int:
    """How many statements the frame of one request costs."""
    with app.test_request_context(url):
        prepare()
        with counted() as sent:
            assert navigation.frame()
    return len(sent)


def test_public_pages_have_no_frame_and_cost_no_statement(world: World) -> None:
    for url in ("/", "/privacy", "/static/css/tokens.css", "/nowhere", "/my/nowhere"):
        with world.app.test_request_context(url), counted() as sent:
            assert navigation.frame() == {}
        assert sent == []


def test_the_privacy_page_asks_the_database_nothing(world: World) -> None:
    client = world.resident(world.wang)
    with counted() as sent:
        page(client, "/privacy")
    assert sent == []


@pytest.mark.parametrize(
    ("url", "tab"),
    [("/my/", "首页"), ("/my/polls", "投票"), ("/my/progress", "进度"), ("/my/records", "我的"),
     ("/my/homes", "我的"), ("/my/bind", "我的")],
)  # fmt: skip
def test_the_tab_of_the_page_is_marked(world: World, url: str, tab: str) -> None:
    html = page(world.resident(world.wang), url)
    _, marked, after = html.partition('aria-current="page"')
    assert marked
    assert f"<span>{tab}</span>" in after[: after.index("</a>")]


def test_a_resident_sees_the_compound_the_home_and_whom_to_call(world: World) -> None:
    html = page(world.resident(world.wang), "/my/polls")
    assert "<span>向阳小区</span>" in html
    assert "您现在代表 <strong>3号楼2单元501</strong>" in html
    assert 'href="/my/#homes"' in html
    assert 'href="tel:0635-8200000"' in html


def test_one_home_is_not_offered_for_exchange(world: World) -> None:
    html = page(world.resident(world.zhao), "/my/polls")
    assert "您现在代表 <strong>1号楼1单元101</strong>" in html
    assert "换一户" not in html


def test_somebody_bound_to_nothing_has_tabs_and_no_home(world: World) -> None:
    html = page(world.resident(make.a_contact()), "/my/polls")
    assert "您现在代表" not in html
    assert "主菜单" in html


def test_a_clerk_sees_the_menu_with_what_waits(world: World) -> None:
    claimant = make.a_contact()
    with transaction():
        roster.request_binding(claimant, world.room.id, clock.now(), name="王小明")
    with transaction():
        chats.open_help(world.wang, world.compound.id, "下水堵了", clock.now() - timedelta(hours=1))
    html = page(world.staff(world.clerk), "/committee/")
    assert html.count('<span class="side-count">1<') == 2
    assert "向阳小区" in html
    assert 'action="/staff/sign-out"' in html


def test_what_waits_elsewhere_is_not_counted(world: World) -> None:
    claimant = make.a_contact()
    with transaction():
        roster.request_binding(claimant, world.next_room.id, clock.now(), name="王小明")
    assert "side-count" not in page(world.staff(world.clerk), "/committee/")


def test_a_conversation_the_clerk_answered_no_longer_waits(world: World) -> None:
    with transaction():
        chats.open_help(world.wang, world.compound.id, "", clock.now())
    assert "side-count" not in page(world.staff(world.clerk), "/committee/")


@pytest.mark.parametrize(
    ("url", "label"),
    [("/committee/", "今日工作"), ("/committee/polls", "投票"), ("/committee/notices/", "通知送达"),
     ("/committee/conversations/", "等人回话")],
)  # fmt: skip
def test_the_clerks_page_is_marked_in_the_menu(world: World, url: str, label: str) -> None:
    html = page(world.staff(world.clerk), url)
    assert f'href="{url}" aria-current="page"><span>{label}</span>' in html


def test_an_official_sees_the_region(world: World) -> None:
    html = page(world.staff(world.official), "/official/")
    assert '<span class="staff-place">东昌府区</span>' in html
    assert 'href="/official/" aria-current="page"' in html


def test_frames_cost_few_statements(world: World) -> None:
    def as_resident() -> None:
        navigation.g.contact_id = world.wang

    def as_clerk() -> None:
        navigation.g.actor = _actor(world, world.clerk)

    def as_official() -> None:
        navigation.g.actor = _actor(world, world.official)

    assert in_request(world.app, "/my/polls", as_resident) <= 2
    assert in_request(world.app, "/committee/notices/", as_clerk) <= 3
    assert in_request(world.app, "/official/", as_official) <= 2


def _actor(world: World, account: object) -> object:
    token = make.a_staff_session(account, clock.now())  # type: ignore[arg-type]  # an account of the world
    return navigation.roster.actor_for_session(token, clock.now())


def test_a_refusal_keeps_the_frame_and_leads_back(world: World) -> None:
    html = page(world.resident(world.wang), "/my/polls/0000000000", 404)
    assert "主菜单" in html
    assert 'data-audience="resident"' in html
    html = page(world.staff(world.clerk), "/committee/notices/999999", 404)
    assert 'data-audience="staff"' in html


@pytest.mark.parametrize(("url", "status", "words"), [
    ("/official/", 403, "您的角色进不了这一页"),
    ("/staff/people/", 403, "请管理员或上一级核对您的角色"),
    ("/committee/nowhere", 404, "请从左边的菜单重新找"),
    ("/committee/polls/0000000000", 404, "不在您管的小区里"),
])  # fmt: skip
def test_a_no_to_staff_speaks_to_staff_and_leads_to_where_their_work_begins(
    world: World, url: str, status: int, words: str
) -> None:
    html = page(world.staff(world.clerk), url, status)
    assert words in html
    assert 'data-audience="staff"' in html
    assert 'href="/committee/"' in html
    assert not [each for each in ("楼道海报", "回复「", "您的房屋信息", '"/official/"') if each in html]


def test_a_wrong_address_shows_a_stranger_no_menu(world: World) -> None:
    html = page(world.app.test_client(), "/committee/nowhere", 404)
    assert 'class="side"' not in html


def test_when_the_database_failed_the_page_asks_it_nothing_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    client = world.resident(world.wang)
    monkeypatch.setattr("app.dashboards.queries.to_do_for", fail)
    sent: list[str] = []
    monkeypatch.setattr(navigation, "_resident", lambda _: sent.append("asked"))
    html = page(client, "/my/", 503)
    assert sent == []
    assert "主菜单" not in html
