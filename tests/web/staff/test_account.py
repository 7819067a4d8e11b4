"""My account: devices, deputies, and the second factor from the first page to the next sign-in."""

import re

import pytest

from app.core import clock
from app.core.db import transaction
from app.roster import operations, queries
from tests import factories as make
from tests.app.notifications.platform import later
from tests.factories import PASSWORD, a_code
from tests.web.staff.conftest import House, seen, sent

ACCOUNT, FACTOR = "/staff/account/", "/staff/account/second-factor"


def test_everybody_of_the_staff_has_an_account_page_and_nobody_else(house: House) -> None:
    for name in ("stranger", "wang"):
        assert house.client(name).get(ACCOUNT).location.startswith("/staff/sign-in")
    for name in ("clerk", "official", "auditor", "first"):
        assert "我的角色" in seen(house.client(name), ACCOUNT)


def test_a_role_that_ran_out_is_no_role_but_still_an_account(house: House) -> None:
    account = make.a_clerk(house.world.compound, username="gone", until=clock.now())
    client = house.world.staff(account)
    assert client.get("/committee/").status_code == 403
    assert "您现在没有角色" in seen(client, ACCOUNT)


def test_my_devices_name_their_browsers_and_can_be_signed_out(house: House) -> None:
    client, phone = house.world.app.test_client(), house.world.app.test_client()
    for browser, said in ((client, "Chrome/120 Safari/537"), (phone, "iPhone MicroMessenger/8.0 Safari/604")):
        form = {"username": "clerk", "password": PASSWORD}
        browser.post("/staff/sign-in", data=form, headers={"User-Agent": said})
    html = seen(client, ACCOUNT)
    assert "Chrome（电脑）" in html
    assert "微信（手机或平板）" in html
    other = next(
        one for one in queries.devices_of(house.world.clerk.key, clock.now()) if "wechat" in one.browser
    )
    assert house.client("official").post(f"{ACCOUNT}devices/{other.id}/close").status_code == 404
    sent(client, f"{ACCOUNT}devices/{other.id}/close")
    assert phone.get(ACCOUNT).status_code == 303
    seen(client, ACCOUNT)


def enrolled(house: House, name: str) -> tuple[object, str, list[str]]:
    """Somebody who set the factor up by the pages: their browser, the secret, the codes for paper."""
    client = house.client(name)
    assert "开始设置" in seen(client, FACTOR)
    sent(client, f"{FACTOR}/begin")
    html = seen(client, FACTOR)
    shown = re.search(r"密钥：<strong>([A-Z2-7 ]+)</strong>", html)
    assert shown
    secret = shown[1].replace(" ", "")
    assert "验证码不对" in sent(client, f"{FACTOR}/confirm", 422, code="000000").text
    html = sent(client, f"{FACTOR}/confirm", 200, code=a_code(secret, clock.now())).text
    return client, secret, re.findall(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", html)


def test_a_clerk_may_switch_it_on_and_signs_in_with_it(house: House) -> None:
    client, secret, codes = enrolled(house, "clerk")
    assert len(codes) == 10
    assert secret not in seen(client, FACTOR)  # type: ignore[arg-type]  # a browser of the tests
    fresh = house.world.app.test_client()
    to = {"username": "clerk", "password": PASSWORD, "to": "/committee/polls"}
    assert sent(fresh, "/staff/sign-in", **to).location == "/staff/second-step"
    assert fresh.get("/committee/").location == "/staff/second-step"
    assert fresh.get("/staff/password").location == "/staff/sign-in"
    seen(fresh, "/staff/second-step")
    assert "验证码不对" in sent(fresh, "/staff/second-step", 422, code="000000").text
    later(house.world.app, seconds=60)
    code = a_code(secret, clock.now())
    assert sent(fresh, "/staff/second-step", code=code).location == "/committee/polls"
    assert fresh.get("/committee/").status_code == 200
    again = house.world.app.test_client()
    sent(again, "/staff/sign-in", username="clerk", password=PASSWORD)
    sent(again, "/staff/second-step", 422, code=code)
    assert sent(again, "/staff/second-step", code=codes[0]).location == "/committee/"


def test_nobody_steps_in_without_a_password_before(house: House) -> None:
    client = house.client("stranger")
    assert client.get("/staff/second-step").location == "/staff/sign-in"
    assert sent(client, "/staff/second-step", code="123456").location == "/staff/sign-in"


@pytest.mark.parametrize("name", ["first", "official", "city", "auditor"])
def test_where_it_is_required_nothing_opens_before_it_is_set_up(house: House, name: str) -> None:
    house.world.app.config["STAFF_SECOND_FACTOR"] = True
    page = {"first": "/staff/people/", "auditor": "/staff/oversight/"}.get(name, "/official/")
    client = house.client(name)
    assert client.get(page).location == FACTOR
    assert client.get(ACCOUNT).location == FACTOR
    assert "您的岗位要先设好二次验证" in seen(client, FACTOR)
    client, _, _ = enrolled(house, name)  # type: ignore[assignment]  # a browser of the tests
    assert client.get(page).status_code == 200


def test_clerks_are_not_asked_where_officials_are(house: House) -> None:
    house.world.app.config["STAFF_SECOND_FACTOR"] = True
    assert house.client("clerk").get("/committee/").status_code == 200


def test_a_new_telephone_begins_with_a_code_of_the_old_one(house: House) -> None:
    client, _, codes = enrolled(house, "clerk")
    sent(client, f"{FACTOR}/end", 422, end__code="000000")  # type: ignore[arg-type]  # a browser of the tests
    sent(client, f"{FACTOR}/end", end__code=codes[1])  # type: ignore[arg-type]  # a browser of the tests
    assert "开始设置" in seen(client, FACTOR)  # type: ignore[arg-type]  # a browser of the tests


def test_an_official_names_a_deputy_and_comes_back(house: House) -> None:
    client = house.client("first")
    day = clock.today().isoformat()
    form = {"deputy": "official", "begins": day, "ends": day}
    sent(client, f"{ACCOUNT}deputies", 422, **(form | {"deputy": "first"}))
    html = sent(client, f"{ACCOUNT}deputies", 422, **(form | {"ends": "下周"})).text
    assert 'value="official"' in html
    sent(client, f"{ACCOUNT}deputies", **form)
    (row,) = queries.deputies_of(house.first.key, clock.now())
    assert "结束代理" in seen(client, ACCOUNT)
    assert house.client("second").post(f"{ACCOUNT}deputies/{row.id}/dismiss").status_code == 404
    sent(client, f"{ACCOUNT}deputies/{row.id}/dismiss")
    assert queries.deputies_of(house.first.key, clock.now()) == []


def test_a_first_password_is_changed_even_with_the_cookie_from_before_the_second_step(house: House) -> None:
    _, secret, _ = enrolled(house, "clerk")
    with transaction():
        new = operations.reset_password("clerk", "test:operator", clock.now())
    browser, copied = house.world.app.test_client(), house.world.app.test_client()
    sent(browser, "/staff/sign-in", username="clerk", password=new.password)
    with browser.session_transaction() as cookie, copied.session_transaction() as other:
        other.update(cookie)
    later(house.world.app, seconds=60)
    answer = sent(browser, "/staff/second-step", code=a_code(secret, clock.now()))
    assert answer.location == "/staff/password"
    for one in (browser, copied):
        assert one.get("/committee/").location == "/staff/password"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_in_another_millennium_is_no_day(house: House, day: str) -> None:
    assert house.second
    sent(house.client("first"), f"{ACCOUNT}deputies", 422, deputy="second", begins=day, ends=day)
    post = {"role": "committee", "area": "XY01", "reason": "换届", "until": day}
    sent(house.client("first"), f"/staff/people/{house.world.clerk.key}/roles", 422, **post)
