"""Owners and voting rights on the committee's pages, and the roster published to residents."""

import io
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from PIL import Image
from werkzeug.test import TestResponse

from app.core import clock, files
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.operations import Somebody
from surveys.electorate.parts import OwnerKind
from surveys.electorate.scopes import COMPOUND
from tests import factories as make
from tests.app.roster.views.browsing import seen
from tests.pages import check_page
from tests.people import World

TODAY, TOMORROW = 0, 1


def day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


PROXY = {"person": "WANG", "name": "代某", "first": "2026-01-01", "last": "2099-01-01"}


def base(world: World) -> str:
    return f"/committee/roster/{world.compound.public_id}"


def room_page(world: World) -> str:
    return f"{base(world)}/rooms/{world.room.id}/rights"


def pages_of(world: World) -> list[str]:
    here = base(world)
    return [
        f"{here}/owners",
        f"{here}/owners/alike",
        room_page(world),
        f"{here}/publication",
        f"{here}/owners.xlsx",
    ]


def clerk(world: World) -> FlaskClient:
    return world.staff(world.clerk)


def sent(client: FlaskClient, url: str, **form: object) -> TestResponse:
    answer = client.post(url, data=form)
    if answer.status_code != 303:
        check_page(answer.text, url)
    return answer


def publish(world: World) -> None:
    answer = sent(clerk(world), f"{base(world)}/publication", first=day(TODAY), last=day(TOMORROW))
    assert answer.status_code == 303


def test_every_page_is_well_made_for_the_clerk(world: World) -> None:
    for url in pages_of(world)[:-1]:
        seen(clerk(world), url)


def test_nobody_but_the_compounds_own_staff_sees_or_changes_rights(world: World) -> None:
    clients = world.clients() | {"clerk next door": world.staff(make.a_clerk(world.next_compound))}
    del clients["clerk"]
    acts = [
        *(f"{room_page(world)}/{act}" for act in ("owners", "part", "voter", "guardian", "proxy", "use")),
        f"{room_page(world)}/shares",
        f"{room_page(world)}/number", f"{base(world)}/rooms/{world.room.id}/proxies/1/end",
        f"{base(world)}/rooms/{world.room.id}/guardians/1/end",
        f"{base(world)}/rooms/{world.room.id}/uses/1/end",
        f"{base(world)}/owners/alike", f"{base(world)}/owners/verdicts/1/end", f"{base(world)}/publication",
        f"{base(world)}/publication/1/close", f"{base(world)}/corrections/1",
    ]  # fmt: skip
    before = queries.rights_at(world.compound.id, COMPOUND, clock.now())
    for name, client in clients.items():
        for url in [*pages_of(world), f"{base(world)}/proxies/1/scan"]:
            assert client.get(url).status_code in (303, 403, 404), (name, url)
        for url in acts:
            assert client.post(url, data={"reason": "x"}).status_code in (303, 403, 404), (name, url)
    assert queries.rights_at(world.compound.id, COMPOUND, clock.now()) == before


def test_a_room_of_the_next_compound_is_missing_under_this_one(world: World) -> None:
    url = f"{base(world)}/rooms/{world.next_room.id}/rights"
    assert clerk(world).get(url).status_code == 404
    form = {"name-0": "孙某", "kind": "person", "reason": "x"}
    assert clerk(world).post(f"{url}/owners", data=form).status_code == 404


def test_the_list_says_how_many_heads_how_much_area_and_who_cannot_vote_yet(world: World) -> None:
    make.an_owner(make.a_room(world.unit, "503", area=None), "王秀英")
    page = seen(clerk(world), f"{base(world)}/owners")
    assert "194.10 ㎡" in page
    assert "1 套缺面积" in page
    assert "共有人还没推选" in page
    assert "有 1 组可能是同一个人" in page
    assert "503" in seen(clerk(world), f"{base(world)}/owners?show=no-area")
    assert "这一类一个也没有" in seen(clerk(world), f"{base(world)}/owners?show=several")
    assert (
        re.search(r"2 <span[^>]*>人", seen(clerk(world), f"{base(world)}/owners?basis=room&show=x")) is None
    )
    early = seen(clerk(world), f"{base(world)}/owners?on=2026-01-01")
    assert "后来的变动不在里面" in early
    assert clerk(world).get(f"{base(world)}/owners?on=soon").status_code == 422


def _heads(page: str) -> int:
    found = re.search(r"key-figure-number\">(\d+) ", page)
    assert found is not None
    return int(found[1])


def test_a_sale_goes_from_the_form_to_the_list_and_the_day_before_stays(world: World) -> None:
    form = {"name-0": "孙某", "phone-0": "13900000001", "kind": "person", "reason": "看过新房产证"}
    assert sent(clerk(world), f"{room_page(world)}/owners", **form, step="sure").status_code == 303
    page = seen(clerk(world), f"{room_page(world)}?done=owners")
    assert "孙某" in page
    assert "看过新房产证" in page
    yesterday = seen(clerk(world), f"{room_page(world)}?on={day(-1)}")
    assert "李建国" in yesterday
    assert "回到现在" in yesterday


def test_whoever_owns_is_ticked_and_a_change_is_shown_before_it_is_written(world: World) -> None:
    people = [str(world.wang_person.id), str(world.li_person.id)]
    page = seen(clerk(world), room_page(world))
    assert all(re.search(rf'name="stays"[^>]*value="{key}"[^>]*checked', page) for key in people)
    form = {"stays": people, "name-0": "孙某", "kind": "person", "reason": "加名", "effective_on": day(TODAY)}
    asked = sent(clerk(world), f"{room_page(world)}/owners", **form)
    assert (asked.status_code, "请核对" in asked.text, "不再是这一户的业主" in asked.text) == (
        200,
        True,
        False,
    )
    gone = sent(clerk(world), f"{room_page(world)}/owners", **form | {"stays": people[:1]})
    assert "李建国 不再是这一户的业主" in gone.text
    assert len(queries.holdings_of(world.room.id).owners) == 2
    back = sent(clerk(world), f"{room_page(world)}/owners", **form | {"stays": people[:1]}, step="back")
    assert '<details class="twin" open>' in back.text
    assert len(re.findall(r'name="stays"[^>]*checked', back.text)) == 1
    assert sent(clerk(world), f"{room_page(world)}/owners", **form, step="sure").status_code == 303
    assert len([one for one in queries.holdings_of(world.room.id).owners if one.span.ended_at is None]) == 3


@pytest.mark.parametrize(
    ("act", "form", "kept", "status"),
    [
        ("owners", {"name-0": "孙某", "kind": "person", "reason": ""}, "孙某", 422),
        ("owners", {"name-0": "孙某", "phone-0": "12", "kind": "person", "reason": "买卖"}, "买卖", 422),
        (
            "owners",
            {"name-0": "孙某", "kind": "person", "reason": "买卖", "effective_on": "soon"},
            "孙某",
            422,
        ),
        ("proxy", {"name": "某人", "first": "2026-01-01", "last": "2099-01-01", "seen": " "}, "某人", 422),
        ("part", {"part": "shop", "area": "8x", "source": "contract", "reason": "合同"}, "8x", 422),
        ("part", {"part": "shop", "area": "0", "source": "contract", "reason": "合同"}, "合同", 422),
        ("part", {"part": "dwelling", "area": "90", "source": "contract", "reason": "合同"}, "合同", 409),
        ("voter", {"person": "", "reason": "口头"}, "口头", 409),
        ("guardian", {"person": "1", "ground": "", "name": "某人", "reason": "x"}, "某人", 422),
        ("proxy", {"person": "1", "name": "某人", "first": "2026-13-01", "last": ""}, "某人", 422),
        ("shares", {"owner": "WANG", "share-WANG": "一半", "reason": "x"}, "一半", 422),
        ("shares", {"owner": "WANG", "share-WANG": "1/2", "reason": "证书"}, "证书", 422),
        ("proxy", PROXY | {"phone": ""}, "代某", 422),
        ("proxy", PROXY | {"phone": "1390"}, "1390", 422),
        ("use", {"use": "guest", "name": "客人"}, "客人", 422),
    ],
)
def test_a_refused_form_comes_back_with_what_was_typed(
    world: World, act: str, form: dict[str, str], kept: str, status: int
) -> None:
    with transaction():
        operations.refresh_rights(world.compound.id, make.AT)
    wang = str(world.wang_person.id)
    told = {name.replace("WANG", wang): value.replace("WANG", wang) for name, value in form.items()}
    answer = sent(clerk(world), f"{room_page(world)}/{act}", **told)
    assert answer.status_code == status
    assert kept in answer.text
    assert "没有办成" in answer.text
    assert '<details class="twin" open>' in answer.text


def test_voter_guardian_proxy_and_tenant_are_recorded_and_ended_on_the_page(world: World) -> None:
    client, wang, li = clerk(world), str(world.wang_person.id), str(world.li_person.id)
    assert sent(client, f"{room_page(world)}/voter", person=wang, reason="推选书").status_code == 303
    guardian = {
        "person": wang,
        "ground": "incapable",
        "who": "",
        "name": "监护某",
        "phone": "13900000008",
        "reason": "看过判决",
    }
    assert sent(client, f"{room_page(world)}/guardian", **guardian).status_code == 303
    assert sent(client, f"{room_page(world)}/use", use="tenant", name="租客").status_code == 303
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    picture.seek(0)
    proxy = {
        "person": li,
        "name": "代某",
        "phone": "13900000009",
        "first": day(TODAY),
        "last": day(TOMORROW),
        "scan": (picture, "a.png"),
    }
    assert sent(client, f"{room_page(world)}/proxy", **proxy).status_code == 303
    page = seen(client, room_page(world))
    for words in (
        "监护某（监护人代办，代 王秀英）",
        "李建国 委托 代某（139****0009）",
        "租客（租户，不计票）",
        "推选 王秀英",
    ):
        assert words in page
    held = queries.holdings_of(world.room.id)
    with client.get(f"{base(world)}/proxies/{held.proxies[0].id}/scan") as paper:
        assert (paper.status_code, paper.mimetype) == (200, "image/jpeg")
    assert str(held.proxies[0].scan).endswith(files.LOCKED), "sealed as it lies"
    rows = f"{base(world)}/rooms/{world.room.id}"
    for name, row in (("guardians", held.guardians[0]), ("uses", held.uses[0]), ("proxies", held.proxies[0])):
        done = sent(client, f"{rows}/{name}/{row.id}/end", **{f"reason-{row.id}": "本人来了"})
        assert done.status_code == 303, name
    assert "已搬走" in seen(client, room_page(world))


def test_shares_are_written_down_on_the_page_and_said_to_weigh_no_vote(world: World) -> None:
    client, people = clerk(world), (world.wang_person.id, world.li_person.id)
    assert "份额不影响投票" in seen(client, room_page(world))
    parts = dict(zip((f"share-{one}" for one in people), ("1/4", "75%"), strict=True))
    form = {"owner": [str(one) for one in people], "reason": "看过证书", **parts}
    assert sent(client, f"{room_page(world)}/shares", **form).status_code == 303
    page = seen(client, room_page(world))
    assert "王秀英，份额 1/4" in page
    assert "李建国（个人，份额 3/4）" in page
    alone = seen(client, f"{base(world)}/rooms/{world.second_room.id}/rights")
    assert "共有人各占多少份额" not in alone


def test_a_number_is_noted_and_only_its_end_is_shown(world: World) -> None:
    url = f"{room_page(world)}/number"
    wrong = sent(clerk(world), url, person=str(world.wang_person.id), number="371502198001010019")
    assert (wrong.status_code, "号码不对" in wrong.text) == (422, True)
    form = {"person": str(world.wang_person.id), "number": "371502198001010018"}
    assert sent(clerk(world), url, **form).status_code == 303
    page = seen(clerk(world), room_page(world))
    assert "**0018" in page
    assert "371502198001010018" not in page
    foreign = {"person": str(world.zhao_person.id), "number": "371502198001010018"}
    assert clerk(world).post(url, data=foreign).status_code == 404


def test_two_of_a_name_are_merged_by_hand_and_parted_again(world: World) -> None:
    third = make.an_owner(make.a_room(world.unit, "503"), "王秀英")
    url = f"{base(world)}/owners/alike"
    people = [str(world.wang_person.id), str(third.id)]
    assert "3号楼2单元503" in seen(clerk(world), url)
    empty = sent(clerk(world), url, people=people, act="merge", reason="", group="1")
    assert (empty.status_code, "请写原因" in empty.text) == (422, True)
    assert sent(clerk(world), url, people=people, act="merge", reason="看过房产证").status_code == 303
    owners = seen(clerk(world), f"{base(world)}/owners?show=several")
    assert "居委会核定（看过房产证）" in owners
    (verdict,) = queries.verdict_rows_in(world.compound.id)
    assert sent(clerk(world), f"{base(world)}/owners/verdicts/{verdict.id}/end").status_code == 303
    assert sent(clerk(world), url, people=people, act="apart", reason="问过，两个人").status_code == 303
    assert "没有要核定的" in seen(clerk(world), url)


def test_the_workbook_says_who_when_and_as_of_when_and_holds_no_formula(world: World) -> None:
    told = operations.Transfer(world.room.id, [Somebody(name="=1+1")], OwnerKind.PERSON, "sold")
    with transaction():
        operations.transfer_ownership(world.compound.id, told, "test:clerk", clock.now())
    answer = clerk(world).get(f"{base(world)}/owners.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert "=1+1" in texts
    assert any("操作人：clerk clerk" in text for text in texts)
    assert (sheet.freeze_panes, "2 人" in texts, 194.1 in [cell.value for cell in cells]) == (
        "C3",
        True,
        True,
    )


def test_a_resident_sees_their_own_masked_entry_asks_and_reads_the_answer(world: World) -> None:
    client = world.resident(world.li)
    (home,) = queries.homes_of(world.li)
    url = f"/my/homes/{home.binding_id}/entry"
    assert "现在没有公示" in seen(client, url)
    assert sent(client, url, topic="area", text="92.30").status_code == 409
    publish(world)
    page = seen(client, url)
    assert "89.60 ㎡" in page
    assert "李*国" in page
    assert "李建国" not in page.replace("您现在代表", "")
    assert sent(client, url, topic="area", text="房产证上是 92.30").status_code == 303
    again = sent(client, url, topic="area", text="再说一次")
    assert (again.status_code, "再说一次" in again.text) == (409, True)
    assert sent(client, url, topic="owners", text=" ").status_code == 422
    assert sent(client, url, topic="weather", text="x").status_code == 422
    desk = seen(clerk(world), f"{base(world)}/publication")
    assert "房产证上是 92.30" in desk
    (row,) = queries.corrections_in(world.compound.id, is_waiting=True)
    answer = f"{base(world)}/corrections/{row.id}"
    assert sent(clerk(world), answer, act="accept", **{f"answer-{row.id}": ""}).status_code == 422
    form = {f"answer-{row.id}": "看过登记簿，改成 92.30"}
    early = sent(clerk(world), answer, act="accept", **form)
    assert (early.status_code, "还没有改" in early.text, "改成 92.30" in early.text) == (409, True, True)
    part = {"part": "dwelling", "area": "92.30", "source": "registered", "reason": "看过登记簿"}
    assert sent(clerk(world), f"{room_page(world)}/part", **part).status_code == 303
    assert sent(clerk(world), answer, act="accept", **form).status_code == 303
    assert sent(clerk(world), answer, act="accept", **form).status_code == 409
    assert "看过登记簿，改成 92.30" in seen(client, url)


def test_nobody_sees_or_asks_about_the_entry_of_anothers_home(world: World) -> None:
    publish(world)
    (home,) = queries.homes_of(world.li)
    url = f"/my/homes/{home.binding_id}/entry"
    for name, client in world.clients().items():
        if name != "li":
            assert client.get(url).status_code in (303, 404), name
            assert client.post(url, data={"topic": "area", "text": "x"}).status_code in (303, 404), name
    assert queries.count_corrections([world.compound.id]) == 0


def test_a_window_is_opened_once_and_closed_early(world: World) -> None:
    publish(world)
    url = f"{base(world)}/publication"
    for first, last, status in ((TODAY, TODAY, 409), (5, 3, 422), (-9, -8, 422)):
        refused = sent(clerk(world), url, first=day(first), last=day(last))
        assert refused.status_code == status
        assert day(first) in refused.text
    window = queries.find_publication(world.compound.id, clock.now())
    assert window is not None
    assert sent(clerk(world), f"{url}/{window.id}/close").status_code == 303
    assert clerk(world).post(f"{url}/{window.id}/close").status_code == 404
    (home,) = queries.homes_of(world.li)
    assert "已经结束" in seen(world.resident(world.li), f"/my/homes/{home.binding_id}/entry")
