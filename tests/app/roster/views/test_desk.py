"""The binding desk on its pages: evidence, disputes, photographs, wishes; and what residents see of it."""

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image

from app.core import clock
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.operations import Somebody
from surveys.electorate.parts import OwnerKind
from tests import factories as make
from tests.app.roster.views.browsing import seen
from tests.pages import check_page
from tests.people import World

DESK = "/committee/roster/claims"


def picture() -> io.BytesIO:
    body = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(body, "PNG")
    return io.BytesIO(body.getvalue())


def a_disputed_claim(world: World) -> tuple[int, int, FlaskClient]:
    contact = make.a_contact()
    with transaction():
        claim = operations.request_binding(
            contact, world.room.id, make.AT, name="王秀英", phone="13912345678"
        )
    return contact, claim, world.resident(contact)


def show(client: FlaskClient, claim: int, body: io.BytesIO | None = None) -> int:
    data = {f"photo-{claim}": (body or picture(), "deed.png")}
    return client.post(f"/my/claims/{claim}/photo", data=data).status_code


def test_the_desk_sees_who_asks_what_is_proven_and_who_is_bound(world: World) -> None:
    a_disputed_claim(world)
    page = seen(world.staff(world.clerk), DESK)
    for words in (
        "两人争一户",
        "139****5678",
        "姓名和名册对得上",
        "电话和名册对不上",
        "没有用房屋码",
        "已经绑定的",
    ):
        assert words in page
    assert "13912345678" not in page
    assert "没有申请在等" in seen(world.staff(make.a_clerk(world.next_compound)), DESK)


def test_a_dispute_goes_from_the_phones_to_the_desk_and_back(world: World) -> None:
    _, claim, claimant = a_disputed_claim(world)
    holder = world.resident(world.wang)
    (dispute,) = queries.disputes_in([world.compound.id])
    page = seen(holder, "/my/homes")
    assert "有人在争这一户" in page
    assert "王*英" in page
    url = f"/my/disputes/{dispute.id}"
    assert "请写情况" in holder.post(url, data={f"words-{dispute.id}": ""}).text
    assert holder.post(url, data={f"words-{dispute.id}": "我住了二十年"}).status_code == 303
    assert "我住了二十年" not in seen(claimant, "/my/homes")
    for stranger in (world.resident(world.zhao), world.resident(world.li)):
        assert stranger.post(url, data={f"words-{dispute.id}": "x"}).status_code == 404
    clerk = world.staff(world.clerk)
    assert "我住了二十年" in seen(clerk, DESK)
    act, d = f"/committee/roster/disputes/{dispute.id}/decide", dispute.id
    answer = clerk.post(act, data={f"outcome-d{d}": "holder", f"reason-d{d}": ""})
    assert (answer.status_code, "请写原因" in answer.text) == (422, True)
    answer = clerk.post(act, data={f"outcome-d{d}": "holder", f"reason-d{d}": "房产证上是原来的王秀英"})
    assert "已经裁定" in seen(clerk, answer.location)
    for client, words in ((holder, "这一户归您"), (claimant, "没有通过。您现在没有绑定这一户。")):
        page = seen(client, "/my/homes")
        assert words in page
        assert "房产证上是原来的王秀英" in page
    assert "没有通过" in seen(clerk, f"/committee/roster/{world.compound.public_id}/rooms/{world.room.id}")
    assert queries.find_tie(claim).state == "refused"


def test_what_one_telephone_asks_of_one_home_is_one_card(world: World) -> None:
    for day in (8, 9):
        with transaction():
            code = operations.reissue_code(world.room.id, "staff:CLERK", make.AT.replace(day=day))
    contact = make.a_contact()
    with transaction():
        operations.redeem(contact, code, make.AT, name="新房主")
        operations.prove_owner(contact, world.room.id, "13806350001", make.AT)
    clerk = world.staff(world.clerk)
    page = seen(clerk, DESK)
    assert page.count('<section class="panel"') == 1
    for words in ("两人争一户（1）", "换新的房屋码", "已经有人绑定", "后来的人是谁"):
        assert words in page
    first, second = queries.disputes_in([world.compound.id])
    form = {f"outcome-d{first.id}": "holder", f"reason-d{first.id}": "房产证上是王秀英"}
    assert clerk.post(f"/committee/roster/disputes/{first.id}/decide", data=form).status_code == 303
    assert "没有申请在等" in seen(clerk, DESK)
    again = {f"outcome-d{second.id}": "holder", f"reason-d{second.id}": "x"}
    assert clerk.post(f"/committee/roster/disputes/{second.id}/decide", data=again).status_code == 409


def test_who_claims_a_home_never_reads_who_is_bound_there(world: World) -> None:
    _, _, claimant = a_disputed_claim(world)
    page = seen(claimant, "/my/homes")
    assert "已经有人绑定" in page
    assert "王*英" not in page


@pytest.mark.parametrize(("tick", "words"), [("", "您还是这一户的家里人"), ("1", "您现在没有绑定这一户")])
def test_who_lost_a_claim_reads_whether_they_are_still_of_the_household(
    world: World, tick: str, words: str
) -> None:
    member = make.a_resident_contact(world.room, name="王小明")
    with transaction():
        operations.request_binding(member, world.room.id, make.AT, name="王秀英")
    (dispute,) = queries.disputes_in([world.compound.id])
    clerk, d = world.staff(world.clerk), dispute.id
    assert "家里人的绑定也一起解除" in seen(clerk, DESK)
    given = {f"outcome-d{d}": "holder", f"reason-d{d}": "不是房主", f"member-d{d}": tick}
    assert clerk.post(f"/committee/roster/disputes/{d}/decide", data=given).status_code == 303
    page = seen(world.resident(member), "/my/homes")
    assert words in page
    assert ("家里人</span>" in page) is not tick
    assert "绑定没有了" not in page


def test_a_photograph_is_for_the_desk_alone_and_sealed(world: World) -> None:
    _, claim, claimant = a_disputed_claim(world)
    assert show(claimant, claim) == 303
    assert "留了 1 张证明照片" in seen(claimant, "/my/homes")
    ((photo_id,),) = queries.photos_of([claim]).values()
    url = f"{DESK}/photos/{photo_id}"
    answer = world.staff(world.clerk).post(url)
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200, "image/jpeg", "no-store",
    )  # fmt: skip
    assert answer.data.startswith(b"\xff\xd8")
    others = [client for name, client in world.clients().items() if name != "clerk"]
    for client in [*others, claimant, world.staff(make.a_clerk(world.next_compound))]:
        assert client.post(url).status_code in (303, 403, 404)
    file = queries.get_photo(photo_id).file
    assert world.app.test_client().get(f"/photos/{file}").status_code == 404


def test_only_pictures_only_three_and_only_for_ones_own_claim(world: World) -> None:
    _, claim, claimant = a_disputed_claim(world)
    assert show(world.resident(world.zhao), claim) == 404
    assert show(claimant, claim, io.BytesIO(b"no picture")) == 422
    assert "请先选一张照片" in claimant.post(f"/my/claims/{claim}/photo").text
    assert [show(claimant, claim) for _ in range(4)] == [303, 303, 303, 409]


def test_an_owner_sees_removes_and_invites_the_family(world: World) -> None:
    member = make.a_resident_contact(world.room, name="王小明")
    owner, home = world.resident(world.wang), queries.homes_of(world.wang)[0]
    page = seen(owner, "/my/homes")
    assert "王小明" in page
    assert "李*国" in page
    assert "李建国" not in page
    member_id = queries.homes_of(member)[0].binding_id
    base = f"/my/homes/{home.binding_id}"
    assert "还没有房屋码" in seen(owner, f"{base}/invite")
    with transaction():
        code = operations.reissue_code(world.room.id, "staff:CLERK", make.AT)
    assert code in seen(owner, f"{base}/invite")
    assert world.resident(member).get(f"/my/homes/{member_id}/invite").status_code == 403
    assert world.resident(world.zhao).get(f"{base}/invite").status_code == 404
    assert world.resident(world.zhao).post(f"{base}/members/{member_id}/end").status_code == 404
    answer = owner.post(f"{base}/members/{member_id}/end")
    assert "已经移除" in seen(owner, answer.location)
    assert queries.homes_of(member) == []


@pytest.mark.parametrize("who", ["owner", "member"])
def test_the_queue_says_as_what_somebody_asks(world: World, who: str) -> None:
    contact = make.a_contact()
    data = {"unit": world.unit.public_id, "number": "502", "name": "租户小刘", "who": who}
    assert world.resident(contact).post("/my/bind/room", data=data).status_code == 303
    page = seen(world.staff(world.clerk), DESK)
    assert ("家里人或租户</dd>" in page) == (who == "member")
    assert ("两人争一户" in page) == (who == "owner")


@pytest.mark.parametrize(
    ("person", "evidence", "words"),
    [("", "deed", "请选他是哪位业主"), ("owner", "", "请选看过什么"), ("owner", "in-person", "要看过房产证")],
)
def test_a_refused_confirmation_comes_back_open_with_what_was_chosen(
    world: World, person: str, evidence: str, words: str
) -> None:
    room, contact = make.a_room(world.unit, "503"), make.a_contact()
    owner = make.an_owner(room, "孙某")
    with transaction():
        claim = operations.request_binding(contact, room.id, make.AT, name="孙某")
    chosen = str(owner.id) if person else ""
    form = {f"person-{claim}": chosen, f"evidence-{claim}": evidence}
    answer = world.staff(world.clerk).post(f"{DESK}/{claim}/confirm", data=form)
    assert answer.status_code == 422
    check_page(answer.text, DESK)
    assert words in answer.text
    assert '<details class="twin" open><summary>确认' in answer.text
    assert ('value="deed" selected' in answer.text) == (evidence == "deed")
    assert queries.find_tie(claim).state == "waiting"


def test_the_desk_asks_who_moved_out_after_a_sale_and_settles_it(world: World) -> None:
    room = make.a_room(world.unit, "909")
    make.an_owner(room, "卖家")
    for name in ("租户某", "孩子某"):
        make.a_resident_contact(room, name=name)
    with transaction():
        told = operations.Transfer(room.id, [Somebody(name="买家")], OwnerKind.PERSON, "看过新房产证")
        operations.transfer_ownership(world.compound.id, told, "test:clerk", clock.now())
    clerk, first, second = world.staff(world.clerk), *queries.remaining_in([world.compound.id])
    page = seen(clerk, DESK)
    assert "请核实是否搬走" in page
    assert "租户某" in page
    assert "卖房后的家庭成员" in clerk.get("/committee/").text
    url = f"{DESK}/remaining/{first.binding_id}"
    refused = clerk.post(url, data={"act": "moved", f"reason-m{first.binding_id}": " "})
    assert (refused.status_code, "请写凭什么知道搬走了" in refused.text) == (422, True)
    assert world.staff(make.a_clerk(world.next_compound)).post(url).status_code == 403
    done = clerk.post(url, data={"act": "moved", f"reason-m{first.binding_id}": "新业主说的"})
    assert done.location.endswith("done=moved-out")
    assert "绑定已经解除" in seen(clerk, done.location)
    assert clerk.post(url, data={"act": "stays"}).status_code == 404
    done = clerk.post(f"{DESK}/remaining/{second.binding_id}", data={"act": "stays"})
    assert "还住在这里" in seen(clerk, done.location)
    assert "卖房后的家庭成员" not in clerk.get("/committee/").text
