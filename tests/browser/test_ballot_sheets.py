"""Coded ballots as Chromium prints them: one sheet each, whatever stands on them."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route

from tests import factories as make
from tests.app.decisions import making
from tests.people import a_world

pytestmark = pytest.mark.browser
HOST = "http://paper.test"
LONG = "关于使用住宅专项维修资金对本小区一至五号楼屋面防水层和外墙保温层进行整体翻修的表决"
FULL_BALLOTS: tuple[dict[str, Any], ...] = (
    {"title": "换大门"},
    {"title": (LONG * 3)[:120]},
    {
        "title": "选聘物业公司",
        "options": tuple(f"第 {place} 家物业公司，每平方米每月 0.6 元" for place in range(1, 7)),
    },
    {"title": (LONG * 3)[:120], "options": tuple(f"{place}" + "很长的选项" * 11 for place in range(10))},
)


@pytest.mark.parametrize("plan", FULL_BALLOTS, ids=["usual", "long", "many options", "everything"])
def test_every_ballot_stays_on_one_sheet_whatever_stands_on_it(
    app: Flask, browser: Browser, plan: dict[str, Any]
) -> None:
    world = a_world(app)
    for floor in range(1, 4):
        make.an_owner(make.a_room(world.unit, f"{floor}03", floor=floor), f"业主{floor}")
    decision = making.an_announced_decision(world.compound, **plan)
    making.with_paper(decision, making.AT)
    page = browser.new_page()
    try:
        path = f"/committee/decisions/{decision.public_id}/paper/ballots?unit={world.unit.public_id}"
        show(page, world.staff(world.clerk), path)
        sheets = page.locator(".coded-ballot")
        assert sheets.count() > 3
        assert pages_of(page) == sheets.count()
        boxes = [sheets.first.locator(name).bounding_box() for name in (".coded-small", ".coded-stub")]
        assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"], "nothing lies over the stub"
    finally:
        page.close()


def show(page: Page, client: FlaskClient, path: str) -> None:
    """Open a page of the application without a server: every request is answered by the test's client."""

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        with client.get(f"{asked.path}?{asked.query}" if asked.query else asked.path) as reply:
            headers = {"Content-Type": reply.headers["Content-Type"]}
            route.fulfill(status=reply.status_code, body=reply.get_data(), headers=headers)

    page.route(f"{HOST}/**", answer)
    answered = page.goto(f"{HOST}{path}")
    assert answered is not None
    assert answered.status == 200


def pages_of(page: Page) -> int:
    """How many sheets the printer would take."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
