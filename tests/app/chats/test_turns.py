"""Messages over the real webhook: each once, in order, and nothing acknowledged that is not kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.chats import desk
from app.chats.models import HelpMessage, InboundMessage
from app.core import clock
from app.core.db import db, transaction
from app.polls import jobs as polls
from app.polls.models import Answer, AnswerRevision
from app.roster import operations as roster
from app.roster.models import Binding, Contact
from tests.app.chats.phone import Phone
from tests.app.polls.making import OPEN, an_open_poll, close
from tests.people import World, a_world


@pytest.fixture(autouse=True)
def while_the_polls_of_the_tests_are_open(app: Flask) -> None:
    """The clock stands an hour after the polls of the tests have opened."""
    shift = OPEN + timedelta(hours=1) - datetime.now(UTC)
    app.config["CLOCK_OFFSET_S"] = int(shift.total_seconds())


def count(table: type) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def phone_of(world: World, contact_id: int) -> Phone:
    db.session.rollback()
    return Phone(world.app, db.session.get_one(Contact, contact_id).openid)


def test_a_new_follower_is_greeted_and_shown_the_menu(app: Flask) -> None:
    reply = Phone(app, "newcomer").event("subscribe")
    assert "1" in reply
    assert count(Contact) == 1


def test_a_whole_poll_is_answered_in_the_chat(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    zhao, phone = phone_of(world, world.zhao), phone_of(world, world.li)
    assert poll.title not in zhao.say("投票")
    phone.say("菜单")
    transcript = [phone.say("1")]
    for _ in range(12):
        if count(Answer):
            break
        transcript.append(phone.say("1"))
    assert count(Answer) == 1, "\n---\n".join(transcript)


def test_a_message_sent_three_times_happens_once_and_gets_the_same_reply(app: Flask) -> None:
    phone = Phone(app, "someone")
    message = phone.text("菜单")
    replies = {phone.words(phone.push(message)) for _ in range(3)}
    assert len(replies) == 1
    assert replies != {""}
    assert count(InboundMessage) == 1


def test_a_forged_signature_is_refused_without_a_word(app: Flask) -> None:
    phone = Phone(app, "someone")
    answer = phone.push(phone.text("菜单"), msg_signature="0" * 40)
    assert answer.status_code == 403
    assert answer.data == b""
    assert count(InboundMessage) == 0


def test_an_old_message_cannot_be_replayed(app: Flask) -> None:
    phone = Phone(app, "someone")
    app.config["WECHAT_FRESHNESS_S"] = 300
    answer = phone.push(phone.text("菜单"), timestamp=str(int(clock.now().timestamp()) - 301))
    assert answer.status_code == 403


def test_an_unknown_event_is_taken_in_without_a_reply(app: Flask) -> None:
    assert Phone(app, "someone").event("something_new_from_wechat") == ""
    assert count(InboundMessage) == 1


def test_a_house_code_in_a_scanned_slip_leads_to_a_home(app: Flask) -> None:
    world = a_world(app)
    with transaction():
        code = roster.reissue_code(world.room.id, "test:maker", clock.now())
    phone = Phone(app, "newcomer")
    first = phone.event("subscribe", EventKey=f"qrscene_house:{code}", Ticket="t")
    assert "501" in first or "同意" in first
    before = count(Binding)
    for words in ("同意", "是", "王小明", "不是"):
        phone.say(words)
    assert count(Binding) == before + 1


def test_who_leaves_is_forgotten_by_wechat_name_but_answers_stay(app: Flask) -> None:
    world = a_world(app)
    phone = phone_of(world, world.wang)
    phone.say("菜单")
    phone.event("unsubscribe")
    db.session.rollback()
    assert db.session.get_one(Contact, world.wang).openid.startswith("gone-")
    assert phone.event("unsubscribe") == ""


def test_word_of_leaving_that_comes_late_does_not_undo_coming_back(app: Flask) -> None:
    phone = Phone(app, "wanderer")
    phone.event("subscribe")
    long_ago = str(int(clock.now().timestamp()) - 60)
    phone.event("unsubscribe", CreateTime=long_ago)
    db.session.rollback()
    assert db.session.execute(select(Contact.openid)).scalars().all() == ["wanderer"]


def test_who_leaves_takes_their_words_to_the_clerk_along(app: Flask) -> None:
    world = a_world(app)
    phone = phone_of(world, world.wang)
    for words in ("人工", "楼道灯坏了"):
        phone.say(words)
    assert count(HelpMessage) == 1
    phone.event("unsubscribe")
    assert count(HelpMessage) == 0


def test_a_bug_is_apologised_for_once_and_the_next_message_is_served(app: Flask) -> None:
    phone = Phone(app, "someone")
    phone.say("菜单")
    with transaction():
        db.session.execute(db.text("UPDATE conversation SET state_sealed = 'v1.dev1.AAAA'"))
    message = phone.text("1")
    first = phone.words(phone.push(message))
    assert phone.words(phone.push(message)) == first
    row = db.session.execute(select(InboundMessage).where(InboundMessage.reference.is_not(None))).scalar_one()
    assert row.reference in first


@pytest.mark.parametrize(("times", "is_apology"), [(1, False), (2, True)])
def test_a_clash_with_another_message_is_tried_once_more_and_then_is_a_bug(
    app: Flask, monkeypatch: pytest.MonkeyPatch, times: int, is_apology: bool
) -> None:
    phone, real, clashes = Phone(app, "someone"), desk.take_message, [None] * times

    def clashing(*told: Any) -> str:
        if clashes:
            clashes.pop()
            raise IntegrityError("INSERT", {}, ValueError("UNIQUE constraint failed"))
        return real(*told)

    monkeypatch.setattr(desk, "take_message", clashing)
    answer = phone.push(phone.text("菜单"))
    assert answer.status_code == 200
    found = db.session.execute(select(InboundMessage.reference)).scalars().all()
    assert (found != [None]) is is_apology
    assert clashes == []


def test_a_notice_that_could_not_be_sent_is_told_when_they_write(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    polls.tell_poll_opened({"poll": poll.id}, clock.now() + timedelta(seconds=1))
    phone = phone_of(world, world.wang)
    assert poll.title in phone.say("菜单")
    assert poll.title not in phone.say("菜单")


def test_who_has_just_answered_is_not_told_that_the_poll_has_opened(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    phone = phone_of(world, world.li)
    phone.say("投票")
    polls.tell_poll_opened({"poll": poll.id}, clock.now() + timedelta(seconds=1))
    said = [phone.say(words) for words in "1111111"]
    receipt = next(words for words in said if "回执" in words)
    assert "开始了" not in receipt
    assert "开始了" not in phone.say("菜单")


def test_the_revisions_of_an_answer_are_all_kept(app: Flask) -> None:
    world = a_world(app)
    an_open_poll(world.compound)
    phone = phone_of(world, world.li)
    for _ in range(2):
        phone.say("菜单")
        for _ in range(10):
            phone.say("1")
    assert count(Answer) == 1
    assert count(AnswerRevision) >= 1


def test_the_result_of_a_counted_poll_is_told_in_the_chat(app: Flask) -> None:
    world = a_world(app)
    poll = close(an_open_poll(world.compound))
    app.config["CLOCK_OFFSET_S"] += int(timedelta(days=30).total_seconds())
    reply = phone_of(world, world.wang).say("投票结果")
    assert poll.title in reply
    assert "没能处理" not in reply
    assert db.session.execute(select(InboundMessage.reference)).scalars().all() == [None]
