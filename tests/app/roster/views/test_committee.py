"""The roster at the committee's desk: who may see it, and the whole way from workbook to slips."""

import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.core.db import db, transaction
from app.roster import operations, queries
from surveys.electorate import scopes
from tests import factories as make
from tests.app.roster import workbooks
from tests.app.roster.views.browsing import confirmed, seen
from tests.app.roster.workbooks import row
from tests.pages import check_page
from tests.people import World

OUTSIDERS = ("wang", "li", "zhao", "official", "stranger")


def base(world: World) -> str:
    return f"/committee/roster/{world.compound.public_id}"


def pages_of(world: World) -> list[str]:
    here = base(world)
    return [
        here,
        f"{here}/units/{world.unit.public_id}",
        f"{here}/buildings/{world.unit.building_id}",
        f"{here}/rooms/{world.room.id}",
        f"{here}/import",
        f"{here}/slips",
        f"{here}/posters",
        "/committee/roster/claims",
    ]


def test_every_page_is_well_made_for_the_clerk(world: World) -> None:
    client = world.staff(world.clerk)
    for url in pages_of(world):
        seen(client, url)


def test_nobody_but_the_compounds_own_staff_gets_in(world: World) -> None:
    clients = world.clients() | {"clerk next door": world.staff(make.a_clerk(world.next_compound))}
    del clients["clerk"]
    for name, client in clients.items():
        for url in pages_of(world)[:-1]:
            assert client.get(url).status_code in (303, 403, 404), (name, url)


def test_acts_of_outsiders_change_nothing(world: World) -> None:
    clients = {name: world.clients()[name] for name in OUTSIDERS}
    clients |= {"clerk next door": world.staff(make.a_clerk(world.next_compound))}
    binding_id = a_claim(world)
    acts = [
        f"{base(world)}/slips",
        f"{base(world)}/rooms/{world.room.id}/code",
        f"{base(world)}/import/confirm",
        f"/committee/roster/claims/{binding_id}/confirm",
        f"/committee/roster/claims/{binding_id}/refuse",
    ]
    for name, client in clients.items():
        for url in acts:
            data = {
                f"person-{binding_id}": "member",
                f"evidence-{binding_id}": "deed",
                f"reason-{binding_id}": "x",
            }
            assert client.post(url, data=data).status_code in (303, 403, 404), (name, url)
    assert queries.house_code_of(world.room.id) is None
    assert queries.get_claim(binding_id)


def test_a_room_of_another_compound_is_missing_under_this_one(world: World) -> None:
    client = world.staff(world.clerk)
    unit = queries.units_in(world.next_compound.id)[0]
    for rest in (f"rooms/{world.next_room.id}", f"units/{unit.public_id}", f"slips?unit={unit.public_id}"):
        assert client.get(f"{base(world)}/{rest}").status_code == 404


def test_with_one_compound_the_list_leads_straight_to_it(world: World) -> None:
    answer = world.staff(world.clerk).get("/committee/roster/")
    assert (answer.status_code, answer.location) == (303, base(world))
    both = make.a_staff_account("committee", make.a_region())
    assert "花园小区" in seen(world.staff(both), "/committee/roster/")


def test_the_roster_counts_what_is_known_and_who_is_bound(world: World) -> None:
    make.a_room(world.unit, "601", floor=6, area=None)
    line = queries.overview_of(world.compound.id)[0]
    assert line.counts._asdict() == {
        "rooms": 3, "with_area": 2, "with_owner": 2, "with_phone": 2, "bound": 2, "owner_bound": 2,
        "printed": 0,
    }  # fmt: skip
    page = seen(world.staff(world.clerk), f"{base(world)}/units/{world.unit.public_id}")
    assert "缺面积，缺业主" in page
    assert "已绑定" in page


def test_the_pages_ask_as_often_for_many_homes_as_for_few(app: Flask, world: World) -> None:
    client = world.staff(world.clerk)
    urls = (base(world), f"{base(world)}/units/{world.unit.public_id}", "/committee/roster/claims")
    few = [asked(client, url) for url in urls]
    for number in range(4):
        room = make.a_room(make.a_unit(make.a_building(world.compound)), f"10{number}", floor=1)
        make.an_owner(room)
        a_claim(world, f"住户{number}")
    assert [asked(client, url) for url in urls] == few
    assert max(few) <= 20


def asked(client: FlaskClient, url: str) -> int:
    """How many questions a page asks the database."""
    sent: list[str] = []

    def note(*arguments: object) -> None:
        sent.extend(["select"] if str(arguments[2]).startswith("SELECT") else [])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        seen(client, url)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def uploaded(client: FlaskClient, world: World, content: bytes, *, name: str = "roster.xlsx") -> TestResponse:
    data = {"file": (io.BytesIO(content), name)}
    return client.post(f"{base(world)}/import", data=data, content_type="multipart/form-data")


def waiting_files(app: Flask) -> list[Path]:
    return list((Path(app.config["UPLOAD_DIR"]) / "rosters").glob("*"))


def test_a_workbook_is_checked_then_imported_and_the_file_deleted(app: Flask, world: World) -> None:
    client = world.staff(world.clerk)
    answer = uploaded(
        client, world, workbooks.xlsx_of([row(building="5号楼", name="孙立", phone="13506350007")])
    )
    assert (answer.status_code, answer.location) == (303, f"{base(world)}/import/preview")
    assert "可以导入" in seen(client, answer.location)
    assert len(waiting_files(app)) == 2  # the file and how it is read
    assert queries.count_rooms(world.compound.id, scopes.COMPOUND) == 2
    done = confirmed(client, base(world))
    assert (done.status_code, done.location) == (303, f"{base(world)}?done=imported&changed=1")
    assert queries.count_rooms(world.compound.id, scopes.COMPOUND) == 3
    assert waiting_files(app) == []
    seen(client, done.location)
    assert confirmed(client, base(world)).status_code == 404


def test_wrong_rows_are_listed_and_nothing_can_be_imported(app: Flask, world: World) -> None:
    client = world.staff(world.clerk)
    rows = [
        row(number="601", floor="6"),
        row(number="602", area="89㎡<script>"),
        row(number="603", floor="7"),
    ]
    page = seen(client, uploaded(client, world, workbooks.xlsx_of(rows)).location)
    assert "有 1 处要改" in page
    assert "第 3 行" in page
    assert "89㎡&lt;script&gt;" in page
    assert "楼层和房号对不上" in page
    assert confirmed(client, base(world)).status_code == 422
    assert queries.count_rooms(world.compound.id, scopes.COMPOUND) == 2


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "", "没有选文件"),
        (b"%PDF-1.7", "a.pdf", "只认 .xlsx"),
        (b"PK\x03\x04broken", "a.xlsx", "文件打不开"),
        ("只有标题\n".encode(), "a.csv", "没找到表格"),
        (b"<html><table><tr><td>3</td></tr></table></html>", "a.xls", "其实是网页"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_words(
    app: Flask, world: World, content: bytes, name: str, words: str
) -> None:
    answer = uploaded(world.staff(world.clerk), world, content, name=name)
    assert answer.status_code == 422
    check_page(answer.text, base(world))
    assert words in answer.text
    assert waiting_files(app) == []


def test_a_waiting_file_belongs_to_the_session_that_sent_it(app: Flask, world: World) -> None:
    client, colleague = world.staff(world.clerk), world.staff(make.a_clerk(world.compound))
    uploaded(client, world, workbooks.xlsx_of([row(number="601", floor="6")]))
    assert colleague.get(f"{base(world)}/import/preview").status_code == 404
    assert colleague.post(f"{base(world)}/import/confirm").status_code == 404
    assert client.post(f"{base(world)}/import/cancel").status_code == 303
    assert waiting_files(app) == []
    assert client.get(f"{base(world)}/import/preview").status_code == 404


def test_the_template_can_be_filled_in_and_imported(world: World) -> None:
    answer = world.staff(world.clerk).get("/committee/roster/template.xlsx")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="roster-template.xlsx"'
    answer = uploaded(world.staff(world.clerk), world, answer.data)
    assert answer.status_code == 303


def test_slips_show_each_code_once_and_outside_only_the_room(world: World) -> None:
    client = world.staff(world.clerk)
    answer = client.post(f"{base(world)}/slips", data={"unit": world.unit.public_id})
    page = seen(client, answer.location)
    code = queries.house_code_of(world.room.id)
    assert code
    assert page.count(code) == 1
    assert "3号楼2单元" in page
    assert "王秀英" not in page
    assert queries.overview_of(world.compound.id)[0].counts.printed == 2


def test_posters_name_the_stairwell_and_no_code(world: World) -> None:
    client = world.staff(world.clerk)
    client.post(f"{base(world)}/slips")
    page = seen(client, f"{base(world)}/posters")
    assert "3号楼2单元" in page
    assert (queries.house_code_of(world.room.id) or "none") not in page


def test_a_code_is_reissued_and_a_tie_ended_from_the_rooms_page(world: World) -> None:
    client = world.staff(world.clerk)
    client.post(f"{base(world)}/slips")
    old = queries.house_code_of(world.room.id)
    answer = client.post(f"{base(world)}/rooms/{world.room.id}/code")
    assert "旧码已经不能用" in seen(client, answer.location)
    assert queries.house_code_of(world.room.id) not in (None, old)
    binding_id = queries.homes_of(world.li)[0].binding_id
    data = {f"reason-{binding_id}": "房子卖了"}
    answer = client.post(f"{base(world)}/rooms/{world.room.id}/bindings/{binding_id}/end", data=data)
    seen(client, answer.location)
    assert queries.homes_of(world.li) == []
    zhaos = queries.homes_of(world.zhao)[0].binding_id
    url = f"{base(world)}/rooms/{world.room.id}/bindings/{zhaos}/end"
    assert client.post(url, data=data).status_code == 404


def a_claim(world: World, name: str = "王秀英") -> int:
    """Somebody asks for a room whose owner nobody is bound as."""
    contact, room = make.a_contact(), make.a_room(make.a_unit(make.a_building(world.compound)))
    make.an_owner(room, "孙立", "13806350001")
    with transaction():
        return operations.request_binding(contact, room.id, make.AT, name=name, phone="13806350001")


def test_the_queue_shows_who_waits_and_whether_the_number_fits(world: World) -> None:
    a_claim(world)
    page = seen(world.staff(world.clerk), "/committee/roster/claims")
    assert "和名册对得上" in page
    assert "等了" in page
    empty = seen(world.staff(make.a_clerk(world.next_compound)), "/committee/roster/claims")
    assert "没有申请在等" in empty


def test_a_claim_is_confirmed_or_refused_from_the_queue(world: World) -> None:
    client = world.staff(world.clerk)
    first, second = a_claim(world), a_claim(world, "王小明")
    person = str(queries.get_claim(first).owners[0].person_id)
    data = {f"person-{first}": person, f"evidence-{first}": "deed"}
    answer = client.post(f"/committee/roster/claims/{first}/confirm", data=data)
    assert "已经确认" in seen(client, answer.location)
    data = {f"reason-{second}": "请带房产证来"}
    answer = client.post(f"/committee/roster/claims/{second}/refuse", data=data)
    assert "已经退回" in seen(client, answer.location)
    states = [queries.find_tie(one).state for one in (first, second)]
    assert states == ["active", "refused"]


@pytest.mark.parametrize("person", ["", "x", "9" * 20, "999"])
def test_a_claim_is_confirmed_only_for_an_owner_of_the_room(world: World, person: str) -> None:
    binding_id = a_claim(world)
    data = {f"person-{binding_id}": person, f"evidence-{binding_id}": "deed"}
    url = f"/committee/roster/claims/{binding_id}/confirm"
    assert world.staff(world.clerk).post(url, data=data).status_code == 422
