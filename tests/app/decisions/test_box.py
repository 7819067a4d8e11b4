"""The box after the close: two persons list what lies in it, and nothing else is read."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.actors import Actor
from app.core.db import transaction
from app.decisions import operations, queries
from app.decisions.operations import Found, Reading
from app.decisions.queries import DecisionRow
from tests import factories as make
from tests.app.decisions import making
from tests.app.decisions.making import CHAIR, CLERK, CLOSES, OPENS, STREET
from tests.app.decisions.rehearsed import a_stream
from tests.app.decisions.test_drafting import refused
from tests.app.decisions.test_paper_pages import a_photo, closed_now, page, sent, serials_of
from tests.people import World

SEAL = "seal.sealed"


@pytest.fixture
def decision(world: World) -> DecisionRow:
    """Open, with a ballot printed for each of the two heads."""
    return making.an_open_decision(world.compound)


def ask(decision: DecisionRow, papers: int | None, *serials: str, **more: Any) -> int:
    """One person says what lies in the box."""
    found = Found(papers, serials, more.get("seal", SEAL))
    return operations.open_box(more.get("by", CLERK), decision.id, found, more.get("at", CLOSES))


def enter(decision: DecisionRow, serial: str, actor: Any = CLERK, at: Any = CLOSES) -> str:
    """Somebody reads a ballot."""
    return operations.enter_ballot(actor, decision.id, Reading(serial, "agree"), at)


def test_after_the_close_what_two_persons_listed_is_read_and_nothing_else(decision: DecisionRow) -> None:
    first, second = serials_of(decision)
    refused("decision-not-at-this-stage", lambda: ask(decision, 1, first, at=OPENS))
    refused("paper-box-uncounted", lambda: enter(decision, first))
    with transaction():
        step = ask(decision, 1, first.lower().replace("-", ""))
    refused("paper-box-uncounted", lambda: enter(decision, first))
    with transaction():
        operations.confirm_step(STREET, step, CLOSES)
    refused("paper-not-in-box", lambda: enter(decision, second))
    count_is = making.proposal("preliminary")
    refused("paper-box-left", lambda: operations.propose_step(CLERK, decision.id, count_is, CLOSES))
    assert queries.next_in_box(decision.id, str(CLERK)) == first
    with transaction():
        assert enter(decision, first) == "first"
    assert queries.next_in_box(decision.id, str(CLERK)) == ""
    assert queries.next_in_box(decision.id, str(CHAIR)) == first
    with transaction():
        assert enter(decision, first, CHAIR) == "agreed"
    with transaction():
        operations.propose_step(CLERK, decision.id, count_is, CLOSES)


def test_what_was_read_before_the_close_is_read_again_without_a_box(decision: DecisionRow) -> None:
    first, second = serials_of(decision)
    with transaction():
        enter(decision, first, at=OPENS)
    with transaction():
        assert enter(decision, first, CHAIR) == "agreed", "it was in somebody's hands in time"
    refused("paper-box-read", lambda: ask(decision, 2, first, second))


def test_nothing_is_counted_while_paper_is_out_and_the_box_was_not_opened(decision: DecisionRow) -> None:
    count_is = making.proposal("preliminary")

    def propose() -> int:
        return operations.propose_step(CLERK, decision.id, count_is, CLOSES)

    refused("paper-box-unopened", propose)
    making.count_box(decision, 0, CLOSES)
    with transaction():
        propose()


def test_a_list_that_cannot_be_is_refused_in_words_that_name_the_serials(
    world: World, decision: DecisionRow
) -> None:
    first, second = serials_of(decision)
    with transaction():
        fresh = operations.replace_ballot(CLERK, decision.id, second, reason="淋湿了", at=OPENS)
    foreign = serials_of(making.an_open_decision(world.next_compound))[0]
    refused("paper-box-number", lambda: ask(decision, None, first))
    refused("paper-box-differs", lambda: ask(decision, 2, first, first))
    refused("paper-box-mistyped", lambda: ask(decision, 1, first[:-1]))
    refused("paper-box-unknown", lambda: ask(decision, 2, first, foreign))
    told = refused("paper-box-dead", lambda: ask(decision, 2, first, second))
    assert told.facts["serials"] == [second]
    refused("paper-seal-missing", lambda: ask(decision, 2, first, fresh, seal=None))


def test_the_second_is_the_invigilator_and_without_one_community_or_street(
    world: World, decision: DecisionRow
) -> None:
    with transaction():
        step = ask(decision, 0)
    refused("box-needs-street", lambda: operations.confirm_step(CHAIR, step, CLOSES))
    account = make.a_staff_account("supervisor", make.CITY, username="watcher")
    refused(
        "decision-not-at-this-stage",
        lambda: operations.appoint_invigilator(CLERK, decision.id, "watcher", CLOSES),
    )
    with transaction():
        operations.appoint_invigilator(CLERK, decision.id, "watcher", OPENS)
    (row,) = queries.invigilators_of(decision.id)
    refused("invigilator-after-close", lambda: operations.end_invigilator(CLERK, decision.id, row.id, CLOSES))
    refused("box-needs-invigilator", lambda: operations.confirm_step(CHAIR, step, CLOSES))
    watcher = Actor("staff", account.key, "watcher")
    with transaction():
        operations.confirm_step(watcher, step, CLOSES)
    (entry,) = making.entries("paper.box-counted")
    assert (entry["papers"], entry["proposed_by"], entry["seal"]) == (0, str(CLERK), SEAL)
    assert len(entry["serials"]) == 64, "the log holds the digest of the list"


def test_who_watches_confirms_the_box_and_no_other_step(world: World, decision: DecisionRow) -> None:
    account = make.a_staff_account("supervisor", make.CITY, username="watcher")
    with transaction():
        operations.appoint_invigilator(CLERK, decision.id, "watcher", OPENS)
        step = operations.propose_step(CLERK, decision.id, making.proposal("void"), OPENS)
    watcher = Actor("staff", account.key, "watcher")
    refused("not-your-area", lambda: operations.confirm_step(watcher, step, OPENS))
    refused("not-your-area", lambda: ask(decision, 0, by=watcher))


def test_a_later_list_holds_what_was_read_from_the_one_before(decision: DecisionRow) -> None:
    first, second = serials_of(decision)
    making.count_box(decision, 1, CLOSES)
    with transaction():
        enter(decision, first)
    refused("paper-box-left-out", lambda: ask(decision, 1, second))
    making.count_box(decision, 2, CLOSES + timedelta(hours=1))
    with transaction():
        assert enter(decision, second) == "first", "two persons counted again"


def test_the_page_takes_the_box_from_the_seal_to_the_list(world: World) -> None:
    world.app.config.update(CLOCK_OFFSET_S=0, WTF_CSRF_ENABLED=False)
    clerk, (decision, _) = world.staff(world.clerk), closed_now(world)
    street = world.staff(make.a_staff_account("street", "371500.371502", username="street"))
    with transaction():
        operations.close_due_decision(operations.lock_decision(decision.id), clock.now())
    url, (first, second) = f"/staff/ballots/{decision.public_id}", serials_of(decision)
    assert f"{url}/box" in page(clerk, f"/committee/decisions/{decision.public_id}")
    assert "先开箱" in page(clerk, url)
    page(clerk, f"{url}/box")
    scanned = f"https://example.org{url}?serial={first}\n{second}\n{second}\n"
    back = sent(clerk, f"{url}/box", 422, papers="3", serials=scanned, seal=a_photo())
    assert "对不上" in back
    assert second in back
    assert "封条" in sent(clerk, f"{url}/box", 422, papers="2", serials=scanned)
    sent(clerk, f"{url}/box", papers="2", serials=scanned, seal=(a_stream(), "seal.jpg"))
    assert "要由另一个人核对" in page(clerk, f"{url}/box")
    assert f"{url}/box" in page(street, f"/official/decisions/{decision.public_id}")
    assert street.post(f"{url}/box/seal").mimetype == "image/jpeg"
    (step,) = queries.steps_waiting_in([decision.id])
    assert "社区或街道" in sent(clerk, f"{url}/box/decide", 409, act="confirm", step=step.id)
    sent(street, f"{url}/box/decide", 422, act="refuse", answer="", step=step.id)
    sent(street, f"{url}/box/decide", 409, act="confirm", step=step.id + 1)
    sent(street, f"{url}/box/decide", act="confirm", step=step.id)
    assert "还没登记" in page(clerk, f"{url}/box")
    assert f"接下来的一张：{first}" in page(clerk, url)
    sent(clerk, url, serial=first, choice="agree")
    assert f"接下来的一张：{second}" in page(clerk, url)
    assert f"接下来的一张：{first}" in page(street, url)
    assert first in page(clerk, f"/committee/decisions/{decision.public_id}/paper/protocol")
