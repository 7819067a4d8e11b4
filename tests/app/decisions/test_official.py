"""Officials look over the decisions of their area, and confirm what waits for a second person."""

import io

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from app.core import clock
from app.core.db import transaction
from app.decisions import operations, queries
from app.decisions.models import StepKind
from app.decisions.operations import Proposal
from app.decisions.queries.overview import FILTERS, Wanted, decisions_overseen_in
from tests import factories as make
from tests.app.decisions import making
from tests.app.decisions.counted import a_result, look_on
from tests.app.decisions.test_pages_walk import page
from tests.people import World

BASE = "/official/decisions"


def test_an_official_sees_turnout_need_and_days_but_no_result_before_its_time(world: World) -> None:
    decision = making.an_open_decision(world.compound, mode="named-public")
    making.vote(decision, world.wang)
    look_on(world, decision, days=-3)
    client = world.staff(world.official)
    text = page(client, BASE)
    for words in (decision.title, "1 / 2（50.0%），要 2", "3 天"):
        assert words in text
    assert "够法定比例" not in text
    page(client, f"{BASE}/{decision.public_id}")
    assert decision.title in page(client, f"{BASE}?stage=open")
    assert decision.title not in page(client, f"{BASE}?stage=final")


def test_a_published_result_stands_in_table_and_workbook(world: World) -> None:
    decision = a_result(world, ["agree"] * 12, mode="named-public")
    look_on(world, decision)
    client = world.staff(world.official)
    words = "按收到的意向算，人数和面积都够法定比例"
    assert words in page(client, f"{BASE}?stage=preliminary")
    assert words in page(client, f"{BASE}/{decision.public_id}")
    body = client.get(f"{BASE}/decisions.xlsx?stage=preliminary").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    (row,) = [row for row in rows if decision.title in row]
    assert (row[5], row[6], row[8], row[14]) == (12, 14, 10, words)


def test_every_decision_stands_under_one_stage_alone(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    for days, stage in ((-3, "open"), (1, "closed")):
        look_on(world, decision, days)
        found = [one for one in FILTERS if decisions_overseen_in([make.CITY], Wanted(stage=one), clock.now())]
        assert found == [stage]


def test_a_street_confirms_what_waits_and_a_county_only_looks(world: World) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = False
    street = world.staff(make.a_staff_account("street", world.compound.path, username="street"))
    step, decision = a_waiting_step(world)
    url = f"{BASE}/{decision.public_id}"
    county = world.staff(world.official)
    assert "您这里只能看" in page(county, url)
    assert decide(county, url, step, act="confirm")[0] == 409
    assert decision.title in page(street, BASE)
    assert decide(street, url, step, act="refuse")[0] == 422, "a refusal needs its reason"
    assert decide(street, url, step, act="confirm")[0] == 303
    assert queries.get_decision(decision.id).approved_at
    assert decide(street, url, step, act="confirm")[0] in (404, 409)


def test_what_lies_elsewhere_is_missing(world: World) -> None:
    make.a_region("371503", name="茌平区")
    elsewhere = world.staff(make.an_official(f"{make.CITY}.371503", username="other"))
    _, decision = a_waiting_step(world)
    page(elsewhere, f"{BASE}/{decision.public_id}", 404)
    assert decision.title not in page(elsewhere, BASE)


def test_officials_filter_by_place_stage_and_matter_and_take_just_that_out(world: World) -> None:
    street, other = a_street("371502001", "古楼街道"), a_street("371502002", "柳园街道")
    here = announced_in("古楼小区", street)
    announced_in("柳园小区", other, matter="elevator")
    client = world.staff(world.official)
    assert {"古楼小区", "柳园小区"} == seen(client, "")
    assert seen(client, "?region=371502001") == {"古楼小区"}
    assert seen(client, "?matter=elevator") == {"柳园小区"}
    assert seen(client, "?region=371502&stage=notice&matter=use-maintenance-fund") == {"古楼小区"}
    assert seen(client, "?region=371502001&matter=elevator") == set()
    assert "看辖区全部" in page(client, f"{BASE}?region=371502001&matter=elevator")
    title, rows = taken_out(client, "?region=371502001&stage=notice")
    assert "古楼街道，所有事项，公告中" in title
    assert [row[0] for row in rows if here.title in row] == ["古楼小区"]
    assert "辖区全部，加装电梯，所有阶段" in taken_out(client, "?matter=elevator&stage=nowhere")[0]
    assert client.get(f"{BASE}?matter=dwelling-to-business").status_code == 200


def test_nobody_filters_by_a_region_beyond_their_own(world: World) -> None:
    street, other = a_street("371502001", "古楼街道"), a_street("371502002", "柳园街道")
    announced_in("古楼小区", street)
    announced_in("柳园小区", other)
    path = f"{make.CITY}.{make.COUNTY}.{street}"
    client = world.staff(make.an_official(path, "street", username="street"))
    text = page(client, BASE)
    assert "古楼街道" in text
    assert "柳园" not in text
    for beyond in (other, make.COUNTY, make.CITY, "nowhere"):
        page(client, f"{BASE}?region={beyond}", 404)
        assert client.get(f"{BASE}/decisions.xlsx?region={beyond}").status_code == 404


def a_street(code: str, name: str) -> str:
    make.a_region(code, parent=make.COUNTY, level="street", name=name)
    return code


def announced_in(name: str, region: str, **plan: str) -> queries.DecisionRow:
    """A compound of one home that was given notice of a decision."""
    compound = make.a_compound(name, region=region)
    make.an_owner(make.a_room(make.a_unit(make.a_building(compound))), "业主")
    return making.an_announced_decision(compound, **plan)


def seen(client: FlaskClient, asked: str) -> set[str]:
    """The compounds in the table."""
    text = page(client, BASE + asked)
    return {name for name in ("古楼小区", "柳园小区") if f">{name}<" in text}


def taken_out(client: FlaskClient, asked: str) -> tuple[str, list[list[object]]]:
    """Heading and rows of the workbook."""
    body = client.get(f"{BASE}/decisions.xlsx{asked}").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    return str(rows[0][0]), rows[1:]


@pytest.mark.parametrize("who", ["wang", "clerk", "stranger"])
def test_nobody_else_enters(world: World, who: str) -> None:
    assert world.clients()[who].get(BASE).status_code in (302, 303, 403)


def a_waiting_step(world: World) -> tuple[int, queries.DecisionRow]:
    decision = making.a_draft(world.compound, clock.now())
    with transaction():
        step = operations.propose_step(making.CLERK, decision.id, Proposal(StepKind.APPROVE), clock.now())
    return step, decision


def decide(client: FlaskClient, url: str, step: int, **form: str) -> tuple[int, str, str]:
    answer = client.post(f"{url}/steps/{step}", data=form)
    return answer.status_code, answer.headers.get("Location", ""), answer.text
