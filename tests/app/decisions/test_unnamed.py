"""Ballots that nobody can find again: paper beside the telephone, and rows that nothing joins."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select, text

from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.models import AnonymousMark, AnonymousTurnout, PaperEntry
from app.decisions.operations import Reading
from app.decisions.queries import DecisionRow
from surveys.errors import Refusal
from tests.app.decisions import making
from tests.app.decisions.counted import homes
from tests.app.decisions.making import CHAIR, CLERK, CLOSES, OPENS, STREET
from tests.people import World

READERS = (CLERK, CHAIR, STREET)


@pytest.fixture(name="decision")
def _decision(world: World) -> DecisionRow:
    """One of fourteen heads that names nobody."""
    homes(world, 12)
    return making.an_open_decision(world.compound, mode="anonymous")


def read(decision: DecisionRow, head_id: int, choices: Sequence[str], *, skip: int = 0) -> list[str]:
    """What each reader is told who enters the paper of a head, one after the other."""
    (serial,) = [str(row.serial) for row in making.papers(decision) if row.head_id == head_id]
    told = []
    for reader, choice in zip(READERS[skip:], choices, strict=False):
        with transaction():
            told.append(operations.enter_ballot(reader, decision.id, Reading(serial, choice), OPENS))
    return told


@pytest.mark.parametrize("seconds", ["agree", "disagree"])
def test_paper_of_who_voted_by_telephone_is_read_by_two_and_counted_by_nobody(
    world: World, decision: DecisionRow, seconds: str
) -> None:
    head = making.act_of(decision, world.wang).head_id
    making.vote(decision, world.wang, "agree")
    assert read(decision, head, ["agree", seconds]) == ["first", "repeats"]
    assert_one_vote_and_a_count(decision)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (["agree"], ["agree"], "repeats"),
        (["agree"], ["disagree"], "repeats"),
        (["agree", "disagree"], ["void"], "repeats"),
    ],
)
def test_who_votes_by_telephone_while_their_paper_is_being_read_is_counted_once(
    world: World, decision: DecisionRow, before: list[str], after: list[str], told: str
) -> None:
    head = making.act_of(decision, world.wang).head_id
    read(decision, head, before)
    making.vote(decision, world.wang, "disagree")
    assert read(decision, head, after, skip=len(before)) == [told]
    with pytest.raises(Refusal, match=r"paper-entered-already|second-person-needed"):
        read(decision, head, ["agree"], skip=2)
    assert_one_vote_and_a_count(decision)


def assert_one_vote_and_a_count(decision: DecisionRow) -> None:
    """One head voted, no reading is kept, and nothing stands in the way of the count."""
    assert db.session.execute(select(func.count()).select_from(AnonymousMark)).scalar_one() == 1
    assert {entry.choice for entry in db.session.execute(select(PaperEntry)).scalars()} == {""}
    counted = making.a_counted_decision(decision)
    assert queries.get_result(counted).sheet["present"]["heads"] == 1


def test_at_the_close_every_mark_is_written_anew_under_another_name(
    world: World, decision: DecisionRow
) -> None:
    for who, place, choice in ((world.wang, 0, "agree"), (world.wang, 1, "disagree")):
        making.vote(decision, who, choice, place=place)
    before = names(decision)
    with transaction():
        operations.close_due_decision(operations.lock_decision(decision.id), CLOSES)
    after = names(decision)
    assert sorted(after.values()) == sorted(before.values()) == ["agree", "disagree"]
    assert not set(after) & set(before)


def test_no_transaction_that_the_database_remembers_joins_a_head_to_its_choice(
    world: World, decision: DecisionRow
) -> None:
    if db.engine.dialect.name != "postgresql":
        assert (
            "without rowid"
            in str(
                db.session.execute(text("SELECT sql FROM sqlite_master WHERE name='anonymous_mark'")).scalar()
            ).lower()
        ), "SQLite keeps nothing beside a row of such a table"
        return
    making.vote(decision, world.wang, "agree")
    read(decision, making.act_of(decision, world.wang, 1).head_id, ["disagree", "disagree"])
    making.a_counted_decision(decision)
    of_marks, of_heads, of_entries = (
        set(db.session.execute(text(f"SELECT xmin::text FROM {table}")).scalars())
        for table in (AnonymousMark.__tablename__, AnonymousTurnout.__tablename__, PaperEntry.__tablename__)
    )
    assert len(of_marks) == 1
    assert not of_marks & (of_heads | of_entries)


def names(decision: DecisionRow) -> dict[str, str | None]:
    """The marks of a decision by their random names."""
    db.session.expire_all()
    found = db.session.execute(select(AnonymousMark).where(AnonymousMark.decision_id == decision.id))
    return {mark.name: mark.choice for mark in found.scalars()}
