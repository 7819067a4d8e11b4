"""Golden cases counted through the database: what a court counted, and what is set aside."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.models import Channel, DecisionHead
from app.decisions.operations import Mark, Reading, Settlement
from app.decisions.operations.casting import keep_ballot
from app.decisions.queries import DecisionRow
from app.decisions.queries.packs import get_pack_text
from surveys.errors import Refusal
from surveys.tally.recounting import recount
from tests import factories as make
from tests.app.decisions import making
from tests.app.decisions.making import CHAIR, CLERK, CLOSES, OPENS
from tests.app.decisions.test_drafting import refused
from tests.faults import ballots
from tests.people import World


def result(decision: DecisionRow) -> dict[str, Any]:
    """The sheet of a decision that is counted now."""
    return queries.get_result(making.a_counted_decision(decision)).sheet


def by_everybody(decision: DecisionRow, choices: dict[int, str]) -> None:
    """A ballot of each of these heads, as a bundle of paper would bring them."""
    with transaction():
        for head, choice in choices.items():
            keep_ballot(decision, head, Mark(choice, Channel.H5, f"golden-{head}"), OPENS)


def twelve_flats(world: World) -> DecisionRow:
    """Eleven equal flats beside the one of the next compound: twelve heads, a weighty matter."""
    unit = make.a_unit(make.a_building(world.next_compound, "2号楼"), "1单元")
    for _ in range(11):
        make.an_owner(make.a_room(unit, area=8960))
    return making.an_open_decision(world.next_compound, matter="elevator")


@pytest.mark.parametrize(
    ("yes", "no", "passes", "two_thirds"),
    [(9, 3, True, True), (8, 4, False, True), (6, 2, True, False), (8, 0, True, True)],
)
def test_twelve_equal_flats_in_a_weighty_matter(
    world: World, yes: int, no: int, passes: bool, two_thirds: bool
) -> None:
    decision = twelve_flats(world)
    heads = [head.id for head in queries.heads_in(decision.id)]
    assert len(heads) == 12
    by_everybody(decision, dict(zip(heads, ["agree"] * yes + ["disagree"] * no, strict=False)))
    sheet = result(decision)
    assert (sheet["passed"], sheet["two_thirds_of_all"]["passed"]) == (passes, two_thirds)
    assert (sheet["agreed"]["heads"], sheet["present"]["heads"]) == (yes, yes + no)


def test_fifteen_flats_of_one_owner_are_one_head_as_the_court_in_shanghai_counted(app: Flask) -> None:
    crowd = ballots.owners(app, 820, rich=15)
    rows = db.session.execute(
        select(DecisionHead.id, DecisionHead.area).where(DecisionHead.decision_id == crowd.decision.id)
    ).all()
    rich = max(rows, key=lambda row: row.area)
    others = [row.id for row in rows if row.id != rich.id]
    assert len(rows) == 821
    by_everybody(
        crowd.decision,
        {rich.id: "agree"}
        | {head: "agree" if place < 406 else "disagree" for place, head in enumerate(others)},
    )
    sheet = result(crowd.decision)
    assert (sheet["agreed"]["heads"], sheet["present"]["heads"]) == (407, 821)
    assert sheet["passed"] is False
    by_area = sheet["agreed"]["area"], sheet["present"]["area"]
    assert by_area == ("37721.60", "74816.00"), "by flats it would have passed: 421 of 835"


def test_no_case_is_left_unsaid_and_each_counts_as_it_was_settled(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    making.vote(decision, world.wang, "agree")
    making.vote(decision, world.li, "disagree")
    making.vote(decision, world.wang, "agree", place=1)
    making.count_box(decision, 0, CLOSES)
    proposal = making.proposal("preliminary")
    refused("conflicts-unsettled", lambda: operations.propose_step(CLERK, decision.id, proposal, CLOSES))
    making.settle(decision, queries.heads_in(decision.id)[0].id, None, CLOSES)
    sheet = result(decision)
    assert (sheet["set_aside"], sheet["present"]["heads"], sheet["agreed"]["heads"]) == (1, 1, 1)
    assert sheet["present"]["area"] == "104.50"
    refused("decision-counted-already", lambda: settling(decision, 1))
    other = making.an_open_decision(world.compound, title="第二件")
    making.vote(other, world.wang, "agree")
    making.vote(other, world.li, "disagree")
    making.settle(other, queries.heads_in(other.id)[0].id, 2, CLOSES)
    sheet = result(other)
    assert (sheet["set_aside"], sheet["present"]["heads"], sheet["agreed"]["heads"]) == (0, 1, 0)


def settling(decision: DecisionRow, revision: int) -> None:
    head = queries.heads_in(decision.id)[0].id
    operations.settle_conflict(CHAIR, decision.id, Settlement(head, revision, "共有人一起来说的"), CLOSES)


@pytest.mark.parametrize(
    ("precedence", "agreed"), [("online-wins", 1), ("first-valid", 1), ("conflict-case", 0)]
)
def test_paper_against_online_counts_as_the_notice_said(world: World, precedence: str, agreed: int) -> None:
    decision = making.an_open_decision(world.compound, precedence=precedence)
    making.vote(decision, world.wang, "agree", place=1)
    alone = queries.acts_for(decision, making.homes(world.wang), OPENS)[1].head_id
    serial = next(str(row.serial) for row in queries.papers_of(decision.id) if row.head_id == alone)
    for actor in (CLERK, CHAIR):
        with transaction():
            operations.enter_ballot(actor, decision.id, Reading(serial, "disagree"), OPENS)
    if precedence == "conflict-case":
        making.settle(decision, alone, None, CLOSES)
    sheet = result(decision)
    assert sheet["agreed"]["heads"] == agreed
    assert sheet["set_aside"] == (1 if precedence == "conflict-case" else 0)


def test_a_void_ballot_on_paper_takes_no_part(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    for actor in (CLERK, CHAIR):
        with transaction():
            serial = str(queries.papers_of(decision.id)[0].serial)
            operations.enter_ballot(actor, decision.id, Reading(serial, "void"), OPENS)
    sheet = result(decision)
    assert (sheet["void"]["heads"], sheet["present"]["heads"]) == (1, 0)


def test_nothing_is_shown_before_it_is_counted_and_the_pack_recounts_to_the_same(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    making.vote(decision, world.wang, "agree", place=1)
    with pytest.raises(Refusal, match="not-closed"):
        queries.get_result(queries.get_decision(decision.id))
    assert queries.find_result(decision.id) is None
    counted = making.a_counted_decision(decision)
    assert counted.stage(CLOSES) == "preliminary"
    answer = recount(json.loads(get_pack_text(counted.id)))
    sheet = queries.get_result(counted).sheet
    assert {key: answer[key] for key in ("passed", "agreed", "present")} == {
        key: sheet[key] for key in ("passed", "agreed", "present")
    }
