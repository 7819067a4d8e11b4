"""Going from door to door: what is planned, written down once, and forgotten in time."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit import queries as audit
from app.core.db import db, transaction
from app.roster import operations
from app.roster.models import Visit
from app.roster.operations import RoundPlan, VisitSaid
from app.roster.queries import visits as queries
from surveys.errors import Invalid, Missing, Refusal
from tests.factories import AT
from tests.people import World, a_world

CLERK = "staff:CLERK"
KEY = "0123456789abcdef"
HOUR = timedelta(hours=1)


@pytest.fixture
def world(app: Flask) -> World:
    """Two homes of one stairwell, and the next compound."""
    return a_world(app)


def a_round(world: World, **plan: str) -> int:
    """A round to both homes."""
    told = {"title": "送房屋码", "purpose": "binding"} | plan
    with transaction():
        rooms = [world.room.id, world.second_room.id]
        return operations.plan_round(world.compound.id, RoundPlan(**told), CLERK, AT, room_ids=rooms).id


def went(round_id: int, room_id: int, outcome: str = "done", **said: object) -> bool:
    at = said.pop("at", AT + HOUR)
    with transaction():
        visit = VisitSaid(room_id, **{"key": KEY, "outcome": outcome} | said)
        return operations.note_visit(round_id, visit, CLERK, at)


def count_visits() -> int:
    return db.session.execute(select(func.count(Visit.id))).scalar_one()


def test_a_round_keeps_the_homes_it_was_planned_with(world: World) -> None:
    stops = queries.stops_in(a_round(world))
    assert [stop.number for stop in stops] == ["501", "502"]


NO_PLANS = (
    ({"title": "  "}, "round-title-missing"),
    ({"title": "长" * 61}, "round-title-too-long"),
    ({"purpose": "tea"}, "round-purpose-unknown"),
    ({"purpose": "poll"}, "round-subject-missing"),
    ({"purpose": "poll", "subject": "notice:1"}, "round-subject-missing"),
    ({"purpose": "notice", "subject": "notice:"}, "round-subject-missing"),
)


def test_a_plan_without_title_purpose_or_subject_is_refused(world: World) -> None:
    for plan, code in NO_PLANS:
        with pytest.raises(Invalid, match=code):
            a_round(world, **plan)


def test_a_round_goes_to_homes_of_its_own_compound_and_to_at_least_one(world: World) -> None:
    plan = RoundPlan("送房屋码", "binding")
    with pytest.raises(Missing, match="room-not-found"), transaction():
        operations.plan_round(
            world.compound.id, plan, CLERK, AT, room_ids=[world.room.id, world.next_room.id]
        )
    with pytest.raises(Invalid, match="round-without-homes"), transaction():
        operations.plan_round(world.compound.id, plan, CLERK, AT, room_ids=[])


def test_the_same_visit_sent_twice_is_one_visit(world: World) -> None:
    number = a_round(world)
    assert went(number, world.room.id, note="给了码")
    assert not went(number, world.room.id, note="给了码", at=AT + 2 * HOUR)
    assert count_visits() == 1


def test_the_same_key_with_other_content_is_refused(world: World) -> None:
    number = a_round(world)
    went(number, world.room.id, note="给了码")
    others = ({"outcome": "away"}, {"note": "别的话"}, {"outcome": "again", "again_at": AT + 9 * HOUR})
    for changed in others:
        with pytest.raises(Refusal, match="visit-key-reused"):
            went(number, world.room.id, **({"note": "给了码"} | changed))
    with pytest.raises(Refusal, match="visit-key-reused"):
        went(number, world.second_room.id, note="给了码")
    assert count_visits() == 1


def test_a_key_belongs_to_its_round_only(world: World) -> None:
    for number in (a_round(world), a_round(world)):
        assert went(number, world.room.id)


def test_several_visits_are_kept_and_the_one_made_last_counts(world: World) -> None:
    number = a_round(world)
    went(number, world.room.id, "done", key="later-visit-000001", visited_at=AT + 3 * HOUR, at=AT + 4 * HOUR)
    went(number, world.room.id, "away", key="early-visit-000001", visited_at=AT + HOUR, at=AT + 5 * HOUR)
    history = queries.visits_in(number, [world.room.id])[world.room.id]
    assert [visit.outcome for visit in history] == ["done", "away"]
    assert queries.latest_visits_in([number]) == {(number, world.room.id): ("done", None)}


def test_the_telephones_watch_is_believed_between_planning_and_now_only(world: World) -> None:
    number, now = a_round(world), AT + HOUR
    for place, said in enumerate((AT - HOUR, AT + 9 * HOUR)):
        went(number, world.room.id, key=f"{KEY}-{place}", visited_at=said, at=now)
    times = [visit.visited_at for visit in queries.visits_in(number, [world.room.id])[world.room.id]]
    assert times == [now, AT]


NO_VISITS = (
    ({"key": ""}, "visit-key-malformed"),
    ({"key": "x" * 65}, "visit-key-malformed"),
    ({"outcome": "tea"}, "visit-outcome-unknown"),
    ({"outcome": "again"}, "visit-again-without-time"),
    ({"again_at": AT}, "visit-time-without-again"),
    ({"note": "长" * 301}, "visit-note-too-long"),
)


def test_a_visit_that_says_too_little_or_too_much_is_refused(world: World) -> None:
    number = a_round(world)
    for said, code in NO_VISITS:
        with pytest.raises(Invalid, match=code):
            went(number, world.room.id, **said)


def test_a_home_that_is_not_on_the_list_cannot_be_visited(world: World) -> None:
    number = a_round(world)
    with pytest.raises(Missing, match="home-not-in-round"):
        went(number, world.next_room.id)
    with pytest.raises(Missing, match="round-not-found"):
        went(number + 1, world.room.id)


def test_after_the_close_only_what_was_written_down_before_is_taken(world: World) -> None:
    number = a_round(world)
    with transaction():
        operations.close_round(number, CLERK, AT + 2 * HOUR)
    assert went(number, world.room.id, visited_at=AT + HOUR, at=AT + 3 * HOUR)
    with pytest.raises(Refusal, match="round-closed"):
        went(number, world.room.id, key=f"{KEY}-2", at=AT + 3 * HOUR)


def test_notes_are_sealed_and_stand_in_no_entry(world: World) -> None:
    number = a_round(world)
    went(number, world.room.id, note="老人行动不便")
    (visit,) = db.session.execute(select(Visit)).scalars()
    assert "行动" not in (visit.note_sealed or "")
    (entry,) = audit.entries_about(f"visit:{visit.id}")
    assert (entry.act, entry.facts["outcome"]) == ("visit.note", "done")
    assert "行动" not in str(entry.facts)


def test_notes_are_forgotten_in_time_and_outcomes_stay(world: World) -> None:
    number = a_round(world)
    went(number, world.room.id, note="老人行动不便")
    with transaction():
        assert operations.forget_visit_notes(AT) == 0
        assert operations.forget_visit_notes(AT + 2 * HOUR) == 1
    db.session.expire_all()
    (visit,) = queries.visits_in(number, [world.room.id])[world.room.id]
    assert (visit.outcome, visit.note) == ("done", "")


def test_what_was_promised_for_a_time_now_past_is_due(world: World) -> None:
    number = a_round(world)
    went(number, world.room.id, "again", again_at=AT + 5 * HOUR)
    (before,) = queries.rounds_due_in([world.compound.id], AT + 2 * HOUR)
    assert (before.homes, before.left, before.due) == (2, 2, 0)
    (after,) = queries.rounds_due_in([world.compound.id], AT + 6 * HOUR)
    assert (after.due, after.due_at) == (1, AT + 5 * HOUR)
    went(number, world.room.id, key=f"{KEY}-2", at=AT + 6 * HOUR)
    (kept,) = queries.rounds_due_in([world.compound.id], AT + 7 * HOUR)
    assert (kept.left, kept.due) == (1, 0)
    went(number, world.second_room.id, "vacant", key=f"{KEY}-3", at=AT + 6 * HOUR)
    assert queries.rounds_due_in([world.compound.id], AT + 7 * HOUR) == []


def test_a_tally_counts_homes_visited_settled_and_promised() -> None:
    tally = queries.tally_of(["done", "away", "again", "refused", "vacant", "phoned", None, None])
    assert (tally.homes, tally.visited, tally.settled, tally.again) == (8, 6, 4, 1)
    assert queries.tally_of([]).homes == 0
