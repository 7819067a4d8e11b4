"""Objections: raised when the stage allows it, answered in time, closed with words, moving no tally."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.audit import queries as audit
from app.core import clock
from app.core.db import transaction
from app.decisions import operations, queries
from app.decisions.models import ObjectionKind
from app.decisions.operations import Complaint, Reply
from surveys.errors import Invalid, Refusal
from tests.app.decisions import making
from tests.app.decisions.test_paper_pages import a_photo, clerk, closed_now, open_now, page, sent
from tests.people import World

__all__ = ["clerk"]
DAY = timedelta(days=1)


def test_an_owner_objects_to_the_roll_and_it_blocks_the_opening(world: World, clerk: FlaskClient) -> None:
    decision = making.an_announced_decision(world.compound, clock.now() - 2 * DAY)
    making.with_paper(decision, clock.now())
    url = f"/my/decisions/{decision.public_id}"
    wang = world.resident(world.wang)
    page(wang, f"{url}/objection")
    head = making.act_of(decision, world.wang, 1).head_uid
    assert "面积写小了" in sent(wang, f"{url}/objection", 422, head=head, kind="count", said="面积写小了")
    sent(wang, f"{url}/objection", 422, head=head, kind="roll", said=" ")
    sent(wang, f"{url}/objection", head=head, kind="roll", said="面积写小了", evidence=a_photo())
    (row,) = queries.objections_of(decision.id)
    assert (row.room, row.due_at) == ("3号楼2单元502", row.raised_at + 7 * DAY)
    assert "面积写小了" in page(wang, url)
    assert "面积写小了" not in page(world.resident(world.li), url)
    assert "名册 1 件（办结 0 件）" in page(world.resident(world.li), url)
    with pytest.raises(Refusal, match="roll-objections-open"):
        making.step(decision, "open", clock.now())
    desk = f"/committee/decisions/{decision.public_id}/objections"
    assert "等答复" in page(clerk, desk)
    one = f"{desk}/{row.public_id}"
    page(clerk, one)
    sent(clerk, one, 422, move="upheld", words="")
    sent(clerk, one, move="answered", words="正在找不动产登记核实")
    assert not queries.get_objection(decision.id, row.public_id).closed_at
    sent(clerk, one, move="rejected", words="登记簿上就是 104.50 平方米")
    sent(clerk, one, 409, move="upheld", words="再改一次")
    assert "登记簿上就是" in page(wang, url)
    assert "登记簿上就是" in page(clerk, f"{one}/print")
    making.step(decision, "open", clock.now())


def test_words_are_sealed_and_never_in_the_log(world: World) -> None:
    decision = making.an_announced_decision(world.compound, clock.now())
    with transaction():
        complaint = Complaint("roll", "王秀英的面积不对", world.room.id, world.wang_person.id)
        operations.raise_objection("contact:1", decision.id, complaint, clock.now())
    entries = audit.entries_in("", "", before=2**62, limit=9)
    assert any(entry.act == "objection.raised" for entry in entries)
    assert "王秀英" not in str(list(entries))


def test_nobody_objects_while_it_is_open_and_paper_is_recorded_for_who_has_no_telephone(
    world: World, clerk: FlaskClient
) -> None:
    running = open_now(world)
    assert queries.kinds_for(running, clock.now()) == ()
    with pytest.raises(Refusal, match="objection-not-now"), transaction():
        complaint = Complaint("procedure", "没有通知我", world.room.id)
        operations.raise_objection(making.CLERK, running.id, complaint, clock.now())
    assert "现在不能提异议" in page(
        world.resident(world.wang), f"/my/decisions/{running.public_id}/objection"
    )
    decision, then = closed_now(world)
    making.vote(decision, world.wang, at=then)
    decision = making.a_counted_decision(decision)
    before = queries.find_result(decision.id)
    url = f"/committee/decisions/{decision.public_id}/objections"
    sent(clerk, url, 422, kind="procedure", room="", said="没有通知我")
    assert "没有通知我" in sent(clerk, url, 422, kind="procedure", room=world.next_room.id, said="没有通知我")
    sent(clerk, url, kind="withdrawal", room=world.room.id, said="我不同意了", evidence=a_photo())
    assert queries.find_result(decision.id) == before
    assert queries.count_objections_by_kind(decision.id) == {ObjectionKind.WITHDRAWAL: (1, 0)}
    with pytest.raises(Refusal, match="objections-open"):
        making.step(decision, "final", clock.now() + 10 * DAY)


def test_whoever_raised_it_takes_it_back_and_nobody_else(world: World) -> None:
    world.app.config.update(CLOCK_OFFSET_S=0, WTF_CSRF_ENABLED=False)
    decision = making.an_announced_decision(world.compound, clock.now())
    wang, url = world.resident(world.wang), f"/my/decisions/{decision.public_id}"
    head = making.act_of(decision, world.wang, 1).head_uid
    sent(wang, f"{url}/objection", head=head, kind="roll", said="写错了")
    (row,) = queries.objections_of(decision.id)
    withdrawal = f"{url}/objection/{row.public_id}/withdraw"
    assert world.resident(world.li).post(withdrawal).status_code == 404
    assert world.resident(world.zhao).post(withdrawal).status_code == 404
    sent(wang, withdrawal)
    assert queries.get_objection(decision.id, row.public_id).closed_at


@pytest.mark.parametrize(("move", "closes"), [("mediated", False), ("heard", False), ("settled", True)])
def test_every_move_is_kept_and_only_the_last_three_close_it(world: World, move: str, closes: bool) -> None:
    decision = making.an_announced_decision(world.compound)
    at = making.AT + DAY
    with transaction():
        made = operations.raise_objection(
            making.CLERK, decision.id, Complaint("roll", "不对", world.room.id), at
        )
    with transaction():
        operations.answer_objection(making.CLERK, decision.id, made, reply=Reply(move, "谈过了"), at=at)
    row = queries.get_objection(decision.id, made)
    assert ([event.words for event in row.events], bool(row.closed_at)) == (["谈过了"], closes)
    with pytest.raises(Invalid if not closes else Refusal), transaction():
        operations.answer_objection(making.CLERK, decision.id, made, reply=Reply("withdrawn", "x"), at=at)
