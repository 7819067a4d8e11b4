"""How a decision moves: each step by two persons, nothing skipped, nothing changed after the notice."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.models import DecisionHead, DecisionRight, DecisionVoter
from app.roster import operations as roster
from surveys.electorate.parts import OwnerKind
from surveys.errors import Refusal
from tests.app.decisions import making
from tests.factories import AT
from tests.people import World


def test_a_decision_goes_from_draft_to_final_by_its_steps(world: World) -> None:
    decision = making.a_draft(world.compound)
    assert decision.stage(AT) == "draft"
    decision = making.step(decision, "approve", AT)
    assert decision.stage(AT) == "approved"
    with transaction():
        decision = operations.announce_decision(making.CLERK, decision.id, AT)
    assert decision.stage(AT) == "notice"
    assert decision.stage(AT + timedelta(days=10)) == "ready"
    making.with_paper(decision)
    decision = making.step(decision, "open", AT + timedelta(days=15))
    assert decision.stage(AT + timedelta(days=15)) == "ready"
    with transaction():
        assert operations.open_due_decision(operations.lock_decision(decision.id), making.OPENS)
    decision = queries.get_decision(decision.id)
    assert decision.stage(making.OPENS) == "open"
    assert decision.stage(making.CLOSES) == "closed"
    decision = making.a_counted_decision(decision)
    assert decision.stage(making.CLOSES + timedelta(days=2)) == "preliminary"
    decision = making.step(decision, "final", making.CLOSES + timedelta(days=9))
    assert decision.stage(making.CLOSES + timedelta(days=9)) == "final"
    with transaction():
        operations.archive_decision(making.CLERK, decision.id, making.CLOSES + timedelta(days=10))
    decision = queries.get_decision(decision.id)
    assert decision.stage(making.CLOSES + timedelta(days=10)) == "archived"
    assert making.entries("decision.archived") == [{}]


def test_only_a_result_that_stands_is_put_away_and_only_once(world: World) -> None:
    decision = making.a_counted_decision(making.an_open_decision(world.compound))
    with pytest.raises(Refusal, match="decision-not-at-this-stage"), transaction():
        operations.archive_decision(making.CLERK, decision.id, making.CLOSES + timedelta(days=2))
    making.step(decision, "final", making.CLOSES + timedelta(days=9))
    with transaction():
        operations.archive_decision(making.CLERK, decision.id, making.CLOSES + timedelta(days=10))
    with pytest.raises(Refusal, match="decision-not-at-this-stage"), transaction():
        operations.archive_decision(making.CLERK, decision.id, making.CLOSES + timedelta(days=11))


def test_a_sale_written_down_late_with_an_earlier_day_moves_no_frozen_electorate(world: World) -> None:
    decision = making.an_announced_decision(world.compound, AT + timedelta(days=10))
    before = frozen()
    sold = clock.local(AT + timedelta(days=5)).date()
    told = roster.Transfer(world.room.id, [roster.Somebody(name="孙某")], OwnerKind.PERSON, "sold", sold)
    with transaction():
        roster.transfer_ownership(world.compound.id, told, "test:clerk", AT + timedelta(days=12))
    assert frozen() == before
    assert queries.get_decision(decision.id).electorate_root == decision.electorate_root is not None


def frozen() -> list[list[object]]:
    """Every frozen row, with all its columns."""
    found = []
    for table in (DecisionHead, DecisionRight, DecisionVoter):
        rows = db.session.query(*table.__table__.columns).all()
        found.append(sorted(map(repr, rows)))
    return found
