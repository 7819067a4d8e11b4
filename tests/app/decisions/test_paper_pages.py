"""Paper from the page to the count: the round, numbers, printing, two readers, a third, the protocol."""

import io
import re
from datetime import datetime, timedelta
from itertools import product

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from app.core import clock
from app.core.actors import Actor, Grant
from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.models import AnonymousMark, DecisionPicture, PaperEntry
from app.decisions.operations import Reading
from app.decisions.queries import DecisionRow
from app.roster.models import StaffAccount
from surveys.errors import Forbidden, Invalid, Refusal
from tests import factories as make
from tests.app.decisions import making
from tests.pages import check_page
from tests.people import World

HOME = "http://localhost"
DAY = timedelta(days=1)
AREA = Actor("staff", "AREA000001", "street", (Grant("street", "371500"),))


@pytest.fixture
def clerk(world: World) -> FlaskClient:
    """The clerk's browser; several people share one context here, so forms carry no token."""
    world.app.config.update(CLOCK_OFFSET_S=0, WTF_CSRF_ENABLED=False)
    return world.staff(world.clerk)


def page(client: FlaskClient, url: str, status: int = 200) -> str:
    """A page that is well made."""
    answer = client.get(url)
    assert answer.status_code == status, answer.text[:2000]
    check_page(answer.text, HOME + url)
    return answer.text


def sent(client: FlaskClient, url: str, status: int = 303, **form: object) -> str:
    """A form sent; the page that comes back with it is well made too."""
    answer = client.post(url, data=form)
    assert answer.status_code == status, answer.text[:2000]
    if status != 303:
        check_page(answer.text, HOME + url)
    return answer.text


def serials_of(decision: DecisionRow) -> list[str]:
    """Every serial, in the order of the doors."""
    return [row.serial for row in queries.papers_of(decision.id) if row.serial]


def a_photo() -> tuple[io.BytesIO, str]:
    """A photograph as a browser sends it."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 90, 90)).save(out, "JPEG")
    return io.BytesIO(out.getvalue()), "ballot.jpg"


def open_now(world: World, **plan: object) -> DecisionRow:
    """A decision open at this moment, one ballot printed for each head."""
    return making.an_open_decision(world.compound, clock.now() - 20 * DAY, **plan)


def closed_now(world: World, **plan: object) -> tuple[DecisionRow, datetime]:
    """A decision closed a day ago, and a moment while it was open."""
    since = clock.now() - 32 * DAY
    return making.an_open_decision(world.compound, since, **plan), since + 20 * DAY


def test_a_round_is_fixed_ballots_are_numbered_and_printed(world: World, clerk: FlaskClient) -> None:
    decision = making.an_announced_decision(world.compound, clock.now())
    url = f"/committee/decisions/{decision.public_id}"
    assert "还差 2 样" in page(clerk, url)
    refused = sent(
        clerk, f"{url}/paper/round", 422, place="社区服务站", hours="", teller="周敏", box="1 号箱"
    )
    assert 'value="社区服务站"' in refused
    sent(clerk, f"{url}/paper/round", place="社区服务站", hours="9:00—17:00", teller="周敏", box="1 号箱")
    heads = queries.heads_without_paper_in(decision.id)
    assert len(heads) == 2
    sent(clerk, f"{url}/paper/left-out", 422, head=heads[0], ground="", reason="没空")
    sent(clerk, f"{url}/paper/left-out", 422, head=heads[0], ground="other", reason="")
    sent(clerk, f"{url}/paper/left-out", head=heads[0], ground="declined", reason="本人写了条子")
    sent(clerk, f"{url}/paper/number")
    (serial,) = serials_of(decision)
    assert "还差" not in page(clerk, url)
    text = page(clerk, f"{url}/paper/ballots?unit={world.unit.public_id}")
    stub = queries.papers_of(decision.id)[-1].stub or next(
        row.stub for row in queries.papers_of(decision.id) if row.stub
    )
    for words in (serial, str(stub), decision.title, (decision.manifest_hash or "")[:16], "502", "弃权"):
        assert words in text
    sent(clerk, f"{url}/paper/print-after-all", head_id=heads[0])
    assert len(serials_of(decision)) == 2
    page(clerk, f"{url}/paper/ballots?unit=0000000000", 404)


def test_the_batch_adds_up_whatever_happens_to_a_ballot(world: World, clerk: FlaskClient) -> None:
    decision = open_now(world)
    url, (first, second) = f"/committee/decisions/{decision.public_id}/paper", serials_of(decision)
    answer = clerk.post(f"{url}/dead", data={"serial": first, "reason": "写错了", "act": "replace"})
    fresh = answer.location.partition("fresh=")[2]
    assert fresh in serials_of(decision), "the new one is at hand to be printed alone"
    assert f"打印这张新票：{fresh}" in page(clerk, answer.location)
    assert page(clerk, f"{url}/ballots?serial={fresh}").count("coded-stub") == 1
    assert "打印这张新票" not in page(clerk, f"{url}?fresh=AAAA-BBBB-CCCC")
    sent(clerk, f"{url}/dead", serial=second, reason="撕坏了", act="spoil")
    assert "填好的都还在" in sent(clerk, f"{url}/dead", 409, serial=first, reason="再来", act="spoil")
    sent(clerk, f"{url}/dead", 422, serial="AAAA-BBBB", reason="没有这张", act="spoil")
    batch = queries.batch_of(decision.id)
    assert (batch.printed, batch.replaced, batch.spoiled, batch.outstanding) == (3, 1, 1, 1)
    assert batch.adds_up
    text = page(clerk, f"{url}/protocol")
    assert "印制 3 = 收回 0 + 作废 1 + 换新 1 + 在外 1。对得上。" in text
    page(clerk, url)
    with pytest.raises(Refusal, match="paper-serial-dead"), transaction():
        operations.enter_ballot(making.CLERK, decision.id, Reading(first, "agree"), clock.now())


def test_two_people_read_a_ballot_and_a_third_settles_what_differs(world: World, clerk: FlaskClient) -> None:
    decision = open_now(world)
    chair = world.staff(make.a_staff_account("committee", world.compound.path, username="chair"))
    street = world.staff(make.a_staff_account("street", "371500.371502", username="street"))
    url, (first, second) = f"/staff/ballots/{decision.public_id}", serials_of(decision)
    assert first in page(clerk, f"{url}?serial={first}")
    scanned = f"https://example.org{url}?serial={first}"
    sent(clerk, url, serial=scanned, choice="agree", photo=a_photo())
    assert "同一个人不能" in sent(clerk, url, 409, serial=first, choice="agree")
    assert queries.turnout_for(decision).heads == 0
    sent(chair, url, serial=first, choice="agree")
    assert queries.turnout_for(decision).heads == 1
    sent(clerk, url, serial=second, choice="agree")
    sent(chair, url, serial=second, choice="disagree")
    assert queries.turnout_for(decision).heads == 1
    assert "等第三个人" in page(street, url)
    sent(street, url, serial=second, choice="disagree")
    assert queries.turnout_for(decision).heads == 2
    assert not queries.half_read_in(decision.id)
    sent(street, url, 422, serial="7K3M-9QXZ-0000", choice="agree")
    sent(street, url, 422, serial=first, choice="")
    page(clerk, "/committee/decisions/" + decision.public_id)


def test_the_photograph_of_a_ballot_is_sealed_until_the_close(world: World, clerk: FlaskClient) -> None:
    decision = open_now(world)
    sent(
        clerk, f"/staff/ballots/{decision.public_id}", serial=serials_of(decision)[0], choice="agree",
        photo=a_photo(),
    )  # fmt: skip
    name = db.session.execute(select(DecisionPicture.name)).scalar_one()
    assert name.endswith(".sealed")
    address = f"/committee/decisions/{decision.public_id}/pictures/{name}"
    assert clerk.post(address).status_code == 409
    with pytest.raises(Refusal, match="not-closed"):
        queries.get_picture_key(decision, name, clock.now())
    assert queries.get_picture_key(decision, name, clock.now() + 20 * DAY)


def test_somebody_appointed_reads_ballots_of_this_decision_alone(world: World, clerk: FlaskClient) -> None:
    decision = open_now(world)
    other = making.an_open_decision(world.next_compound, clock.now() - 20 * DAY)
    account: StaffAccount = make.a_staff_account("supervisor", make.CITY, username="watcher")
    watcher = world.staff(account)
    url = f"/staff/ballots/{decision.public_id}"
    page(watcher, url, 404)
    invigilators = f"/committee/decisions/{decision.public_id}/invigilators"
    sent(clerk, invigilators, 422, username="nobody")
    sent(clerk, invigilators, 422, username="clerk")
    sent(clerk, invigilators, username="Watcher ")
    sent(clerk, invigilators, 409, username="watcher")
    assert "登记纸票" in page(watcher, "/staff/account/")
    page(watcher, "/staff/ballots/")
    sent(watcher, url, serial=serials_of(decision)[0], choice="agree")
    page(watcher, f"/staff/ballots/{other.public_id}", 404)
    page(watcher, f"/committee/decisions/{decision.public_id}", 403)
    (row,) = queries.invigilators_of(decision.id)
    page(clerk, invigilators)
    sent(clerk, f"{invigilators}/{row.id}/end")
    page(watcher, url, 404)
    sent(clerk, invigilators, username="watcher")
    page(watcher, url)


def test_before_the_close_nobody_learns_that_ballots_contradict_each_other(
    world: World, clerk: FlaskClient
) -> None:
    decision = open_now(world)
    for place in (0, 1):
        making.vote(decision, world.wang, ("agree", "disagree")[place], place=place, at=clock.now() - DAY)
    for serial, actor in product(serials_of(decision), (making.CHAIR, AREA)):
        with transaction():
            operations.enter_ballot(actor, decision.id, Reading(serial, "disagree"), clock.now())
    head = making.act_of(decision, world.wang, at=clock.now()).head_id
    url = f"/committee/decisions/{decision.public_id}/conflicts"
    text = page(clerk, url)
    assert [words in text for words in ("选的是", "501", "502")] == [False] * 3
    assert queries.conflicts_in(decision, "staff:NOBODY", clock.now(), opened=head) == []
    for form in ({"act": "look"}, {"revision": "1", "reason": "看了原票"}):
        assert "501" not in sent(clerk, url, 409, head_id=head, **form)


def test_a_conflict_is_settled_after_the_close_by_two_who_read_neither(
    world: World, clerk: FlaskClient
) -> None:
    decision, then = closed_now(world)
    making.vote(decision, world.wang, "abstain", place=1, at=then)
    making.vote(decision, world.wang, place=1, at=then + timedelta(minutes=1))
    serial = serials_of(decision)[1]
    making.count_box(decision, 1, clock.now(), serial)
    for actor in (making.CHAIR, AREA):
        with transaction():
            operations.enter_ballot(actor, decision.id, Reading(serial, "disagree"), clock.now())
    url = f"/committee/decisions/{decision.public_id}/conflicts"
    assert "选的是" not in page(clerk, url)
    head = making.act_of(decision, world.wang, place=1, at=clock.now()).head_id
    text = sent(clerk, url, 200, head_id=head, act="look")
    assert "选的是「不同意」" in text
    assert "选的是「弃权」" not in text, "what its owner changed themselves is no side"
    assert making.entries("decision.conflict-seen") == [{"head": head}]
    (case,) = queries.conflicts_in(decision, str(making.CHAIR), clock.now(), opened=head)
    assert [side.choice for side in case.sides] == ["", "", ""]
    settlement = operations.Settlement(head, 3, "原票有签名")
    with pytest.raises(Forbidden, match="second-person-needed"), transaction():
        operations.settle_conflict(making.CHAIR, decision.id, settlement, clock.now())
    with pytest.raises(Forbidden, match="second-person-needed"), transaction():
        operations.look_at_conflict(making.CHAIR, decision.id, head, clock.now())
    sent(clerk, url, 422, head_id=head, revision="1", reason="选第一次的")
    assert "填好的都还在" in sent(clerk, url, 422, head_id=head, revision="3", reason="")
    sent(clerk, url, head_id=head, revision="3", reason="原票有签名")
    assert "已经有人提：第 3 张算数" in page(clerk, url)
    found = queries.find_conflict(decision.id, head)
    assert found
    assert found.settled_at is None, "one person alone settles nothing"
    page(clerk, f"/committee/decisions/{decision.public_id}")
    (step,) = queries.steps_waiting_in([decision.id])
    with pytest.raises(Forbidden, match="second-person-needed"), transaction():
        operations.confirm_step(making.CHAIR, step.id, clock.now())
    with transaction():
        operations.confirm_step(making.STREET, step.id, clock.now())
    assert "第 3 张算数" in page(clerk, url)
    assert "选的是" not in sent(clerk, url, 200, head_id=head, act="look"), (
        "it is said while it may be settled"
    )


def test_what_comes_in_between_two_persons_is_looked_at_again(world: World) -> None:
    decision, then = closed_now(world)
    making.vote(decision, world.wang, place=0, at=then)
    making.vote(decision, world.li, "disagree", at=then)
    making.count_box(decision, 1, clock.now())
    head = making.act_of(decision, world.li, at=clock.now()).head_id
    with transaction():
        settlement = operations.Settlement(head, None, "问不到本人")
        step = operations.settle_conflict(making.JUDGE, decision.id, settlement, clock.now())
    serial = next(row.serial for row in queries.papers_of(decision.id) if row.head_id == head)
    for actor in (making.CHAIR, AREA):
        with transaction():
            operations.enter_ballot(actor, decision.id, Reading(str(serial), "agree"), clock.now())
    with pytest.raises(Refusal, match="conflict-changed"), transaction():
        operations.confirm_step(making.SECOND, step, clock.now())


def test_unnamed_paper_leaves_nothing_that_leads_from_a_serial_to_a_choice(world: World) -> None:
    rooms = [make.a_room(world.unit, f"6{place:02d}") for place in range(1, 10)]
    for place, room in enumerate(rooms):
        make.an_owner(room, f"业主{place}")
    decision = open_now(world, mode="anonymous")
    serial, at = serials_of(decision)[0], clock.now()
    with pytest.raises(Invalid, match="anonymous-takes-no-picture"), transaction():
        operations.enter_ballot(making.CLERK, decision.id, Reading(serial, "agree", "photo"), at)
    for actor, said in ((making.CLERK, "first"), (making.CHAIR, "agreed")):
        with transaction():
            assert operations.enter_ballot(actor, decision.id, Reading(serial, "agree"), at) == said
    assert {entry.choice for entry in db.session.execute(select(PaperEntry)).scalars()} == {""}
    assert [mark.choice for mark in db.session.execute(select(AnonymousMark)).scalars()] == ["agree"]
    assert not queries.half_read_in(decision.id)
    assert queries.turnout_for(decision).heads == 1


def test_a_hundred_ballots_stand_on_one_page_to_print(world: World, clerk: FlaskClient) -> None:
    unit = make.a_unit(make.a_building(world.compound, "9号楼"), "1单元")
    for floor, side in product(range(1, 21), range(1, 6)):
        make.an_owner(make.a_room(unit, f"{floor}{side:02d}", floor=floor), f"业主{floor}-{side}")
    decision = open_now(world)
    text = clerk.get(f"/committee/decisions/{decision.public_id}/paper/ballots").text
    assert len(re.findall("coded-stub", text)) >= 100
