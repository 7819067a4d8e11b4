"""Rehearsals made for tests, taken as far as a test needs at the true time of the machine."""

import io
from datetime import timedelta

from PIL import Image

from app.core import clock, files
from app.core.db import transaction
from app.decisions import operations, queries
from app.decisions.operations import Plan, Reading, Wish
from app.decisions.queries import DecisionRow
from app.roster import operations as roster_acts
from app.roster import queries as roster
from app.roster.queries import RehearsalRow
from tests.app.decisions import making
from tests.people import World


def a_rehearsal(world: World) -> RehearsalRow:
    """A made-up compound for Wang's."""
    world.app.config["CLOCK_OFFSET_S"] = 0
    with transaction():
        return roster_acts.open_rehearsal(
            making.CLERK, roster.get_compound(world.compound.id), clock.now()
        )  # fmt: skip


def a_draft(rehearsal: RehearsalRow, **plan: object) -> DecisionRow:
    """What is practised: a decision as anybody would draw it up today."""
    opens_at = clock.now() + timedelta(days=17)
    window = {"opens_at": opens_at, "closes_at": opens_at + timedelta(days=15)}
    whole = Plan(**making.PLAN | window | {"title": "练习表决"} | plan)
    with transaction():
        return operations.create_decision(making.CLERK, rehearsal.compound, whole, clock.now())


def step(decision: DecisionRow, kind: str, reason: str = "") -> DecisionRow:
    """A step proposed by the clerk and confirmed by the person who is played."""
    proposal = making.proposal(kind, reason)
    with transaction():
        number = operations.propose_step(making.CLERK, decision.id, proposal, now(decision))
    with transaction():
        operations.play_second_person(making.CLERK, decision.id, number, now(decision))
    return queries.get_decision(decision.id)


def forward(decision: DecisionRow) -> DecisionRow:
    """On to the next moment of its clock."""
    with transaction():
        return operations.move_clock(making.CLERK, decision.id, clock.now())


def now(decision: DecisionRow) -> object:
    """By the rehearsal's clock, as it stands."""
    return queries.get_decision(decision.id).by_its_clock(clock.now())


def an_open_one(rehearsal: RehearsalRow, **plan: object) -> DecisionRow:
    """Announced, papers printed, two weeks gone in a moment."""
    decision = step(a_draft(rehearsal, **plan), "approve")
    with transaction():
        decision = operations.announce_decision(making.CLERK, decision.id, clock.now())
    making.with_paper(decision, clock.now())
    return forward(step(decision, "open"))


def a_final_one(rehearsal: RehearsalRow, **plan: object) -> DecisionRow:
    """Voted on paper and by played owners, counted, final; with pictures of both kinds."""
    decision = an_open_one(rehearsal, **plan)
    with transaction():
        operations.record_posting(
            making.CLERK, decision.id, operations.Hung("notice", "门口", None, None, a_photo()), now(decision)
        )
        operations.keep_picture(
            making.CLERK, decision.id, files.keep_sealed_picture(a_stream()), now(decision)
        )
        serial = making.papers(decision)[0].serial or ""
        operations.enter_ballot(making.CLERK, decision.id, Reading(serial, "agree"), now(decision))
    with transaction():
        operations.play_second_reading(making.CLERK, decision.id, now(decision))
    with transaction():
        operations.play_owners(making.CLERK, decision.id, Wish(40), now(decision))
    decision = forward(decision)
    with transaction():
        number = operations.open_box(making.CLERK, decision.id, operations.Found(0, ()), now(decision))
    with transaction():
        operations.play_second_person(making.CLERK, decision.id, number, now(decision))
    decision = step(decision, "preliminary")
    return step(forward(decision), "final")


def a_stream() -> io.BytesIO:
    """A photograph as a browser sends it."""
    out = io.BytesIO()
    Image.new("RGB", (32, 24), (120, 90, 90)).save(out, "JPEG")
    return io.BytesIO(out.getvalue())


def a_photo() -> str:
    """A photograph of a rehearsal, as it is kept."""
    return files.keep_picture(a_stream(), is_shared=False)
