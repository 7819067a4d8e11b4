"""The walk round a compound: photographs that make a fact, idle places, compounds done as one."""

import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from app.core import clock
from app.core.db import db, transaction
from app.roster import queries
from surveys.works import Key
from tests import factories as make
from tests.app.roster.views.browsing import seen
from tests.pages import check_page
from tests.people import World


def here(world: World, part: str) -> str:
    return f"/committee/registry/{world.compound.public_id}/{part}"


def a_picture() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "brown").save(out, "JPEG")
    return io.BytesIO(out.getvalue()), "wall.jpg"


def send(client: FlaskClient, url: str, status: int = 303, **form: Any) -> TestResponse:
    """Send a form; what comes back as a page is checked like every page."""
    answer = client.post(url, data=form, content_type="multipart/form-data")
    assert answer.status_code == status, answer.text[-600:]
    if status == 422:
        check_page(answer.text, url)
    return answer


def photograph(world: World, what: str, status: int = 303, **form: Any) -> TestResponse:
    filled = {"item": what, "picture": a_picture(), "seen_on": clock.today().isoformat(), "note": "3号楼西墙"}
    given = {name: value for name, value in (filled | form).items() if value is not None}
    return send(world.staff(world.clerk), here(world, "photos"), status, **given)


def neglect(world: World) -> dict[str, Any] | None:
    standing = queries.sheet_of(world.compound.id, clock.now()).assessment.standings.get(Key.NEGLECTED)
    return standing.value if standing else None


def test_photographs_make_the_fact_and_no_photograph_makes_none(world: World) -> None:
    clerk = world.staff(world.clerk)
    send(clerk, here(world, "photos/register"), 422)
    photograph(world, "facade-falling")
    photograph(world, "wires-hanging")
    assert "有照片" in seen(clerk, here(world, "photos"))
    send(clerk, here(world, "photos/register"))
    assert neglect(world) == {"yes": True, "signs": ["unrepaired", "unmanaged"]}
    assert "没有变化" in clerk.post(here(world, "photos/register"), follow_redirects=True).text


def test_a_photograph_taken_back_counts_no_more_and_says_why(world: World) -> None:
    photograph(world, "facade-falling")
    (finding,) = queries.findings_in(world.compound.id)
    url, reason = here(world, f"photos/{finding.public_id}/withdraw"), f"reason-{finding.public_id}"
    clerk = world.staff(world.clerk)
    assert "请写原因" in send(clerk, url, 422, **{reason: " "}).text
    send(clerk, url, **{reason: "拍成了隔壁小区"})
    assert "拍成了隔壁小区" in seen(clerk, here(world, "photos"))
    send(clerk, here(world, "photos/register"), 422)
    send(clerk, url, 404, **{reason: "再来一次"})


@pytest.mark.parametrize(("wrong", "words"), [
    ({"picture": None}, "请先选一张照片"),
    ({"item": "rust"}, "请选看到了什么"),
    ({"seen_on": "2999-01-01"}, "日期还没到"),
    ({"seen_on": "昨天"}, "日期看不懂"),
    ({"note": "长" * 201}, "写得太长"),
])  # fmt: skip
def test_what_is_wrong_comes_back_with_what_was_typed(
    world: World, wrong: dict[str, Any], words: str
) -> None:
    html = photograph(world, "roads-broken", 422, **wrong).text
    assert words in html
    assert (wrong.get("note") or "3号楼西墙") in html
    assert queries.findings_in(world.compound.id) == []


def test_a_photograph_is_seen_by_the_desk_and_by_nobody_else(world: World) -> None:
    photograph(world, "roads-broken")
    name = queries.findings_in(world.compound.id)[0].picture
    url = here(world, f"pictures/{name}")
    with world.staff(world.clerk).get(url) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert "no-store" in answer.headers["Cache-Control"]
    other = world.staff(make.a_clerk(world.next_compound))
    assert other.get(url).status_code == 403
    elsewhere = f"/committee/registry/{world.next_compound.public_id}/pictures/{name}"
    assert other.get(elsewhere).status_code == 404
    for name, client in world.clients().items():
        if name != "clerk":
            assert client.get(url).status_code in (303, 403), name


def test_an_idle_room_is_noted_with_its_owner_and_ended_with_a_reason(world: World) -> None:
    clerk = world.staff(world.clerk)
    place = {
        "kind": "room",
        "place": "2号楼东头，原锅炉房",
        "owner": "市供热公司",
        "possible_use": "老年食堂",
    }
    send(clerk, here(world, "spare"), 422, **place, area="0")
    html = send(clerk, here(world, "spare"), 422, **place, area="八十").text
    assert "数字写法不对" in html
    assert "原锅炉房" in html
    send(clerk, here(world, "spare"), **place, area="86.5")
    (found,) = queries.spare_in(world.compound.id)
    assert found.area == 8650
    assert "86.50 ㎡" in seen(clerk, here(world, "spare"))
    send(clerk, here(world, f"spare/{found.public_id}/end"), **{f"reason-{found.public_id}": "租出去了"})
    assert "租出去了" in seen(clerk, here(world, "spare"))


def test_an_official_puts_neighbours_together_and_apart(world: World) -> None:
    official, clerk = world.staff(world.official), world.staff(world.clerk)
    both = [world.compound.public_id, world.next_compound.public_id]
    form = {"name": "光明路片区", "reason": "共用一条路"}
    assert "至少勾 2 个" in send(official, "/official/registry/groups", 422, compound=both[:1], **form).text
    send(official, "/official/registry/groups", compound=both, **form)
    html = seen(clerk, "/committee/registry/groups")
    assert "光明路片区" in html
    assert "划一片" not in html, "a committee reads it"
    html = send(official, "/official/registry/groups", 422, compound=both, **form).text
    assert "已经在「光明路片区」里" in html
    (group,) = queries.groups_under(["371500"])
    end = f"/official/registry/groups/{group.public_id}/end"
    assert clerk.post(end.replace("official", "committee")).status_code == 403
    send(official, end, **{f"reason-{group.public_id}": "分开实施"})
    assert queries.groups_under(["371500"]) == []
    send(official, "/official/registry/groups", compound=both, **form)


def test_nobody_puts_compounds_together_that_they_do_not_oversee(world: World) -> None:
    both = [world.compound.public_id, world.next_compound.public_id]
    elsewhere = make.a_compound("别县小区", region="371522")
    form = {"name": "片区", "reason": "挨着"}
    official, clerk = world.staff(world.official), world.staff(world.clerk)
    send(official, "/official/registry/groups", 403, compound=[both[0], elsewhere.public_id], **form)
    send(clerk, "/committee/registry/groups", 403, compound=both, **form)
    city = world.staff(make.an_official("371500", "city", username="city"))
    html = send(city, "/official/registry/groups", 422, compound=[both[0], elsewhere.public_id], **form).text
    assert "同一个县" in html
    assert re.search(rf'value="{both[0]}" checked', html)


def test_what_was_said_of_a_compound_cannot_be_changed_in_the_database(world: World) -> None:
    photograph(world, "roads-broken")
    send(world.staff(world.clerk), here(world, "photos/register"))
    for act in ("UPDATE compound_fact SET source = 'x'", "DELETE FROM compound_fact"):
        with pytest.raises(DBAPIError, match="append-only"), transaction():
            db.session.execute(text(act))
