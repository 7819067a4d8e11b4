"""Turnout by area: read only, within the official's area, never a choice before the close."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from flask.testing import FlaskClient

from tests import factories as make
from tests.app.dashboards.conftest import an_open_poll, page, refresh
from tests.app.polls import making
from tests.people import World

Counter = Callable[[Callable[[], object]], int]
COUNTY = f"/official/r/{make.COUNTY}"


@pytest.fixture
def official(world: World) -> FlaskClient:
    """The official of the county."""
    return world.staff(world.official)


def cells(client: FlaskClient, url: str) -> list[list[str | int]]:
    """Every row of an exported table."""
    answer = client.get(url)
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    return [["" if cell.value is None else cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("url", ["/official/", COUNTY, "/official/turnout.xlsx", f"{COUNTY}/turnout.xlsx"])
def test_the_table_is_for_officials(world: World, url: str) -> None:
    statuses = {name: client.get(url).status_code for name, client in world.clients().items()}
    assert statuses == {
        "wang": 303, "li": 303, "zhao": 303, "clerk": 403, "official": 200, "stranger": 303,
    }  # fmt: skip


def test_another_county_is_closed_to_this_official(world: World, official: FlaskClient) -> None:
    make.a_region("371521", name="阳谷县")
    page(official, "/official/r/371521", 403)
    assert official.get("/official/r/371521/turnout.xlsx").status_code == 403
    page(official, f"/official/r/{make.CITY}", 403)
    page(official, "/official/r/nowhere", 404)


def test_a_street_official_sees_the_street_and_no_more(world: World) -> None:
    path = make.a_region("371502001", parent=make.COUNTY, level="street", name="古楼街道")
    make.a_compound("古楼小区", region="371502001")
    refresh()
    client = world.staff(make.an_official(path, "street"))
    html = page(client, "/official/")
    assert "古楼街道投票参与情况" in html
    assert "向阳小区" not in html
    page(client, COUNTY, 403)


def test_each_compound_shows_rooms_bindings_and_turnout(world: World, official: FlaskClient) -> None:
    making.answer(an_open_poll(world.compound), making.home_of(world.wang))
    refresh()
    html = page(official, "/official/")
    assert "1 / 2（50.0%）" in html
    assert f'href="/c/{world.compound.public_id}"' in html
    assert "截至" in html


def test_the_city_opens_unit_by_unit_down_to_the_compound(world: World) -> None:
    make.a_region("371502001", parent=make.COUNTY, level="street", name="古楼街道")
    make.a_compound("古楼小区", region="371502001")
    refresh()
    client = world.staff(make.an_official(make.CITY, "city"))
    assert f'href="{COUNTY}"' in page(client, "/official/")
    county = page(client, COUNTY)
    assert 'href="/official/r/371502001"' in county
    assert f'href="/official/r/{make.CITY}"' in county
    assert "古楼小区" in page(client, "/official/r/371502001")


def test_an_official_of_two_areas_sees_both(world: World) -> None:
    other = make.a_region("371521", name="阳谷县")
    account = make.an_official(make.a_region())
    with making.transaction():
        make.roster.give_role(account.key, make.Grant("county", other), "test:maker", make.AT)
    html = page(world.staff(account), "/official/")
    assert "东昌府区" in html
    assert "阳谷县" in html


def test_a_poll_links_to_its_public_page_and_tells_no_choice(world: World, official: FlaskClient) -> None:
    running = an_open_poll(world.compound)
    making.answer(running, making.home_of(world.wang))
    closed = making.an_open_poll(world.compound)
    making.answer(closed, making.home_of(world.wang))
    making.close(closed)
    draft = making.a_draft(world.compound)
    html = page(official, "/official/")
    assert f'href="/p/{running.public_id}"' in html
    assert f'href="/p/{closed.public_id}"' in html
    assert draft.public_id not in html
    assert "屋顶" not in html


def test_officials_see_no_names_rooms_or_telephones(world: World, official: FlaskClient) -> None:
    making.answer(an_open_poll(world.compound), making.home_of(world.wang))
    refresh()
    html = page(official, "/official/")
    assert not [word for word in ("王秀英", "李建国", "13806350001", "2单元501") if word in html]


def test_an_area_without_compounds_says_so(world: World) -> None:
    path = make.a_region("371500-kfq", name="开发区")
    assert "这里还没有小区" in page(world.staff(make.an_official(path)), "/official/")


def test_the_table_costs_the_same_with_many_compounds(
    world: World, official: FlaskClient, statements: Counter
) -> None:
    refresh()
    few = statements(lambda: official.get("/official/"))
    for number in range(6):
        an_open_poll_in(f"小区{number}")
    refresh()
    assert statements(lambda: official.get("/official/")) == few <= 12


def an_open_poll_in(name: str) -> None:
    """A compound of one room in which a poll is open."""
    compound = make.a_compound(name)
    make.a_room(make.a_unit(make.a_building(compound)))
    an_open_poll(compound)


def test_the_workbook_holds_the_same_table_in_figures_that_add_up(
    world: World, official: FlaskClient
) -> None:
    making.answer(an_open_poll(world.compound), making.home_of(world.wang))
    refresh()
    rows = cells(official, f"{COUNTY}/turnout.xlsx")
    assert rows[0][0] == "东昌府区小区投票参与情况"
    here = next(row for row in rows if row[1] == "向阳小区")
    assert here[2:11] == [1, "未登记", 2, 2, 1, 2, 1, "50.0%", 0]
    total = next(row for row in rows if row[0] == "合计")
    assert total[2] == 2
    assert any(str(row[0]).startswith("导出时间：") for row in rows)
    assert any("操作人：" in str(row[0]) for row in rows)


def test_a_name_that_looks_like_a_formula_stays_a_name(world: World, official: FlaskClient) -> None:
    make.a_compound('=HYPERLINK("x")')
    answer = official.get(f"{COUNTY}/turnout.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    found = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=HYPER")]
    assert [cell.data_type for cell in found] == ["s"]


def test_the_workbook_keeps_its_heading_in_sight_and_fits_the_paper(
    world: World, official: FlaskClient
) -> None:
    answer = official.get("/official/turnout.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    assert sheet.freeze_panes == "C4"
    assert str(sheet.page_setup.paperSize) == "9"
    assert sheet.page_setup.fitToHeight == 0
    assert "操作人" in sheet.oddFooter.left.text
    assert answer.headers["Cache-Control"] == "no-store"
