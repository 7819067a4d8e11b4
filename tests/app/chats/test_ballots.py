"""Voting in the chat: a ballot with its receipt, each message once, and no word of it left to read."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.chats import jobs, operations
from app.chats.models import Conversation, InboundMessage
from app.core import clock
from app.core.db import db, transaction
from app.decisions.models import AnonymousMark, AnonymousTurnout, Ballot, BallotRevision
from app.decisions.queries import DecisionRow
from app.outbox.models import Job
from app.roster.models import Contact
from tests import factories as make
from tests.app.chats.phone import Phone
from tests.app.decisions import making
from tests.people import World, a_world

LATER = timedelta(minutes=10, seconds=1)


@pytest.fixture
def world(app: Flask) -> World:
    """Five people, an hour after the decisions of the tests have opened."""
    shift = making.OPENS + timedelta(hours=1) - clock.now()
    app.config["CLOCK_OFFSET_S"] = int(shift.total_seconds())
    return a_world(app)


def count(table: type) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def phone_of(world: World, contact_id: int) -> Phone:
    db.session.rollback()
    return Phone(world.app, db.session.get_one(Contact, contact_id).openid)


def state_of(contact_id: int) -> dict[str, object]:
    with transaction():
        held = operations.hold_conversation(contact_id, clock.now())
    return operations.state_in(held, contact_id) or {}


def kept_replies() -> list[str | None]:
    db.session.rollback()
    return list(db.session.execute(select(InboundMessage.reply_sealed)).scalars())


def an_open(world: World, **plan: object) -> DecisionRow:
    return making.an_open_decision(world.compound, **plan)


def test_a_ballot_is_cast_and_changed_in_the_chat_and_each_message_counts_once(world: World) -> None:
    decision = an_open(world)
    wang = phone_of(world, world.wang)
    said = wang.say("表决")
    assert decision.title in said
    assert f"/my/decisions/{decision.public_id}" in said
    assert "3号楼2单元501" in said
    assert "共有人之一" in said
    assert "业主本人" in said, "501 with Li, 502 alone: the bot asks which"
    wang.say("502")
    assert "【不同意】" in wang.say("我不同意")
    message = wang.text("是")
    receipts = {wang.words(wang.push(message)) for _ in range(3)}
    assert len(receipts) == 1
    (receipt,) = receipts
    assert "3号楼2单元502" in receipt
    assert "不同意" not in receipt
    assert (count(Ballot), count(BallotRevision)) == (1, 1)
    number = db.session.execute(select(Ballot.receipt)).scalar_one()
    assert number in receipt
    assert len(number.split("-")) == 4
    for words in ("改票", "502", "同意"):
        wang.say(words)
    assert f"回执还是 {number}" in wang.say("对")
    assert (count(Ballot), count(BallotRevision)) == (1, 2)
    assert number in wang.say("我的记录")


def test_who_has_not_proved_to_be_the_owner_is_told_how(world: World) -> None:
    decision = an_open(world)
    tenant = make.a_resident_contact(world.room)
    said = phone_of(world, tenant).say("表决")
    assert decision.title in said
    assert "核对业主身份" in said
    assert "请先绑定" not in said
    assert "现在没有业主表决" in phone_of(world, world.zhao).say("表决"), "the next compound has its own"
    assert count(Ballot) == 0


def test_a_ballot_one_moment_late_is_refused_in_words_and_not_kept(world: World) -> None:
    decision = an_open(world)
    li = phone_of(world, world.li)
    for words in ("表决", "同意"):
        li.say(words)
    world.app.config["CLOCK_OFFSET_S"] += int((making.CLOSES - clock.now()).total_seconds()) - 60
    li.say("改票")
    li.say("同意")
    world.app.config["CLOCK_OFFSET_S"] += 90
    said = li.say("是")
    assert decision.title in said
    assert "已经截止，这张选票没有计入" in said
    assert count(Ballot) == 0


def test_what_was_chosen_is_gone_from_reply_and_state_after_ten_minutes(world: World) -> None:
    an_open(world)
    li = phone_of(world, world.li)
    for words in ("菜单", "表决"):
        li.say(words)
    assert "【同意】" in li.say("同意")
    assert "choice" in str(state_of(world.li))
    jobs.forget_secrets({}, clock.now())
    assert None not in kept_replies(), "a retry of WeChat still gets the same words"
    jobs.forget_secrets({}, clock.now() + LATER)
    assert kept_replies().count(None) == 1, "only the reply that repeats the choice"
    assert "choice" not in str(state_of(world.li))
    assert "agree" not in str(state_of(world.li))
    world.app.config["CLOCK_OFFSET_S"] += int(LATER.total_seconds())
    said = li.say("是")
    assert "没有投出去" in said
    assert count(Ballot) == 0
    li.say("弃权")
    assert "票记下了" in li.say("是")
    assert count(Ballot) == 1
    jobs.forget_secrets({}, clock.now() + LATER)
    forgets = select(func.count()).select_from(InboundMessage).where(InboundMessage.forget_at.is_not(None))
    assert db.session.execute(forgets).scalar_one() == 0
    assert db.session.execute(select(Conversation.forget_at)).scalars().all() == [None]


def test_an_anonymous_decision_is_voted_on_the_page_and_leaves_nothing_in_the_chat(world: World) -> None:
    unit = make.a_unit(make.a_building(world.compound, "4号楼"), "1单元")
    for _ in range(9):
        make.an_owner(make.a_room(unit))
    decision = an_open(world, mode="anonymous")
    wang = phone_of(world, world.wang)
    said = wang.say("表决")
    assert f"/my/decisions/{decision.public_id}" in said
    wang.say("同意")
    assert "回执" not in wang.say("是")
    assert "agree" not in str(state_of(world.wang))
    assert count(AnonymousMark) == count(AnonymousTurnout) == count(Ballot) == 0
    making.vote(decision, world.wang, place=0)
    making.vote(decision, world.wang, place=1)
    assert "不记名的票您已经投过" in wang.say("表决")
    told = [str(row) for row in db.session.execute(select(AuditEntry.act, AuditEntry.facts))]
    assert not [line for line in told if "ballot.cast" in line or "person" in line]
    assert not [job for job in db.session.execute(select(Job.payload)).scalars() if "ballot" in str(job)]


def test_decisions_that_take_no_ballot_say_so(world: World) -> None:
    early = making.an_announced_decision(
        world.compound, since=clock.now() - timedelta(days=1), title="换水管"
    )
    gone = an_open(world, title="修路")
    making.step(gone, "void", clock.now(), reason="预算写错了")
    wang = phone_of(world, world.wang)
    said = wang.say("表决")
    assert "公告中" in said
    assert "已作废" in said
    assert "现在还不能投" in wang.say(early.title)
    wang.say("表决")
    assert "预算写错了" in wang.say(gone.title)
