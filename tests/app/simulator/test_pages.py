"""The telephones in a browser: every form, the sign-in page, the way in for scripts."""

import io
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core import accounts, clock
from app.core.db import transaction
from app.roster import queries as roster
from app.roster.operations.codes import issue_codes
from app.roster.queries.overview import slips_in
from app.simulator.operations import conversations, menus, tickets
from app.simulator.queries import credits_for, find_phone, messages_for
from app.simulator.queries.store import store_in
from tests import factories as make
from tests.app.simulator.conftest import ANNA, BORIS, ScriptedAccount, raw, reply
from tests.pages import check_page

PAGE = "/simulator/"
CREDIT = "simulated-subscription-poll-opened"
MENU = {
    "button": [
        {"name": "A", "sub_button": [{"type": "click", "name": "polls", "key": "menu:polls"}]},
        {"type": "view", "name": "B", "url": "http://other.example/"},
    ]
}


@pytest.fixture
def listener(simulated: Flask) -> ScriptedAccount:
    """The stand-in for the product's webhook."""
    found: ScriptedAccount = simulated.extensions["listener"]
    return found


def page_of(browser: FlaskClient, query: str = "") -> str:
    """The telephone's page, checked."""
    answer = browser.get(PAGE + query)
    assert answer.status_code == 200
    check_page(answer.text, "http://localhost" + PAGE, allowed_hosts=("other.example",))
    return answer.text


def act(browser: FlaskClient, name: str, **form: object) -> TestResponse:
    """Send one form of the page."""
    return browser.post(f"/simulator/act/{name}", data=form)


def problem_of(answer: TestResponse) -> str:
    """The code with which the browser is sent back, empty when all is well."""
    assert answer.status_code == 303
    return parse_qs(urlsplit(answer.location).query).get("problem", [""])[0]


def test_without_a_telephone_the_page_offers_the_list(simulated: Flask, client: FlaskClient) -> None:
    html = page_of(client)
    assert "Anna" in html
    assert "Boris" in html
    assert 'id="chat"' not in html


def test_the_page_says_that_it_is_no_real_wechat_and_forms_need_their_token(
    simulated: Flask, client: FlaskClient
) -> None:
    assert 'class="sim-banner"' in page_of(client)
    assert client.post("/simulator/choose", data={"openid": ANNA}).status_code == 400
    assert client.post("/simulator/act/say", data={"words": "x"}).status_code == 400


def test_the_list_can_be_searched_by_name_and_openid(simulated: Flask, client: FlaskClient) -> None:
    assert "Boris" not in page_of(client, "?q=Ann")
    assert "Anna" not in page_of(client, f"?q={BORIS}")
    assert "Anna" not in page_of(client, "?q=nobody")


def test_taking_up_a_telephone_signs_the_last_one_out(hand: FlaskClient) -> None:
    hand.get(f"/simulator/login?openid={ANNA}")
    assert hand.post("/simulator/choose", data={"openid": BORIS}).status_code == 303
    with hand.session_transaction() as session:
        assert "contact" not in session
    assert "Boris" in page_of(hand)
    assert hand.post("/simulator/choose", data={"openid": "oNobody"}).status_code == 404


def test_a_new_telephone_can_be_added(hand: FlaskClient) -> None:
    assert problem_of(hand.post("/simulator/phones", data={"name": "  "})) == "no-name"
    hand.post("/simulator/phones", data={"name": "<b>Newcomer</b>", "snapshot": "1"})
    assert "&lt;b&gt;Newcomer&lt;/b&gt;" in page_of(hand)


def test_what_is_said_and_answered_is_on_the_page(hand: FlaskClient, listener: ScriptedAccount) -> None:
    assert act(hand, "say", words="1").location.endswith("#newest")
    html = page_of(hand)
    assert "heard 1" in html
    assert listener.heard[0].content == "1"


def test_links_of_this_site_become_paths_and_scripts_become_text(
    hand: FlaskClient, listener: ScriptedAccount
) -> None:
    own = listener.address + "/my/polls/1"
    words = (
        f'<a href="{own}">open</a> <a href="javascript:alert(1)">bad</a> http://other.example/x <b>bold</b>'
    )
    content = f"<![CDATA[{words}]]>"
    listener.script = [
        lambda inbound, account: reply(
            f"<xml><ToUserName>{inbound.from_user}</ToUserName><FromUserName>{inbound.to_user}</FromUserName>"
            f"<CreateTime>1</CreateTime><MsgType>text</MsgType><Content>{content}</Content></xml>"
        )(inbound, account)
    ]
    act(hand, "say", words="links")
    html = page_of(hand)
    assert '<a href="/my/polls/1">open</a>' in html
    assert '<a href="http://other.example/x">' in html
    assert "javascript" not in html
    assert "&lt;b&gt;bold&lt;/b&gt;" in html


def test_a_fault_of_the_account_shows_wechats_banner(hand: FlaskClient, listener: ScriptedAccount) -> None:
    listener.script = [raw(b"<html>")]
    act(hand, "say", words="x")
    html = page_of(hand)
    assert "chat-fault" in html
    assert "not-xml" in html


def test_following_unfollowing_and_scanning_push_their_events(
    hand: FlaskClient, listener: ScriptedAccount, simulated: Flask
) -> None:
    hand.set_cookie("simulator-phone", BORIS)
    assert problem_of(act(hand, "say", words="hello")) == "not-following"
    act(hand, "scan", scene="house-1")
    act(hand, "scan", scene="house-2")
    act(hand, "unfollow")
    act(hand, "unfollow")
    act(hand, "follow")
    act(hand, "follow")
    heard = [(inbound.event, inbound.scene) for inbound in listener.heard]
    assert heard == [("subscribe", "house-1"), ("scan", "house-2"), ("unsubscribe", ""), ("subscribe", "")]
    page_of(hand)
    with store_in(simulated.config["INSTANCE_DIR"]) as store:
        phone = find_phone(store, BORIS)
    assert phone is not None
    assert phone.is_following


def test_a_scan_opens_our_pages_knows_our_tickets_and_refuses_the_rest(
    hand: FlaskClient, listener: ScriptedAccount, simulated: Flask
) -> None:
    order = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": "poster-7"}}}
    with store_in(simulated.config["INSTANCE_DIR"]) as store:
        code = tickets.create_ticket(store, order, clock.now())
    assert act(hand, "scan", scene=listener.address + "/p/1").location == "/p/1"
    act(hand, "scan", scene=code["url"])
    assert [(inbound.scene, inbound.ticket) for inbound in listener.heard] == [("poster-7", code["ticket"])]
    for unreadable in ("", "x" * 65, "http://other.example/", "weixin://x"):
        assert problem_of(act(hand, "scan", scene=unreadable)) == "code-unreadable"
    page_of(hand)


def test_an_expired_code_is_only_words(
    hand: FlaskClient, listener: ScriptedAccount, simulated: Flask
) -> None:
    info = {"scene": {"scene_str": "soon-gone"}}
    order = {"action_name": "QR_STR_SCENE", "expire_seconds": 60, "action_info": info}
    with store_in(simulated.config["INSTANCE_DIR"]) as store:
        code = tickets.create_ticket(store, order, clock.now() - timedelta(minutes=2))
    assert str(code["url"]).startswith(tickets.ADDRESS)
    act(hand, "scan", scene=str(code["ticket"])[:32])
    assert listener.heard[0].scene != "soon-gone"


def test_pictures_voices_and_places_are_sent(
    hand: FlaskClient, listener: ScriptedAccount, simulated: Flask
) -> None:
    act(hand, "picture")
    act(hand, "picture", picture=(io.BytesIO(b"\x89PNG"), "p.png", "image/png"))
    act(hand, "speak", recognised="one")
    act(hand, "speak", recognised="")
    act(hand, "location", latitude="36.4567", longitude="115.9854", label="square")
    kinds = [inbound.kind for inbound in listener.heard]
    assert kinds == ["image", "image", "voice", "voice", "location"]
    assert [inbound.recognition for inbound in listener.heard[2:4]] == ["one", ""]
    path = listener.heard[0].pic_url.removeprefix(simulated.config["PUBLIC_BASE_URL"])
    picture = hand.get(path)
    assert (picture.mimetype, picture.data[:2]) == ("image/jpeg", b"\xff\xd8")
    assert hand.get("/simulator/media/made-up").status_code == 404
    page_of(hand)


@pytest.mark.parametrize(
    ("name", "form", "code"),
    [
        ("say", {"words": "  "}, "nothing-said"),
        ("location", {"latitude": "here", "longitude": "1"}, "place-unfit"),
        ("tap", {"place": "0.0"}, "menu-gone"),
        ("repeat", {}, "nothing-to-repeat"),
        ("subscribe", {"template": "made-up", "choice": "accept"}, "template-unknown"),
        ("fly", {}, "no-phone"),
    ],
)
def test_what_cannot_be_done_is_said_on_the_page(
    hand: FlaskClient, name: str, form: dict[str, str], code: str
) -> None:
    assert problem_of(act(hand, name, **form)) == code
    assert 'role="alert"' in page_of(hand, f"?problem={code}")


def test_a_file_that_is_no_picture_is_not_sent(hand: FlaskClient, listener: ScriptedAccount) -> None:
    given = (io.BytesIO(b"text"), "notes.txt", "text/plain")
    assert problem_of(act(hand, "picture", picture=given)) == "picture-unfit"
    assert listener.heard == []


def test_menu_items_push_their_key_or_open_their_page(
    hand: FlaskClient, listener: ScriptedAccount, simulated: Flask
) -> None:
    with store_in(simulated.config["INSTANCE_DIR"]) as store:
        menus.create_menu(store, MENU)
    assert 'name="place" value="0.0"' in page_of(hand)
    act(hand, "tap", place="0.0")
    assert act(hand, "tap", place="1").location == "http://other.example/"
    assert [(one.event, one.event_key) for one in listener.heard] == [
        ("click", "menu:polls"), ("view", "http://other.example/"),
    ]  # fmt: skip
    for place in ("0", "9", "0.9", "x", "", "-1"):
        assert problem_of(act(hand, "tap", place=place)) == "menu-gone"


def test_the_last_push_can_be_repeated_three_times(hand: FlaskClient, listener: ScriptedAccount) -> None:
    act(hand, "say", words="again")
    act(hand, "repeat")
    assert len(listener.heard) == 4
    assert len({inbound.dedupe_key for inbound in listener.heard}) == 1


def test_subscribing_to_notices_gives_credit_and_tells_the_account(
    hand: FlaskClient, listener: ScriptedAccount, simulated: Flask
) -> None:
    for choice in ("accept", "accept", "reject"):
        act(hand, "subscribe", template=CREDIT, choice=choice)
    with store_in(simulated.config["INSTANCE_DIR"]) as store:
        assert credits_for(store, ANNA) == [(CREDIT, 2)]
    act(hand, "subscribe", template=CREDIT, choice="withdraw")
    with store_in(simulated.config["INSTANCE_DIR"]) as store:
        assert credits_for(store, ANNA) == []
    events = [inbound.event for inbound in listener.heard]
    assert events == ["subscribe_msg_popup_event"] * 3 + ["subscribe_msg_change_event"]
    page_of(hand)


def test_the_conversation_can_be_wiped_and_templates_blocked(hand: FlaskClient, simulated: Flask) -> None:
    act(hand, "say", words="x")
    act(hand, "clear")
    act(hand, "block")
    with store_in(simulated.config["INSTANCE_DIR"]) as store:
        phone = find_phone(store, ANNA)
        assert messages_for(store, ANNA, 5) == []
    assert phone is not None
    assert phone.is_blocking


def test_the_clock_moves_on_and_back(hand: FlaskClient) -> None:
    before = clock.now()
    for step in ("minute", "hour", "day", "year"):
        hand.post("/simulator/clock", data={"step": step})
    assert timedelta(hours=25, minutes=1) <= clock.now() - before < timedelta(hours=25, minutes=2)
    hand.post("/simulator/clock", data={"step": "reset"})
    assert clock.now() - before < timedelta(minutes=1)


def test_the_homes_of_a_telephone_stand_on_its_page(hand: FlaskClient) -> None:
    room = make.a_room()
    contact = make.a_contact(ANNA, account=accounts.default_account().name)
    make.a_binding(contact, room, make.an_owner(room), is_owner=True)
    assert room.label in page_of(hand)


def test_codes_of_a_compound_can_be_picked_for_a_scan(hand: FlaskClient, listener: ScriptedAccount) -> None:
    room = make.a_room()
    unit, compound = roster.units_in(room.compound_id)[0], roster.get_compound(room.compound_id)
    with transaction():
        issue_codes(room.compound_id, "test:clerk", clock.now())
    address = f"/simulator/codes?compound={compound.public_id}"
    html = hand.get(address).text
    check_page(html, "http://localhost" + address)
    ((_, _, code),) = slips_in(room.compound_id)
    for scene in (f"unit:{unit.public_id}", code):
        assert f'value="{scene}"' in html
        act(hand, "scan", scene=scene)
    assert [inbound.scene for inbound in listener.heard] == [f"unit:{unit.public_id}", code]
    for unknown in ("", "?compound=made-up"):
        check_page(hand.get("/simulator/codes" + unknown).text, "http://localhost/simulator/codes")


def test_scripts_come_in_by_login_and_stay_on_this_site(simulated: Flask, client: FlaskClient) -> None:
    answer = client.get("/simulator/login?openid=oScript-0001&to=/my/polls")
    assert (answer.status_code, answer.location) == (303, "/my/polls")
    with client.session_transaction() as session:
        contact = roster.get_contact(session["contact"])
    assert (contact.account, contact.openid) == (accounts.default_account().name, "oScript-0001")
    assert client.get("/simulator/login?openid=oScript-0001&to=//evil.example/").location == "/my/"


@pytest.mark.parametrize("openid", ["", "x", "a b c d", "'; drop--", "x" * 65])
def test_scripts_without_a_proper_openid_stay_outside(
    simulated: Flask, client: FlaskClient, openid: str
) -> None:
    answer = client.get("/simulator/login?" + urlencode({"openid": openid}))
    assert answer.status_code == 422
    with client.session_transaction() as session:
        assert "contact" not in session


def authorize(app: Flask, **changed: str) -> str:
    """The address of the sign-in page."""
    query = {
        "appid": app.config["WECHAT_APP_ID"],
        "redirect_uri": app.config["PUBLIC_BASE_URL"] + "/oauth/back?x=1",
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "s t&te",
    }
    return "/simulator/open/connect/oauth2/authorize?" + urlencode(query | changed)


def test_the_sign_in_page_sends_the_telephone_back_with_code_and_state(
    hand: FlaskClient, simulated: Flask
) -> None:
    answer = hand.get(authorize(simulated, state="state-1"))
    target = urlsplit(answer.location)
    assert f"{target.scheme}://{target.netloc}" == simulated.config["PUBLIC_BASE_URL"]
    query = parse_qs(target.query)
    assert (query["x"], query["state"]) == (["1"], ["state-1"])
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", query["code"][0])


@pytest.mark.parametrize(
    "changed",
    [
        {"appid": "wxother"},
        {"redirect_uri": "http://other.example/oauth/back"},
        {"redirect_uri": ""},
        {"response_type": "token"},
        {"scope": "everything"},
        {"state": "s t"},
        {"state": "s" * 129},
    ],
)
def test_a_wrong_request_for_sign_in_is_refused_on_a_page(
    hand: FlaskClient, simulated: Flask, changed: dict[str, str]
) -> None:
    answer = hand.get(authorize(simulated, **{"state": "s", **changed}))
    assert answer.status_code == 400
    check_page(answer.text, "http://localhost/simulator/open/connect/oauth2/authorize")


def test_without_a_telephone_nobody_is_signed_in(simulated: Flask, client: FlaskClient) -> None:
    answer = client.get(authorize(simulated, state="s"))
    assert answer.status_code == 400
    check_page(answer.text, "http://localhost/simulator/open/connect/oauth2/authorize")


def test_demo_residents_come_as_followers_of_old(simulated: Flask) -> None:
    folder = simulated.config["INSTANCE_DIR"]
    conversations.add_phones(folder, {"oDemo-0001": "Demo", ANNA: "Anna 2"}, clock.now())
    with store_in(folder) as store:
        phones = [find_phone(store, openid) for openid in ("oDemo-0001", ANNA)]
    assert all(phone is not None and phone.is_following for phone in phones)
    assert simulated.extensions["listener"].heard == []
