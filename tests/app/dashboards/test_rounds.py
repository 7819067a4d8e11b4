"""Rounds from door to door in the browser: planning, writing down, paper, workbook, and who may."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core import clock
from app.core.db import transaction
from app.notifications import operations as notices
from app.notifications import queries as notified
from app.roster import operations as roster
from app.roster.queries import visits
from tests import factories as make
from tests.app.dashboards.conftest import an_open_poll, page
from tests.app.polls import making
from tests.pages import check_page
from tests.people import World

KEY = "0123456789abcdef"
JSON = {"Accept": "application/json"}
Counter = Callable[[Callable[[], object]], int]


@pytest.fixture
def clerk(world: World) -> FlaskClient:
    """The clerk of Wang's compound; what forms carry is checked by `check_page`."""
    world.app.config["WTF_CSRF_ENABLED"] = False
    return world.staff(world.clerk)


def base(world: World) -> str:
    return f"/committee/rounds/{world.compound.public_id}"


def planned(world: World, clerk: FlaskClient, status: int = 303, **form: object) -> TestResponse:
    told = {"title": "三号楼送码", "purpose": "other", "homes": "all", "scope": "compound"}
    answer = clerk.post(f"{base(world)}/new", data=told | form)
    assert answer.status_code == status, answer.text
    return answer


def a_round(world: World, clerk: FlaskClient, **form: object) -> str:
    return planned(world, clerk, **form).location.partition("?")[0]


def homes_of(world: World, url: str) -> list[int]:
    found = visits.get_round(world.compound.id, url.rpartition("/")[2])
    return [stop.room_id for stop in visits.stops_in(found.id)]


def visit(
    clerk: FlaskClient, url: str, room_id: int, *, headers: dict[str, str] | None = None, **form: object
) -> TestResponse:
    told = {"room": str(room_id), "key": KEY, "outcome": "done"}
    return clerk.post(f"{url}/visits", data=told | form, headers=headers)


def test_a_clerk_plans_a_round_and_gets_the_list_by_door(world: World, clerk: FlaskClient) -> None:
    assert "还没有扫过楼" in page(clerk, base(world))
    assert "三号楼送码" not in page(clerk, f"{base(world)}/new")
    url = a_round(world, clerk)
    html = page(clerk, url)
    for words in ("三号楼送码", "3号楼2单元", "501", "138****0001", "王*英", "0/2", "还没去"):
        assert words in html, words
    for hidden in ("13806350001", "王秀英"):
        assert hidden not in html
    assert "走过 0/2 户" in page(clerk, base(world))


def test_only_the_homes_that_are_still_open_are_visited(world: World, clerk: FlaskClient) -> None:
    empty = make.a_room(world.unit, "601", floor=6)
    assert homes_of(world, a_round(world, clerk, purpose="binding", homes="open")) == [empty.id]
    poll = an_open_poll(world.compound)
    making.answer(poll, making.home_of(world.wang))
    told = {"purpose": "poll", "subject-poll": f"poll:{poll.public_id}", "homes": "open"}
    unanswered = homes_of(world, a_round(world, clerk, **told))
    assert empty.id in unanswered
    assert len(unanswered) == 2


def test_a_round_may_go_to_some_buildings_or_stairwells(world: World, clerk: FlaskClient) -> None:
    far = make.a_room(make.a_unit(make.a_building(world.compound, "9号楼")), "101", floor=1)
    form = {"scope": "buildings", "building": str(far.building_id)}
    assert homes_of(world, a_round(world, clerk, **form)) == [far.id]
    form = {"scope": "units", "unit": f"{far.building_id}-{far.unit_id}"}
    assert homes_of(world, a_round(world, clerk, **form)) == [far.id]


NO_PLANS = (
    ({"title": ""}, "请写这一轮是做什么的"),
    ({"purpose": "poll"}, "请选是哪一次投票"),
    ({"purpose": "binding", "homes": "open"}, "一户也没有"),
    ({"homes": "some"}, "请选去哪些户"),
    ({"scope": "city"}, "请选去哪里"),
    ({"scope": "buildings"}, "勾选"),
)


def test_a_plan_that_cannot_be_comes_back_as_it_was_filled_in(world: World, clerk: FlaskClient) -> None:
    for form, words in NO_PLANS:
        answer = planned(world, clerk, 422, **form)
        check_page(answer.text, base(world))
        assert words in answer.text
        assert form.get("title") == "" or "三号楼送码" in answer.text


def test_a_poll_or_notice_of_another_compound_is_missing(world: World, clerk: FlaskClient) -> None:
    poll = an_open_poll(world.next_compound)
    planned(world, clerk, 404, **{"purpose": "poll", "subject-poll": f"poll:{poll.public_id}"})
    subject = notices.Subject("poll-opened", "poll:X", world.next_compound.id, {"title": "别处"})
    with transaction():
        notices.announce(subject, [world.next_room.id], clock.now())
    (reach,) = notified.reach_in([world.next_compound.id])
    for key in (f"notice:{reach.notice_id}", "notice:999999", "notice:x"):
        planned(world, clerk, 404, **{"purpose": "notice", "subject-notice": key})


def test_a_visit_is_written_down_with_who_and_when(world: World, clerk: FlaskClient) -> None:
    url = a_round(world, clerk)
    answer = visit(clerk, url, world.room.id, outcome="again", again_at="2031-05-06T19:30", note="女儿在家")
    assert answer.status_code == 303
    html = page(clerk, answer.location)
    for words in ("记好了", "约在 2031年5月6日 19:30", "女儿在家", "clerk clerk", "1/2"):
        assert words in html, words


def test_a_script_is_told_whether_a_visit_is_new_known_or_refused(world: World, clerk: FlaskClient) -> None:
    url = a_round(world, clerk)
    first = visit(clerk, url, world.room.id, headers=JSON)
    assert (first.status_code, first.json) == (201, {"state": "kept"})
    again = visit(clerk, url, world.room.id, headers=JSON)
    assert (again.status_code, again.json) == (200, {"state": "known"})
    other = visit(clerk, url, world.room.id, headers=JSON, outcome="away")
    assert other.status_code == 422
    assert other.json["state"] == "refused"
    assert "内容不一样" in other.json["words"]
    assert visit(clerk, url, world.room.id, outcome="away").status_code == 409


NO_VISITS = (
    ({"outcome": ""}, "请选结果怎么样"),
    ({"outcome": "again"}, "请写约在什么时候"),
    ({"outcome": "again", "again_at": "明天"}, "日期看不懂"),
    ({"note": "长" * 301}, "备注太长"),
    ({"key": ""}, "请重新打开页面再记"),
    ({"room": "x"}, "不在这一轮的名单里"),
)


def test_a_refused_visit_comes_back_with_what_was_typed(world: World, clerk: FlaskClient) -> None:
    url = a_round(world, clerk)
    for form, words in NO_VISITS:
        answer = visit(clerk, url, world.room.id, **({"note": "敲了三遍门"} | form))
        assert answer.status_code == 422
        assert words in answer.text
        if "room" not in form:
            check_page(answer.text, url)
            assert "note" in form or "敲了三遍门" in answer.text


@pytest.mark.parametrize("again", ["9999-12-31T23:59", "0001-01-01T00:00"])
def test_a_time_in_another_millennium_is_refused_and_a_watch_that_shows_one_is_not_believed(
    world: World, clerk: FlaskClient, again: str
) -> None:
    url = a_round(world, clerk)
    room = homes_of(world, url)[0]
    form = {"room": str(room), "key": "k" * 20}
    assert (
        clerk.post(f"{url}/visits", data={**form, "outcome": "again", "again_at": again}).status_code == 422
    )
    zoned = f"{again}+23:59" if again < "2" else f"{again}-23:59"
    answer = clerk.post(f"{url}/visits", data={**form, "outcome": "done", "visited_at": zoned})
    assert answer.status_code == 303


def test_a_visit_that_carries_a_notice_tells_the_notice_too(world: World, clerk: FlaskClient) -> None:
    subject = notices.Subject("poll-opened", "poll:X", world.compound.id, {"title": "先修哪里"})
    with transaction():
        notices.announce(subject, [world.room.id, world.second_room.id], clock.now())
    (reach,) = notified.reach_in([world.compound.id])
    form = {"purpose": "notice", "subject-notice": f"notice:{reach.notice_id}", "homes": "open"}
    asked = page(clerk, f"{base(world)}/new?purpose=notice&subject-notice=notice:{reach.notice_id}")
    assert f'<option value="notice:{reach.notice_id}" selected>投票开始：先修哪里</option>' in asked
    url = a_round(world, clerk, **form)
    visit(clerk, url, world.room.id)
    visit(clerk, url, world.second_room.id, key=f"{KEY}2", outcome="away")
    (after,) = notified.reach_in([world.compound.id])
    assert (after.rooms, after.delivered) == (2, 1)
    visit(clerk, url, world.room.id, key=f"{KEY}3", outcome="phoned")
    ways = {str(row.way) for row in notified.deliveries_of(reach.notice_id) if row.way}
    assert ways == {"door"}


def test_a_closed_round_shows_its_history_and_takes_no_more(world: World, clerk: FlaskClient) -> None:
    url = a_round(world, clerk)
    visit(clerk, url, world.room.id)
    assert clerk.post(f"{url}/close").status_code == 303
    html = page(clerk, url)
    assert "data-visit" not in html
    assert "见到人，已办" in html
    assert visit(clerk, url, world.second_room.id, key=f"{KEY}2").status_code == 409


def test_the_list_prints_with_boxes_and_exports_as_text(world: World, clerk: FlaskClient) -> None:
    url = a_round(world, clerk)
    visit(clerk, url, world.room.id, note="=1+1")
    paper = page(clerk, f"{url}/print")
    assert paper.count("□") == 12
    assert "138****0001" in paper
    answer = clerk.get(f"{url}/list.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[3][0:3] == ("3号楼2单元", 5, "501")
    assert rows[3][10] == "=1+1"
    assert sheet.cell(4, 11).data_type == "s"
    assert rows[5][5:7] == ("走过 1 户", "了结 1 户")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_large_round_shows_one_stairwell_at_a_time(world: World, clerk: FlaskClient) -> None:
    for number in range(61):
        make.a_room(world.unit, f"A{number}", floor=7)
    url = a_round(world, clerk)
    assert "data-visit" not in page(clerk, url).replace("data-visits", "")
    assert page(clerk, f"{url}?unit={world.unit.public_id}").count("data-visit data-label") == 63
    assert clerk.get(f"{url}?unit=NOSUCHUNIT").status_code == 404


def test_only_the_compounds_own_staff_plans_sees_and_writes(world: World, clerk: FlaskClient) -> None:
    url = a_round(world, clerk)
    people = world.clients() | {"next door": world.staff(make.a_clerk(world.next_compound))}
    del people["clerk"]
    for name, client in people.items():
        for address in (base(world), f"{base(world)}/new", url, f"{url}/print", f"{url}/list.xlsx"):
            assert client.get(address).status_code in (303, 403), (name, address)
        assert visit(client, url, world.room.id, headers=JSON).status_code in (303, 403), name
        for address in (f"{url}/close", f"{base(world)}/new"):
            assert client.post(address).status_code in (303, 403), (name, address)
    assert "0/2" in page(clerk, url)
    foreign = url.replace(world.compound.public_id, world.next_compound.public_id)
    both = world.staff(make.a_staff_account("committee", make.a_region()))
    assert both.get(foreign).status_code == 404
    assert "花园小区" in page(both, "/committee/rounds")


def test_a_round_costs_the_same_however_many_homes(
    world: World, clerk: FlaskClient, statements: Counter
) -> None:
    urls = [a_round(world, clerk)]
    for number in range(8):
        make.a_room(make.a_unit(make.a_building(world.compound)), f"1{number:02d}", floor=1)
    urls.append(a_round(world, clerk))
    for place, room_id in enumerate(homes_of(world, urls[1])):
        visit(clerk, urls[1], room_id, key=f"{KEY}{place}", note="记一笔")
    few, many = (statements(lambda url=url: clerk.get(url)) for url in urls)
    assert many <= few + 1
    assert many <= 20


def test_no_note_outlives_half_a_year(world: World, clerk: FlaskClient) -> None:
    url = a_round(world, clerk)
    visit(clerk, url, world.room.id, note="女儿在家")
    with transaction():
        assert roster.forget_visit_notes(clock.now()) == 1
    assert "女儿在家" not in page(clerk, url)
