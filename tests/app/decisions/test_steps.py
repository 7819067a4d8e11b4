"""Two persons for every step: never the same one twice, never somebody without the role, never twice over."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.core import clock
from app.core.actors import Actor, Grant
from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.operations import locking
from app.decisions.queries import DecisionRow
from app.roster.models import StaffAccount
from tests import factories as make
from tests.app.decisions import making
from tests.app.decisions.making import CHAIR, CLERK, CLOSES, OPENS, STREET
from tests.app.decisions.test_drafting import refused
from tests.factories import AT
from tests.people import World

ELSEWHERE = Actor("staff", "ELSEWHERE1", "elsewhere", (Grant("committee", "371526"),))
AUDITOR = Actor("staff", "AUDITOR001", "auditor", (Grant("auditor", "371500"),))


def propose(actor: Actor, decision: DecisionRow, kind: str, at: datetime = AT, **facts: Any) -> int:
    with transaction():
        proposal = making.proposal(kind, **facts)
        return operations.propose_step(actor, decision.id, proposal, at)


def confirm(actor: Actor, step: int, at: datetime = AT) -> None:
    with transaction():
        operations.confirm_step(actor, step, at)


def test_nobody_confirms_what_they_proposed_themselves(world: World) -> None:
    draft = making.a_draft(world.compound)
    step = propose(CHAIR, draft, "approve")
    refused("second-person-needed", lambda: operations.confirm_step(CHAIR, step, AT))
    confirm(STREET, step)
    assert queries.get_decision(draft.id).approved_at == AT


def test_what_somebody_proposed_who_has_left_is_sent_back_and_not_confirmed(world: World) -> None:
    draft = making.a_draft(world.compound)
    leaver = Actor("staff", world.clerk.key, "clerk", (Grant("clerk", "371500"),))
    step = propose(leaver, draft, "approve")
    with transaction():
        db.session.execute(
            update(StaffAccount).where(StaffAccount.id == world.clerk.id).values(disabled_at=AT)
        )
    refused("step-proposer-gone", lambda: operations.confirm_step(CHAIR, step, AT))
    assert queries.get_decision(draft.id).approved_at is None
    with transaction():
        operations.refuse_step(CHAIR, step, "提的人已经离职", AT)
    confirm(CHAIR, propose(CLERK, draft, "approve"))


@pytest.mark.parametrize("actor", [CLERK, ELSEWHERE, AUDITOR], ids=lambda actor: actor.grants[0].role)
def test_only_who_answers_for_the_place_confirms(world: World, actor: Actor) -> None:
    draft = making.a_draft(world.compound)
    step = propose(CHAIR, draft, "approve")
    refused("not-your-area", lambda: operations.confirm_step(actor, step, AT))
    refused("not-your-area", lambda: operations.refuse_step(actor, step, "不行", AT))
    assert queries.get_decision(draft.id).approved_at is None


@pytest.mark.parametrize("actor", [ELSEWHERE, AUDITOR], ids=lambda actor: actor.grants[0].role)
def test_who_does_not_serve_the_place_proposes_nothing(world: World, actor: Actor) -> None:
    draft = making.a_draft(world.compound)
    refused("not-your-area", lambda: operations.propose_step(actor, draft.id, making.proposal("void"), AT))


def test_a_step_waits_once_and_is_decided_once(world: World) -> None:
    draft = making.a_draft(world.compound)
    step = propose(CLERK, draft, "approve")
    again = making.proposal("approve")
    refused("step-waiting-already", lambda: operations.propose_step(CHAIR, draft.id, again, AT))
    confirm(CHAIR, step)
    refused("step-decided", lambda: operations.confirm_step(STREET, step, AT))
    refused("step-decided", lambda: operations.refuse_step(STREET, step, "晚了", AT))
    refused("step-not-found", lambda: operations.confirm_step(STREET, step + 99, AT))
    missing = making.proposal("void")
    refused("decision-not-found", lambda: operations.propose_step(CLERK, draft.id + 99, missing, AT))


def test_saying_no_takes_a_reason_and_taking_back_does_not(world: World) -> None:
    draft = making.a_draft(world.compound)
    step = propose(CLERK, draft, "approve")
    refused("reason-missing", lambda: operations.refuse_step(CHAIR, step, "  ", AT))
    with transaction():
        operations.refuse_step(CHAIR, step, "预算没写", AT)
    mine = propose(CLERK, draft, "approve")
    with transaction():
        operations.refuse_step(CLERK, mine, "", AT)
    outcomes = [str(one.outcome) for one in queries.steps_of(draft.id)]
    assert outcomes == ["withdrawn", "refused"]
    assert queries.get_decision(draft.id).approved_at is None


@pytest.mark.parametrize("kind", ["extend", "stop", "void", "release"])
def test_what_is_out_of_the_ordinary_takes_a_reason(world: World, kind: str) -> None:
    draft = making.a_draft(world.compound)
    silent = making.proposal(kind, reason=" ")
    refused("reason-missing", lambda: operations.propose_step(CLERK, draft.id, silent, AT))
    wordy = making.proposal(kind, reason="长" * 401)
    refused("reason-too-long", lambda: operations.propose_step(CLERK, draft.id, wordy, AT))


@pytest.mark.parametrize("kind", ["open", "extend", "stop", "preliminary", "final", "void", "release"])
def test_a_draft_skips_no_step(world: World, kind: str) -> None:
    draft = making.a_draft(world.compound)
    step = making.proposal(kind, closes_at=CLOSES.isoformat())
    refused("decision-not-at-this-stage", lambda: operations.propose_step(CLERK, draft.id, step, AT))


def test_it_opens_only_with_paper_for_everybody_and_once(world: World) -> None:
    decision = making.an_announced_decision(world.compound)
    later = AT + timedelta(days=15)

    def opening() -> None:
        operations.propose_step(CLERK, decision.id, making.proposal("open"), later)

    refused("paper-round-missing", opening)
    round_ = operations.Round("社区服务站", "每天", "周敏", "1 号箱")
    with transaction():
        operations.set_paper_round(CLERK, decision.id, round_, AT)
    assert refused("paper-not-printed", opening).facts["left"] == 2
    with transaction():
        operations.print_ballots(CLERK, decision.id, AT)
    refused(
        "decision-window-too-short",
        lambda: operations.propose_step(
            CLERK, decision.id, making.proposal("open"), CLOSES - timedelta(days=1)
        ),
    )
    step = propose(CLERK, decision, "open", later)
    confirm(CHAIR, step, later)
    refused("decision-armed-already", opening)
    with transaction():
        assert not operations.open_due_decision(
            operations.lock_decision(decision.id), OPENS - timedelta(seconds=1)
        )
        assert operations.open_due_decision(operations.lock_decision(decision.id), OPENS)
        assert not operations.open_due_decision(operations.lock_decision(decision.id), OPENS)
    assert queries.get_decision(decision.id).is_open(OPENS)


def a_decision_let_open(world: World) -> DecisionRow:
    """Two persons let it open while the roll could still be objected to."""
    decision = making.an_announced_decision(world.compound)
    making.with_paper(decision)
    return making.step(decision, "open", AT + timedelta(hours=1))


def opened(decision: DecisionRow, at: datetime) -> bool:
    with transaction():
        return operations.open_due_decision(operations.lock_decision(decision.id), at)


def test_an_objection_to_the_roll_keeps_shut_what_was_let_open_before_it(world: World) -> None:
    decision, at = a_decision_let_open(world), AT + timedelta(days=2)
    act = making.act_of(decision, world.wang, at=at)
    room = queries.first_room_of(act.head_id)
    complaint = operations.Complaint("roll", "漏了我的房", room, act.person_id)
    with transaction():
        number = operations.raise_objection("contact:1", decision.id, complaint, at)
    assert queries.next_date_of(decision, OPENS) is None
    assert not opened(decision, OPENS)
    decision = queries.get_decision(decision.id)
    assert (decision.stage(OPENS), decision.armed_at) == ("ready", None)
    assert queries.steps_of(decision.id)[0].answer == "not-opened"
    assert making.entries("decision.not-opened") == [{"lacks": ["roll-objections-open"]}]
    date = queries.next_date_of(decision, OPENS)
    assert date
    assert (date.what, date.due_at) == ("open", OPENS), "it stands in the queue of today"
    assert not opened(decision, OPENS + timedelta(minutes=1))
    assert number


@pytest.mark.parametrize(
    ("late", "opens"), [(timedelta(0), True), (timedelta(hours=1), True), (timedelta(days=14), False)]
)
def test_a_clock_that_comes_round_late_takes_no_days_from_the_owners(
    world: World, late: timedelta, opens: bool
) -> None:
    decision = a_decision_let_open(world)
    assert opened(decision, OPENS + late) is opens
    found = queries.get_decision(decision.id)
    assert found.is_open(OPENS + late) is opens
    assert found.opens_at == OPENS
    if not opens:
        assert making.entries("decision.not-opened") == [{"lacks": ["decision-window-too-short"]}]
        assert not opened(decision, CLOSES), "and after its end it does not open either"


def test_what_opens_days_late_and_long_enough_says_when_it_did(world: World) -> None:
    window = {"closes_at": OPENS + timedelta(days=40)}
    decision = making.an_announced_decision(world.compound, **window)
    making.with_paper(decision)
    decision, late = making.step(decision, "open", AT + timedelta(hours=1)), OPENS + timedelta(days=2)
    assert opened(decision, late)
    assert queries.get_decision(decision.id).opens_at == late


def test_it_is_prolonged_within_the_longest_window_and_closed_by_the_clock_alone(world: World) -> None:
    decision = making.an_open_decision(world.compound)

    def extend(closes_at: datetime) -> None:
        step = making.proposal("extend", closes_at=closes_at.isoformat())
        operations.propose_step(CLERK, decision.id, step, OPENS)

    refused("decision-extension-not-later", lambda: extend(CLOSES))
    refused("decision-window-too-long", lambda: extend(OPENS + timedelta(days=366)))
    later = CLOSES + timedelta(days=2)
    decision = making.step(decision, "extend", OPENS, closes_at=later.isoformat())
    assert decision.is_open(CLOSES)
    assert making.vote(decision, world.li, at=later - timedelta(milliseconds=1)).number
    with transaction():
        assert not operations.close_due_decision(operations.lock_decision(decision.id), CLOSES)
        assert operations.close_due_decision(operations.lock_decision(decision.id), later)
        assert not operations.close_due_decision(operations.lock_decision(decision.id), later)


def test_it_stops_early_only_when_everybody_has_voted(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    stop = making.proposal("stop")
    left = refused(
        "stop-before-everybody-voted", lambda: operations.propose_step(CLERK, decision.id, stop, OPENS)
    )
    assert left.facts["left"] == 2
    for place in (0, 1):
        making.vote(decision, world.wang, place=place)
    decision = making.step(decision, "stop", OPENS + timedelta(hours=1))
    assert decision.stage(OPENS + timedelta(hours=1)) == "closed"


def test_the_clock_that_closes_late_is_not_waited_for_by_the_count(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    making.count_box(decision, 0, CLOSES)
    decision = making.step(decision, "preliminary", CLOSES)
    assert (decision.closed_at, decision.preliminary_at) == (CLOSES, CLOSES)
    with transaction():
        assert not operations.close_due_decision(operations.lock_decision(decision.id), CLOSES)


@pytest.mark.parametrize("side", ["committee", "official"])
def test_who_stops_it_does_so_when_nobody_votes_any_more(
    world: World, monkeypatch: pytest.MonkeyPatch, side: str
) -> None:
    world.app.config.update(CLOCK_OFFSET_S=0, WTF_CSRF_ENABLED=False)
    decision = making.an_open_decision(world.compound, clock.now() - timedelta(days=20))
    for place in (0, 1):
        making.vote(decision, world.wang, place=place, at=clock.now())
    step = propose(CLERK, decision, "stop", clock.now())
    role = "committee" if side == "committee" else "street"
    client = world.staff(make.a_staff_account(role, world.compound.path, username=role))
    lock, asked = operations.lock_decision, clock.now()

    def lock_late(decision_id: int) -> DecisionRow:
        """Somebody's ballot is still on its way: the lock comes a minute later."""
        found = lock(decision_id)
        world.app.config["CLOCK_OFFSET_S"] = 60
        return found

    monkeypatch.setattr(locking, "lock_decision", lock_late)
    url = f"/{side}/decisions/{decision.public_id}/steps/{step}"
    assert client.post(url, data={"act": "confirm"}).status_code == 303
    closes_at = queries.get_decision(decision.id).closes_at
    assert closes_at
    assert closes_at >= asked + timedelta(seconds=60)


def test_the_result_waits_for_its_days_and_nothing_is_void_after_it(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    preliminary = making.proposal("preliminary")
    refused(
        "decision-not-at-this-stage",
        lambda: operations.propose_step(CLERK, decision.id, preliminary, CLOSES - timedelta(seconds=1)),
    )
    decision = making.a_counted_decision(decision)
    refused(
        "decision-not-at-this-stage",
        lambda: operations.propose_step(CLERK, decision.id, preliminary, CLOSES + timedelta(days=2)),
    )
    final = making.proposal("final")
    refused(
        "objection-period-running",
        lambda: operations.propose_step(CLERK, decision.id, final, CLOSES + timedelta(days=7)),
    )
    decision = making.step(decision, "final", CLOSES + timedelta(days=9))
    void = making.proposal("void")
    refused(
        "decision-not-at-this-stage",
        lambda: operations.propose_step(CLERK, decision.id, void, CLOSES + timedelta(days=10)),
    )


def test_a_voided_decision_opens_and_closes_no_more(world: World) -> None:
    decision = making.step(making.an_open_decision(world.compound), "void", OPENS, reason="预算写错了")
    assert (decision.stage(OPENS), decision.void_reason) == ("void", "预算写错了")
    with transaction():
        assert not operations.open_due_decision(operations.lock_decision(decision.id), OPENS)
        assert not operations.close_due_decision(operations.lock_decision(decision.id), CLOSES)
    again = making.proposal("void")
    refused("decision-not-at-this-stage", lambda: operations.propose_step(CLERK, decision.id, again, OPENS))
