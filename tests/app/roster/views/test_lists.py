"""A public list of compounds comes in by the pages: looked at first, written once, refused in words."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.roster import queries
from tests import factories as make
from tests.app.roster.registries import a_list, row
from tests.app.roster.views.browsing import seen
from tests.pages import check_page
from tests.people import World

ASK = "/official/registry/import"


def bring(client: FlaskClient, content: bytes, status: int = 303, **form: Any) -> TestResponse:
    told = {"region": make.COUNTY, "source": "2026 年摸底表", "as_of": "2026-02-01"} | form
    answer = client.post(ASK, data={**told, "file": (io.BytesIO(content), "list.csv")})
    assert answer.status_code == status, answer.text[-500:]
    if status == 422:
        check_page(answer.text, ASK)
    return answer


def names(world: World) -> set[str]:
    return {one.name for one in queries.compounds_under(["371500"])}


def test_a_list_is_looked_at_before_it_is_written_and_a_second_time_changes_nothing(world: World) -> None:
    official = world.staff(world.official)
    content = a_list(row(name="光明里"), row(name="红旗里", year="不知道", built="说不清"))
    bring(official, content)
    html = seen(official, f"{ASK}/preview")
    assert "年份看不懂" in html
    assert "光明里" not in names(world), "nothing is written yet"
    done = official.post(f"{ASK}/confirm")
    assert {"光明里", "红旗里"} <= names(world)
    assert "处变化" in official.get(done.location).text
    bring(official, content)
    assert "没有变化" in seen(official, f"{ASK}/preview")
    official.post(f"{ASK}/cancel")
    assert official.get(f"{ASK}/preview").status_code == 404


@pytest.mark.parametrize(("form", "words"), [
    ({"source": " "}, "来源"), ({"as_of": "去年"}, "日期看不懂"), ({"as_of": "2999-01-01"}, "日期还没到"),
])  # fmt: skip
def test_what_is_wrong_comes_back_with_what_was_typed(world: World, form: dict[str, str], words: str) -> None:
    html = bring(world.staff(world.official), a_list(row()), 422, **form).text
    assert words in html
    assert f'value="{form.get("source", "2026 年摸底表")}"' in html


def test_a_file_that_is_no_list_is_refused_in_words(world: World) -> None:
    official = world.staff(world.official)
    for content in (b"", b"\x00\x01\x02", "姓名,电话\n王,1\n".encode()):
        assert 'href="#file"' in bring(official, content, 422).text


def test_nobody_brings_lists_for_places_they_do_not_oversee(world: World) -> None:
    make.a_region("371522", name="莘县")
    bring(world.staff(world.official), a_list(row()), 403, region="371522")
    clerk = world.staff(world.clerk)
    assert clerk.get("/committee/registry/import").status_code == 403
    bring_url = "/committee/registry/import"
    told = {"region": make.COUNTY, "source": "x", "file": (io.BytesIO(a_list(row())), "list.csv")}
    assert clerk.post(bring_url, data=told).status_code == 403
    assert "光明里" not in names(world)
