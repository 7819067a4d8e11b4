"""Public pages and the API: no choice before the close, small cells withheld after it, nothing personal."""

import json

from flask import Flask
from flask.testing import FlaskClient

from app.polls.queries import PollRow
from tests import factories as make
from tests.app.polls.browsing import a_live_poll, page, shut
from tests.app.polls.making import a_draft, answer, home_of
from tests.people import World, a_world

SECRET = "楼顶漏水我家最厉害"


def answered(world: World, count: int = 11) -> PollRow:
    """A poll that this many homes have answered: the last four want the road."""
    poll = a_live_poll(world.compound)
    for number in range(count):
        room = make.a_room(world.unit, f"{number + 10}01", floor=number + 10)
        first = "roof" if number < count - 5 else "road"
        home = home_of(make.a_resident_contact(room))
        answer(poll, home, {"first": first, "words": SECRET}, at=poll.opens_at)
    return poll


def test_the_public_sees_turnout_and_questions_first_and_the_chart_after(
    app: Flask, client: FlaskClient
) -> None:
    world = a_world(app)
    poll = answered(world)
    before = page(client, f"/p/{poll.public_id}")
    assert "先修哪一样" in before
    assert "截止后才公布结果" in before
    assert "6 户" not in before
    shut(poll)
    after = page(client, f"/p/{poll.public_id}")
    assert "11 户回答了这一题" in after
    assert "54.5%" in after
    assert "看数字表" in after
    assert SECRET not in after
    sheet = page(client, f"/p/{poll.public_id}/print")
    assert "54.5%" in sheet


def test_drafts_are_nobodys_business(app: Flask, client: FlaskClient) -> None:
    poll = a_draft(a_world(app).compound)
    for url in (
        f"/p/{poll.public_id}",
        f"/p/{poll.public_id}/print",
        f"/api/v1/polls/{poll.public_id}",
        "/p/NOSUCH",
    ):
        assert client.get(url).status_code == 404


def test_the_api_says_not_closed_then_the_result_with_an_etag(app: Flask, client: FlaskClient) -> None:
    poll = answered(a_world(app))
    url = f"/api/v1/polls/{poll.public_id}"
    early = client.get(f"{url}/results")
    assert (early.status_code, early.mimetype, early.get_json()["code"]) == (
        409,
        "application/problem+json",
        "not-closed",
    )
    shown = client.get(url)
    assert shown.get_json()["turnout"] == {"answered": 11, "eligible": poll.eligible}
    assert client.get(url, headers={"If-None-Match": shown.headers["ETag"]}).status_code == 304
    shut(poll)
    result = client.get(f"{url}/results").get_json()
    assert {row["key"]: row["count"] for row in result["questions"][0]["rows"]} == {"roof": 6, "road": 5}
    assert SECRET not in json.dumps(result, ensure_ascii=False)


def test_no_page_of_anybody_shows_a_choice_before_the_close(app: Flask) -> None:
    """Every GET address of this room, for every reader, while the poll runs."""
    world = a_world(app)
    poll = answered(world)
    rules = [
        rule for rule in app.url_map.iter_rules() if ".polls_" in rule.endpoint and "GET" in rule.methods
    ]
    assert len(rules) >= 18
    for name, client in world.clients().items():
        for rule in rules:
            fields = {"public_id": poll.public_id, "room_id": world.room.id}
            url = rule.rule.replace("<int:room_id>", str(fields["room_id"])).replace(
                "<public_id>", poll.public_id
            )
            body = client.get(url, follow_redirects=False).get_data()
            assert SECRET.encode() not in body, (name, url)
            assert b"54.5%" not in body, (name, url)
            if "results" in url or url.endswith("/result"):
                assert client.get(url).status_code in (303, 403, 404, 409), (name, url)
