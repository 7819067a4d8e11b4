"""Residents bind their homes on pages that need no JavaScript."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import transaction
from app.roster import operations, queries
from tests import factories as make
from tests.pages import check_page
from tests.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    """The five people; forms need no token here, what they carry is checked by `check_page`."""
    app.config["WTF_CSRF_ENABLED"] = False
    return a_world(app)


def newcomer(world: World, consented: bool = True) -> tuple[int, FlaskClient]:
    contact = make.a_contact(consented=consented)
    return contact, world.resident(contact)


def seen(answer: TestResponse, status: int = 200) -> str:
    assert answer.status_code == status, answer.text
    check_page(answer.text, answer.request.path)
    return answer.text


def code_for(world: World) -> str:
    with transaction():
        return operations.reissue_code(world.room.id, "staff:CLERK", make.AT)


def test_a_stranger_is_sent_to_wechat_first(world: World) -> None:
    answer = world.app.test_client().get("/my/bind?code=XXXX")
    assert answer.status_code == 303
    assert "oauth" in answer.location


def test_the_privacy_notice_comes_before_any_field(world: World) -> None:
    contact, client = newcomer(world, consented=False)
    code = code_for(world)
    page = seen(client.get(f"/my/bind?code={code}"))
    assert "谁看得到" in page
    assert "怎么称呼您" not in page
    answer = client.post("/my/bind/consent", data={"code": code})
    assert (answer.status_code, answer.location) == (303, f"/my/bind?code={code}")
    assert code in seen(client.get(answer.location))
    assert queries.get_contact(contact).consent_version


def test_a_code_and_a_name_bind_the_home(world: World) -> None:
    contact, client = newcomer(world)
    answer = client.post("/my/bind/code", data={"code": code_for(world).lower(), "name": "王小明"})
    assert (answer.status_code, answer.location) == (303, "/my/homes?done=bound")
    page = seen(client.get(answer.location))
    assert "3号楼2单元501" in page
    assert "家里人" in page
    assert len(queries.homes_of(contact)) == 1


def test_wrong_codes_are_counted_and_then_locked(world: World) -> None:
    _, client = newcomer(world)
    data = {"code": "0000-0000-0000", "name": "王小明"}
    pages = [seen(client.post("/my/bind/code", data=data), 422) for _ in range(4)]
    assert "还能试 4 次" in pages[0]
    assert "还能试 1 次" in pages[3]
    last = seen(client.post("/my/bind/code", data=data), 423)
    assert "还能试 0 次" not in last
    assert "00:00 以后才能再试" in last
    assert "到居委会办" in last
    locked = client.post("/my/bind/code", data={"code": code_for(world), "name": "王小明"})
    assert "今天试错太多次" in seen(locked, 423)


def test_a_replaced_code_says_so(world: World) -> None:
    _, client = newcomer(world)
    old = code_for(world)
    code_for(world)
    assert "已经换新" in seen(client.post("/my/bind/code", data={"code": old, "name": "王小明"}), 422)


def test_a_missing_name_brings_the_form_back_without_a_try(world: World) -> None:
    _, client = newcomer(world)
    code = code_for(world)
    page = seen(client.post("/my/bind/code", data={"code": code, "name": ""}), 422)
    assert "请写姓名" in page
    assert code in page


def test_without_a_code_the_compound_and_stairwell_are_looked_for(world: World) -> None:
    _, client = newcomer(world)
    page = seen(client.get("/my/bind?place=向阳"))
    assert f"compound={world.compound.public_id}" in page
    assert "花园小区" not in page
    assert "没有找到" in seen(client.get("/my/bind?place=不存在"))
    page = seen(client.get(f"/my/bind?compound={world.compound.public_id}"))
    assert f"unit={world.unit.public_id}" in page
    assert "手机号" in seen(client.get(f"/my/bind?unit={world.unit.public_id}"))
    seen(client.get(f"/my/bind?compound={make.a_compound().public_id}"))
    for rest in ("unit=NOSUCH", "compound=NOSUCH"):
        assert client.get(f"/my/bind?{rest}").status_code == 404


def asked(client: FlaskClient, world: World, **changes: str) -> TestResponse:
    data = {"unit": world.unit.public_id, "number": "501", "name": "王秀英", "phone": "13806350001"}
    return client.post("/my/bind/room", data=data | changes)


def test_a_room_can_be_asked_for_without_its_code(world: World) -> None:
    contact, client = newcomer(world)
    answer = asked(client, world, number="３-2-５０１室")
    assert answer.location == "/my/homes?done=asked"
    assert "等居委会核对" in seen(client.get(answer.location))
    assert queries.homes_of(contact) == []
    assert len(queries.claims_of(contact)) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": "999"}, "名册上没有这一户"),
        ({"number": ""}, "名册上没有这一户"),
        ({"name": " "}, "请写姓名"),
        ({"name": "王" * 21}, "最多 20 个字"),
        ({"phone": "123"}, "11 位"),
    ],
)
def test_a_slip_of_the_pen_brings_the_form_back(world: World, changes: dict[str, str], words: str) -> None:
    contact, client = newcomer(world)
    assert words in seen(asked(client, world, **changes), 422)
    assert queries.claims_of(contact) == []


def test_a_telephone_may_be_left_out(world: World) -> None:
    contact, client = newcomer(world)
    assert asked(client, world, phone="").status_code == 303
    assert len(queries.claims_of(contact)) == 1


def a_member(world: World) -> tuple[int, int, FlaskClient]:
    contact = make.a_resident_contact(world.next_room)
    return contact, queries.homes_of(contact)[0].binding_id, world.resident(contact)


def test_an_owner_proves_it_by_the_telephone_on_the_roster(world: World) -> None:
    room = make.a_room(world.unit, "601", floor=6)
    make.an_owner(room, "孙立", "13506350007")
    contact = make.a_resident_contact(room)
    client, binding_id = world.resident(contact), queries.homes_of(contact)[0].binding_id
    url = f"/my/homes/{binding_id}/owner"
    assert "11 位" in seen(client.post(url, data={f"phone-{binding_id}": "1"}), 422)
    assert "还能试 4 次" in seen(client.post(url, data={f"phone-{binding_id}": "13500000000"}), 422)
    answer = client.post(url, data={f"phone-{binding_id}": "135 0635 0007"})
    assert answer.location == "/my/homes?done=renamed"
    page = seen(client.get(answer.location))
    assert "您可以代表业主投票" in page
    assert "姓名改成了居委会名册上登记的" in page


def test_an_owner_who_typed_the_name_on_the_roster_is_told_of_no_change(world: World) -> None:
    room = make.a_room(world.unit, "602", floor=6)
    make.an_owner(room, "孙立", "13506350008")
    contact, client = newcomer(world)
    with transaction():
        code = operations.reissue_code(room.id, "staff:CLERK", make.AT)
    client.post("/my/bind/code", data={"code": code, "name": "孙立"})
    binding_id = queries.homes_of(contact)[0].binding_id
    answer = client.post(f"/my/homes/{binding_id}/owner", data={f"phone-{binding_id}": "13506350008"})
    assert answer.location == "/my/homes?done=proven"


def test_a_second_wechat_of_a_bound_owner_waits(world: World) -> None:
    contact, binding_id, client = a_member(world)
    data = {f"phone-{binding_id}": "13806350003"}
    assert client.post(f"/my/homes/{binding_id}/owner", data=data).location == "/my/homes?done=asked"
    assert len(queries.claims_of(contact)) == 1


def test_too_many_wrong_telephones_lock(world: World) -> None:
    _, binding_id, client = a_member(world)
    url, data = f"/my/homes/{binding_id}/owner", {f"phone-{binding_id}": "13500000000"}
    for _ in range(4):
        client.post(url, data=data)
    assert "今天试错太多次" in seen(client.post(url, data=data), 423), "the last wrong try says so at once"
    assert "今天试错太多次" in seen(client.post(url, data=data), 423)


def test_nobody_touches_the_homes_of_others(world: World) -> None:
    wangs = queries.homes_of(world.wang)[0].binding_id
    for client in (world.resident(world.li), world.resident(world.zhao)):
        for act in ("owner", "end"):
            data = {f"phone-{wangs}": "13806350001"}
            assert client.post(f"/my/homes/{wangs}/{act}", data=data).status_code == 404
    assert len(queries.homes_of(world.wang)) == 2


def test_a_home_is_given_up_on_its_own_page(world: World) -> None:
    client = world.resident(world.wang)
    seen(client.get("/my/homes"))
    for home in queries.homes_of(world.wang):
        answer = client.post(f"/my/homes/{home.binding_id}/end")
        assert answer.location == "/my/homes?done=ended"
    assert "还没有绑定" in seen(client.get("/my/homes"))


def test_binding_the_same_home_twice_is_refused(world: World) -> None:
    code = code_for(world)
    answer = world.resident(world.wang).post("/my/bind/code", data={"code": code, "name": "王秀英"})
    assert answer.status_code == 409
