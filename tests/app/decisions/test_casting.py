"""Handing a ballot in: by whom, for whom, until when, and never twice."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.models import AnonymousMark, AnonymousTurnout, Ballot, BallotRevision, Channel, Conflict
from app.decisions.operations import BallotReceipt, Mark, Settlement
from app.decisions.queries import Act, DecisionRow
from app.roster import operations as roster
from app.roster.operations import Appointment, Authorisation, Designation, Somebody
from surveys.errors import Missing
from tests import factories as make
from tests.app.decisions import making
from tests.app.decisions.making import CHAIR, CLOSES, OPENS
from tests.app.decisions.test_drafting import refused
from tests.factories import AT
from tests.people import World


def cast(
    decision: DecisionRow, act: Act, choice: str = "agree", *, key: str = "key-1", at: datetime = OPENS
) -> BallotReceipt:
    with transaction():
        held = operations.hold_decision(decision.public_id)
        return operations.cast_ballot(held, act, Mark(choice, Channel.H5, key), at)


def acts(decision: DecisionRow, contact_id: int, at: datetime = OPENS) -> list[Act]:
    return queries.acts_for(decision, making.homes(contact_id), at)


def count(table: Any) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def conflicts() -> int:
    db.session.rollback()
    statement = select(func.count()).select_from(Conflict).where(Conflict.settled_at.is_(None))
    return db.session.execute(statement).scalar_one()


@pytest.fixture
def decision(world: World) -> DecisionRow:
    """Open, for Wang and Li (501) and Wang alone (502)."""
    return making.an_open_decision(world.compound)


def test_one_ballot_stands_and_every_change_is_kept(world: World, decision: DecisionRow) -> None:
    first = making.vote(decision, world.wang, "agree", place=1)
    second = making.vote(decision, world.wang, "disagree", place=1, at=OPENS + timedelta(days=1))
    assert (first.number, first.revision) == (second.number, 1)
    assert second.revision == 2
    assert len(first.number) == 19
    head = acts(decision, world.wang)[1].head_id
    own = queries.ballots_for(decision, head, world.wang_person.id)
    assert [each.choice for each in own] == ["agree", "disagree"]
    assert [each.choice for each in queries.ballots_for(decision, head, world.li_person.id)] == ["", ""]
    logged = making.entries("ballot.cast")
    assert [each["revision"] for each in logged] == [1, 2]
    assert "agree" not in str(logged)
    assert len({each["commitment"] for each in logged}) == 2


def test_the_same_attempt_twice_is_one_ballot_and_another_under_its_key_is_refused(
    world: World, decision: DecisionRow
) -> None:
    mine, alone = acts(decision, world.wang)
    first = cast(decision, mine)
    again = cast(decision, mine)
    assert (again.number, again.revision, again.is_repeat) == (first.number, 1, True)
    late = cast(decision, mine, at=CLOSES + timedelta(hours=1))
    assert late.is_repeat, "who never got the answer still gets the receipt after the close"
    refused("key-reused", lambda: cast_inside(decision, mine, "disagree"))
    refused("key-reused", lambda: cast_inside(decision, alone, "agree"))
    for key in ("", "k" * 81, "paper:AAAAAAAA"):  # the last one would be that of our own paper
        refused("idempotency-key-missing", lambda key=key: cast_inside(decision, mine, "agree", key=key))
    assert (count(Ballot), count(BallotRevision)) == (1, 1)


def cast_inside(
    decision: DecisionRow, act: Act, choice: str, *, key: str = "key-1", at: datetime = OPENS
) -> BallotReceipt:
    held = operations.hold_decision(decision.id)
    return operations.cast_ballot(held, act, Mark(choice, Channel.H5, key), at)


@pytest.mark.parametrize(
    ("late", "code"),
    [
        (timedelta(milliseconds=-1), ""),
        (timedelta(0), "decision-closed"),
        (timedelta(milliseconds=1), "decision-closed"),
    ],
)
def test_a_ballot_counts_until_the_very_moment_of_the_close(
    world: World, decision: DecisionRow, late: timedelta, code: str
) -> None:
    mine = acts(decision, world.li)[0]
    if code:
        problem = refused(code, lambda: cast_inside(decision, mine, "agree", at=CLOSES + late))
        assert problem.facts["closes_at"] == CLOSES
    else:
        assert cast(decision, mine, at=CLOSES + late).number
    assert count(Ballot) == (0 if code else 1)


def test_nobody_votes_before_it_opens_nor_after_it_was_voided(world: World) -> None:
    decision = making.an_announced_decision(world.compound)
    mine = acts(decision, world.li)[0]
    refused("decision-not-open", lambda: cast_inside(decision, mine, "agree", at=OPENS - timedelta(days=1)))
    decision = making.step(decision, "void", AT, reason="预算写错了")
    refused("decision-voided", lambda: cast_inside(decision, mine, "agree"))
    assert count(Ballot) == 0


def test_what_is_not_on_the_ballot_cannot_be_marked(world: World) -> None:
    decision = making.an_open_decision(world.compound, options=("安居物业", "阳光物业"))
    mine = acts(decision, world.li)[0]
    for choice in ("agree", "option-3", "void", ""):
        refused("choice-unknown", lambda choice=choice: cast_inside(decision, mine, choice))
    assert cast(decision, mine, "option-2").number
    held = Mark("option-1", Channel.PAPER, "key-2")
    refused(
        "channel-unknown",
        lambda: operations.cast_ballot(operations.hold_decision(decision.id), mine, held, OPENS),
    )
    with pytest.raises(Missing, match="decision-not-found"), transaction():
        operations.hold_decision("NOSUCHTHING")


def test_without_the_second_proof_there_is_no_ballot(world: World, decision: DecisionRow) -> None:
    member = make.a_resident_contact(world.room, person=world.wang_person)
    tenant = make.a_resident_contact(world.room)
    assert [acts(decision, who) for who in (member, tenant, world.zhao)] == [[], [], []]


def test_a_head_of_another_decision_is_no_head_here(world: World, decision: DecisionRow) -> None:
    other = making.an_open_decision(world.next_compound)
    theirs = acts(other, world.zhao)[0]
    refused("voting-right-not-found", lambda: cast_inside(decision, theirs, "agree"))


def test_co_owners_who_differ_are_set_aside_until_they_agree(world: World, decision: DecisionRow) -> None:
    making.vote(decision, world.wang, "agree")
    assert conflicts() == 0
    making.vote(decision, world.li, "disagree")
    assert conflicts() == 1
    making.vote(decision, world.wang, "abstain", at=OPENS + timedelta(hours=1))
    assert conflicts() == 1
    (case,) = queries.conflicts_in(decision, "staff:NOBODY", CLOSES)
    assert [(side.voice, side.stands) for side in case.sides] == [(1, False), (2, False), (1, False)]
    making.vote(decision, world.li, "abstain", at=OPENS + timedelta(hours=2))
    assert (conflicts(), count(Conflict)) == (0, 0)


def settle(decision: DecisionRow, head: int, revision: int | None) -> None:
    making.settle(decision, head, revision, CLOSES)


def test_a_case_is_settled_for_a_reason_by_a_ballot_that_exists(world: World, decision: DecisionRow) -> None:
    making.vote(decision, world.wang, "agree")
    head = acts(decision, world.li)[0].head_id

    def settling(revision: int | None, reason: str) -> None:
        operations.settle_conflict(CHAIR, decision.id, Settlement(head, revision, reason), at)

    at = CLOSES
    refused("conflict-not-found", lambda: settling(1, "没有"))
    making.vote(decision, world.li, "disagree")
    refused("reason-missing", lambda: settling(1, " "))
    refused("reason-too-long", lambda: settling(1, "长" * 401))
    refused("revision-unknown", lambda: settling(3, "没有这张"))
    at = CLOSES - timedelta(seconds=1)
    refused("conflict-before-close", lambda: settling(1, "还没截止"))
    settle(decision, head, None)
    assert conflicts() == 0


def test_whom_the_co_owners_named_votes_alone(world: World) -> None:
    with transaction():
        told = Designation(world.room.id, world.li_person.id, "一起来说的")
        roster.designate_voter(world.compound.id, told, "staff:CLERK", AT)
    decision = making.an_open_decision(world.compound)
    (mine,) = acts(decision, world.li)
    assert str(mine.capacity) == "designated"
    assert [act.rooms for act in acts(decision, world.wang)] == [("3号楼2单元502",)]


def test_the_guardian_votes_and_the_ward_does_not(world: World) -> None:
    with transaction():
        told = Appointment(
            world.wang_person.id, Somebody(person_id=world.li_person.id), "incapable", "判决书"
        )
        roster.appoint_guardian(world.compound.id, told, "staff:CLERK", AT)
    decision = making.an_open_decision(world.compound)
    assert acts(decision, world.wang) == [], "nor as one of the co-owners of 501, whom nobody was named for"
    assert {(act.rooms, str(act.capacity)) for act in acts(decision, world.li)} == {
        (("3号楼2单元501",), "co-owner"), (("3号楼2单元502",), "guardian"),
    }  # fmt: skip


def test_a_proxy_votes_while_the_paper_is_in_force(world: World, decision: DecisionRow) -> None:
    agent = make.a_resident_contact(make.a_room(world.unit, "101"), is_owner=True)
    (home,) = making.homes(agent)
    begins, ends = OPENS + timedelta(days=1), OPENS + timedelta(days=9)
    told = Authorisation(
        world.wang_person.id, Somebody(person_id=home.person_id), begins, ends, seen="signed"
    )
    with transaction():
        proxy = roster.record_proxy(world.compound.id, told, "staff:CLERK", OPENS)
    assert acts(decision, agent, OPENS) == []
    (mine,) = acts(decision, agent, begins)
    assert (mine.rooms, str(mine.capacity)) == (("3号楼2单元502",), "proxy"), "not the co-owned one"
    assert cast(decision, mine, "disagree", at=begins).revision == 1
    row = db.session.execute(select(BallotRevision.as_proxy, BallotRevision.person_id)).one()
    assert row == (True, home.person_id)
    making.vote(decision, world.wang, "agree", place=1, at=begins + timedelta(hours=1))
    assert conflicts() == 0, "the owner's own word replaces the agent's"
    with transaction():
        revoked = begins + timedelta(days=1)
        roster.revoke_proxy(world.compound.id, proxy, "staff:CLERK", revoked, reason="收回")
    assert acts(decision, agent, revoked) == []
    assert acts(decision, agent, ends) == []


def test_an_anonymous_ballot_is_taken_once_and_nothing_joins_its_two_rows(world: World) -> None:
    unit = make.a_unit(make.a_building(world.compound, "4号楼"), "1单元")
    for _ in range(9):
        make.an_owner(make.a_room(unit))
    decision = making.an_open_decision(world.compound, mode="anonymous")
    mine = acts(decision, world.li)[0]
    receipt = cast(decision, mine, "disagree")
    assert (receipt.number, receipt.revision) == ("", 1)
    refused("ballot-already-cast", lambda: cast_inside(decision, mine, "agree", key="key-2"))
    refused(
        "decision-closed", lambda: cast_inside(decision, acts(decision, world.wang)[1], "agree", at=CLOSES)
    )
    assert (count(AnonymousMark), count(AnonymousTurnout), count(Ballot)) == (1, 1, 0)
    shared = {"decision_id"}
    assert set(AnonymousMark.__table__.c.keys()) & set(AnonymousTurnout.__table__.c.keys()) == shared
    assert making.entries("ballot.cast") == []
    assert queries.turnout_for(decision).heads == 1
