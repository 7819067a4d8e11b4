"""Owner decisions of the made-up compound: one that is open, one whose first result hangs out."""

import io
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from PIL import Image

from app.cli.demo.city import NAMES
from app.core import clock, files
from app.core.actors import Actor
from app.decisions import operations, queries
from app.decisions.operations import Found, Mark, Plan, Proposal, Reading
from app.decisions.queries import DecisionRow
from app.roster.queries import CompoundRow, HomeRow

BEFORE_OPENING, OPEN_DAYS = timedelta(days=16), timedelta(days=15)
OPEN_SINCE, CLOSED_SINCE = timedelta(days=20), timedelta(days=50)
SEAL_COLOUR = (150, 120, 90)
CAST_OPEN, CAST_CLOSED, ON_PAPER = 34, 78, 9


@dataclass(frozen=True)
class Scene:
    """Where it happens, who runs it, who lives there."""

    compound: CompoundRow
    staff: Mapping[str, Actor]
    homes: list[HomeRow]


def decide(chance: random.Random, scene: Scene, at: datetime) -> None:
    """Both decisions, step by step through the real operations as if each had been taken on its day."""
    first, second = NAMES["decisions"]
    closed = _opened(scene, first, at - CLOSED_SINCE)
    _vote(chance, scene, closed, words=first, most=CAST_CLOSED)
    _on_paper(chance, scene, closed, words=first)
    closes_at = closed.closes_at or at
    watched_since = closes_at - timedelta(days=1)
    operations.appoint_invigilator(scene.staff["demo-clerk"], closed.id, "demo-committee", watched_since)
    operations.close_due_decision(operations.lock_decision(closed.id), closes_at)
    _open_box(scene, closed, closes_at + timedelta(hours=2))
    _step(scene, closed, "preliminary", closes_at + timedelta(days=2))
    opened = _opened(scene, second, at - OPEN_SINCE)
    _vote(chance, scene, opened, words=second, most=CAST_OPEN)


def _opened(scene: Scene, words: Mapping[str, Any], since: datetime) -> DecisionRow:
    """Drawn up, approved, announced, with paper for everybody, and opened by the clock."""
    clerk = scene.staff["demo-clerk"]
    opens_at = _morning(since + BEFORE_OPENING)
    plan = Plan(
        **words["plan"], opens_at=opens_at, closes_at=opens_at + OPEN_DAYS,
        authority_on=clock.local(since).date(), informed_on=clock.local(since).date(),
    )  # fmt: skip
    decision = operations.create_decision(clerk, scene.compound, plan, since)
    _step(scene, decision, "approve", since)
    operations.announce_decision(clerk, decision.id, since)
    operations.set_paper_round(clerk, decision.id, operations.Round(**NAMES["paper_round"]), since)
    operations.print_ballots(clerk, decision.id, since)
    _step(scene, decision, "open", since + BEFORE_OPENING - timedelta(days=1))
    operations.open_due_decision(operations.lock_decision(decision.id), opens_at)
    return queries.get_decision(decision.id)


def _step(scene: Scene, decision: DecisionRow, kind: str, at: datetime) -> None:
    """The clerk proposes, somebody of the committee confirms an hour later."""
    proposal = Proposal.of(kind)
    number = operations.propose_step(scene.staff["demo-clerk"], decision.id, proposal, at)
    operations.confirm_step(scene.staff["demo-committee"], number, at)


def _open_box(scene: Scene, decision: DecisionRow, at: datetime) -> None:
    """An empty box under a whole seal: the clerk says so, whoever watches the count confirms it."""
    clerk, picture = scene.staff["demo-clerk"], io.BytesIO()
    Image.new("RGB", (640, 480), SEAL_COLOUR).save(picture, "JPEG")
    picture.seek(0)
    seal = operations.keep_picture(clerk, decision.id, files.keep_sealed_picture(picture), at)
    number = operations.open_box(clerk, decision.id, Found(0, (), seal), at)
    operations.confirm_step(scene.staff["demo-committee"], number, at)


def _vote(
    chance: random.Random, scene: Scene, decision: DecisionRow, *, words: Mapping[str, Any], most: int
) -> None:
    """Owners proved by telephone vote in the chat, one after the other over the first days."""
    opens_at = decision.opens_at or decision.created_at
    acts = queries.acts_for(decision, scene.homes, opens_at)[:most]
    for place, act in enumerate(acts):
        mark = Mark.by_chat(_choice(chance, words), f"demo-{place}")
        moment = opens_at + timedelta(minutes=17 + 41 * place)
        operations.cast_ballot(operations.hold_decision(decision.id), act, mark, moment)


def _on_paper(
    chance: random.Random, scene: Scene, decision: DecisionRow, *, words: Mapping[str, Any]
) -> None:
    """Some without a telephone used the box; two people typed each of these in."""
    heads = {head.id for head in queries.heads_in(decision.id)}
    silent = heads - queries.heads_voted_in(decision, sorted(heads))
    papers = [paper for paper in queries.papers_of(decision.id) if paper.head_id in silent]
    moment = (decision.opens_at or decision.created_at) + timedelta(days=10)
    for paper in papers[:: len(papers) // ON_PAPER][:ON_PAPER]:
        reading = Reading(paper.serial or "", _choice(chance, words))
        for name in ("demo-clerk", "demo-committee"):
            operations.enter_ballot(scene.staff[name], decision.id, reading, moment)


def _choice(chance: random.Random, words: Mapping[str, Any]) -> str:
    weights: Mapping[str, int] = words["weights"]
    return chance.choices(list(weights), list(weights.values()))[0]


def _morning(at: datetime) -> datetime:
    """Nine o'clock of that day."""
    return clock.from_local(datetime.combine(clock.local(at).date(), time(9)))
