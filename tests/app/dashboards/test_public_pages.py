"""The public site: everything for everybody, nothing about anybody."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.bulletins import operations as bulletins
from app.core import clock
from app.core.db import transaction
from app.roster import operations
from bots.desk import NOTICE_VERSION
from surveys.works.facts import Key
from tests import factories as make
from tests.app.dashboards.conftest import an_open_poll, page, refresh
from tests.app.polls import making
from tests.people import World

Counter = Callable[[Callable[[], object]], int]
PERSONAL = ("王秀英", "李建国", "赵敏", "13806350001", "138****0001", "3号楼2单元501", "501")


def told(world: World, text: str, *, stage: str = "works", picture: str | None = None) -> str:
    """Something published about Wang's compound."""
    story = bulletins.Story(date(2026, 3, 2), stage, text, picture)
    with transaction():
        return bulletins.publish_entry(world.compound.id, story, "staff:CLERK00001", clock.now())


def test_an_empty_city_says_what_this_is_and_how_to_join(client: FlaskClient) -> None:
    html = page(client, "/")
    assert "怎么参加" in html
    assert "还没有小区加入" in html


def test_the_city_page_lists_its_units_with_their_figures(world: World, client: FlaskClient) -> None:
    make.a_region("371500-kfq", name="开发区")
    make.a_compound("湖畔小区", household_count=200)
    an_open_poll(world.compound)
    refresh()
    html = page(client, "/")
    assert "3 个小区 · 200 户 · 正在投票 1 项" in html
    assert re.search(r"开发区</span><span class=\"links-note\">还没有小区加入", html)
    assert "截至" in html
    assert "另有 2 个小区没有登记" in html


def test_before_the_first_count_the_page_says_so(world: World, client: FlaskClient) -> None:
    assert "还没有统计" in page(client, "/")


def test_the_city_page_with_24_compounds_costs_at_most_8_statements(
    world: World, client: FlaskClient, statements: Counter
) -> None:
    for number in range(22):
        make.a_compound(f"小区{number}", household_count=100)
    refresh()
    page(client, "/")
    assert statements(lambda: client.get("/")) <= 8
    assert statements(lambda: client.get(f"/r/{make.COUNTY}")) <= 8


def test_a_unit_lists_its_compounds(world: World, client: FlaskClient) -> None:
    told(world, "脚手架搭好了")
    refresh()
    html = page(client, f"/r/{make.COUNTY}")
    assert f'href="/c/{world.compound.public_id}"' in html
    assert "施工" in html
    assert 'href="/"' in html


def test_a_unit_without_compounds_says_so(world: World, client: FlaskClient) -> None:
    make.a_region("371500-kfq", name="开发区")
    assert "还没有小区加入" in page(client, "/r/371500-kfq")


@pytest.mark.parametrize("url", ["/r/999999", "/r/%27%3B", "/c/0000000000", "/c/x"])
def test_what_does_not_exist_is_missing(client: FlaskClient, url: str) -> None:
    page(client, url, 404)


def test_a_compound_with_nothing_yet_still_makes_a_page(world: World, client: FlaskClient) -> None:
    html = page(client, f"/c/{world.compound.public_id}")
    for words in ("改造还没有开始", "现在没有正在进行的投票", "还没有公布的结果", "居委会还没有发布进度"):
        assert words in html


def test_a_compound_shows_its_facts_and_whom_to_call(app: Flask, client: FlaskClient) -> None:
    compound = make.a_compound(
        "湖畔小区", building_count=9, household_count=436, floor_area=3_950_499,
        office_hours={"days": [1, 2, 3, 4, 5], "from": "08:30", "to": "17:30"},
    )  # fmt: skip
    html = page(client, f"/c/{compound.public_id}")
    for words in ("1996 年", "9 栋", "436 户", "3.95 万㎡", "柳园路 1 号", "周一至周五 08:30–17:30"):
        assert words in html
    assert 'href="tel:0635-8200000"' in html


def test_a_running_poll_shows_turnout_with_its_base_and_no_choice(world: World, client: FlaskClient) -> None:
    poll = an_open_poll(world.compound)
    making.answer(poll, making.home_of(world.wang))
    html = page(client, f"/c/{world.compound.public_id}")
    assert "已答 1 户，共 2 户（50.0%）" in html
    assert f'href="/p/{poll.public_id}"' in html
    assert "屋顶" not in html


def test_a_closed_poll_links_to_its_result(world: World, client: FlaskClient) -> None:
    poll = making.an_open_poll(world.compound)
    making.answer(poll, making.home_of(world.wang))
    making.close(poll)
    html = page(client, f"/c/{world.compound.public_id}")
    assert f'href="/p/{poll.public_id}"' in html
    assert "已答 1 户，共 2 户" in html


def test_drafts_and_other_compounds_polls_are_not_shown(world: World, client: FlaskClient) -> None:
    draft = making.a_draft(world.compound)
    other = an_open_poll(world.next_compound)
    html = page(client, f"/c/{world.compound.public_id}")
    assert draft.public_id not in html
    assert other.public_id not in html


def test_the_timeline_marks_corrections_and_shows_pictures(world: World, client: FlaskClient) -> None:
    wrong = told(world, "三号楼开工", picture="a" * 64 + ".jpg")
    with transaction():
        bulletins.correct_entry(wrong, "五号楼开工", "staff:CLERK00001", clock.now())
    html = page(client, f"/c/{world.compound.public_id}")
    assert "施工（已更正）" in html
    assert "施工（更正）" in html
    assert f'src="/pictures/{"a" * 64}.jpg"' in html
    assert "现在是「施工」" in html


def test_what_a_clerk_typed_is_shown_as_text(world: World, client: FlaskClient) -> None:
    told(world, "<script>alert(1)</script>")
    html = page(client, f"/c/{world.compound.public_id}")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_public_pages_name_nobody(world: World, client: FlaskClient) -> None:
    poll = an_open_poll(world.compound)
    making.answer(poll, making.home_of(world.wang))
    told(world, "开工了")
    refresh()
    for url in ("/", f"/r/{make.COUNTY}", f"/c/{world.compound.public_id}"):
        html = page(client, url)
        assert not [word for word in PERSONAL if word in html], url


def test_everybody_sees_the_same_public_page(world: World) -> None:
    refresh()
    seen = {
        re.sub(r"\s+", " ", page(client, f"/c/{world.compound.public_id}"))
        for client in world.clients().values()
    }
    assert len(seen) == 1


def test_a_compound_page_costs_the_same_with_many_polls(
    world: World, client: FlaskClient, statements: Counter
) -> None:
    url = f"/c/{world.compound.public_id}"
    an_open_poll(world.compound)
    making.close(making.an_open_poll(world.compound))
    few = statements(lambda: client.get(url))
    for number in range(3):
        an_open_poll(world.compound, f"第{number}件")
        told(world, f"第{number}天")
    assert statements(lambda: client.get(url)) == few <= 10


def test_the_privacy_notice_carries_the_version_people_agree_to(client: FlaskClient) -> None:
    html = page(client, "/privacy")
    assert f"第 {NOTICE_VERSION} 版" in html
    for words in ("谁在用", "谁看得到", "留多久", "删除", "收回同意", "居委会经办人", "邻居看不到"):
        assert words in html


def test_a_compound_with_a_demolition_plan_says_so_on_its_page(world: World, client: FlaskClient) -> None:
    plan = operations.Note(Key.DEMOLITION, {"choice": "demolition"}, "资规局", date(2026, 3, 2))
    with transaction():
        operations.note_fact(world.compound.id, plan, "staff:CLERK00001", clock.now())
    html = page(client, f"/c/{world.compound.public_id}")
    assert "本小区列入拆迁计划（来源：资规局），改造暂停" in html
    assert "不符合改造条件" in html
