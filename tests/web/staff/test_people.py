"""Accounts and roles on their pages: from a new account to its end, each step by two people."""

import io
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from app.chats import operations as chats
from app.chats.models import HelpRequest
from app.core import clock
from app.core.db import db, transaction
from app.roster import queries
from app.roster.models import StaffAccount
from tests import factories as make
from tests.web.staff.conftest import House, seen, sent

PEOPLE = "/staff/people/"
ROLE = {"role": "clerk", "unit": "", "until": "2099-12-31", "reason": "接替王敏", "holder": ""}


@pytest.fixture(autouse=True)
def two_administrators(house: House) -> None:
    """Without a second one nothing can be confirmed."""
    assert house.first.key != house.second.key


def key_of(username: str) -> str:
    found = queries.colleagues_under(["371500"], limit=50).items
    return next(one.key for _, one in found if one.username == username)


def waiting(house: House) -> int:
    return queries.proposals_for(house.second.key, ["371500"], clock.now())[0].id


@pytest.mark.parametrize(
    ("name", "status"),
    [("stranger", 303), ("wang", 303), ("clerk", 403), ("auditor", 403), ("liaison", 403), ("official", 200),
     ("city", 200), ("first", 200)],
)  # fmt: skip
def test_who_may_look_after_accounts(house: House, name: str, status: int) -> None:
    assert house.client(name).get(PEOPLE).status_code == status
    assert house.client(name).get(f"{PEOPLE}roles.xlsx").status_code == status
    if status == 200:
        seen(house.client(name), PEOPLE)
        seen(house.client(name), f"{PEOPLE}new")


def test_a_new_account_gets_its_role_from_a_second_person(house: House) -> None:
    form = {"name": "李娜", "username": "li.na", "area": "XY01"} | ROLE
    slip = sent(house.client("first"), f"{PEOPLE}new", 200, **form).text
    assert "初始密码" in slip
    key = key_of("li.na")
    password = re.search(r"初始密码</dt><dd>([^<]+)", slip)
    assert password
    assert password[1] not in seen(house.client("first"), f"{PEOPLE}{key}")
    assert queries.grants_of(key, clock.now()) == []
    fresh = house_account(key)
    with transaction():
        fresh.must_change_password = False  # changed at the first sign-in
    own = seen(house.world.staff(fresh), "/staff/account/")
    assert "等第二个人确认" in own
    assert "请找管理员" not in own
    html = seen(house.client("second"), PEOPLE)
    assert "李娜：开通角色：经办人，向阳小区，到 2099年12月31日 为止" in html
    assert 'side-count">1<' in html
    sent(house.client("first"), f"{PEOPLE}proposals/{waiting(house)}/confirm", 403)
    sent(house.client("second"), f"{PEOPLE}proposals/{waiting(house)}/confirm")
    assert [one.role for one in queries.grants_of(key, clock.now())] == ["clerk"]
    assert "经办人" in seen(house.client("second"), f"{PEOPLE}{key}")


def house_account(key: str) -> StaffAccount:
    return db.session.execute(select(StaffAccount).where(StaffAccount.key == key)).scalar_one()


def test_the_area_can_be_picked_from_a_list(house: House) -> None:
    html = seen(house.client("first"), f"{PEOPLE}new")
    assert 'list="area-list"' in html
    assert '<option value="XY01">向阳小区</option>' in html


def test_a_refused_form_comes_back_as_it_was(house: House) -> None:
    for wrong, words in (({"username": "Li Na"}, "用户名只能用"), ({"area": "火星"}, "没有这个地方"),
                         ({"until": "明年"}, "日期看不懂"), ({"role": "city"}, "请换一级区域"),
                         ({"reason": ""}, "请写原因"), ({"name": ""}, "请写姓名")):  # fmt: skip
        form = {"name": "李娜", "username": "li.na", "area": "XY01"} | ROLE | wrong
        html = sent(house.client("first"), f"{PEOPLE}new", 422, **form).text
        assert words in html
        assert all(f'value="{form[name]}"' in html for name in ("area", "username", "name", "until"))
    assert queries.colleagues_under(["371500"], limit=50).items[-1][1].username != "li.na"


def test_a_county_sees_and_changes_only_its_own(house: House) -> None:
    html = seen(house.client("official"), PEOPLE)
    assert "clerk" in html
    assert "first" not in html
    client = house.client("official")
    for url in (house.first.key, f"{house.first.key}/handover"):
        assert client.get(f"{PEOPLE}{url}").status_code == 403
    for act in ("password", "roles", "factor", "sessions/1/close", "handover"):
        assert client.post(f"{PEOPLE}{house.first.key}/{act}").status_code == 403, act
    assert client.post(f"{PEOPLE}{house.world.clerk.key}/password").status_code == 403
    assert client.get(f"{PEOPLE}NOBODY").status_code == 404


def test_an_end_is_proposed_and_refused_with_a_reason_its_proposer_reads(house: House) -> None:
    clerk = queries.get_colleague(house.world.clerk.key)
    url = f"{PEOPLE}{clerk.key}"
    role = clerk.roles[0].id
    sent(house.client("first"), f"{url}/roles/{role}/end", 422, **{f"reason__{role}": ""})
    sent(house.client("first"), f"{url}/roles/{role}/end", **{f"reason__{role}": "调走了"})
    number = waiting(house)
    sent(house.client("second"), f"{PEOPLE}proposals/{number}/refuse", **{f"answer__{number}": "还没调"})
    assert "退回的原因：还没调" in seen(house.client("first"), url)


def test_who_may_confirm_a_role_and_has_no_second_factor_gets_a_password_from_the_operator_alone(
    house: House,
) -> None:
    for key in (house.second.key, house.city.key):
        sent(house.client("first"), f"{PEOPLE}{key}/password", 409)


def test_a_reset_password_is_shown_once_and_ends_the_sessions(house: House) -> None:
    clerk = house.client("clerk")
    assert clerk.get("/committee/").status_code == 200
    html = sent(house.client("first"), f"{PEOPLE}{house.world.clerk.key}/password", 200).text
    assert "这一页只显示一次" in html
    assert clerk.get("/committee/").status_code == 303
    sent(house.client("first"), f"{PEOPLE}{house.first.key}/password", 403)
    answer = sent(house.client("first"), f"{PEOPLE}{house.second.key}/password", 409)
    assert "运维人员" in answer.text


def test_one_administrator_does_not_become_both_clerks_of_a_compound(house: House) -> None:
    other = make.a_clerk(house.world.compound, username="other")
    sent(house.client("first"), f"{PEOPLE}{house.world.clerk.key}/password", 200)
    answer = sent(house.client("first"), f"{PEOPLE}{other.key}/password", 409)
    assert "请另一位管理员或运维人员重设" in answer.text
    assert "这一页只显示一次" in sent(house.client("second"), f"{PEOPLE}{other.key}/password", 200).text


def test_a_browser_of_somebody_is_signed_out(house: House) -> None:
    clerk = house.client("clerk")
    clerk.get("/committee/")
    (device,) = queries.devices_of(house.world.clerk.key, clock.now())
    sent(house.client("first"), f"{PEOPLE}{house.world.clerk.key}/sessions/{device.id}/close")
    assert clerk.get("/committee/").status_code == 303
    sent(house.client("first"), f"{PEOPLE}{house.world.clerk.key}/sessions/{device.id}/close", 404)


def test_the_quarterly_report_names_what_runs_out_and_what_nobody_uses(house: House) -> None:
    make.a_clerk(house.world.compound, username="idle")
    answer = house.client("first").get(f"{PEOPLE}roles.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    rows = {row[1]: row for row in sheet.iter_rows(min_row=3, values_only=True) if row[1]}
    assert rows["idle"][2:4] == ("经办人", "向阳小区")
    assert rows["idle"][8:10] == ("没用过", "是")
    assert not rows["first"][9]
    assert sheet.freeze_panes == "B3"
    assert sheet.page_setup.paperSize == 9


def test_handing_over_moves_the_queues_and_ends_the_roles(house: House) -> None:
    leaver = house.world.clerk
    url = f"{PEOPLE}{leaver.key}/handover"
    assert "还没有人能接手" in seen(house.client("first"), url)
    heir = make.a_clerk(house.world.compound, username="heir")
    with transaction():
        number = chats.open_help(house.world.wang, house.world.compound.id, "下水堵了", clock.now())
    asked = db.session.execute(select(HelpRequest.id).where(HelpRequest.number == number)).scalar_one()
    answer = house.client("clerk").post(f"/committee/conversations/{asked}", data={"text": "马上来"})
    assert answer.status_code == 303
    html = seen(house.client("first"), url)
    assert "1 件" in html
    assert "请选交给谁" in sent(house.client("first"), url, 422).text
    sent(house.client("first"), url, 422, successor=house.first.key)
    sent(house.client("official"), url, 403, successor=heir.key)
    sent(house.client("first"), url, successor=heir.key)
    db.session.rollback()
    assert queries.grants_of(leaver.key, clock.now()) == []
    assert chats_held(heir.key) == 1
    assert "交接好了" in seen(house.client("first"), f"{PEOPLE}{leaver.key}?done=handed-over")


def chats_held(key: str) -> int:
    from_row = db.session.execute(db.text("SELECT held_by FROM help_request")).scalar()
    return int(from_row == f"staff:{key}")


def test_what_the_heir_does_not_serve_is_not_theirs_to_answer(house: House) -> None:
    """A conversation from a compound the leaver served before waits for whoever serves there now."""
    leaver = house.world.clerk
    heir = make.a_clerk(house.world.compound, username="heir")
    with transaction():
        elsewhere = chats.open_help(house.world.wang, house.world.next_compound.id, "路灯坏了", clock.now())
        db.session.execute(update(HelpRequest).values(held_by=f"staff:{leaver.key}"))
    sent(house.client("first"), f"{PEOPLE}{leaver.key}/handover", successor=heir.key)
    db.session.rollback()
    row = db.session.execute(select(HelpRequest).where(HelpRequest.number == elsewhere)).scalar_one()
    assert (row.held_by, row.closed_at) == (None, None)


def test_officials_posts_are_not_ended_by_one_person(house: House) -> None:
    other = make.an_official(username="other")
    url = f"{PEOPLE}{house.world.official.key}/handover"
    html = sent(house.client("first"), url, 409, successor=other.key).text
    assert "由第二个人确认" in html


def test_an_account_is_disabled_and_comes_back_by_page_with_a_second_person(house: House) -> None:
    first, second, clerk = house.client("first"), house.client("second"), house.client("clerk")
    key = house.world.clerk.key
    url = f"{PEOPLE}{key}"
    assert "停用这个账号" not in seen(house.client("official"), url)
    assert sent(house.client("official"), f"{url}/standing", 403, standing__reason="x").status_code == 403
    assert "请写" in sent(first, f"{url}/standing", 422, standing__reason=" ").text
    sent(first, f"{url}/standing", standing__reason="手机丢了，先停")
    assert clerk.get("/committee/").status_code == 200
    assert "停用账号" in seen(second, PEOPLE)
    sent(second, f"{PEOPLE}proposals/{waiting(house)}/confirm")
    assert clerk.get("/committee/").status_code == 303
    assert "已停用" in seen(first, PEOPLE)
    sheet = load_workbook(io.BytesIO(first.get(f"{PEOPLE}roles.xlsx").data)).active
    rows = {row[1]: row[11] for row in sheet.iter_rows(min_row=3, values_only=True) if row[1]}
    assert (rows["clerk"], rows["second"] or "") == (clock.today().isoformat(), "")
    page = seen(first, url)
    assert "不能登录" in page
    assert "恢复这个账号" in page
    sent(first, f"{url}/standing", standing__reason="找回来了")
    sent(second, f"{PEOPLE}proposals/{waiting(house)}/confirm")
    assert "停用这个账号" in seen(first, url)
