"""A returned ballot that should not count: two who have not read it reject it, as if it never came."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.core import clock
from app.core.actors import Actor, Grant
from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.models import BallotRevision, PaperBallot, PaperEntry, PaperState
from app.decisions.operations import Reading, Rejection
from app.decisions.queries import DecisionRow
from surveys.errors import Refusal
from tests.app.decisions import making
from tests.app.decisions.counted import homes
from tests.app.decisions.making import CHAIR, CLERK, CLOSES, JUDGE, OPENS, SECOND, STREET
from tests.app.decisions.test_drafting import refused
from tests.app.decisions.test_paper_pages import open_now, page, sent, serials_of
from tests.app.decisions.test_telling import said, tell, told
from tests.people import World

LATER = OPENS + timedelta(hours=1)


@pytest.fixture
def decision(world: World) -> DecisionRow:
    """Open, with a ballot printed for each of the two heads."""
    return making.an_open_decision(world.compound)


def paper_of(decision: DecisionRow, head_id: int) -> str:
    """The serial of a head that can still be handed in."""
    return next(str(row.serial) for row in making.papers(decision) if row.head_id == head_id)


def read(decision: DecisionRow, serial: str, choice: str = "disagree", *actors: Actor) -> None:
    """Some people read a returned ballot: two, unless they are named."""
    for actor in actors or (CLERK, CHAIR):
        with transaction():
            operations.enter_ballot(actor, decision.id, Reading(serial, choice), OPENS)


def ask(decision: DecisionRow, serial: str, ground: str = "disowned", **more: Any) -> int:
    """One person wants a ballot rejected."""
    rejection = Rejection(serial, ground, more.get("reason", "打电话问过本人，没有交过"))
    return operations.reject_ballot(more.get("by", JUDGE), decision.id, rejection, more.get("at", LATER))


def propose(decision: DecisionRow, serial: str, at: datetime = LATER) -> int:
    """The same, written down."""
    with transaction():
        return ask(decision, serial, at=at)


def reject(decision: DecisionRow, serial: str, at: datetime = LATER) -> None:
    """Two persons who have not read it reject a ballot."""
    step = propose(decision, serial, at=at)
    with transaction():
        operations.confirm_step(SECOND, step, at)


def alone_in(world: World, decision: DecisionRow) -> int:
    """The head of whoever owns a home alone."""
    return making.act_of(decision, world.wang, 1).head_id


def counted_in(decision: DecisionRow) -> dict[str, int]:
    """How many heads the count finds for each choice, and how many are set aside."""
    making.a_counted_decision(decision)
    sheet = queries.get_result(queries.get_decision(decision.id)).sheet
    found = {choice: figure["heads"] for choice, figure in sheet["choices"].items() if figure["heads"]}
    return found | {"aside": sheet["set_aside"]}


def test_the_only_ballot_of_a_head_is_as_if_it_never_came(world: World, decision: DecisionRow) -> None:
    head = alone_in(world, decision)
    serial = paper_of(decision, head)
    read(decision, serial)
    assert queries.turnout_for(decision).heads == 1
    step = propose(decision, serial)
    assert queries.turnout_for(decision).heads == 1, "one person alone rejects nothing"
    with transaction():
        operations.confirm_step(SECOND, step, LATER)
    assert queries.turnout_for(decision).heads == 0
    assert queries.find_ballot(decision, head) is None
    batch = queries.batch_of(decision.id)
    assert (batch.printed, batch.returned, batch.spoiled, batch.outstanding) == (2, 0, 1, 1)
    assert batch.adds_up
    kept = db.session.execute(select(PaperEntry)).scalars()
    assert [entry.choice for entry in kept] == ["disagree"] * 2, "what was read stays on record"
    refused(
        "paper-serial-dead",
        lambda: operations.enter_ballot(STREET, decision.id, Reading(serial, "agree"), OPENS),
    )
    assert making.vote(decision, world.wang, place=1, at=LATER).revision == 2
    assert counted_in(decision) == {"agree": 1, "aside": 0}


def test_nothing_is_counted_for_a_head_whose_only_paper_was_rejected(
    world: World, decision: DecisionRow
) -> None:
    serial = paper_of(decision, alone_in(world, decision))
    read(decision, serial)
    reject(decision, serial, CLOSES)
    assert counted_in(decision) == {"aside": 0}


@pytest.mark.parametrize("is_paper_first", [False, True])
def test_what_was_handed_in_online_stands_again(
    world: World, decision: DecisionRow, is_paper_first: bool
) -> None:
    head = alone_in(world, decision)
    serial = paper_of(decision, head)
    if is_paper_first:
        read(decision, serial)
    receipt = making.vote(decision, world.wang, place=1).number
    if not is_paper_first:
        read(decision, serial)
    assert queries.find_conflict(decision.id, head)
    reject(decision, serial)
    assert queries.find_conflict(decision.id, head) is None
    standing = queries.find_ballot(decision, head)
    assert standing
    assert (standing.receipt, str(standing.channel), standing.revision) == (
        receipt, "wechat", 2 if is_paper_first else 1,
    )  # fmt: skip
    (own,) = queries.ballots_for(decision, head, standing.person_id or 0)
    assert own.is_own
    assert counted_in(decision) == {"agree": 1, "aside": 0}


def test_whoever_read_it_has_no_say_and_one_person_alone_does_nothing(
    world: World, decision: DecisionRow
) -> None:
    serial = paper_of(decision, alone_in(world, decision))
    read(decision, serial)
    for reader in (CLERK, CHAIR):
        refused("second-person-needed", lambda reader=reader: ask(decision, serial, by=reader))
    with transaction():
        step = ask(decision, serial, by=SECOND)
    for actor in (SECOND, CHAIR):
        refused("second-person-needed", lambda actor=actor: operations.confirm_step(actor, step, LATER))
    nobody = Actor("staff", "ELSE000001", "else", (Grant("clerk", "371600"),))
    refused("not-your-area", lambda: ask(decision, serial, by=nobody))


def test_only_what_came_back_is_rejected_with_a_ground_and_a_reason(
    world: World, decision: DecisionRow
) -> None:
    serial = paper_of(decision, alone_in(world, decision))
    refused("paper-not-returned", lambda: ask(decision, serial))
    read(decision, serial, "agree", CLERK)
    refused("ground-unknown", lambda: ask(decision, serial, "dislike"))
    refused("reason-missing", lambda: ask(decision, serial, reason=" "))
    elsewhere = making.an_open_decision(world.next_compound)
    foreign = str(making.papers(elsewhere)[0].serial)
    refused("paper-serial-unknown", lambda: ask(decision, foreign))
    reject(decision, serial.lower().replace("-", " "))
    assert queries.half_read_in(decision.id) == [], "the count waits for nobody to read it again"
    refused("paper-not-returned", lambda: ask(decision, serial))
    (row,) = queries.rejections_of(decision.id)
    assert (row.serial, str(row.ground)) == (serial, "disowned")


def test_after_the_count_nothing_is_rejected(world: World, decision: DecisionRow) -> None:
    serial = paper_of(decision, alone_in(world, decision))
    read(decision, serial)
    step = propose(decision, serial)
    with pytest.raises(Refusal, match="count-waits-for-step"):
        counted_in(decision)
    with transaction():
        operations.refuse_step(SECOND, step, "本人来认过了", CLOSES)
    assert counted_in(decision) == {"disagree": 1, "aside": 0}
    late = CLOSES + timedelta(days=2)
    refused("decision-not-at-this-stage", lambda: ask(decision, serial, at=late))


def test_who_read_it_after_asking_for_its_rejection_rejects_nothing(
    world: World, decision: DecisionRow
) -> None:
    serial = paper_of(decision, alone_in(world, decision))
    read(decision, serial, "disagree", CLERK)
    step = propose(decision, serial)
    read(decision, serial, "disagree", JUDGE)
    refused("second-person-needed", lambda: operations.confirm_step(SECOND, step, LATER))


def test_who_was_shown_both_ballots_of_a_home_rejects_neither(world: World, decision: DecisionRow) -> None:
    head = alone_in(world, decision)
    serial = paper_of(decision, head)
    making.vote(decision, world.wang, "agree", place=1)
    read(decision, serial, "disagree")
    with transaction():
        operations.look_at_conflict(JUDGE, decision.id, head, CLOSES)
    refused("second-person-needed", lambda: ask(decision, serial, at=CLOSES))


def test_a_paper_that_died_without_two_persons_stops_the_count(world: World, decision: DecisionRow) -> None:
    serial = paper_of(decision, alone_in(world, decision))
    read(decision, serial)
    with transaction():
        dead = update(PaperBallot).where(PaperBallot.serial == serial).values(state=PaperState.SPOILED)
        db.session.execute(dead)
    with pytest.raises(Refusal, match="paper-dead-unproved"):
        counted_in(decision)


def test_the_owner_hears_of_it_and_the_log_holds_it(world: World, decision: DecisionRow) -> None:
    serial = paper_of(decision, alone_in(world, decision))
    read(decision, serial)
    reject(decision, serial)
    tell()
    ((kind, facts, reached),) = told()
    assert (kind, reached) == ("ballot-rejected", {world.wang}), "and not that the paper counts"
    assert "不算数" in said(kind, facts)
    (entry,) = making.entries("paper.rejected")
    assert (entry["serial"], entry["ground"], entry["revision"]) == (serial, "disowned", 1)
    assert "agree" not in str(entry)


def test_somebody_whose_paper_was_rejected_may_have_a_new_one(world: World, decision: DecisionRow) -> None:
    head = alone_in(world, decision)
    serial = paper_of(decision, head)
    refused("paper-not-left-out", lambda: operations.print_after_all(CLERK, decision.id, head, OPENS))
    read(decision, serial)
    reject(decision, serial)
    with transaction():
        fresh = operations.print_after_all(CLERK, decision.id, head, LATER)
    read(decision, fresh, "agree", JUDGE, STREET)
    assert counted_in(decision) == {"agree": 1, "aside": 0}


def test_a_settlement_that_waits_falls_with_the_ballot_it_is_about(
    world: World, decision: DecisionRow
) -> None:
    head = alone_in(world, decision)
    serial = paper_of(decision, head)
    making.vote(decision, world.wang, place=1)
    read(decision, serial)
    settlement = operations.Settlement(head, 2, "看过原票")
    with transaction():
        waiting = operations.settle_conflict(JUDGE, decision.id, settlement, CLOSES)
    reject(decision, serial, CLOSES)
    refused("conflict-not-found", lambda: operations.confirm_step(SECOND, waiting, CLOSES))


def test_of_an_anonymous_ballot_nothing_is_kept_and_what_was_counted_stays(world: World) -> None:
    homes(world, 10)
    decision = making.an_open_decision(world.compound, mode="anonymous", standing="supporting")
    first, second = [str(row.serial) for row in making.papers(decision)][:2]
    read(decision, first)
    refused("paper-unnamed-counted", lambda: ask(decision, first))
    read(decision, second, "agree", CLERK)
    reject(decision, second)
    entries = db.session.execute(select(PaperEntry.id)).all()
    assert len(entries) == 3
    assert {row.choice for row in db.session.execute(select(PaperEntry)).scalars()} == {""}


def test_the_page_takes_it_from_the_form_to_the_protocol(world: World) -> None:
    world.app.config.update(CLOCK_OFFSET_S=0, WTF_CSRF_ENABLED=False)
    clerk, decision = world.staff(world.clerk), open_now(world)
    url, (first, _) = f"/committee/decisions/{decision.public_id}", serials_of(decision)
    assert "现在没有收回的纸票" in page(clerk, f"{url}/rejections")
    for actor in (CHAIR, STREET):
        with transaction():
            operations.enter_ballot(actor, decision.id, Reading(first, "agree"), clock.now())
    assert f"{url}/rejections" in page(clerk, url)
    back = sent(clerk, f"{url}/rejections", 422, serial=first, ground="", reason="本人说不是")
    assert "本人说不是" in back
    assert first in back
    sent(clerk, f"{url}/rejections", serial=first, ground="disowned", reason="本人说不是")
    assert first in page(clerk, url)
    assert "等另一个人核对" in page(clerk, f"{url}/rejections")
    (step,) = queries.steps_waiting_in([decision.id])
    with transaction():
        operations.confirm_step(SECOND, step.id, clock.now())
    assert "剔除了的" in page(clerk, f"{url}/rejections")
    assert "要一张新的" in page(clerk, f"{url}/paper")
    assert "剔除" in page(clerk, f"{url}/paper/protocol")
    assert db.session.execute(select(func.count(BallotRevision.id))).scalar_one() == 1
