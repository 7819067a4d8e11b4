"""Five kinds of people before the same decision, and lists that cost the same however long they are."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.core import clock
from app.core.db import db
from app.decisions import jobs, queries
from app.decisions.models import Ballot
from app.decisions.queries import DecisionRow
from app.notifications.models import Notice
from tests import factories as make
from tests.app.decisions import making
from tests.app.decisions.making import OPENS
from tests.people import World


@pytest.fixture
def decision(world: World) -> DecisionRow:
    """Open since an hour ago, and pages are read then."""
    world.app.config.update(WTF_CSRF_ENABLED=False)
    world.app.config["CLOCK_OFFSET_S"] = int((OPENS + timedelta(hours=1) - clock.now()).total_seconds())
    return making.an_open_decision(world.compound)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement that is run."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def test_only_an_owner_who_counts_here_hands_a_ballot_in(world: World, decision: DecisionRow) -> None:
    url = f"/my/decisions/{decision.public_id}/ballot"
    head = queries.acts_for(decision, making.homes(world.li), OPENS)[0].head_uid
    form = {"head": head, "choice": "agree", "idempotency_key": "who-may"}
    expected = {"li": 303, "wang": 422, "zhao": 403, "clerk": 303, "official": 303, "stranger": 303}
    member = make.a_resident_contact(world.room)
    clients = world.clients() | {"member": world.resident(member)}
    for name, status in (expected | {"member": 403}).items():
        answer = clients[name].post(url, data=form)
        assert answer.status_code == status, name
        is_taken = f"/my/decisions/{decision.public_id}/receipt" in answer.headers.get("Location", "")
        assert is_taken is (name == "li"), name
    db.session.rollback()
    assert db.session.execute(select(func.count()).select_from(Ballot)).scalar_one() == 1, (
        "key-reused for Wang"
    )
    wang = clients["wang"].post(url, data=form | {"idempotency_key": "wangs-own"})
    assert wang.status_code == 303


def test_nobody_votes_for_a_head_that_is_not_theirs(world: World, decision: DecisionRow) -> None:
    alone = queries.acts_for(decision, making.homes(world.wang), OPENS)[1].head_uid
    form = {"head": alone, "choice": "agree", "idempotency_key": "not-mine"}
    answer = world.resident(world.li).post(f"/my/decisions/{decision.public_id}/ballot", data=form)
    assert answer.status_code == 404
    review = world.resident(world.li).post(
        f"/my/decisions/{decision.public_id}/review", data={"head": alone, "choice": "agree"}
    )
    assert review.status_code == 404
    for page in ("vote", "receipt"):
        found = world.resident(world.li).get(
            f"/my/decisions/{decision.public_id}/{page}?head={alone}&choice=agree"
        )
        assert found.status_code == 404, page


def test_before_the_close_nobody_reads_more_than_who_came(world: World, decision: DecisionRow) -> None:
    making.vote(decision, world.wang, "disagree", place=1, at=OPENS + timedelta(minutes=5))
    base = f"/committee/decisions/{decision.public_id}"
    clerk = world.staff(world.clerk)
    for name in ("", "/turnout", "/heads?show=all"):
        text = clerk.get(base + name).text
        assert clerk.get(base + name).status_code == 200
        assert "disagree" not in text, name
    assert world.staff(world.official).get(base).status_code in (303, 403, 404)
    assert world.resident(world.li).get(f"/my/decisions/{decision.public_id}/receipt").status_code == 303


@pytest.mark.parametrize(("who", "url"), [("wang", "/my/decisions"), ("clerk", "/committee/decisions")])
def test_a_list_of_four_costs_what_a_list_of_one_costs(
    world: World, decision: DecisionRow, statements: list[str], who: str, url: str
) -> None:
    client = world.clients()[who]
    costs = []
    for _ in range(2):
        client.get(url)  # whatever is read only once is read
        statements.clear()
        answer = client.get(url)
        assert answer.status_code == 200
        costs.append(len(statements))
        for number in range(3 if len(costs) == 1 else 0):
            making.an_open_decision(world.compound, title=f"第{number}件")
    assert costs[0] == costs[1]


def test_old_news_is_told_to_nobody(world: World, decision: DecisionRow) -> None:
    def told() -> int:
        db.session.rollback()
        return db.session.execute(select(func.count()).select_from(Notice)).scalar_one()

    for kind in ("decision-noticed", "decision-preliminary"):
        jobs.tell_about_decision({"decision": decision.id, "kind": kind}, OPENS + timedelta(days=1))
    assert told() == 0
    jobs.tell_about_decision({"decision": decision.id, "kind": "decision-opened"}, OPENS + timedelta(days=1))
    assert told() == 1
