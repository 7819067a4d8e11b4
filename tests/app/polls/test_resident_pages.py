"""Residents' pages: the list, the questions, the look back, the receipt, the result, and who may see them."""

from flask import Flask

from app.core.db import transaction
from app.polls import operations, queries
from app.polls.operations import Whose
from app.roster import queries as roster
from tests import factories as make
from tests.app.polls.browsing import a_live_poll, hidden, page, send, shut
from tests.app.polls.making import an_open_poll, answer, home_of
from tests.people import a_world


def test_a_resident_answers_on_the_page_and_gets_a_receipt(app: Flask) -> None:
    world = a_world(app)
    poll, li = a_live_poll(world.compound), world.resident(world.li)
    start = f"/my/polls/{poll.public_id}"
    assert "先修什么" in page(li, "/my/polls")
    asked = page(li, start)
    assert "居委会看得到您家答没答" in asked
    binding = hidden(asked)["binding"]
    saved = send(li, f"{start}/draft", start, binding=binding, q__first="roof", q__also=["light", "green"])
    looked = page(li, saved.location)
    assert "屋顶" in looked
    assert "路灯；绿化" in looked
    fields = {
        name.replace("-", "__"): value for name, value in hidden(looked).items() if name != "csrf_token"
    }
    done = send(li, f"{start}/answer", saved.location, **fields)
    receipt = page(li, done.location)
    standing = queries.find_standing(poll.id, f"room:{world.room.id}")
    assert standing is not None
    assert all(part in receipt for part in standing.receipt.split("-"))
    assert world.room.label in receipt
    again = send(li, f"{start}/answer", start, **fields)
    assert again.location == done.location
    assert queries.find_standing(poll.id, f"room:{world.room.id}") == standing


def test_what_is_missing_is_said_at_its_question_and_the_rest_is_kept(app: Flask) -> None:
    world = a_world(app)
    poll, li = a_live_poll(world.compound), world.resident(world.li)
    start = f"/my/polls/{poll.public_id}"
    faulty = send(li, f"{start}/draft", start, status=422, q__also=["light", "none"], q__words="楼道灯坏了")
    html = faulty.get_data(as_text=True)
    assert "这一题还没有回答。" in html
    assert "选了这一项，就不能再选别的。" in html
    assert "楼道灯坏了" in page(li, start), "the draft waits for them"


def test_what_the_chat_began_the_page_goes_on_with(app: Flask) -> None:
    world = a_world(app)
    poll, li = a_live_poll(world.compound), world.resident(world.li)
    with transaction():
        whose = Whose(poll.id, world.li, world.room.id, world.li_person.id)
        operations.save_draft(whose, {"first": "road"}, "also", poll.opens_at)
    html = page(li, f"/my/polls/{poll.public_id}")
    assert 'id="q-first-road" value="road" checked' in html
    home = roster.homes_of(world.li)[0]
    kept = queries.find_draft(poll.id, world.li, home)
    assert kept is not None
    assert kept.step == "also"


def test_two_people_on_one_telephone_have_a_draft_each(app: Flask) -> None:
    world = a_world(app)
    poll = a_live_poll(world.compound)
    make.a_binding(world.li, world.room, world.wang_person)
    li, wang = roster.homes_of(world.li)
    with transaction():
        whose = Whose(poll.id, world.li, world.room.id, li.person_id)
        operations.save_draft(whose, {"first": "road"}, "also", poll.opens_at)
    assert queries.find_draft(poll.id, world.li, li) is not None
    assert queries.find_draft(poll.id, world.li, wang) is None


def test_who_has_two_homes_says_for_which(app: Flask) -> None:
    world = a_world(app)
    poll, wang = a_live_poll(world.compound), world.resident(world.wang)
    html = page(wang, f"/my/polls/{poll.public_id}")
    assert "您替哪一户回答" in html
    assert world.room.label in html
    assert world.second_room.label in html
    second = home_of(world.wang, 1)
    start = f"/my/polls/{poll.public_id}?binding={second.binding_id}"
    assert f"您现在代表 <strong>{second.label}" in page(wang, start)
    fields = {"binding": second.binding_id, "q__first": "roof", "idempotency_key": "k"}
    send(wang, f"/my/polls/{poll.public_id}/answer", start, **fields)
    assert [row.room_id for row in queries.standings_in(poll.id)] == [world.second_room.id]


def test_a_home_of_somebody_else_cannot_be_named(app: Flask) -> None:
    world = a_world(app)
    poll, li = a_live_poll(world.compound), world.resident(world.li)
    start, other = f"/my/polls/{poll.public_id}", home_of(world.wang, 1).binding_id
    fields = {"binding": other, "q__first": "roof", "idempotency_key": "k"}
    send(li, f"{start}/answer", start, status=404, **fields)
    assert queries.standings_in(poll.id) == []


def test_five_people_and_a_stranger_at_a_poll(app: Flask) -> None:
    world = a_world(app)
    poll = a_live_poll(world.compound)
    expected = {"wang": 200, "li": 200, "zhao": 403, "clerk": 303, "official": 303, "stranger": 303}
    for name, client in world.clients().items():
        assert client.get(f"/my/polls/{poll.public_id}").status_code == expected[name], name
        assert client.get(f"/p/{poll.public_id}").status_code == 200
    committee = {"wang": 303, "li": 303, "zhao": 303, "clerk": 200, "official": 403, "stranger": 303}
    for name, client in world.clients().items():
        assert client.get(f"/committee/polls/{poll.public_id}").status_code == committee[name], name


def test_a_key_used_with_other_answers_is_422_and_a_late_answer_409(app: Flask) -> None:
    world = a_world(app)
    poll, li = a_live_poll(world.compound), world.resident(world.li)
    start = f"/my/polls/{poll.public_id}"
    send(li, f"{start}/answer", start, first="roof", idempotency_key="k")
    send(li, f"{start}/answer", start, status=422, first="road", idempotency_key="k")
    token = hidden(page(li, start))["csrf_token"]
    shut(poll)
    reply = li.post(f"{start}/answer", data={"csrf_token": token, "first": "road", "idempotency_key": "late"})
    assert reply.status_code == 409
    assert li.post(f"{start}/answer", data={"first": "road", "idempotency_key": "n"}).status_code == 400


def test_a_closed_poll_shows_its_result_and_the_receipt(app: Flask) -> None:
    world = a_world(app)
    poll, li = a_live_poll(world.compound), world.resident(world.li)
    start = f"/my/polls/{poll.public_id}"
    assert li.get(f"{start}/result").status_code == 409
    answer(poll, home_of(world.li), at=poll.opens_at)
    shut(poll)
    assert "已经截止" in page(li, start)
    assert "不足 5 户" in page(li, f"{start}/result")
    assert "您的回答" in page(li, f"{start}/receipt")
    others = page(world.resident(world.wang), f"{start}/receipt?binding={home_of(world.wang).binding_id}")
    assert "您家 3号楼2单元501 回答了" in others
    assert not [words for words in ("您的回答", "您代表") if words in others]
    assert "已经结束" in page(li, "/my/polls")


def test_the_list_knows_that_time_is_up_before_the_worker_has_closed_the_poll(app: Flask) -> None:
    world = a_world(app)
    an_open_poll(world.compound)
    assert "已经结束" in page(world.resident(world.li), "/my/polls")


def test_who_is_bound_to_nothing_is_told_what_to_do_first(app: Flask) -> None:
    world = a_world(app)
    nobody = world.resident(make.a_contact())
    assert "您还没有绑定房屋" in page(nobody, "/my/polls")
    assert nobody.get(f"/my/polls/{a_live_poll(world.compound).public_id}").status_code == 403
