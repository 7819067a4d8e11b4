"""Who may enter which part, and where everybody else is sent; tests/web/access tries every door."""

from urllib.parse import unquote

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.core import clock
from app.core.actors import Grant
from app.core.db import transaction
from app.roster import operations as roster
from tests import factories as make
from tests.app.polls.browsing import page
from tests.people import World, a_world

SAMPLE = 9  # every ninth door is enough to see where people are sent
STAFF_PARTS = {"committee": "clerk", "official": "official"}


@pytest.fixture
def world(app: Flask) -> World:
    """Five people; forms need no token here, so that the guard is what refuses."""
    app.config["WTF_CSRF_ENABLED"] = False
    return a_world(app)


def addresses(app: Flask, part: str) -> list[tuple[str, str]]:
    """Some methods and addresses of one audience, with something in the place of each variable."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] == part][::SAMPLE]
    return [
        (method, filled(rule))
        for rule in rules
        for method in sorted({"GET", "POST"} & set(rule.methods or ()))
    ]


def filled(rule: Rule) -> str:
    _, path = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False) or ("", rule.rule)
    return path


def test_there_are_pages_in_every_part(world: World) -> None:
    for part in ("resident", "committee", "official"):
        assert addresses(world.app, part), part


def test_residents_pages_send_everybody_else_to_wechats_sign_in(world: World) -> None:
    people = world.clients()
    for name in ("stranger", "clerk", "official"):
        for method, url in addresses(world.app, "resident"):
            answer = people[name].open(url, method=method)
            assert answer.status_code == 303, (name, method, url)
            back = url if method == "GET" else "/my/"
            assert unquote(answer.location) == f"/oauth/start?to={back}", (name, method, url)


@pytest.mark.parametrize("part", STAFF_PARTS)
def test_staff_pages_send_strangers_and_residents_to_the_sign_in(world: World, part: str) -> None:
    people = world.clients()
    for name in ("stranger", "wang", "li", "zhao"):
        for method, url in addresses(world.app, part):
            answer = people[name].open(url, method=method)
            assert answer.status_code == 303, (name, method, url)
            back = url if method == "GET" else ""
            assert unquote(answer.location) == f"/staff/sign-in?to={back}", (name, method, url)


@pytest.mark.parametrize("part", STAFF_PARTS)
def test_staff_without_a_role_of_this_part_are_forbidden(world: World, part: str) -> None:
    people = world.clients()
    for name in ("clerk", "official"):
        if name == STAFF_PARTS[part]:
            continue
        for method, url in addresses(world.app, part):
            assert people[name].open(url, method=method).status_code == 403, (name, method, url)


def test_the_refusal_is_a_page_that_says_who_may(world: World) -> None:
    assert "您的角色进不了" in page(world.staff(world.official), "/committee/conversations/", status=403)
    assert "您的角色进不了" in page(world.staff(world.clerk), "/official/", status=403)


@pytest.mark.parametrize(
    ("key", "value"),
    [("contact", None), ("contact", 0), ("contact", -1), ("contact", 999_999), ("staff", None), ("staff", ""),
     ("staff", "x"), ("staff", "' OR 1=1"), ("staff", "好")],
)  # fmt: skip
def test_a_session_of_nobody_is_no_session(world: World, key: str, value: object) -> None:
    client = world.app.test_client()
    with client.session_transaction() as session:
        session[key] = value
    url = "/my/" if key == "contact" else "/committee/conversations/"
    assert client.get(url).status_code == 303


def test_a_cookie_that_was_tampered_with_is_no_session(world: World) -> None:
    client = world.resident(world.wang)
    cookie = client.get_cookie("yishiting")
    assert cookie is not None
    for value in (cookie.value[:-2] + "AA", "x" + cookie.value, "", "x" * 4000, cookie.value.split(".")[0]):
        client.set_cookie("yishiting", value)
        assert client.get("/my/").status_code == 303


def test_a_residents_number_in_the_staff_session_opens_nothing(world: World) -> None:
    client = world.app.test_client()
    with client.session_transaction() as session:
        session["staff"] = str(world.wang)
    assert client.get("/committee/conversations/").status_code == 303


def test_an_account_that_lost_its_roles_is_sent_away(world: World) -> None:
    account = make.a_clerk(world.compound, username="leaver")
    client = world.staff(account)
    assert client.get("/committee/conversations/").status_code == 200
    with transaction():
        roster.end_roles(account.key, "staff:admin", clock.now())
    assert client.get("/committee/conversations/").status_code == 303


def test_one_person_may_be_clerk_and_official_and_sees_both_parts(world: World) -> None:
    account = make.a_clerk(world.compound, username="both")
    with transaction():
        roster.give_role(account.key, Grant("county", "371500.371502"), "test:maker", make.AT)
    client = world.staff(account)
    assert client.get("/committee/conversations/").status_code == 200
    assert client.get("/official/").status_code == 200


def test_public_pages_need_nobody(world: World) -> None:
    stranger = world.app.test_client()
    for url in ("/", f"/c/{world.compound.public_id}", "/staff/sign-in", "/healthz"):
        assert stranger.get(url).status_code == 200, url


def test_every_view_belongs_to_an_audience_or_is_known_to_be_for_machines(world: World) -> None:
    known = {
        "public",
        "resident",
        "committee",
        "official",
        "account",
        "people",
        "units",
        "oversight",
        "ballots",
        "api",
        "health",
        "static",
        "simulator",
        "simulator_api",
    }
    parts = {rule.endpoint.split(".")[0] for rule in world.app.url_map.iter_rules()}
    assert parts <= known
