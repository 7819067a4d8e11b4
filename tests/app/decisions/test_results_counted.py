"""What is counted when a decision closes: every head once, conflicts set aside."""

import json
from typing import Any

from sqlalchemy import select

from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.models import DecisionHead, DecisionResult, PaperBallot
from app.decisions.queries import DecisionRow
from surveys.tally.recounting import recount
from tests import factories as make
from tests.app.decisions import making
from tests.people import World


def sheet_of(decision: DecisionRow) -> dict[str, Any]:
    """The result sheet of a counted decision."""
    found = queries.find_result(decision.id)
    assert found
    return found.sheet


def test_one_owner_with_two_homes_is_one_head_with_both_areas(world: World) -> None:
    decision = making.an_open_decision(world.compound, mode="named-public")
    making.vote(decision, world.wang, "agree", place=1)
    decision = making.a_counted_decision(decision)
    sheet = sheet_of(decision)
    assert sheet["total"] == {"heads": 2, "area": "194.10"}
    assert sheet["present"] == {"heads": 1, "area": "104.50"}
    row = db.session.execute(select(DecisionResult)).scalar_one()
    answer = recount(json.loads(row.pack or ""))
    assert answer["matches"] is True


def test_co_owners_who_differ_are_set_aside_and_agree_again(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    making.vote(decision, world.wang, "agree")
    making.vote(decision, world.li, "disagree")
    head = making.act_of(decision, world.li).head_id
    assert queries.find_conflict(decision.id, head)
    making.vote(decision, world.wang, "disagree")
    assert queries.find_conflict(decision.id, head) is None


def test_paper_against_online_is_set_aside_until_somebody_settles_it(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    making.vote(decision, world.wang, "agree", place=1)
    head = making.act_of(decision, world.wang, 1).head_id
    serial = db.session.execute(select(PaperBallot.serial).where(PaperBallot.head_id == head)).scalar_one()
    for actor in (making.CLERK, making.CHAIR):
        with transaction():
            reading = operations.Reading(str(serial), "disagree")
            operations.enter_ballot(actor, decision.id, reading, making.OPENS)
    assert queries.find_conflict(decision.id, head)
    making.settle(decision, head, 1, making.CLOSES)
    sheet = sheet_of(making.a_counted_decision(decision))
    assert sheet["agreed"] == {"heads": 1, "area": "104.50"}


def test_a_void_anonymous_ballot_is_nobody_who_took_part(world: World) -> None:
    for number in range(12):
        make.an_owner(make.a_room(world.unit, f"9{number:02d}", floor=9), f"业主{number}")
    decision = making.an_open_decision(world.compound, mode="anonymous")
    heads = queries.heads_in(decision.id)[:10]
    for head, choice in zip(heads, ["agree"] * 5 + ["disagree"] * 4 + ["void"], strict=True):
        serial = db.session.execute(select(PaperBallot.serial).where(PaperBallot.head_id == head.id))
        reading = operations.Reading(str(serial.scalar_one()), choice)
        for actor in (making.CLERK, making.CHAIR):
            with transaction():
                operations.enter_ballot(actor, decision.id, reading, making.OPENS)
    sheet = sheet_of(making.a_counted_decision(decision))
    assert (sheet["total"]["heads"], sheet["present"]["heads"], sheet["void"]["heads"]) == (14, 9, 1)
    assert sheet["present"]["area"] is None, "nobody knows whose area was void"
    assert sheet["passed"] is False, "nine of fourteen heads are no quorum"


def test_an_anonymous_decision_counts_heads_and_keeps_no_way_back(world: World) -> None:
    for number in range(10):
        room = make.a_room(world.unit, f"9{number:02d}", floor=9)
        make.a_resident_contact(room, is_owner=True, name=f"业主{number}")
    decision = making.an_open_decision(world.compound, mode="anonymous")
    making.vote(decision, world.wang, "agree", place=1)
    decision = making.a_counted_decision(decision)
    sheet = sheet_of(decision)
    assert sheet["choices"] == {"agree": {"heads": 1, "area": None}}
    assert sheet["passed"] is False, "one of twelve heads is no quorum"
    heads = db.session.execute(select(DecisionHead.id)).scalars().all()
    assert queries.heads_voted_in(decision, list(heads))
