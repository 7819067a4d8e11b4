"""A stairwell of homes that have voted, for tests of what is published about it."""

from collections.abc import Sequence
from datetime import timedelta

from app.core import clock
from app.core.db import transaction
from app.decisions import operations, queries
from app.decisions.models import Channel
from app.decisions.operations import Mark
from app.decisions.queries import DecisionRow
from tests import factories as make
from tests.app.decisions import making
from tests.people import World


def homes(world: World, count: int, area: int = 8000) -> None:
    """More homes in Wang's stairwell, each with an owner of its own."""
    for place in range(count):
        room = make.a_room(world.unit, f"{10 + place}01", floor=10 + place, area=area + 13 * place)
        make.an_owner(room, f"业主{place}")


def mark(decision: DecisionRow, choices: Sequence[str]) -> None:
    """The first heads say these, one after another, as two people read it from their papers."""
    heads = [head.id for head in queries.heads_in(decision.id)]
    at = (decision.opens_at or making.OPENS) + timedelta(hours=1)
    with transaction():
        for head, choice in zip(heads, choices, strict=False):
            paper = Mark(choice, Channel.REPRESENTATIVE, f"head-{head}", recorded_by="staff:CLERK00001")
            operations.keep_ballot(decision, head, paper, at)


def a_result(world: World, choices: Sequence[str], **plan: object) -> DecisionRow:
    """A decision of fourteen homes that was counted; two of them are Wang's."""
    homes(world, 12)
    decision = making.an_open_decision(world.compound, **plan)
    mark(decision, choices)
    return making.a_counted_decision(decision)


def look_on(world: World, decision: DecisionRow, days: int = 2) -> None:
    """Let the clock show some days after the close."""
    closes_at = decision.closes_at or making.CLOSES
    world.app.config["CLOCK_OFFSET_S"] = 0
    world.app.config["CLOCK_OFFSET_S"] = int((closes_at + timedelta(days=days) - clock.now()).total_seconds())
