"""Story: one telephone for a family: two homes, two people, and each answer recorded for the right one."""

from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.polls.models import Answer, AnswerRevision
from app.polls.queries.answers import said_in
from tests import factories as make
from tests.app.chats.phone import Phone
from tests.app.notifications.platform import openid_of
from tests.app.polls.making import an_open_poll
from tests.pages import check_page
from tests.people import World

ONE = {
    "title": "先修什么",
    "questions": [
        {"key": "first", "kind": "single", "title": "先修哪一样", "options": [
            {"key": "roof", "label": "屋顶"}, {"key": "road", "label": "道路"}]},
    ],
}  # fmt: skip


def test_each_answer_is_recorded_for_the_home_and_person_that_was_named(app: Flask, world: World) -> None:
    son = make.a_person(world.compound, "王小军")
    flat = make.a_room(world.unit, "401", floor=4)
    family = make.a_contact("family-phone")
    make.a_binding(family, world.room, world.wang_person, is_owner=True)
    make.a_binding(family, flat, son)
    poll = an_open_poll(world.compound, ONE)
    phone = Phone(app, openid_of(family))

    _answer_for(phone, "401", "王小军", pick="2")
    assert recorded() == {(flat.id, son.id): {"first": "road"}}
    _answer_for(phone, "501", "王秀英", pick="1")
    assert recorded()[(world.room.id, world.wang_person.id)] == {"first": "roof"}
    assert len(recorded()) == 2, "the second home did not write over the first"

    page = world.resident(family).get(f"/my/polls/{poll.public_id}")
    check_page(page.text, f"http://localhost/my/polls/{poll.public_id}")
    assert "您替哪一户回答" in page.text
    assert "3号楼2单元501" in page.text
    assert "3号楼2单元401" in page.text


def _answer_for(phone: Phone, number: str, person: str, *, pick: str) -> None:
    asked = phone.say("投票")
    if "代表哪一户" not in asked:
        asked = phone.say("换一户")
    line = next(line for line in asked.splitlines() if number in line)
    assert person in line, f"the list names the person: {asked}"
    asked = phone.say(line[0])
    assert number in asked
    assert person in asked, "before the first question it says for whom"
    review = phone.say(pick)
    assert number in review
    assert person in review, "and once more before it is handed in"
    receipt = phone.say("1")
    assert "回执" in receipt
    assert number in receipt
    assert person in receipt


def recorded() -> dict[tuple[int, int | None], object]:
    """Every answer, by home and person."""
    db.session.rollback()
    db.session.expire_all()
    newest = (
        (AnswerRevision.poll_id == Answer.poll_id)
        & (AnswerRevision.respondent == Answer.respondent)
        & (AnswerRevision.revision == Answer.revision)
    )
    rows = db.session.execute(select(Answer, AnswerRevision).join(AnswerRevision, newest))
    return {(row.room_id, row.person_id): said_in(said.content) for row, said in rows}
