"""The platform's API over HTTP, and the product's own client against it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from app.core import accounts, clock
from app.simulator.operations import conversations, quotas, tokens
from app.simulator.operations.faults import Fault, plan_fault
from app.simulator.queries import find_menu, messages_for
from app.simulator.queries.store import store_in
from bots.wechat import oauth
from bots.wechat.accounts import Account
from bots.wechat.client import Client
from bots.wechat.errors import Misconfigured, Refused, Restart, Transient
from bots.wechat.menu import menu_for
from bots.wechat.notices import data_for
from bots.wechat.tokens import MemoryTokens
from surveys.errors import Forbidden
from tests.app.simulator.conftest import ANNA, BORIS

API = "/simulator/api"
CREDIT = "simulated-subscription-poll-opened"


@pytest.fixture
def own(simulated: Flask) -> Iterator[Account]:
    """The account of this place, its API base at a real server that runs the whole application."""
    server = make_server("127.0.0.1", 0, simulated, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield replace(accounts.default_account(), api_base=f"http://127.0.0.1:{server.server_port}{API}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def wechat(own: Account) -> Client:
    """The product's own client."""
    return Client(own, MemoryTokens(), clock.now)


def proof(app: Flask, **changed: Any) -> dict[str, Any]:
    """What an account shows to get a token."""
    settings = app.config
    own = {"appid": settings["WECHAT_APP_ID"], "secret": settings["WECHAT_APP_SECRET"]}
    return {"grant_type": "client_credential"} | own | changed


def token_of(app: Flask, client: FlaskClient) -> str:
    """A stable token."""
    return client.post(f"{API}/cgi-bin/stable_token", json=proof(app)).get_json()["access_token"]


def test_a_token_is_issued_without_any_form_token(simulated: Flask, client: FlaskClient) -> None:
    answer = client.post(f"{API}/cgi-bin/stable_token", json=proof(simulated))
    assert answer.status_code == 200
    assert answer.get_json()["expires_in"] == 7200


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"appid": "wxother"}, 40013),
        ({"secret": "wrong"}, 40125),
        ({"appid": None}, 41002),
        ({"secret": ""}, 41004),
        ({"grant_type": "password"}, 40002),
    ],
)
def test_who_cannot_prove_to_be_the_account_gets_no_token(
    simulated: Flask, client: FlaskClient, changed: dict[str, Any], errcode: int
) -> None:
    order = proof(simulated, **changed)
    stable = client.post(f"{API}/cgi-bin/stable_token", json=order)
    legacy = client.get(
        f"{API}/cgi-bin/token", query_string={key: value or "" for key, value in order.items()}
    )
    assert (stable.status_code, stable.get_json()["errcode"]) == (200, errcode)
    assert legacy.get_json()["errcode"] == errcode


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused_by_number(
    simulated: Flask, client: FlaskClient, body: bytes
) -> None:
    token = token_of(simulated, client)
    for path in ("message/custom/send", "menu/create", "qrcode/create"):
        answer = client.post(f"{API}/cgi-bin/{path}?access_token={token}", data=body)
        assert answer.get_json()["errcode"] == 47001


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "message/custom/send"),
        ("POST", "message/template/send"),
        ("POST", "message/subscribe/bizsend"),
        ("POST", "menu/create"),
        ("GET", "menu/get"),
        ("GET", "menu/delete"),
        ("POST", "qrcode/create"),
        ("GET", "user/info"),
        ("GET", "getcallbackip"),
        ("POST", "media/upload"),
        ("GET", "media/get"),
    ],
)
def test_nothing_works_without_a_living_token(
    simulated: Flask, client: FlaskClient, method: str, path: str
) -> None:
    missing = client.open(f"{API}/cgi-bin/{path}", method=method)
    wrong = client.open(f"{API}/cgi-bin/{path}?access_token=made-up", method=method)
    assert [missing.get_json()["errcode"], wrong.get_json()["errcode"]] == [41001, 40001]


def test_the_account_can_list_its_templates(simulated: Flask, client: FlaskClient) -> None:
    token = token_of(simulated, client)
    answer = client.get(f"{API}/cgi-bin/template/get_all_private_template?access_token={token}").get_json()
    assert "simulated-poll-opened" in {one["template_id"] for one in answer["template_list"]}


def test_user_info_tells_who_follows_and_nothing_else(simulated: Flask, client: FlaskClient) -> None:
    token = token_of(simulated, client)
    answers = [
        client.get(f"{API}/cgi-bin/user/info?access_token={token}&openid={openid}").get_json()
        for openid in (ANNA, BORIS, "oNobody")
    ]
    assert answers[0]["subscribe"] == 1
    assert "nickname" not in answers[0]
    assert answers[1] == {"subscribe": 0, "openid": BORIS}
    assert answers[2]["errcode"] == 40003


def test_a_file_that_was_uploaded_can_be_fetched_by_its_id(simulated: Flask, client: FlaskClient) -> None:
    token = token_of(simulated, client)
    none = client.post(f"{API}/cgi-bin/media/upload?type=image&access_token={token}")
    assert none.get_json()["errcode"] == 41005
    given = (simulated.open_resource("static/img/logo.svg"), "logo.svg", "image/svg+xml")
    kept = client.post(f"{API}/cgi-bin/media/upload?type=image&access_token={token}", data={"media": given})
    media_id = kept.get_json()["media_id"]
    back = client.get(f"{API}/cgi-bin/media/get?media_id={media_id}&access_token={token}")
    assert (back.mimetype, back.data[:4]) == ("image/svg+xml", b"<svg")
    lost = client.get(f"{API}/cgi-bin/media/get?media_id=x&access_token={token}")
    assert lost.get_json()["errcode"] == 40007


def test_the_products_client_sends_inside_the_window_only(wechat: Client, simulated: Flask) -> None:
    with pytest.raises(Refused) as refused:
        wechat.send_text(ANNA, "hello")
    assert refused.value.errcode == 45015
    with store_in(simulated.config["INSTANCE_DIR"]) as store:
        quotas.open_allowance(store, ANNA, "click", clock.now())
    for _ in range(3):
        wechat.send_text(ANNA, "hello")
    with pytest.raises(Refused) as over:
        wechat.send_text(ANNA, "hello")
    assert over.value.errcode == 45047


def test_the_products_client_survives_a_token_rotated_elsewhere(wechat: Client, simulated: Flask) -> None:
    wechat.push_menu(menu_for("http://127.0.0.1:8000"))
    with store_in(simulated.config["INSTANCE_DIR"]) as store:
        tokens.revoke_all(store)
    wechat.push_menu({"button": [{"type": "click", "name": "a", "key": "k"}]})
    with store_in(simulated.config["INSTANCE_DIR"]) as store:
        assert find_menu(store) == {"button": [{"type": "click", "name": "a", "key": "k"}]}


def test_a_template_message_is_reported_back_after_it_was_taken(wechat: Client, simulated: Flask) -> None:
    data = data_for("poll-opened", {"compound": "A", "title": "B", "closes_at": clock.now()})
    reference = wechat.send_template(ANNA, "simulated-poll-opened", data, url="http://127.0.0.1:8000/p/1")
    listener = simulated.extensions["listener"]
    for _ in range(100):
        if listener.heard:
            break
        threading.Event().wait(0.02)
    assert [(one.event, one.facts["MsgID"]) for one in listener.heard] == [
        ("templatesendjobfinish", reference)
    ]
    with pytest.raises(Refused):
        wechat.send_template(BORIS, "simulated-poll-opened", data)
    with pytest.raises(Misconfigured):
        wechat.send_template(ANNA, "made-up", data)


def test_the_products_client_spends_subscription_credit(wechat: Client, simulated: Flask) -> None:
    data = data_for("poll-opened", {"compound": "A", "title": "B", "closes_at": clock.now()})
    with pytest.raises(Refused) as refused:
        wechat.send_subscription(ANNA, CREDIT, data)
    assert refused.value.errcode == 43101
    with store_in(simulated.config["INSTANCE_DIR"]) as store:
        quotas.grant_credit(store, ANNA, CREDIT)
        wechat.send_subscription(ANNA, CREDIT, data, page_url="http://127.0.0.1:8000/p/1")
        assert [message.way for message in messages_for(store, ANNA, 5)] == ["subscription"]


def test_the_products_client_gets_a_code_to_draw(wechat: Client) -> None:
    code = wechat.create_qr("house-1")
    assert code.ticket
    assert code.url.endswith(code.ticket[:32])
    with pytest.raises(Misconfigured) as refused:
        wechat.create_qr("x" * 65)
    assert refused.value.errcode == 40053


@pytest.mark.parametrize("errcode", [-1, 45009])
def test_a_planned_fault_reaches_the_products_client_once(
    wechat: Client, simulated: Flask, errcode: int
) -> None:
    with store_in(simulated.config["INSTANCE_DIR"]) as store:
        plan_fault(store, "/cgi-bin/menu/create", Fault(errcode=errcode))
    menu = {"button": [{"type": "click", "name": "a", "key": "k"}]}
    with pytest.raises(Transient) as busy:
        wechat.push_menu(menu)
    assert busy.value.errcode == errcode
    wechat.push_menu(menu)


def test_a_planned_delay_makes_the_products_sign_in_time_out(own: Account, simulated: Flask) -> None:
    with store_in(simulated.config["INSTANCE_DIR"]) as store:
        plan_fault(store, "/sns/oauth2/access_token", Fault(wait_ms=1500))
    with pytest.raises(Transient):
        oauth.exchange(own, "any-code", timeout=1)


def test_the_products_sign_in_takes_a_code_once_and_no_snapshot_visitor(
    own: Account, simulated: Flask, hand: FlaskClient
) -> None:
    back = simulated.config["PUBLIC_BASE_URL"] + "/oauth/back"
    address = oauth.authorize_url(replace(own, oauth_base="/simulator/open"), back, "state")

    def code() -> str:
        return hand.get(address.partition("#")[0]).location.partition("code=")[2].partition("&")[0]

    first = code()
    assert oauth.exchange(own, first) == ANNA
    with pytest.raises(Restart) as used:
        oauth.exchange(own, first)
    assert used.value.errcode == 40163
    with store_in(simulated.config["INSTANCE_DIR"]) as store:
        conversations.add_phone(store, "oSnapshot", "Somebody", is_snapshot=True)
    hand.set_cookie("simulator-phone", "oSnapshot")
    with pytest.raises(Forbidden):
        oauth.exchange(own, code())
