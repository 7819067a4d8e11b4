"""Representatives and their lists from the page to the ballot: two readers, a third, what was typed stays."""

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.decisions import queries
from app.decisions.queries import DecisionRow
from tests import factories as make
from tests.app.decisions.counted import look_on
from tests.app.decisions.test_paper_pages import a_photo, open_now, page, sent
from tests.people import World


@pytest.fixture
def clerk(world: World) -> FlaskClient:
    """The clerk's browser; several people share one context here, so forms carry no token."""
    world.app.config.update(CLOCK_OFFSET_S=0, WTF_CSRF_ENABLED=False)
    return world.staff(world.clerk)


def street(world: World) -> FlaskClient:
    return world.staff(make.a_staff_account("street", make.CITY, username="street"))


def a_mandate(world: World, decision: DecisionRow) -> dict[str, str]:
    """An appointment as a clerk fills it in."""
    since = clock.local(decision.noticed_at or clock.now()).date().isoformat()
    return {
        "name": "吴桂芳", "room": "", "area": f"{world.unit.building_id}-{world.unit.id}",
        "document": "三号楼推选书", "document_on": since, "from_on": since, "until_on": "2099-12-31",
    }  # fmt: skip


def a_list(clerk: FlaskClient, world: World, decision: DecisionRow, **rows: str) -> int:
    """A representative appointed and a list of theirs read once; its number."""
    sent(clerk, f"/committee/decisions/{decision.public_id}/representatives", **a_mandate(world, decision))
    (row,) = queries.representatives_of(decision.id)
    heads = queries.heads_in_area(decision.id, row.area)
    today = min(clock.now(), decision.closes_at or clock.now())
    day = clock.local(today).date().isoformat()
    form = {f"row-{heads[int(place)]}": said for place, said in rows.items()}
    url = f"/staff/ballots/{decision.public_id}/lists/from/{row.id}"
    sent(clerk, url, received_on=day, photo=a_photo(), **form)
    (sheet,) = queries.sheets_in([decision.id])
    return sheet.id


def test_a_list_goes_from_the_appointment_to_the_ballots(world: World, clerk: FlaskClient) -> None:
    decision = open_now(world)
    desk = f"/committee/decisions/{decision.public_id}"
    assert f"{desk}/representatives" in page(clerk, desk)
    assert "还没有登记业主代表" in page(clerk, f"{desk}/representatives")
    lists = f"/staff/ballots/{decision.public_id}/lists"
    bundle = a_list(clerk, world, decision, **{"0": "agree", "1": "disagree"})
    own = page(clerk, lists)
    assert "等第二遍" in own
    assert "您登记过" in own
    assert "吴桂芳" not in own
    assert "登记过" in page(clerk, f"{lists}/{bundle}")
    assert "1 份名单还要再登记一遍" in page(clerk, desk)
    assert f'"{lists}"' in page(clerk, "/committee/")
    other = street(world)
    form = page(other, f"{lists}/{bundle}")
    assert "selected" not in form, "the second reader sees nothing of the first"
    first, second = queries.heads_in_area(decision.id, queries.representatives_of(decision.id)[0].area)
    sent(other, f"{lists}/{bundle}", **{f"row-{first}": "agree", f"row-{second}": "agree"})
    assert "1 户要再一个人看" in page(other, lists)
    third = world.staff(make.a_staff_account("committee", world.compound.path, username="third"))
    form = page(third, f"{lists}/{bundle}")
    assert f"row-{second}" in form
    assert f"row-{first}" not in form
    sent(third, f"{lists}/{bundle}", **{f"row-{second}": "disagree"})
    assert "计入 2 户" in page(third, lists)
    assert "怎么投的：业主代表 2 户。" in page(clerk, f"{desk}/turnout")
    assert clerk.get(f"{desk}/turnout.xlsx").status_code == 200


def test_a_refused_form_comes_back_with_what_was_typed(world: World, clerk: FlaskClient) -> None:
    decision = open_now(world)
    url = f"/committee/decisions/{decision.public_id}/representatives"
    back = sent(clerk, url, 422, **a_mandate(world, decision) | {"until_on": ""})
    assert 'value="吴桂芳"' in back
    assert f'value="{world.unit.building_id}-{world.unit.id}" selected' in back
    back = sent(clerk, url, 422, **a_mandate(world, decision) | {"room": str(world.room.id)})
    assert "名册上，这一户没有叫这个名字的业主" in back
    sent(clerk, url, 422, **a_mandate(world, decision) | {"room": "x"})
    sent(clerk, url, 422, **a_mandate(world, decision) | {"area": "7 7"})
    sent(clerk, url, **a_mandate(world, decision))
    (row,) = queries.representatives_of(decision.id)
    head = queries.heads_in_area(decision.id, row.area)[0]
    form = f"/staff/ballots/{decision.public_id}/lists/from/{row.id}"
    back = sent(clerk, form, 422, **{"received_on": clock.today().isoformat(), f"row-{head}": "abstain"})
    assert "请拍一张签名名单的照片" in back
    assert 'value="abstain" selected' in back
    assert f'value="{clock.today()}"' in back
    assert "代表" in sent(clerk, f"{url}/{row.id}/end", 422, reason="")
    sent(clerk, f"{url}/{row.id}/end", reason="搬走了")
    assert "搬走了" in page(clerk, url)
    back = sent(
        clerk, form, 409, received_on=clock.today().isoformat(), photo=a_photo(), **{f"row-{head}": "agree"}
    )
    assert "已经结束" in back


def test_the_photograph_of_a_list_is_shut_until_the_close(world: World, clerk: FlaskClient) -> None:
    decision = open_now(world)
    a_list(clerk, world, decision, **{"0": "agree"})
    desk = f"/committee/decisions/{decision.public_id}"
    (sheet,) = queries.sheets_in([decision.id])
    assert sheet.photo not in page(clerk, f"{desk}/representatives")
    assert clerk.post(f"{desk}/pictures/{sheet.photo}").status_code == 409
    look_on(world, decision)
    clerk = world.staff(world.clerk)
    assert sheet.photo in page(clerk, f"{desk}/representatives")
    assert clerk.post(f"{desk}/pictures/{sheet.photo}").status_code == 200


def test_an_anonymous_decision_says_why_no_list_is_taken(world: World, clerk: FlaskClient) -> None:
    stairs = make.a_unit(make.a_building(world.compound, "8号楼"))
    for number in range(1, 13):
        make.an_owner(make.a_room(stairs, f"{number}01"), f"业主{number}")
    decision = open_now(world, mode="anonymous")
    url = f"/committee/decisions/{decision.public_id}/representatives"
    assert "不收业主代表交来的意见" in page(clerk, url)
    assert "不收签了名的名单" in page(clerk, f"/staff/ballots/{decision.public_id}/lists")
    assert "不能由业主代表代交" in sent(clerk, url, 409, **a_mandate(world, decision))


def test_a_draft_and_a_stranger_find_no_list(world: World, clerk: FlaskClient) -> None:
    decision = open_now(world)
    bundle = a_list(clerk, world, decision, **{"0": "agree"})
    lists = f"/staff/ballots/{decision.public_id}/lists"
    assert clerk.get(f"{lists}/{bundle + 1}").status_code == 404
    assert clerk.get(f"{lists}/from/99").status_code == 404
    elsewhere = world.staff(make.a_clerk(world.next_compound, username="next-clerk"))
    for url in (lists, f"{lists}/{bundle}"):
        assert elsewhere.get(url).status_code == 404
