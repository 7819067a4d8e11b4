"""An owner hears that a ballot was handed in for them: that it was, and never what it says."""

import json
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.core import clock
from app.core.db import db, transaction
from app.decisions import jobs, operations, queries
from app.decisions.models import Decision
from app.decisions.operations import Reading
from app.decisions.queries import DecisionRow
from app.notifications import queries as notices
from app.notifications.models import Delivery, Notice
from app.outbox.models import Job
from app.roster import operations as roster
from app.roster.operations import Authorisation, Somebody
from bots.dialogues.step import Say
from bots.texts.rendering import render
from tests import factories as make
from tests.app.decisions import making
from tests.app.decisions.counted import homes, look_on
from tests.app.decisions.making import CHAIR, CLERK, OPENS
from tests.app.decisions.test_pages_walk import page, send
from tests.people import World


def hand_in(decision: DecisionRow, head_id: int, choice: str = "agree", *readers: object) -> str:
    """The ballot of a head comes back on paper and is read by two."""
    (paper,) = [row for row in making.papers(decision) if row.head_id == head_id]
    for reader in readers or (CLERK, CHAIR):
        with transaction():
            operations.enter_ballot(reader, decision.id, Reading(str(paper.serial), choice), OPENS)
    return str(paper.serial)


def tell(kind: str = "notices.ballot") -> int:
    """Do what was promised; returns how many words there were to bring."""
    db.session.rollback()
    promised = list(
        db.session.execute(select(Job.payload).where(Job.kind == kind).order_by(Job.id)).scalars()
    )
    for payload in promised:
        jobs.tell_about_ballot(payload, OPENS)
    return len(promised)


def told() -> list[tuple[str, dict[str, object], set[int | None]]]:
    """Each notice with whom it is for."""
    db.session.rollback()
    found = db.session.execute(
        select(Notice).where(Notice.kind.in_(notices.ABOUT_BALLOTS)).order_by(Notice.id)
    )
    return [
        (
            one.kind,
            one.facts,
            set(
                db.session.execute(select(Delivery.contact_id).where(Delivery.notice_id == one.id)).scalars()
            ),
        )
        for one in found.scalars()
    ]


def test_the_owner_hears_of_paper_when_it_counts_and_not_what_it_says(world: World) -> None:
    make.a_binding(make.a_contact("family"), world.second_room, world.wang_person)
    tenant = make.a_person(world.compound, "租客")
    make.a_binding(make.a_contact("tenant"), world.second_room, tenant)
    decision = making.an_open_decision(world.compound)
    alone = making.act_of(decision, world.wang, 1).head_id
    serial = hand_in(decision, alone, "disagree", CLERK)
    assert tell() == 0, "one reader alone counts nothing"
    hand_in(decision, alone, "disagree", CHAIR)
    assert tell() == tell() == 1
    ((kind, facts, reached),) = told()
    assert (kind, reached) == ("ballot-on-paper", {world.wang}), "proved owners, not the family"
    assert facts["serial"] == serial
    assert "agree" not in json.dumps(facts)
    words = said(kind, facts)
    assert serial in words
    assert "前可以自己再投" in words
    assert "7 天里提异议" in words
    assert [row.serial for row in queries.untold_in(decision)] == [serial], (
        "until WeChat says that it arrived"
    )
    shared = making.act_of(decision, world.wang, 0).head_id
    hand_in(decision, shared)
    tell()
    assert told()[1][2] == {world.wang, world.li}
    assert [row.room for row in queries.untold_in(decision)] == ["3号楼2单元502", "3号楼2单元501"], (
        "each once"
    )


def test_whom_nobody_can_reach_stands_on_the_clerks_list_until_told_in_person(world: World) -> None:
    homes(world, 2)
    decision = making.an_open_decision(world.compound)
    look_on(world, decision, days=-10)
    first, second = [head.id for head in queries.heads_in(decision.id)][-2:]
    for head in (first, second):
        hand_in(decision, head)
    tell()
    client = world.staff(world.clerk)
    url = f"/committee/decisions/{decision.public_id}/untold"
    assert url in page(client, f"/committee/decisions/{decision.public_id}")
    text = page(client, url)
    assert "一共 2 位" in text
    assert "没有人绑定微信" in text
    assert "先勾" in send(client, url, url, way="phone")[2]
    chosen, kept = (row.delivery_id for row in queries.untold_in(decision))
    assert send(client, url, url, delivery=chosen, way="poster")[0] == 422
    elsewhere = making.an_open_decision(world.next_compound)
    assert queries.deliveries_untold_in(elsewhere, [chosen]) == []
    assert send(client, url, url, delivery=chosen, way="phone")[0] == 303
    assert [row.delivery_id for row in queries.untold_in(decision)] == [kept]
    assert making.entries("notice.told") == [{"way": "phone"}]
    assert "纸票登记计入" not in page(client, "/committee/notices/"), "hundreds of them would bury the rest"


def test_of_an_anonymous_ballot_only_the_day_is_told(world: World) -> None:
    homes(world, 12)
    decision = making.an_open_decision(world.compound, mode="anonymous")
    head = making.act_of(decision, world.wang, 1).head_id
    serial = hand_in(decision, head)
    tell()
    ((kind, facts, reached),) = told()
    assert (kind, reached) == ("ballot-unnamed", {world.wang})
    assert serial not in json.dumps(facts)
    assert (
        facts["entered_at"] == clock.from_local(clock.local(OPENS).replace(hour=0, tzinfo=None)).isoformat()
    )
    assert "自己再投" not in said(kind, facts), "nobody can change an anonymous ballot"


def test_who_is_spoken_for_hears_of_it_once_a_day_and_who_votes_in_person_hears_nothing(world: World) -> None:
    agent = a_proxy_of(world)
    decision = making.an_open_decision(world.compound)
    for hours, choice in ((1, "agree"), (2, "disagree"), (24, "agree")):
        making.vote(decision, agent, choice, place=1, at=OPENS + timedelta(hours=hours))
    making.vote(decision, world.wang, place=1, at=OPENS + timedelta(hours=30))
    assert tell() == 2
    assert [(kind, reached) for kind, _, reached in told()] == [("ballot-by-another", {world.wang})] * 2
    assert "受托人" in said(*told()[0][:2])


def test_the_owner_hears_that_two_ballots_differ_and_nothing_counts_yet(world: World) -> None:
    decision = making.an_open_decision(world.compound, mode="named-public")
    head = making.act_of(decision, world.wang, 1).head_id
    making.vote(decision, world.wang, "agree", place=1)
    hand_in(decision, head, "disagree")
    tell()
    ((kind, facts, reached),) = told()
    assert kind == "ballot-set-aside", "and not that the paper counts"
    assert reached == {world.wang}
    assert "先搁置，还不算数" in said(kind, facts)
    assert "agree" not in json.dumps(facts)


@pytest.mark.parametrize("choice", ["agree", "disagree"])
def test_of_sealed_ballots_the_owner_hears_that_there_are_several_and_no_more(
    world: World, choice: str
) -> None:
    decision = making.an_open_decision(world.compound)
    head = making.act_of(decision, world.wang, 1).head_id
    making.vote(decision, world.wang, "agree", place=1)
    hand_in(decision, head, choice)
    tell()
    ((kind, facts, reached),) = told()
    assert (kind, reached) == ("ballot-beside", {world.wang}), "the clerk who read one learns nothing"
    assert "不止交来一张" in said(kind, facts)
    assert choice not in json.dumps(facts)


def test_whose_paper_dies_at_the_desk_is_told_at_once(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    first, second = making.papers(decision)
    with transaction():
        operations.spoil_ballot(making.CLERK, decision.id, str(first.serial), reason="写坏了", at=OPENS)
        operations.replace_ballot(making.CLERK, decision.id, str(second.serial), reason="丢了", at=OPENS)
    tell()
    assert [kind for kind, _, _ in told()] == ["ballot-dead"] * 2
    assert "作废了" in said(*told()[0][:2])


def test_of_ballots_that_say_the_same_by_now_nobody_hears_that_they_differ(world: World) -> None:
    decision = making.an_open_decision(world.compound, mode="named-public")
    head = making.act_of(decision, world.wang, 1).head_id
    making.vote(decision, world.wang, "agree", place=1)
    hand_in(decision, head, "disagree")
    making.vote(decision, world.wang, "disagree", place=1, at=OPENS + timedelta(hours=2))
    tell()
    assert told() == []


def test_nobody_hears_of_a_rehearsal_nor_of_what_was_declared_void(world: World) -> None:
    drill = making.an_open_decision(world.next_compound)
    with transaction():
        db.session.execute(update(Decision).where(Decision.id == drill.id).values(is_drill=True))
    hand_in(drill, queries.heads_in(drill.id)[0].id)
    decision = making.an_open_decision(world.compound)
    hand_in(decision, queries.heads_in(decision.id)[0].id)
    making.step(decision, "void", OPENS + timedelta(days=1), reason="写错了")
    assert tell() == 1
    assert told() == []


@pytest.mark.parametrize(("who", "status"), [("wang", (302, 303, 403)), ("official", (403, 404))])
def test_the_list_is_for_the_desk_alone(world: World, who: str, status: tuple[int, ...]) -> None:
    decision = making.an_open_decision(world.compound)
    client: FlaskClient = world.clients()[who]
    assert client.get(f"/committee/decisions/{decision.public_id}/untold").status_code in status


def a_proxy_of(world: World) -> int:
    """A neighbour who may vote for what is Wang's alone."""
    agent = make.a_resident_contact(make.a_room(world.unit, "101"), is_owner=True)
    (home,) = making.homes(agent)
    told = Authorisation(
        world.wang_person.id,
        Somebody(person_id=home.person_id),
        OPENS,
        OPENS + timedelta(days=9),
        seen="signed",
    )
    with transaction():
        roster.record_proxy(world.compound.id, told, "staff:CLERK", OPENS)
    return agent


def said(kind: str, facts: dict[str, object]) -> str:
    """The words a resident reads in the chat."""
    read = {
        name: datetime.fromisoformat(str(value)) if name.endswith("_at") else value
        for name, value in facts.items()
    }
    return render([Say(f"notice-{kind}", read)])
