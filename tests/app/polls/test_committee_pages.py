"""Committee pages: a clerk draws a poll up, opens it, writes paper down, closes it and prints the result."""

import io
from datetime import timedelta

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import event

from app.core import clock
from app.core.db import db
from app.polls import forms, queries
from surveys.questionnaires import Question
from tests import factories as make
from tests.app.polls.browsing import a_live_poll, hidden, page, send, shut
from tests.app.polls.making import answer, home_of
from tests.people import World, a_world

NEW = "/committee/polls/new"


def drawn_up(world: World, **fields: str) -> str:
    """The address of a poll just begun by the clerk."""
    begun = {"compound": world.compound.public_id, "template": "", "title": "修哪里"} | fields
    reply = send(world.staff(world.clerk), "/committee/polls", NEW, **begun)
    return reply.location.removesuffix("/questions")


def tomorrow(days: int = 1) -> str:
    return forms.moment_out(clock.now() + timedelta(days=days))


def test_a_clerk_takes_a_template_through_to_opening(app: Flask) -> None:
    world = a_world(app)
    url = drawn_up(world, template="willingness-and-menu", title="")
    clerk = world.staff(world.clerk)
    for part in ("/questions", "/plan", "/preview", "", "/paper"):
        page(clerk, url + part)
    send(
        clerk,
        f"{url}/plan",
        f"{url}/plan",
        scope="compound",
        audience="residents",
        per="room",
        closes_at=tomorrow(),
    )
    assert "现在开始" in page(clerk, url)
    send(clerk, f"{url}/open", url)
    poll = queries.find_poll(url.rsplit("/", 1)[-1])
    assert poll is not None
    assert (poll.state(clock.now()), poll.eligible) == ("open", 2)
    assert "正在进行" in page(clerk, "/committee/polls")


def test_a_clerk_asks_their_own_questions_one_by_one(app: Flask) -> None:
    world = a_world(app)
    url, clerk = drawn_up(world), world.staff(world.clerk)
    asked = f"{url}/questions"
    menu = {"options": "路灯\n绿化\n\n车位", "exclusive": "都不需要", "most": "2", "required": "1"}
    send(clerk, asked, asked, kind="multiple", title="要什么", **menu)
    send(clerk, asked, asked, kind="rating", title="打几分", least="1", most="5")
    send(clerk, asked, asked, kind="single", title="先修哪里", options="楼顶\n道路", required="1")
    send(clerk, f"{asked}/q3", asked, act="up")
    send(clerk, f"{asked}/q2", asked, act="remove")
    send(clerk, f"{url}/wording", asked, title="修什么", purpose="定先后")
    poll = queries.find_poll(url.rsplit("/", 1)[-1])
    assert poll is not None
    questions = poll.questionnaire.questions
    assert [(each.key, each.kind, each.required) for each in questions] == [
        ("q1", "multiple", True),
        ("q3", "single", True),
    ]
    assert (questions[0].most, questions[0].options[-1].exclusive) == (2, True)
    assert (poll.title, poll.questionnaire.purpose) == ("修什么", "定先后")


def test_going_on_takes_the_question_along_that_was_begun(app: Flask) -> None:
    world = a_world(app)
    url, clerk = drawn_up(world), world.staff(world.clerk)
    asked = f"{url}/questions"
    reply = send(clerk, asked, asked, status=422, kind="single", act="next")
    assert "还没有题目" in reply.get_data(as_text=True)
    reply = send(clerk, asked, asked, status=422, kind="single", title="先修哪里", act="next")
    assert 'value="先修哪里"' in reply.get_data(as_text=True)
    reply = send(clerk, asked, asked, kind="single", title="先修哪里", options="楼顶\n道路", act="next")
    assert reply.location == f"{url}/plan"
    assert send(clerk, asked, asked, kind="single", act="next").location == f"{url}/plan"
    poll = queries.find_poll(url.rsplit("/", 1)[-1])
    assert poll is not None
    assert [each["title"] for each in poll.document["questions"]] == ["先修哪里"]


def test_a_question_is_put_in_other_words_and_its_options_keep_their_keys(app: Flask) -> None:
    world = a_world(app)
    url, clerk = drawn_up(world, template="elevator-stances"), world.staff(world.clerk)
    one = f"{url}/questions/stance"
    assert "同意，暂不出资" in page(clerk, one)
    reply = send(clerk, f"{one}/wording", one, status=422, title="怎么看", options="同意")
    assert "至少要有两个选项" in reply.get_data(as_text=True)
    send(clerk, f"{one}/wording", one, title="怎么看", options="反对\n同意\n没想好", required="1")
    poll = queries.find_poll(url.rsplit("/", 1)[-1])
    assert poll is not None
    stance = poll.questionnaire.questions[0]
    assert (stance.key, stance.title, stance.kind) == ("stance", "怎么看", "single")
    assert stance.option_keys == ("oppose", "agree", "o1")
    concerns = f"{url}/questions/concerns"
    before = poll.questionnaire.questions[1]
    send(clerk, f"{concerns}/wording", concerns, **hidden_of(before))
    poll = queries.get_poll(poll.id)
    assert poll.questionnaire.questions[1] == before
    assert page(clerk, f"{url}/questions/none-such", 404)


def hidden_of(question: Question) -> dict[str, str]:
    """The fields of its form, left as they are."""
    asked = {"key": question.key, "kind": question.kind, "title": question.title, "hint": question.hint}
    options = [{"key": one.key, "label": one.label, "exclusive": one.exclusive} for one in question.options]
    bounds = {"least": question.least, "most": question.most, "required": question.required}
    return forms.question_out(asked | bounds | {"options": options})


def test_who_asks_too_few_is_told_before_it_opens_that_nothing_can_be_published(app: Flask) -> None:
    world = a_world(app)
    url, clerk = drawn_up(world, template="elevator-stances"), world.staff(world.clerk)
    for part in ("/plan", ""):
        html = page(clerk, url + part)
        assert "一个数都不公布" in html
        assert "is_intention" not in html
    for number in range(20):
        make.a_room(world.unit, f"9{number:02}")
    for part in ("/plan", ""):
        assert "多半是空的" in page(clerk, url + part)
    for number in range(80):
        make.a_room(world.unit, f"8{number:02}")
    assert "多半是空的" not in page(clerk, url)


@pytest.mark.parametrize(("fields", "words"), [
    ({"kind": "single", "title": "先修哪里", "options": "楼顶"}, "至少要有两个选项"),
    ({"kind": "single", "title": " ", "options": "甲\n乙"}, "请写上题目"),
    ({"kind": "rating", "title": "打分", "most": "很多"}, "要写数字"),
])  # fmt: skip
def test_a_question_nobody_could_answer_comes_back_with_the_reason(
    app: Flask, fields: dict, words: str
) -> None:
    world = a_world(app)
    url = drawn_up(world)
    reply = send(world.staff(world.clerk), f"{url}/questions", f"{url}/questions", status=422, **fields)
    assert words in reply.get_data(as_text=True)


def test_a_poll_can_be_set_to_open_by_itself_for_some_stairwells(app: Flask) -> None:
    world = a_world(app)
    url, clerk = drawn_up(world, template="elevator-stances"), world.staff(world.clerk)
    unit = f"{world.unit.building_id}-{world.unit.id}"
    send(clerk, f"{url}/plan", f"{url}/plan", scope="units", unit=unit, audience="owners", per="resident",
         opens_at=tomorrow(), closes_at=tomorrow(9))  # fmt: skip
    page(clerk, f"{url}/plan")
    send(clerk, f"{url}/schedule", url)
    poll = queries.find_poll(url.rsplit("/", 1)[-1])
    assert poll is not None
    assert poll.state(clock.now()) == "scheduled"
    assert poll.scope.to_json() == {
        "kind": "units",
        "units": [[str(world.unit.building_id), str(world.unit.id)]],
    }
    assert "还没开始" in page(app.test_client(), f"/p/{poll.public_id}")


def test_the_clerk_writes_paper_down_from_the_keyboard(app: Flask) -> None:
    world = a_world(app)
    poll, clerk = a_live_poll(world.compound), world.staff(world.clerk)
    desk = f"/committee/polls/{poll.public_id}/desk"
    page(clerk, desk)
    for typed in ("3-2-501", "501", world.room.label):
        assert f"{desk}/{world.room.id}" in page(clerk, f"{desk}?room={typed}")
    assert "没有找到" in page(clerk, f"{desk}?room=999")
    form = f"{desk}/{world.room.id}"
    key = hidden(page(clerk, form))["idempotency_key"]
    fields = {"channel": "door", "happened_at": forms.moment_out(clock.now()), "idempotency_key": key}
    send(clerk, form, form, status=422, **fields)
    send(clerk, form, form, q__first="roof", **fields)
    assert "登记好了" in page(clerk, desk)
    send(clerk, form, form, q__first="roof", **fields | {"idempotency_key": "other"}, status=409)
    assert queries.turnout_for(poll).by_channel == {"door": 1}
    assert "已答·上门" in page(clerk, f"/committee/polls/{poll.public_id}/turnout")


def test_a_resident_who_answered_is_not_written_over(app: Flask) -> None:
    world = a_world(app)
    poll, clerk = a_live_poll(world.compound), world.staff(world.clerk)
    answer(poll, home_of(world.li), at=poll.opens_at)
    form = f"/committee/polls/{poll.public_id}/desk/{world.room.id}"
    assert "q__first" not in page(clerk, form), "nobody types what would be refused"
    end = f"/committee/polls/{poll.public_id}/end"
    reply = send(clerk, form, end, status=409, channel="paper", q__first="road", idempotency_key="k")
    assert "不能代改" in reply.get_data(as_text=True)


def test_where_each_person_answers_the_form_names_them(app: Flask) -> None:
    world = a_world(app)
    poll, clerk = a_live_poll(world.compound, per="resident"), world.staff(world.clerk)
    form = f"/committee/polls/{poll.public_id}/desk/{world.room.id}"
    assert "王秀英" in page(clerk, form)
    send(clerk, form, form, channel="phone", person=world.li_person.id, q__first="roof", idempotency_key="k")
    assert [row.person_id for row in queries.standings_in(poll.id)] == [world.li_person.id]
    page(clerk, f"/committee/polls/{poll.public_id}/turnout")


def test_ending_a_poll_takes_a_reason_that_everybody_reads(app: Flask) -> None:
    world = a_world(app)
    poll, clerk = a_live_poll(world.compound), world.staff(world.clerk)
    url = f"/committee/polls/{poll.public_id}"
    send(clerk, f"{url}/extend", f"{url}/end", closes_at=tomorrow(20), reason="下雨，再等几天")
    assert "下雨，再等几天" in page(app.test_client(), f"/p/{poll.public_id}")
    send(clerk, f"{url}/close", f"{url}/close")
    assert "正在清点" in page(app.test_client(), f"/p/{poll.public_id}")
    send(clerk, f"{url}/void", f"{url}/void?reason=题目写错了", reason="题目写错了")
    html = page(app.test_client(), f"/p/{poll.public_id}")
    assert "已作废" in html
    assert "题目写错了" in html


def test_the_stairwells_of_the_turnout_lead_to_their_homes(app: Flask) -> None:
    world = a_world(app)
    poll, clerk = a_live_poll(world.compound), world.staff(world.clerk)
    html = page(clerk, f"/committee/polls/{poll.public_id}/turnout")
    assert f'href="#unit-{world.unit.id}"' in html
    assert f'id="unit-{world.unit.id}"' in html


def test_an_end_for_good_is_asked_once_more_and_looking_ends_nothing(app: Flask) -> None:
    world = a_world(app)
    poll, clerk = a_live_poll(world.compound), world.staff(world.clerk)
    url = f"/committee/polls/{poll.public_id}"
    choices = page(clerk, f"{url}/end")
    assert f'href="{url}/close"' in choices
    assert f'action="{url}/close"' not in choices
    assert "已答 0 户，共 2 户" in page(clerk, f"{url}/close")
    asked = page(clerk, f"{url}/void?reason=题目写错了")
    assert hidden(asked)["reason"] == "题目写错了"
    assert clerk.get(f"{url}/void").location.endswith("/end"), "nothing is void without a reason"
    assert queries.get_poll(poll.id).state(clock.now()) == "open"


def test_a_clerk_of_elsewhere_finds_nothing_here(app: Flask) -> None:
    world = a_world(app)
    poll = a_live_poll(world.compound)
    other = world.staff(make.a_clerk(world.next_compound))
    for part in (
        "",
        "/questions",
        "/plan",
        "/turnout",
        "/results",
        "/desk",
        "/end",
        "/close",
        "/void?reason=x",
        "/turnout.xlsx",
        "/results.xlsx",
    ):
        assert other.get(f"/committee/polls/{poll.public_id}{part}").status_code == 404, part
    assert poll.title not in page(other, "/committee/polls")
    token = hidden(page(other, NEW))["csrf_token"]
    reply = other.post(
        "/committee/polls", data={"csrf_token": token, "compound": world.compound.public_id, "title": "x"}
    )
    assert reply.status_code == 403


def test_the_committee_reads_results_and_words_after_the_close(app: Flask) -> None:
    world = a_world(app)
    poll, clerk = a_live_poll(world.compound), world.staff(world.clerk)
    answer(poll, home_of(world.li), {"first": "roof", "words": "=1+1"}, at=poll.opens_at)
    for number in range(4):
        room = make.a_room(world.unit, f"{number + 10}01", floor=number + 10)
        said = {"first": "roof", "words": f"第{number}句"}
        answer(poll, home_of(make.a_resident_contact(room)), said, at=poll.opens_at)
    url = f"/committee/polls/{poll.public_id}"
    assert clerk.get(f"{url}/results").status_code == 409
    shut(poll)
    assert "=1+1" in page(clerk, f"{url}/results")
    book = openpyxl.load_workbook(io.BytesIO(clerk.get(f"{url}/results.xlsx").data))
    sheet = book.active
    assert sheet.freeze_panes == "C3"
    assert sheet.page_setup.paperSize == 9
    assert "导出" in sheet.oddFooter.left.text
    assert {cell.data_type for row in sheet for cell in row if cell.value is not None} == {"n", "s"}


def test_the_words_of_a_few_are_shown_to_nobody(app: Flask) -> None:
    world = a_world(app)
    poll, clerk = a_live_poll(world.compound), world.staff(world.clerk)
    answer(poll, home_of(world.li), {"first": "roof", "words": "只有我这么说"}, at=poll.opens_at)
    shut(poll)
    assert "只有我这么说" not in page(clerk, f"/committee/polls/{poll.public_id}/results")


def test_a_title_can_never_become_a_formula(app: Flask) -> None:
    world = a_world(app)
    poll = a_live_poll(world.compound)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE poll SET title = '=HYPERLINK(\"x\")'")
    body = world.staff(world.clerk).get(f"/committee/polls/{poll.public_id}/turnout.xlsx").data
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    assert sheet["A1"].data_type == "s"
    assert sheet["A3"].value == world.room.label


def statements_for(world: World, url: str) -> int:
    """How many statements one page costs the clerk."""
    clerk = world.staff(world.clerk)
    seen: list[str] = []

    def note(*facts: object) -> None:
        seen.append(str(facts[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    page(clerk, url)
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_pages_cost_the_same_statements_for_many_polls_and_homes(app: Flask) -> None:
    world = a_world(app)
    poll = a_live_poll(world.compound)
    urls = ("/committee/polls", f"/committee/polls/{poll.public_id}/turnout")
    before = [statements_for(world, url) for url in urls]
    for number in range(8):
        a_live_poll(world.compound)
        room = make.a_room(world.unit, f"{number + 10}01", floor=number + 10)
        answer(poll, home_of(make.a_resident_contact(room)), at=poll.opens_at)
    assert [statements_for(world, url) for url in urls] == before
    assert max(before) <= 14, before  # the navigation's counts among them
