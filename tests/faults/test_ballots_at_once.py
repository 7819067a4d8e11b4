"""Hundreds of ballots at the same moment: one room changed again and again, and everybody at the close."""

import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.core.db import db, transaction
from app.decisions import operations
from app.decisions.models import Ballot, Decision
from app.decisions.queries.ballots import choice_in
from tests.faults import ballots
from tests.faults.ballots import CHOICES, Crew, Outcome, Owners, Shots
from tests.faults.crowds import count, tell

CHANGES = 200


def test_two_hundred_changes_on_one_room_leave_one_ballot_and_revisions_without_gaps(app: Flask) -> None:
    crowd = ballots.owners(app, 2)
    chance = random.Random(200)
    shots = [(crowd.contact_ids[0], chance.choice(CHOICES), 0.0) for _ in range(CHANGES)]
    began = time.monotonic()
    outcomes = ballots.cast_by_threads(app, crowd.decision.id, shots, threads=8)
    took_s = time.monotonic() - began
    assert {one.refusal for one in outcomes} == {""}
    assert len({one.receipt for one in outcomes}) == 1
    by_revision = {one.revision: one for one in outcomes}
    assert sorted(by_revision) == list(range(1, CHANGES + 1))
    kept = ballots.revisions_in(crowd.decision.id)
    assert [row.revision for row in kept] == list(range(1, CHANGES + 1))
    assert [choice_in(row.content) for row in kept] == [by_revision[row.revision].choice for row in kept]
    (standing,) = db.session.execute(select(Ballot)).scalars()
    assert standing.revision == CHANGES, "the last acknowledged one is the one that stands"
    tell(f"{CHANGES} changes of one room in {took_s:.2f} s, revisions 1..{CHANGES}, 1 ballot stands")


def at_the_close(app: Flask, crowd: Owners, fire: Crew, *, spread_s: float) -> None:
    """A ballot of everybody around the close: which the clock let in, and which are kept."""
    number = len(crowd.contact_ids)
    closes = time.time() + spread_s + 1.5
    closes_at = datetime.fromtimestamp(closes, UTC)
    with transaction():
        here = Decision.id == crowd.decision.id
        db.session.execute(update(Decision).where(here).values(closes_at=closes_at))
    chance = random.Random(number)
    moments = sorted(closes + chance.uniform(-spread_s, spread_s) for _ in range(number))
    shots = [
        (contact, chance.choice(CHOICES), moment)
        for contact, moment in zip(crowd.contact_ids, moments, strict=True)
    ]
    outcomes = fire(shots)
    check_the_edge(outcomes, crowd.decision.id, closes_at)
    with transaction():
        now = closes_at + timedelta(minutes=1)
        assert operations.close_due_decision(operations.lock_decision(crowd.decision.id), now)
    before = sum(not one.refusal for one in outcomes)
    nearest = min(abs((one.at - closes_at).total_seconds()) for one in outcomes) * 1000
    tell(
        f"{number} ballots around the close: {before} accepted, {number - before} refused, "
        f"nearest {nearest:.2f} ms from it, none lost, none late"
    )
    assert 0 < before < number


def check_the_edge(outcomes: list[Outcome], decision_id: int, closes_at: datetime) -> None:
    """Accepted exactly when the reading was before; every acknowledged one is kept, and no other."""
    for one in outcomes:
        assert one.refusal == ("" if one.at < closes_at else "decision-closed")
    kept = {(row.given_at, choice_in(row.content)) for row in ballots.revisions_in(decision_id)}
    assert kept == {(one.at, one.choice) for one in outcomes if not one.refusal}
    assert count(Ballot) == sum(not one.refusal for one in outcomes)


def test_ballots_around_the_close_are_taken_exactly_until_then(app: Flask) -> None:
    crowd = ballots.owners(app, 60)

    def fire(shots: Shots) -> list[Outcome]:
        return ballots.cast_by_threads(app, crowd.decision.id, shots, threads=8)

    at_the_close(app, crowd, fire, spread_s=0.4)


@pytest.mark.drill
@pytest.mark.timeout(900)
def test_a_thousand_ballots_around_the_close_are_taken_exactly_until_then(app: Flask) -> None:
    crowd = ballots.owners(app, 1000)
    with ballots.two_processes(app, crowd, threads=8) as fire:
        at_the_close(app, crowd, fire, spread_s=0.5)
