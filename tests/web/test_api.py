"""The JSON API: described truly, read page by page, strict about questions, silent about people."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import transaction
from app.polls import operations as polls
from app.web import openapi
from app.web.api import ADDRESS, path_of
from tests import factories as make
from tests.app.decisions import making as deciding
from tests.app.polls.browsing import a_live_poll, page, shut
from tests.app.polls.making import CLERK, a_draft, answer, home_of
from tests.people import World, a_world

PERSONAL = ("王秀英", "李建国", "赵敏", "1380635", "2单元50", "openid")

KINDS = {"string": str, "integer": int, "boolean": bool, "null": type(None), "array": list, "object": dict}
RANGE, CURSOR = "limit-out-of-range", "cursor-unknown"


@pytest.fixture
def world(app: Flask) -> World:
    """Five people; nobody of them may show."""
    return a_world(app)


def read(client: FlaskClient, path: str, status: int = 200) -> Any:
    reply = client.get(ADDRESS + path)
    assert reply.status_code == status, reply.text
    assert reply.mimetype == ("application/json" if status == 200 else "application/problem+json")
    return reply.get_json()


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a value is what the description says: the few words of JSON Schema that it uses."""
    if "$ref" in schema:
        return fits(value, openapi.SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return any(fits(value, one) for one in schema["anyOf"])
    if "allOf" in schema:
        return all(fits(value, one) for one in schema["allOf"])
    kinds = {
        "string": str,
        "integer": int,
        "boolean": bool,
        "null": type(None),
        "array": list,
        "object": dict,
    }
    if not isinstance(value, kinds[schema["type"]]) or value not in schema.get("enum", [value]):
        return False
    if schema["type"] == "array":
        return all(fits(one, schema["items"]) for one in value)
    named = schema.get("properties", {})
    return all(key in value and fits(value[key], one) for key, one in named.items())


def answer_of(path: str) -> dict[str, Any]:
    found: dict[str, Any] = openapi.PATHS[path]["get"]["responses"]["200"]["content"]["application/json"]
    return found["schema"]


def test_every_address_of_the_api_is_described_and_nothing_else(app: Flask) -> None:
    rules = {path_of(rule.rule) for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")}
    assert rules - {"/openapi.json", "/docs"} == set(openapi.PATHS)


def test_the_description_is_served_and_every_name_in_it_exists(client: FlaskClient) -> None:
    found = read(client, "/openapi.json")
    assert found["openapi"].startswith("3.1")
    names = set(json.dumps(found).split('"#/components/schemas/')[1:])
    assert {name.split('"')[0] for name in names} <= set(found["components"]["schemas"])


def test_the_page_about_it_lists_every_address(client: FlaskClient) -> None:
    html = page(client, f"{ADDRESS}/docs")
    assert [path for path in openapi.PATHS if f"GET {ADDRESS}{path}<" not in html] == []


def test_compounds_come_page_by_page_and_none_twice(world: World) -> None:
    client = world.app.test_client()
    for _ in range(3):
        make.a_compound()
    names, cursor = [], ""
    for _ in range(3):
        found = read(client, f"/compounds?limit=2&cursor={cursor}")
        assert fits(found, answer_of("/compounds"))
        names += [one["name"] for one in found["items"]]
        cursor = found["next"]
    assert (len(names), cursor) == (5, None)
    assert names[:2] == ["向阳小区", "花园小区"]


def test_a_compound_shows_what_its_page_shows(world: World) -> None:
    client = world.app.test_client()
    found = read(client, f"/compounds/{world.compound.public_id}")
    assert fits(found, answer_of("/compounds/{public_id}"))
    assert (found["name"], found["page"]) == ("向阳小区", f"/c/{world.compound.public_id}")
    assert read(client, "/compounds/NOSUCH", 404)["code"] == "compound-not-found"


def test_the_announced_polls_of_a_compound_are_listed_and_drafts_are_not(world: World) -> None:
    client, poll = world.app.test_client(), a_live_poll(world.compound)
    a_live_poll(world.next_compound)
    a_draft(world.compound)
    found = read(client, f"/polls?compound={world.compound.public_id}")
    assert fits(found, answer_of("/polls"))
    assert [one["id"] for one in found["items"]] == [poll.public_id]
    assert read(client, "/polls", 400)["code"] == "filter-missing"
    assert read(client, "/polls?compound=NOSUCH", 404)["code"] == "compound-not-found"


def test_a_poll_and_its_result_are_what_the_description_says(world: World) -> None:
    client, poll = world.app.test_client(), a_live_poll(world.compound)
    path = f"/polls/{poll.public_id}"
    answer(poll, home_of(world.wang), {"first": "roof", "words": "楼顶漏水"}, at=poll.opens_at)
    assert fits(read(client, path), answer_of("/polls/{public_id}"))
    assert read(client, f"{path}/results", 409)["code"] == "not-closed"
    shut(poll)
    result = read(client, f"{path}/results")
    assert fits(result, answer_of("/polls/{public_id}/results"))
    assert result["questions"][0]["base"] is None
    assert [(row["key"], row["label"]) for row in result["channels"]] == [("wechat", "微信聊天")]
    assert {row["count"] for row in result["questions"][0]["rows"]} == {None}
    assert read(client, path)["turnout"] == {key: result[key] for key in ("answered", "eligible")}


def test_a_void_poll_shows_no_turnout_and_no_result(world: World) -> None:
    client, poll = world.app.test_client(), a_live_poll(world.compound)
    with transaction():
        polls.void_poll(CLERK, poll.id, "题目写错了", clock.now())
    found = read(client, f"/polls/{poll.public_id}")
    assert (found["state"], found["turnout"]) == ("void", None)
    assert read(client, f"/polls/{poll.public_id}/results", 409)["code"] == "not-closed"


@pytest.mark.parametrize("path", ["/compounds", "/compounds/X", "/polls", "/polls/X", "/polls/X/results"])
def test_a_filter_nobody_knows_is_400_everywhere(client: FlaskClient, path: str) -> None:
    for question in ("colour=red", "limit=1&Limit=2", "sort=name", "<b>=1", "%E5%A5%BD"):
        found = read(client, f"{path}?{question}", 400)
        assert found["code"] == "unknown-filter"


@pytest.mark.parametrize(
    ("question", "code"),
    [("limit=0", RANGE), ("limit=201", RANGE), ("limit=x", RANGE), ("cursor=x", CURSOR),
     ("cursor=-1", CURSOR), ("cursor=" + "9" * 40, CURSOR)],
)  # fmt: skip
def test_a_page_that_cannot_be_is_refused_by_code(client: FlaskClient, question: str, code: str) -> None:
    assert read(client, f"/compounds?{question}", 422)["code"] == code


def test_a_cursor_beyond_the_last_row_is_an_empty_page(client: FlaskClient) -> None:
    assert read(client, "/compounds?cursor=" + "9" * 18) == {"items": [], "next": None}


def test_who_has_the_answer_already_gets_304_until_it_changes(world: World) -> None:
    client = world.app.test_client()
    first = client.get(f"{ADDRESS}/compounds")
    again = {"If-None-Match": first.headers["ETag"]}
    unchanged = client.get(f"{ADDRESS}/compounds", headers=again)
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert client.get(f"{ADDRESS}/compounds?limit=1", headers=again).status_code == 200
    make.a_compound()
    assert client.get(f"{ADDRESS}/compounds", headers=again).status_code == 200
    assert client.get(f"{ADDRESS}/openapi.json").headers["ETag"]


def test_nothing_of_a_person_stands_in_any_answer(world: World) -> None:
    client, poll = world.app.test_client(), a_live_poll(world.compound)
    answer(poll, home_of(world.wang), {"first": "roof", "words": "王秀英说"}, at=poll.opens_at)
    shut(poll)
    counted = deciding.a_counted_decision(deciding.an_open_decision(world.compound, mode="named-public"))
    name = {"compounds": world.compound.public_id, "polls": poll.public_id, "decisions": counted.public_id}
    for path in openapi.PATHS:
        url = path.replace("{public_id}", name[path.split("/")[1]])
        asked = f"?compound={world.compound.public_id}" if url in ("/polls", "/decisions") else ""
        body = json.dumps(read(client, url + asked), ensure_ascii=False)
        assert [word for word in PERSONAL if word in body] == []


def test_the_api_only_reads(world: World) -> None:
    client = world.app.test_client()
    world.app.config["WTF_CSRF_ENABLED"] = False
    for path in openapi.PATHS:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert client.open(ADDRESS + path, method=method).status_code == 405
