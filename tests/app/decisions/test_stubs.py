"""What the code on a paper's stub says: that the paper was taken in, what it is worth, and never a choice."""

from datetime import datetime

import pytest

from app.core.db import transaction
from app.decisions import operations, queries
from app.decisions.operations import Reading, Rejection
from app.decisions.queries import DecisionRow
from app.decisions.queries.receipts import find_receipt
from tests.app.decisions import making
from tests.app.decisions.counted import homes, look_on
from tests.app.decisions.making import CHAIR, CLERK, CLOSES, JUDGE, OPENS, SECOND
from tests.app.decisions.test_pages_walk import send
from tests.people import World


@pytest.fixture
def decision(world: World) -> DecisionRow:
    """Open, with a ballot printed for each of the two heads; what was chosen is published in the end."""
    return making.an_open_decision(world.compound, mode="named-public")


def paper_in(world: World, decision: DecisionRow) -> queries.PaperRow:
    """The paper of whoever owns a home alone."""
    head = making.act_of(decision, world.wang, 1).head_id
    return next(row for row in making.papers(decision) if row.head_id == head)


def read(decision: DecisionRow, serial: str | None, choice: str = "agree") -> None:
    """Two people read it."""
    for actor in (CLERK, CHAIR):
        with transaction():
            operations.enter_ballot(actor, decision.id, Reading(str(serial), choice), OPENS)


def says(decision: DecisionRow, stub: str | None, at: datetime = OPENS) -> tuple[str, str | None]:
    """What a check of the code says, and beside what."""
    found = find_receipt(queries.get_decision(decision.id), str(stub), at)
    assert found, "never unknown"
    return str(found.state), found.beside


@pytest.mark.parametrize("is_paper_first", [True, False])
@pytest.mark.parametrize(("choice", "later"), [("agree", "counts"), ("disagree", "aside")])
def test_beside_an_online_ballot_it_says_what_became_of_it_after_the_close(
    world: World, decision: DecisionRow, is_paper_first: bool, choice: str, later: str
) -> None:
    paper = paper_in(world, decision)
    if is_paper_first:
        read(decision, paper.serial, choice)
        assert says(decision, paper.stub) == ("recorded", None)
    making.vote(decision, world.wang, "agree", place=1)
    if not is_paper_first:
        read(decision, paper.serial, choice)
    state = "recorded" if is_paper_first else "taken-in"
    assert says(decision, paper.stub) == (state, "untold"), "the same, whether they differ or not"
    worth = later if later == "aside" or is_paper_first else "other-counts"
    assert says(decision, paper.stub, CLOSES) == (state, worth)


@pytest.mark.parametrize("choice", ["agree", "disagree"])
def test_of_sealed_ballots_the_stub_never_tells_whether_they_differ(world: World, choice: str) -> None:
    decision = making.an_open_decision(world.compound)
    paper = paper_in(world, decision)
    making.vote(decision, world.wang, "agree", place=1)
    read(decision, paper.serial, choice)
    assert says(decision, paper.stub) == says(decision, paper.stub, CLOSES) == ("taken-in", "untold")
    look_on(world, decision, days=1)
    url = f"/d/{decision.public_id}"
    _, _, text = send(world.app.test_client(), f"{url}/receipt", url, receipt=str(paper.stub))
    assert "凭票根查不到以哪张为准" in text
    assert "截止以后才查得到" not in text, "no promise that is not kept"


def test_it_follows_what_two_persons_settled(world: World, decision: DecisionRow) -> None:
    paper = paper_in(world, decision)
    making.vote(decision, world.wang, "agree", place=1)
    read(decision, paper.serial, "disagree")
    making.settle(decision, paper.head_id, 2, CLOSES)
    assert says(decision, paper.stub, CLOSES) == ("taken-in", "counts")


def test_a_paper_on_its_way_or_rejected_says_so(world: World, decision: DecisionRow) -> None:
    paper = paper_in(world, decision)
    assert says(decision, paper.stub) == ("outstanding", None)
    with transaction():
        operations.enter_ballot(CLERK, decision.id, Reading(str(paper.serial), "agree"), OPENS)
    assert says(decision, paper.stub) == ("in-entry", None)
    with transaction():
        rejection = Rejection(str(paper.serial), "forged", "不是我们印的")
        step = operations.reject_ballot(JUDGE, decision.id, rejection, OPENS)
    with transaction():
        operations.confirm_step(SECOND, step, OPENS)
    assert says(decision, paper.stub) == ("rejected", None)


def test_without_names_it_says_that_it_was_taken_in_and_no_more(world: World) -> None:
    homes(world, 10)
    decision = making.an_open_decision(world.compound, mode="anonymous", standing="supporting")
    paper = making.papers(decision)[0]
    read(decision, paper.serial)
    assert says(decision, paper.stub) == says(decision, paper.stub, CLOSES) == ("taken-in", None)


def test_the_public_page_says_it_in_words(world: World, decision: DecisionRow) -> None:
    paper, url = paper_in(world, decision), f"/d/{decision.public_id}"
    making.vote(decision, world.wang, "agree", place=1)
    read(decision, paper.serial, "disagree")
    client = world.app.test_client()
    look_on(world, decision, days=-1)
    _, _, text = send(client, f"{url}/receipt", url, receipt=str(paper.stub))
    assert "这张纸票收进来了" in text
    assert "搁置" not in text
    look_on(world, decision, days=1)
    _, _, text = send(client, f"{url}/receipt", url, receipt=str(paper.stub))
    assert "先搁置，都不计" in text
    assert "选的是" not in text
