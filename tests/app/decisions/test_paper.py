"""Paper beside online: every serial once, two different readers, a third look, nothing after the count."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.core import clock
from app.core.actors import Actor, Grant
from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.models import Ballot, BallotRevision, Conflict, PaperBallot
from app.decisions.operations import Omission, Reading, Round, Tried
from app.decisions.queries import DecisionRow, PaperRow
from tests.app.decisions import making
from tests.app.decisions.making import CHAIR, CLERK, CLOSES, OPENS, STREET
from tests.app.decisions.test_drafting import refused
from tests.app.decisions.test_pages_walk import page
from tests.factories import AT
from tests.people import World

OTHER = Actor("staff", "CLERK00002", "second", (Grant("clerk", "371500"),))


@pytest.fixture
def decision(world: World) -> DecisionRow:
    """Open, with a ballot printed for each of the two heads."""
    return making.an_open_decision(world.compound)


def paper_of(decision: DecisionRow, place: int = 0) -> PaperRow:
    return queries.papers_of(decision.id, live_only=True)[place]


def enter(actor: Actor, decision: DecisionRow, choice: str = "agree", *, place: int = 0, **more: Any) -> str:
    serial = more.pop("serial", None) or paper_of(decision, place).serial
    with transaction():
        at = more.get("at", OPENS)
        return operations.enter_ballot(actor, decision.id, Reading(serial, choice), at)


def refused_entry(code: str, actor: Actor, decision: DecisionRow, *, serial: str, at: Any = OPENS) -> None:
    reading = Reading(serial, "agree")
    refused(code, lambda: operations.enter_ballot(actor, decision.id, reading, at))


def count(table: Any) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_ballot_on_paper_counts_when_two_people_have_read_the_same(decision: DecisionRow) -> None:
    paper = paper_of(decision)
    assert enter(CLERK, decision) == "first"
    assert count(Ballot) == 0, "one reader alone counts nothing"
    refused_entry("second-person-needed", CLERK, decision, serial=str(paper.serial))
    assert enter(CHAIR, decision) == "agreed"
    standing = queries.find_ballot(decision, paper.head_id)
    assert standing
    assert (standing.receipt, str(standing.channel), standing.revision) == (paper.stub, "paper", 1)
    refused_entry("paper-entered-already", STREET, decision, serial=str(paper.serial))
    assert count(BallotRevision) == 1


def test_two_who_read_different_things_need_a_third_look(decision: DecisionRow) -> None:
    assert enter(CLERK, decision, "agree") == "first"
    assert enter(CHAIR, decision, "disagree") == "differs"
    assert queries.half_read_in(decision.id) == [paper_of(decision).serial]
    assert count(Ballot) == 0
    making.count_box(decision, 0, CLOSES)
    step = making.proposal("preliminary")
    later = CLOSES + timedelta(days=1)
    refused("paper-half-entered", lambda: operations.propose_step(CLERK, decision.id, step, later))
    assert enter(STREET, decision, "disagree") == "settled"
    assert queries.half_read_in(decision.id) == []
    (row,) = db.session.execute(select(BallotRevision)).scalars()
    assert row.content
    assert "disagree" in row.content
    refused_entry("paper-entered-already", OTHER, decision, serial=str(paper_of(decision).serial))


def test_no_third_person_alone_decides_what_a_ballot_says(decision: DecisionRow) -> None:
    for actor, choice in ((CLERK, "agree"), (CHAIR, "disagree"), (STREET, "void")):
        enter(actor, decision, choice)
    assert count(Ballot) == 0, "three who all read something else"
    assert queries.half_read_in(decision.id) == [paper_of(decision).serial]
    assert enter(OTHER, decision, "agree") == "settled"
    assert count(Ballot) == 1


def test_a_serial_typed_any_way_is_found_and_a_wrong_one_is_not(decision: DecisionRow) -> None:
    serial = str(paper_of(decision).serial)
    assert enter(CLERK, decision, serial=serial.lower().replace("-", " ")) == "first"
    wrong = ("0" if serial[0] != "0" else "1") + serial[1:]
    refused_entry("receipt-mistyped", CHAIR, decision, serial=wrong)
    refused_entry("receipt-malformed", CHAIR, decision, serial="12")
    refused(
        "choice-unknown", lambda: operations.enter_ballot(CHAIR, decision.id, Reading(serial, "maybe"), OPENS)
    )


def test_a_serial_of_another_decision_is_unknown_here(world: World, decision: DecisionRow) -> None:
    elsewhere = making.an_open_decision(world.next_compound)
    refused_entry("paper-serial-unknown", CLERK, decision, serial=str(paper_of(elsewhere).serial))


def test_a_replaced_or_spoiled_serial_is_dead(decision: DecisionRow) -> None:
    old, other = str(paper_of(decision, 0).serial), str(paper_of(decision, 1).serial)
    with transaction():
        fresh = operations.replace_ballot(CLERK, decision.id, old, reason="淋湿了", at=OPENS)
        operations.spoil_ballot(CLERK, decision.id, other, reason="撕了", at=OPENS)
    for serial in (old, other):
        refused_entry("paper-serial-dead", CLERK, decision, serial=serial)
        refused(
            "paper-serial-dead",
            lambda serial=serial: operations.replace_ballot(
                CLERK, decision.id, serial, reason="再换", at=OPENS
            ),
        )
        refused(
            "paper-serial-dead",
            lambda serial=serial: operations.spoil_ballot(
                CLERK, decision.id, serial, reason="再废", at=OPENS
            ),
        )
    assert enter(CLERK, decision, serial=fresh) == "first"
    batch = queries.batch_of(decision.id)
    assert (batch.printed, batch.returned, batch.replaced, batch.spoiled, batch.outstanding) == (
        3,
        1,
        1,
        1,
        0,
    )
    assert batch.adds_up


def test_paper_is_entered_from_the_opening_until_the_count(world: World) -> None:
    decision = making.an_announced_decision(world.compound)
    making.with_paper(decision)
    serial = str(paper_of(decision).serial)
    refused_entry("decision-takes-no-paper", CLERK, decision, serial=serial)
    decision = making.step(decision, "open", AT + timedelta(days=15))
    with transaction():
        operations.open_due_decision(operations.lock_decision(decision.id), OPENS)
    decision = queries.get_decision(decision.id)
    late = CLOSES + timedelta(hours=12)
    making.count_box(decision, 1, CLOSES)
    assert enter(CLERK, decision, at=late) == "first", "handed in before the close, typed in after it"
    assert enter(CHAIR, decision, at=late) == "agreed"
    decision = making.a_counted_decision(decision)
    refused_entry(
        "decision-takes-no-paper", CLERK, decision, serial=str(paper_of(decision, 1).serial), at=late
    )
    decision = making.step(decision, "void", late + timedelta(days=1), reason="程序有误")
    refused_entry("decision-voided", CLERK, decision, serial=str(paper_of(decision, 1).serial), at=late)


def test_paper_against_online_is_set_aside_unless_the_notice_said_which_wins(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    making.vote(decision, world.wang, "agree", place=1)
    alone = queries.acts_for(decision, making.homes(world.wang), OPENS)[1].head_id
    place = [row.head_id for row in queries.papers_of(decision.id)].index(alone)
    enter(CLERK, decision, "disagree", place=place)
    enter(CHAIR, decision, "disagree", place=place)
    (case,) = db.session.execute(select(Conflict)).scalars()
    assert (case.head_id, case.settled_at) == (alone, None)
    making.vote(decision, world.wang, "disagree", place=1, at=OPENS + timedelta(hours=1))
    assert count(Conflict) == 0
    assert count(Ballot) == 1


def test_after_the_close_nothing_is_numbered_replaced_or_thrown_away(decision: DecisionRow) -> None:
    head, serial = paper_of(decision).head_id, str(paper_of(decision).serial)
    number, at, words = decision.id, CLOSES, "丢了"
    for act in (operations.replace_ballot, operations.spoil_ballot):
        refused("paper-after-close", lambda act=act: act(CLERK, number, serial, reason=words, at=at))
    refused("paper-after-close", lambda: operations.print_after_all(CLERK, number, head, at))
    refused(
        "paper-after-close",
        lambda: operations.leave_out(CLERK, number, [head], omission=Omission("other", words), at=at),
    )
    refused("decision-not-at-this-stage", lambda: operations.print_ballots(CLERK, number, at))


def test_paper_numbered_after_the_close_is_never_read(decision: DecisionRow) -> None:
    making.count_box(decision, 1, CLOSES)
    serial = str(paper_of(decision).serial)
    with transaction():
        db.session.execute(update(PaperBallot).values(printed_at=CLOSES))
    refused_entry("paper-after-close", CLERK, decision, serial=serial, at=CLOSES)


def test_the_round_is_fixed_before_the_opening_and_complete(world: World) -> None:
    decision = making.an_announced_decision(world.compound)

    def fix(**texts: str) -> None:
        whole = {"place": "服务站", "hours": "每天", "teller": "周敏", "box": "1 号箱"} | texts
        operations.set_paper_round(CLERK, decision.id, Round(**whole), AT)

    refused("paper-round-incomplete", lambda: fix(box=" "))
    refused("text-too-long", lambda: fix(place="长" * 121))
    with transaction():
        fix()
        fix(place="大厅")
    found = queries.paper_round_of(decision.id)
    assert found
    assert found.place == "大厅"
    opened = making.an_open_decision(world.next_compound)
    whole = Round("服务站", "每天", "周敏", "1 号箱")
    refused("decision-opened-already", lambda: operations.set_paper_round(CLERK, opened.id, whole, OPENS))


def test_who_gets_no_paper_has_a_reason_written_down(world: World) -> None:
    decision = making.an_announced_decision(world.compound)
    first, second = (head.id for head in queries.heads_in(decision.id))
    with transaction():
        operations.leave_out(CLERK, decision.id, [first], omission=Omission("declined"), at=AT)
    with transaction():
        assert operations.print_ballots(CLERK, decision.id, AT) == 1
    with transaction():
        assert operations.print_ballots(CLERK, decision.id, AT) == 0
    refused(
        "paper-printed-already",
        lambda: operations.leave_out(CLERK, decision.id, [second], omission=Omission("declined"), at=AT),
    )
    batch = queries.batch_of(decision.id)
    assert (batch.printed, batch.not_printed, batch.adds_up) == (1, 1, True)


def test_why_somebody_gets_no_paper_comes_from_a_short_list(world: World) -> None:
    decision = making.an_announced_decision(world.compound)
    (head, *_) = (each.id for each in queries.heads_in(decision.id))

    def leave_out(ground: str, words: str = "") -> None:
        operations.leave_out(CLERK, decision.id, [head], omission=Omission(ground, words), at=AT)

    refused("paper-ground-unknown", lambda: leave_out("没空"))
    refused("reason-missing", lambda: leave_out("other", " "))
    told = refused("paper-never-tried", lambda: leave_out("unreachable"))
    assert told.facts["homes"]
    with transaction():
        operations.record_attempt(
            CLERK, decision.id, Tried((head,), "door", "absent", AT.date(), "敲门三次"), AT
        )
    with transaction():
        leave_out("unreachable")
    assert queries.left_out_in(decision.id) == [("unreachable", 1)]


def test_once_two_persons_let_it_open_the_round_is_frozen(world: World) -> None:
    decision = making.an_announced_decision(world.compound)
    making.with_paper(decision)
    other, ready = Round("别处", "夜里", "李四", "2 号箱"), AT + timedelta(days=15)
    with transaction():
        number = operations.propose_step(CLERK, decision.id, making.proposal("open"), ready)
    with transaction():
        operations.set_paper_round(CLERK, decision.id, other, ready)
    refused("paper-round-changed", lambda: operations.confirm_step(CHAIR, number, ready))
    with transaction():
        operations.refuse_step(CHAIR, number, "安排变了", ready)
    making.step(decision, "open", ready)
    refused("paper-round-armed", lambda: operations.set_paper_round(CLERK, decision.id, other, ready))


def test_the_second_person_sees_who_gets_no_paper_and_where_the_box_stands(world: World) -> None:
    decision = making.an_announced_decision(world.compound, clock.now() - timedelta(days=15, hours=12))
    (head, *_) = (each.id for each in queries.heads_in(decision.id))
    with transaction():
        operations.leave_out(CLERK, decision.id, [head], omission=Omission("declined"), at=clock.now())
    making.with_paper(decision, clock.now())
    with transaction():
        operations.propose_step(CLERK, decision.id, making.proposal("open"), clock.now())
    url = f"/committee/decisions/{decision.public_id}"
    text = page(world.staff(world.clerk), url)
    assert "业主书面不要纸票" in text
    assert "一楼大厅 1 号票箱" in text
