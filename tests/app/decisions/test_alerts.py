"""Somebody reads unusually much paper: others are told, street or invigilator look, nobody alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.actors import Actor, Grant
from app.core.db import transaction
from app.dashboards.queries.today import queue_for
from app.decisions import operations, queries
from app.decisions.operations import Reading
from app.decisions.queries import DecisionRow
from surveys.errors import Forbidden, Invalid, Missing
from surveys.tally import desk
from tests import factories as make
from tests.app.decisions import making
from tests.app.decisions.counted import homes, look_on
from tests.app.decisions.making import CHAIR, CLERK, OPENS, STREET
from tests.app.decisions.test_pages_walk import page
from tests.people import World

AUDITOR = Actor("staff", "AUDITOR001", "auditor", (Grant("auditor", "371500"),))


@pytest.fixture
def decision(world: World, monkeypatch: pytest.MonkeyPatch) -> DecisionRow:
    """Open, with six ballots printed; more than three a day are much."""
    few = replace(desk.QUOTAS[0], from_on=date(2026, 1, 1), per_day=3, least=5)
    monkeypatch.setattr(desk, "QUOTAS", (few,))
    homes(world, 4)
    return making.an_open_decision(world.compound)


def read(decision: DecisionRow, actor: Actor, *places: int, days: int = 0) -> None:
    """Returned ballots, one after another."""
    papers = making.papers(decision)
    for place in places:
        with transaction():
            reading = Reading(str(papers[place].serial), "agree")
            operations.enter_ballot(actor, decision.id, reading, OPENS + timedelta(days=days))


def grounds(decision: DecisionRow) -> list[tuple[str, str, int]]:
    return [(row.entered_by, row.ground, row.entries) for row in reversed(queries.alerts_of(decision.id))]


def test_the_entry_that_passes_the_quota_raises_it_once_a_day(decision: DecisionRow) -> None:
    read(decision, CLERK, 0, 1, 2)
    assert grounds(decision) == []
    read(decision, CHAIR, 0, 1)
    read(decision, CLERK, 3)
    assert grounds(decision) == [(str(CLERK), "per-day", 4)]
    read(decision, CLERK, 4)
    assert grounds(decision) == [(str(CLERK), "per-day", 4), (str(CLERK), "share", 5)]
    (first, _) = making.entries("paper.quota-passed")
    assert first == {"clerk": str(CLERK), "ground": "per-day", "entries": 4}
    assert queries.find_ballot(decision, making.papers(decision)[0].head_id), "nothing is refused for it"


def test_entries_spread_over_days_and_people_raise_nothing(decision: DecisionRow) -> None:
    read(decision, CLERK, 0, 1, 2)
    read(decision, CHAIR, 3, 4)
    read(decision, CHAIR, 0, 1, days=1)
    assert grounds(decision) == []


def test_only_somebody_outside_the_desk_looks_and_says_what_they_found(decision: DecisionRow) -> None:
    read(decision, STREET, 0, 1, 2, 3)
    (alert,) = queries.alerts_open_in([decision.id])
    other = Actor("staff", "STREET0002", "street", (Grant("street", "371500"),))

    def look(actor: Actor, finding: str = "抽了 3 张，一样") -> None:
        with transaction():
            operations.look_into(actor, decision.id, alert.id, finding=finding, at=OPENS)

    for actor, fault, code in (
        (CHAIR, Forbidden, "not-your-area"), (CLERK, Forbidden, "not-your-area"),
        (STREET, Forbidden, "second-person-needed"),
    ):  # fmt: skip
        with pytest.raises(fault, match=code):
            look(actor)
    with pytest.raises(Invalid, match="finding-missing"):
        look(other, "  ")
    with pytest.raises(Invalid, match="reason-too-long"):
        look(other, "长" * 401)
    look(other)
    (row,) = queries.alerts_of(decision.id)
    assert (row.looked_by, row.finding) == (str(other), "抽了 3 张，一样")
    assert queries.alerts_open_in([decision.id]) == []
    with pytest.raises(Missing, match="alert-not-found"):
        look(other)


def test_it_stands_in_todays_work_and_before_street_invigilator_and_auditor(
    world: World, decision: DecisionRow
) -> None:
    read(decision, CLERK, 0, 1, 2, 3)
    look_on(world, decision, days=-10)
    world.app.config["WTF_CSRF_ENABLED"] = False
    url = f"/staff/ballots/{decision.public_id}/alerts"
    waiting = {one.kind: one for one in queue_for(CHAIR, clock.now()).kinds}
    assert [item.url for item in waiting["alerts"].items] == [url]
    street = world.staff(make.a_staff_account("street", world.compound.path, username="street"))
    assert url in page(street, "/official/decisions")
    auditor = world.staff(make.a_staff_account("auditor", make.CITY, username="auditor"))
    assert "还没有人看" in page(auditor, "/staff/oversight/packs")
    clerk = world.staff(world.clerk)
    assert "等街道、社区或者监票人来看" in page(clerk, url)
    assert "1 件等人看" in page(clerk, f"/staff/ballots/{decision.public_id}")
    assert "有人登记得多" in page(clerk, "/staff/ballots/")
    watcher = a_watcher(world, decision)
    (alert,) = queries.alerts_open_in([decision.id])
    refused = watcher.post(f"{url}/{alert.id}", data={"finding": " "})
    assert (refused.status_code, "请写抽看了哪几张" in refused.text) == (422, True)
    assert clerk.post(f"{url}/{alert.id}", data={"finding": "看过"}).status_code in (403, 409)
    assert watcher.post(f"{url}/{alert.id}", data={"finding": "抽 5 张，都一样"}).status_code == 303
    assert "抽 5 张，都一样" in page(clerk, url)
    assert "抽 5 张，都一样" in page(auditor, "/staff/oversight/packs")
    assert url not in page(street, "/official/decisions")
    assert world.staff(world.official).get(url).status_code in (403, 404), "the county does not read ballots"
    assert world.resident(world.wang).get(url).status_code in (302, 303, 403)


def a_watcher(world: World, decision: DecisionRow) -> FlaskClient:
    """Somebody appointed to watch this count alone."""
    account = make.a_staff_account("supervisor", make.CITY, username="watcher")
    with transaction():
        operations.appoint_invigilator(CLERK, decision.id, "watcher", OPENS)
    return world.staff(account)
