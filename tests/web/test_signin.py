"""Staff come in with name and password; a session ends on the server, by itself or when told to."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.queries import entries_about
from app.core import clock
from app.core.actors import Grant
from app.core.db import db, transaction
from app.roster import operations as roster
from app.roster.models import StaffSession
from app.roster.operations import sessions
from tests import factories as make
from tests.app.notifications.platform import later, openid_of
from tests.app.polls.browsing import hidden, page, send
from tests.factories import PASSWORD
from tests.people import World, a_world

SIGN_IN, FRESH = "/staff/sign-in", "another password 2"


@pytest.fixture
def world(app: Flask) -> World:
    """Five people; the clerk's password is `PASSWORD`."""
    return a_world(app)


def sign_in(
    client: FlaskClient, name: str = "clerk", password: str = PASSWORD, *, status: int = 303, to: str = ""
) -> TestResponse:
    url = f"{SIGN_IN}?to={to}" if to else SIGN_IN
    fields = {"username": name, "password": password, "to": hidden(page(client, url))["to"]}
    return send(client, SIGN_IN, url, status=status, **fields)


def is_in(client: FlaskClient) -> bool:
    """Whether the browser may enter the committee's pages."""
    answer = client.get("/committee/conversations/")
    assert answer.status_code == 200 or answer.location.startswith(("/staff/sign-in", "/staff/password"))
    return answer.status_code == 200


def test_the_right_password_opens_the_part_where_ones_work_begins(world: World) -> None:
    for account, first in ((world.clerk, "/committee/"), (world.official, "/official/")):
        client = world.app.test_client()
        assert sign_in(client, account.username).location == first
        page(client, first)


@pytest.mark.parametrize("name", ["clerk", "CLERK", "  clerk  "])
def test_case_and_spaces_of_the_name_do_not_matter(world: World, name: str) -> None:
    sign_in(world.app.test_client(), name)


@pytest.mark.parametrize(
    ("name", "password"),
    [("clerk", "wrong"), ("clerk", ""), ("", ""), ("nobody", PASSWORD), ("clerk", PASSWORD + " "),
     ("clerk", "x" * 100_000), ("clerk' OR '1'='1", "x"), ("好", "好")],
)  # fmt: skip
def test_a_wrong_name_or_password_says_the_same_and_lets_nobody_in(
    world: World, name: str, password: str
) -> None:
    client = world.app.test_client()
    html = sign_in(client, name, password, status=422).text
    assert "用户名或密码不对" in html
    assert password not in html or len(password) < 6
    assert not is_in(client)


def test_a_nul_in_the_name_is_a_calm_400(world: World) -> None:
    client = world.app.test_client()
    send(client, SIGN_IN, SIGN_IN, status=400, username="clerk\0", password=PASSWORD)


def test_five_wrong_tries_lock_and_after_a_quarter_of_an_hour_the_door_opens_again(world: World) -> None:
    client = world.app.test_client()
    for _ in range(4):
        assert "用户名或密码不对" in sign_in(client, password="wrong", status=422).text
    assert "之后再试" in sign_in(client, password="wrong", status=422).text
    assert "之后再试" in sign_in(client, status=422).text
    assert "之后再试" in sign_in(world.app.test_client(), status=422).text
    sign_in(world.app.test_client(), world.official.username)
    later(world.app, minutes=14, seconds=55)
    assert "之后再试" in sign_in(client, status=422).text
    later(world.app, seconds=10)
    sign_in(client)
    assert is_in(client)


def test_a_right_password_in_between_forgives_the_wrong_ones(world: World) -> None:
    client = world.app.test_client()
    for _ in range(2):
        for _ in range(4):
            sign_in(client, password="wrong", status=422)
        sign_in(client)


def test_one_machine_cannot_try_name_after_name(world: World) -> None:
    client = world.app.test_client()
    token = hidden(page(client, SIGN_IN))["csrf_token"]
    for number in range(20):
        form = {"csrf_token": token, "username": f"nobody-{number}", "password": "wrong"}
        assert client.post(SIGN_IN, data=form).status_code == 422
    assert "之后再试" in sign_in(client, status=422).text
    elsewhere = world.app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    sign_in(elsewhere)


def test_what_a_stranger_says_about_the_address_is_not_believed(world: World) -> None:
    client = world.app.test_client()
    token = hidden(page(client, SIGN_IN))["csrf_token"]
    for number in range(20):
        form = {"csrf_token": token, "username": f"nobody-{number}", "password": "wrong"}
        client.post(SIGN_IN, data=form, headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert "之后再试" in sign_in(client, status=422).text


def test_a_proxy_nobody_told_us_of_does_not_lock_the_whole_house(world: World) -> None:
    world.app.config["APP_ENV"] = "production"
    client = world.app.test_client()
    token = hidden(page(client, SIGN_IN))["csrf_token"]
    for number in range(21):
        form = {"csrf_token": token, "username": f"nobody-{number}", "password": "wrong"}
        assert "用户名或密码不对" in client.post(SIGN_IN, data=form).text
    sign_in(client)


def test_passwords_are_worked_on_while_nobody_waits_for_the_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    slow = sessions.is_password

    def watched(kept: str | None, password: str) -> bool:
        seen.append(db.session().info.get("writing") or db.session().in_transaction())
        return slow(kept, password)

    monkeypatch.setattr(sessions, "is_password", watched)
    client = world.app.test_client()
    sign_in(client, password="wrong", status=422)
    sign_in(client)
    change(client, PASSWORD, FRESH)
    assert seen == [False, False, False]


def test_signing_out_ends_the_session_on_the_server_and_not_only_the_cookie(world: World) -> None:
    client = world.app.test_client()
    sign_in(client)
    with client.session_transaction() as session:
        copied = session["staff"]
    assert is_in(client)
    send(client, "/staff/sign-out", "/committee/conversations/")
    assert not is_in(client)
    thief = world.app.test_client()
    with thief.session_transaction() as session:
        session["staff"] = copied
    assert not is_in(thief)


def test_signing_out_without_a_session_does_no_harm(world: World) -> None:
    client = world.app.test_client()
    answer = send(client, "/staff/sign-out", SIGN_IN)
    assert answer.location == "/"


def test_the_cookie_does_not_show_the_token_the_database_keeps(world: World) -> None:
    client = world.app.test_client()
    sign_in(client)
    with client.session_transaction() as session:
        token = session["staff"]
    db.session.rollback()
    kept = db.session.query(StaffSession).all()
    assert token not in repr([vars(row) for row in kept])


@pytest.mark.parametrize(("role", "minutes"), [("clerk", 60), ("official", 15)])
def test_an_idle_session_ends_by_itself_and_a_used_one_goes_on(world: World, role: str, minutes: int) -> None:
    client, account = world.app.test_client(), getattr(world, role)
    first = sign_in(client, account.username).location
    for _ in range(3):
        later(world.app, minutes=minutes - 1)
        assert client.get(first).status_code == 200
    later(world.app, minutes=minutes, seconds=1)
    assert client.get(first).location.startswith(SIGN_IN)


def test_the_longest_session_is_twelve_hours(world: World) -> None:
    client = world.app.test_client()
    sign_in(client)
    for _ in range(13):
        later(world.app, minutes=55)
        is_open = is_in(client)
    assert is_open
    later(world.app, minutes=55)
    assert not is_in(client)


def test_a_role_that_was_taken_away_is_gone_at_once(world: World) -> None:
    client = world.app.test_client()
    sign_in(client)
    with transaction():
        roster.end_roles(world.clerk.key, "staff:admin", clock.now())
    assert not is_in(client)


def test_after_signing_in_one_is_where_one_wanted_to_go(world: World) -> None:
    client = world.app.test_client()
    wanted = client.get("/committee/notices/?page=2").location
    assert wanted == "/staff/sign-in?to=/committee/notices/%3Fpage%3D2"
    assert sign_in(client, to="/committee/notices/").location == "/committee/notices/"


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/%5Cevil.example", "/%09/evil"])
def test_signing_in_never_leads_to_another_site(world: World, to: str) -> None:
    assert sign_in(world.app.test_client(), to=to).location == "/committee/"


def newcomer(world: World) -> tuple[str, str]:
    """An account with the password somebody handed over."""
    with transaction():
        new = roster.add_staff("newcomer", "新人", "test:maker", make.AT)
        grant = Grant("clerk", world.compound.path)
        roster.give_role(new.key, grant, "test:maker", make.AT)
    return new.username, new.password


def change(client: FlaskClient, old: str, new: str, *, again: str = "", status: int = 303) -> TestResponse:
    fields = {"old": old, "new": new, "again": again or new}
    return send(client, "/staff/password", "/staff/password", status=status, **fields)


def test_the_first_password_must_be_changed_before_anything_else(world: World) -> None:
    name, first = newcomer(world)
    client = world.app.test_client()
    assert sign_in(client, name, first).location == "/staff/password"
    for url in ("/committee/conversations/", "/committee/", "/official/"):
        assert client.get(url).location == "/staff/password"
    assert "先换一个自己的密码" in page(client, "/staff/password")
    assert change(client, first, FRESH).location == "/staff/sign-in?changed=yes"
    assert not is_in(client)
    assert "密码改好了" in page(client, "/staff/sign-in?changed=yes")
    sign_in(client, name, first, status=422)
    sign_in(client, name, FRESH)
    assert is_in(client)


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong password", FRESH, FRESH, "原来的密码不对"),
        (None, FRESH, FRESH + "x", "不一样"),
        (None, None, None, "请换一个"),
        (None, "short", "short", "至少"),
        (None, "x" * 300, "x" * 300, "最多"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(
    world: World, old: str | None, new: str | None, again: str | None, said: str
) -> None:
    name, first = newcomer(world)
    client = world.app.test_client()
    sign_in(client, name, first)
    html = change(client, old or first, new or first, again=again or first, status=422).text
    assert said in html
    assert 'action="/staff/password"' in html
    assert "field-error" in html
    assert client.get("/committee/").location == "/staff/password"


def test_coming_in_as_a_resident_meanwhile_does_not_spare_the_change(world: World) -> None:
    name, first = newcomer(world)
    client = world.app.test_client()
    sign_in(client, name, first)
    assert client.get(f"/simulator/login?openid={openid_of(world.wang)}").status_code in (200, 302, 303)
    assert client.get("/committee/").location == "/staff/password"


def test_changing_the_password_ends_every_other_session(world: World) -> None:
    here, elsewhere = world.app.test_client(), world.app.test_client()
    sign_in(here)
    sign_in(elsewhere)
    change(here, PASSWORD, FRESH)
    assert not is_in(elsewhere)
    assert not is_in(here)


def test_the_page_to_change_it_is_for_those_who_are_in(world: World) -> None:
    client = world.app.test_client()
    assert client.get("/staff/password").location == SIGN_IN
    assert send(client, "/staff/password", SIGN_IN, old="x", new="y").location == SIGN_IN


def test_signing_in_begins_a_session_of_its_own(world: World) -> None:
    client = world.resident(world.wang)
    sign_in(client)
    with client.session_transaction() as session:
        assert "contact" not in session


def test_a_resident_who_signs_out_is_gone_from_this_browser(world: World) -> None:
    client = world.resident(world.wang)
    assert client.get("/my/").status_code == 200
    assert send(client, "/my/sign-out", "/my/").location == "/"
    assert client.get("/my/").location.startswith("/oauth/start")
    with client.session_transaction() as session:
        assert "contact" not in session


def test_a_copied_cookie_of_a_resident_who_signed_out_opens_nothing_and_ends_nothing(world: World) -> None:
    client, thief = world.resident(world.wang), world.app.test_client()
    with client.session_transaction() as session, thief.session_transaction() as copied:
        copied.update(session)
    form = hidden(page(thief, "/my/"))
    send(client, "/my/sign-out", "/my/")
    assert thief.get("/my/").location.startswith("/oauth/start")
    assert world.resident(world.li).get("/my/").status_code == 200, "others stay in"
    with client.session_transaction() as session:
        session.update(contact=world.wang, sign_outs=1)
    assert client.get("/my/").status_code == 200
    assert thief.post("/my/sign-out", data={"csrf_token": form["csrf_token"]}).location == "/"
    assert client.get("/my/").status_code == 200
    assert [entry.act for entry in entries_about(f"contact:{world.wang}")].count("contact.sign-out") == 1


def test_a_resident_who_signs_out_leaves_the_staff_of_the_same_browser_in(world: World) -> None:
    client = world.staff(world.clerk)
    with client.session_transaction() as session:
        session["contact"] = world.wang
    send(client, "/my/sign-out", "/my/")
    assert client.get("/my/").status_code == 303
    assert is_in(client)


def test_nobody_can_be_signed_out_by_a_link(world: World) -> None:
    client = world.resident(world.wang)
    assert client.get("/my/sign-out").status_code == 405
    assert client.post("/my/sign-out").status_code == 400
    assert client.get("/my/").status_code == 200


def test_reading_page_after_page_writes_at_most_once_a_minute(world: World) -> None:
    client = world.app.test_client()
    sign_in(client)

    def seen_at() -> object:
        db.session.rollback()
        db.session.expire_all()
        return db.session.query(StaffSession).one().last_seen_at

    first = seen_at()
    for _ in range(3):
        assert is_in(client)
    assert seen_at() == first
    later(world.app, seconds=61)
    assert is_in(client)
    assert seen_at() != first
