"""Lists of signed opinions: the owners' own ballots, once two people have read the same."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.models import (
    Ballot,
    BallotRevision,
    BundleReading,
    Channel,
    Conflict,
    Decision,
    Representative,
)
from app.decisions.operations import HandedIn, Mandate, Read, Reading
from app.decisions.operations.bundles import Rows
from app.decisions.queries import DecisionRow
from app.decisions.queries.conflicts import readers_of_heads
from app.decisions.queries.evidence import evidence_for
from app.decisions.queries.held import held_about
from app.outbox.models import Job
from surveys.electorate.scopes import COMPOUND, Scope, of_buildings, of_units
from tests import factories as make
from tests.app.decisions import making, rehearsed
from tests.app.decisions.making import CHAIR, CLERK, CLOSES, OPENS, STREET
from tests.app.decisions.test_drafting import refused
from tests.factories import AT
from tests.people import World

DAY = timedelta(days=1)
TODAY = clock.local(OPENS).date()


@pytest.fixture
def decision(world: World) -> DecisionRow:
    """Open, with four heads: two in the stairwell of the small world, two in another building."""
    stairs = make.a_unit(make.a_building(world.compound, "8号楼"))
    for number in ("101", "102"):
        make.an_owner(make.a_room(stairs, number), f"业主{number}")
    return making.an_open_decision(world.compound)


def here(world: World) -> Scope:
    return of_units([(str(world.unit.building_id), str(world.unit.id))])


def sent(world: World, decision: DecisionRow, at: Any = OPENS, **more: Any) -> int:
    """An appointment for the stairwell of the small world."""
    since = clock.local(decision.noticed_at).date() if decision.noticed_at else TODAY
    whole = {
        "name": "吴桂芳", "area": here(world), "document": "业主推选书", "document_on": since,
        "from_on": since, "until_on": since + 60 * DAY,
    }  # fmt: skip
    with transaction():
        return operations.appoint_representative(CLERK, decision.id, Mandate(**whole | more), at)


def heads(world: World, decision: DecisionRow) -> list[int]:
    return queries.heads_in_area(decision.id, here(world))


def bring(decision: DecisionRow, who: int, rows: Rows, at: Any = OPENS, *, on: date | None = TODAY) -> Read:
    with transaction():
        return operations.receive_bundle(CLERK, decision.id, HandedIn(who, on, "a" * 64, rows), at)


def again(by: Any, decision: DecisionRow, read: tuple[int, Rows], at: Any = OPENS) -> Read:
    bundle, rows = read
    with transaction():
        return operations.read_bundle(by, decision.id, bundle, rows=rows, at=at)


def count(table: Any) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def test_rows_that_two_people_read_alike_are_the_owners_own_ballots(
    world: World, decision: DecisionRow
) -> None:
    first, second = heads(world, decision)
    rows = [(first, "agree"), (second, "disagree")]
    bundle = bring(decision, sent(world, decision), rows).bundle_id
    assert count(Ballot) == 0, "one reader alone counts nothing"
    assert queries.get_sheet(decision.id, bundle).counted == 0
    read = again(CHAIR, decision, (bundle, rows))
    assert (read.counted, read.differing) == (2, 0)
    ballots = list(db.session.execute(select(BallotRevision).order_by(BallotRevision.head_id)).scalars())
    assert {(row.channel, row.happened_on, row.recorded_by) for row in ballots} == {
        (Channel.REPRESENTATIVE, TODAY, str(CHAIR))
    }
    assert {json.loads(row.content or "")["choice"] for row in ballots} == {"agree", "disagree"}
    assert {cell.channel for cell in queries.cells_for(decision) if cell.head_id in (first, second)} == {
        Channel.REPRESENTATIVE
    }
    told = db.session.execute(select(Job.payload).where(Job.kind == "notices.ballot")).scalars()
    assert [(one["head"], one["way"]) for one in told] == [
        (head, "representative") for head in (first, second)
    ]
    refused(
        "bundle-entered-already",
        lambda: operations.read_bundle(STREET, decision.id, bundle, rows=rows, at=OPENS),
    )


def test_rows_that_differ_wait_for_a_third_and_the_others_count(world: World, decision: DecisionRow) -> None:
    first, second = heads(world, decision)
    bundle = bring(decision, sent(world, decision), [(first, "agree"), (second, "agree")]).bundle_id
    refused(
        "second-person-needed",
        lambda: operations.read_bundle(CLERK, decision.id, bundle, rows=[(first, "agree")], at=OPENS),
    )
    read = again(CHAIR, decision, (bundle, [(first, "agree")]))  # found no signature in the second row
    assert (read.counted, read.differing) == (1, 1)
    (waiting,) = queries.waiting_sheets_in([decision.id])
    assert (waiting.waiting, waiting.counted) == ({second}, 1)
    after = CLOSES + DAY
    refused(
        "bundle-half-entered",
        lambda: operations.propose_step(CLERK, decision.id, making.proposal("preliminary"), after),
    )
    refused(
        "second-person-needed",
        lambda: operations.read_bundle(CHAIR, decision.id, bundle, rows=[(second, "agree")], at=OPENS),
    )
    third = again(STREET, decision, (bundle, [(second, "abstain")]), after)
    assert (third.counted, third.differing) == (0, 1), "nobody else has read that"
    fourth = Actor("staff", "FOURTH0001", "fourth", CLERK.grants)
    assert again(fourth, decision, (bundle, [(second, "abstain")]), after).counted == 1
    assert queries.waiting_sheets_in([decision.id]) == []
    assert queries.get_sheet(decision.id, bundle).counted == 2
    assert readers_of_heads(decision.id)[second] >= {str(one) for one in (CLERK, CHAIR, STREET)}
    refused(
        "bundle-entered-already",
        lambda: operations.read_bundle(Actor("staff", "OTHER00001"), decision.id, bundle, rows=[], at=OPENS),
    )


def test_a_row_that_a_third_person_finds_unsigned_is_left_out(world: World, decision: DecisionRow) -> None:
    first, second = heads(world, decision)
    bundle = bring(decision, sent(world, decision), [(first, "agree")]).bundle_id
    assert again(CHAIR, decision, (bundle, [(second, "agree")])).differing == 2
    refused(
        "bundle-third-incomplete",
        lambda: operations.read_bundle(STREET, decision.id, bundle, rows=[(second, "agree")], at=OPENS),
    )
    assert again(STREET, decision, (bundle, [(first, "not-signed"), (second, "agree")])).counted == 1
    sheet = queries.get_sheet(decision.id, bundle)
    assert (sheet.taken, sheet.counted, sheet.waiting) == ({second}, 1, frozenset())
    assert count(Ballot) == 1


def test_what_cannot_be_is_refused_and_nothing_is_kept(world: World, decision: DecisionRow) -> None:
    (first, second), who = heads(world, decision), sent(world, decision)
    outside = next(head.id for head in queries.heads_in(decision.id) if head.id not in (first, second))
    for code, rows in {
        "bundle-home-outside": [(first, "agree"), (outside, "agree")],
        "bundle-row-twice": [(first, "agree"), (first, "agree")],
        "choice-unknown": [(first, "maybe")],
        "bundle-empty": [(first, "not-signed")],
    }.items():
        refused(code, lambda rows=rows: bring_bare(decision, who, rows))
    for code, on in {
        "bundle-day-missing": None,
        "bundle-day-impossible": TODAY + DAY,
        "representative-not-found": TODAY,
    }.items():
        asked = who + 1 if code == "representative-not-found" else who
        refused(code, lambda on=on, asked=asked: bring_bare(decision, asked, [(first, "agree")], on=on))
    without = HandedIn(who, TODAY, None, [(first, "agree")])
    refused("bundle-photo-missing", lambda: operations.receive_bundle(CLERK, decision.id, without, OPENS))
    assert (count(BundleReading), count(Ballot)) == (0, 0)


def bring_bare(
    decision: DecisionRow, who: int, rows: Rows, *, at: Any = OPENS, on: date | None = TODAY
) -> None:
    """The same without a transaction of its own."""
    operations.receive_bundle(CLERK, decision.id, HandedIn(who, on, "a" * 64, rows), at)


def test_nobody_signs_two_lists(world: World, decision: DecisionRow) -> None:
    (first, second), who = heads(world, decision), sent(world, decision)
    bring(decision, who, [(first, "agree")])
    refused("bundle-row-elsewhere", lambda: bring_bare(decision, who, [(first, "disagree")]))
    other = bring(decision, who, [(second, "agree")]).bundle_id
    refused(
        "bundle-row-elsewhere",
        lambda: operations.read_bundle(
            CHAIR, decision.id, other, rows=[(first, "agree"), (second, "agree")], at=OPENS
        ),
    )


def test_a_representative_hands_in_only_while_sent(world: World, decision: DecisionRow) -> None:
    first, _ = heads(world, decision)
    rows = [(first, "agree")]
    late = sent(world, decision, from_on=TODAY + DAY)
    refused("representative-not-then", lambda: bring_bare(decision, late, rows))
    gone = sent(world, decision, until_on=TODAY - DAY)
    refused("representative-not-then", lambda: bring_bare(decision, gone, rows))
    ended = sent(world, decision)
    with transaction():
        operations.end_representative(CLERK, decision.id, ended, reason="搬走了", at=OPENS)
    refused("representative-ended", lambda: bring_bare(decision, ended, rows))
    bring(decision, ended, rows, on=TODAY - DAY)
    refused(
        "representative-not-found",
        lambda: operations.end_representative(CLERK, decision.id, ended, reason="再来", at=OPENS),
    )
    whole = sent(world, decision, area=of_buildings([str(world.unit.building_id)]))
    refused(
        "reason-missing",
        lambda: operations.end_representative(CLERK, decision.id, whole, reason=" ", at=OPENS),
    )


def test_an_appointment_is_complete_and_names_nobody_in_the_log(world: World, decision: DecisionRow) -> None:
    for code, wrong in (
        ("representative-incomplete", {"name": " "}),
        ("representative-incomplete", {"document": ""}),
        ("representative-incomplete", {"until_on": None}),
        ("text-too-long", {"document": "长" * 121}),
        ("representative-paper-later", {"document_on": TODAY + DAY}),
        ("representative-days-backwards", {"until_on": TODAY - 30 * DAY}),
        ("representative-area-missing", {"area": None}),
        ("representative-area-missing", {"area": COMPOUND}),
        ("representative-area-missing", {"area": of_buildings(["999999"])}),
        ("representative-not-owner", {"name": "吴桂芳", "room_id": world.room.id}),
        ("representative-not-owner", {"name": "王秀英", "room_id": world.next_room.id}),
    ):
        refused(code, lambda wrong=wrong: sent_bare(world, decision, wrong))
    owner = sent(world, decision, name=world.wang_person.name, room_id=world.room.id)
    row = queries.get_representative(decision.id, owner)
    assert (row.is_owner, row.name) == (True, world.wang_person.name)
    assert "representative" in {one["what"] for one in held_about(world.wang_person.id)}
    kept = db.session.get_one(Representative, owner)
    assert str(world.wang_person.name) not in kept.name_sealed
    logged = json.dumps(making.entries("representative.appointed"), ensure_ascii=False)
    assert str(world.wang_person.name) not in logged
    assert "推选书" not in logged


def sent_bare(world: World, decision: DecisionRow, wrong: dict[str, Any], at: datetime = OPENS) -> None:
    """An appointment with something wrong, without a transaction of its own."""
    whole: dict[str, Any] = {
        "name": "吴桂芳", "area": here(world), "document": "业主推选书", "document_on": TODAY,
        "from_on": TODAY, "until_on": TODAY,
    }  # fmt: skip
    operations.appoint_representative(CLERK, decision.id, Mandate(**whole | wrong), at)


def test_lists_are_taken_from_the_opening_until_the_count(world: World) -> None:
    decision = making.an_announced_decision(world.compound)
    who, (first, second) = sent(world, decision, AT), heads(world, decision)
    day = clock.local(AT).date()
    refused("decision-takes-no-paper", lambda: bring_bare(decision, who, [(first, "agree")], at=AT, on=day))
    making.with_paper(decision)
    decision = making.step(decision, "open", AT + 15 * DAY)
    with transaction():
        operations.open_due_decision(operations.lock_decision(decision.id), OPENS)
    late, last = CLOSES + timedelta(hours=12), clock.local(CLOSES - timedelta(microseconds=1)).date()
    refused(
        "bundle-day-impossible",
        lambda: bring_bare(decision, who, [(first, "agree")], at=CLOSES - timedelta(hours=1), on=last + DAY),
    )
    refused("bundle-after-close", lambda: bring_bare(decision, who, [(first, "agree")], at=late, on=last))
    refused("representative-after-close", lambda: sent_bare(world, decision, {}, at=late))
    bundle = bring(decision, who, [(first, "agree")], CLOSES - timedelta(hours=1), on=last).bundle_id
    assert again(CHAIR, decision, (bundle, [(first, "agree")]), late).counted == 1
    decision = making.a_counted_decision(decision)
    refused(
        "decision-takes-no-paper",
        lambda: bring_bare(decision, who, [(second, "agree")], at=late, on=last),
    )
    refused("decision-not-at-this-stage", lambda: sent_bare(world, decision, {}))


def test_an_anonymous_decision_takes_no_signed_list(world: World) -> None:
    stairs = make.a_unit(make.a_building(world.compound, "8号楼"))
    for number in range(12):
        make.an_owner(make.a_room(stairs, f"{number}01"), f"业主{number}")
    decision = making.an_open_decision(world.compound, mode="anonymous")
    refused("representative-not-anonymous", lambda: sent_bare(world, decision, {}))
    refused("representative-not-anonymous", lambda: bring_bare(decision, 1, []))


@pytest.mark.parametrize(("precedence", "cases"), [("conflict-case", 1), ("first-valid", 0)])
def test_a_list_against_paper_follows_what_the_notice_said(world: World, precedence: str, cases: int) -> None:
    decision = making.an_open_decision(world.compound, precedence=precedence)
    first, _ = heads(world, decision)
    (paper,) = [one for one in making.papers(decision) if one.head_id == first]
    for reader in (CLERK, CHAIR):
        with transaction():
            operations.enter_ballot(reader, decision.id, Reading(str(paper.serial), "agree"), OPENS)
    bundle = bring(decision, sent(world, decision), [(first, "disagree")]).bundle_id
    assert again(CHAIR, decision, (bundle, [(first, "disagree")])).counted == 1
    assert count(Conflict) == cases
    outcome = queries.find_outcome(decision, first)
    assert outcome
    assert (outcome.counted.choice if outcome.counted else None) == (None if cases else "agree")


def test_a_rehearsal_plays_the_second_reader_tells_nobody_and_is_wiped(world: World) -> None:
    rehearsal = rehearsed.a_rehearsal(world)
    decision = rehearsed.an_open_one(rehearsal)
    at = rehearsed.now(decision)
    day = clock.local(at).date()
    unit = next(iter(queries.batches_of(decision.id)))
    building = next(
        door.building_id for door in queries.doors_of(decision.id).values() if door.unit_id == unit
    )
    area = of_units([(str(building), str(unit))])
    who = sent(world, decision, at, area=area)
    mine = queries.heads_in_area(decision.id, area)
    bring(decision, who, [(head, "agree") for head in mine], at, on=day)
    assert queries.props_for(decision, at).to_read == 1
    with transaction():
        assert operations.play_second_reading(CLERK, decision.id, at) == 1
    assert count(Ballot) == len(mine)
    assert not list(db.session.execute(select(Job.id).where(Job.kind == "notices.ballot")).scalars())
    with transaction():
        operations.wipe_rehearsal(CLERK, rehearsal, clock.now())
    assert (count(Representative), count(BundleReading), count(Ballot), count(Decision)) == (0, 0, 0, 0)


def test_the_evidence_says_who_brought_what_when_and_names_nobody(
    world: World, decision: DecisionRow
) -> None:
    first, _ = heads(world, decision)
    bundle = bring(decision, sent(world, decision), [(first, "agree")]).bundle_id
    again(CHAIR, decision, (bundle, [(first, "agree")]))
    files = dict(evidence_for(making.a_counted_decision(decision)))
    (one,) = json.loads(files["representatives.json"])
    assert (one["area"], one["is_owner"], one["ended"]) == ("units", False, None)
    assert [(each["received_on"], each["ballots"]) for each in one["bundles"]] == [(str(TODAY), 1)]
    assert not [
        word for word in ("吴桂芳", "推选书", "agree") if word.encode() in files["representatives.json"]
    ]
