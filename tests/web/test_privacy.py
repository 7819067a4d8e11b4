"""A resident's own data: seen, put right, taken along, deleted; consent asked anew with a new notice."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, text

from app.audit.queries import entries_about
from app.chats import operations as chats
from app.cli.sealed import is_sealed, sealed_columns
from app.core import clock
from app.core.db import db, transaction
from app.core.encryption import keyring
from app.roster import operations as roster
from app.roster import queries
from bots.desk import NOTICE_VERSION
from bots.texts.sentences import SENTENCES
from tests import factories as make
from tests.app.polls.making import an_open_poll, answer
from tests.pages import check_page
from tests.people import World, a_world

TEMPLATES = Path(__file__).resolve().parents[2] / "app/templates"
NOTICE = ("web/privacy.html", "roster/resident_consent.html")
VERSIONS = {  # every wording people have agreed to, by its version: a new text is a new line
    "2026-11-2": "d3b7566bba4e8bd1",
    "2026-11-3": "f4ed457cf08f0155",
}
HINT = "the privacy notice has another wording: give NOTICE_VERSION a new name and add its digest here"


@pytest.fixture
def world(app: Flask) -> World:
    """The five people; forms need no token here, what they carry is checked by `check_page`."""
    app.config["WTF_CSRF_ENABLED"] = False
    return a_world(app)


def seen(client: FlaskClient, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.text
    check_page(answer.text, url)
    return answer.text


def digest_of_notice() -> str:
    words = [(TEMPLATES / name).read_text("utf-8") for name in NOTICE] + [SENTENCES["privacy-notice"]]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def test_a_new_wording_of_the_notice_has_a_new_version() -> None:
    assert VERSIONS.get(NOTICE_VERSION) == digest_of_notice(), HINT
    assert len(set(VERSIONS.values())) == len(VERSIONS)


def test_the_page_shows_what_is_kept_and_masks_name_and_number(world: World) -> None:
    client = world.resident(world.wang)
    page = seen(client, "/my/privacy")
    assert "王*英" in page
    assert "138****0001" in page
    assert "王秀英" not in page
    assert "13806350001" not in page
    assert f"同意第 {NOTICE_VERSION} 版" in page
    page = seen(client, "/my/privacy?shown=yes")
    assert "王秀英" in page
    assert "13806350001" in page
    assert "没有绑定房屋" in seen(world.resident(make.a_contact()), "/my/privacy")


def test_what_was_answered_said_and_told_is_on_the_page_and_only_ones_own(world: World) -> None:
    poll = an_open_poll(world.compound)
    answer(poll, queries.homes_of(world.wang)[0])
    with transaction():
        chats.open_help(world.wang, world.compound.id, "楼道灯坏了", clock.now())
    own = seen(world.resident(world.wang), "/my/privacy")
    assert poll.title in own
    assert "1 句话" in own
    for other in (world.li, world.zhao):
        page = seen(world.resident(other), "/my/privacy")
        assert poll.title not in page
        assert "没有找过" in page


def test_visits_to_the_door_are_on_the_page_and_in_the_copy_in_words(world: World) -> None:
    with transaction():
        at, plan = clock.now(), roster.RoundPlan("送房屋码", "binding")
        rooms = [world.room.id]
        planned = roster.plan_round(world.compound.id, plan, world.clerk, at, room_ids=rooms).id
        said = roster.VisitSaid(world.room.id, "0123456789abcdef", "refused", "请改天再来")
        roster.note_visit(planned, said, world.clerk, at)
    words = "3号楼2单元501，送房屋码：拒绝。记的话：请改天再来"
    for contact in (world.wang, world.li):
        assert seen(world.resident(contact), "/my/privacy").count(words) == 1
    assert words not in seen(world.resident(world.zhao), "/my/privacy")
    reply = world.resident(world.wang).post("/my/privacy/export")
    with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
        kept, page = json.loads(archive.read("data.json")), archive.read("index.html").decode()
    assert words in page
    assert [one["outcome"] for one in kept["visits"]] == ["refused"]


def test_the_links_lead_there_and_out(world: World) -> None:
    client = world.resident(world.wang)
    for url in ("/my/", "/my/records"):
        assert 'href="/my/privacy"' in seen(client, url)
    for url in ("/my/privacy", "/my/records"):
        assert 'action="/my/sign-out"' in seen(client, url)
    assert client.post("/my/sign-out").status_code == 303
    assert client.get("/my/privacy").status_code == 303


def test_a_copy_is_a_zip_for_programs_and_for_people(world: World) -> None:
    answer(an_open_poll(world.compound), queries.homes_of(world.wang)[0])
    reply = world.resident(world.wang).post("/my/privacy/export")
    assert (reply.status_code, reply.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
        kept, page = json.loads(archive.read("data.json")), archive.read("index.html").decode()
    assert kept["people"][0]["records"][0]["name"] == "王秀英"
    assert len(kept["answers"]) == 1
    assert "13806350001" in page
    whole = seen(world.resident(world.wang), "/my/privacy/all")
    for words in (page, whole):
        assert "先修哪一样：屋顶" in words
        assert "13806350001" in words
        assert "roof" not in words
    everything = json.dumps(kept, ensure_ascii=False) + page
    assert not [word for word in ("李建国", "赵敏", "13806350003") if word in everything]
    assert entries_about(f"contact:{world.wang}")[-1].act == "data.export"


def changed(client: FlaskClient, binding: int, old: str, *, new: str = "13900000009") -> tuple[int, str]:
    reply = client.post("/my/privacy/phone", data={"binding": binding, "old": old, "new": new})
    return reply.status_code, reply.text


def test_a_telephone_is_changed_by_whoever_knows_the_old_one(world: World) -> None:
    client, home = world.resident(world.wang), queries.homes_of(world.wang)[0]
    seen(client, "/my/privacy/correct")
    status, page = changed(client, home.binding_id, "13000000000")
    assert (status, "还能试 4 次" in page, "13900000009" in page) == (422, True, True)
    assert changed(client, home.binding_id, "13806350001", new="12")[0] == 422
    assert changed(world.resident(world.zhao), home.binding_id, "13806350001")[0] == 404
    assert changed(client, home.binding_id, "13806350001")[0] == 303
    assert queries.phones_of([home.person_id]) == {home.person_id: "13900000009"}
    for _ in range(3):
        changed(client, home.binding_id, "13000000000")
    status, page = changed(client, home.binding_id, "13000000000")
    assert (status, "今天试错太多次" in page) == (423, True)
    assert changed(client, home.binding_id, "13900000009")[0] == 423


def asked(client: FlaskClient, binding: int, wish: tuple[str, str]) -> int:
    data = {"binding": binding, "wish": wish[0], "words": wish[1]}
    return client.post("/my/privacy/correct", data=data).status_code


def test_the_desk_puts_a_name_right_and_says_why_not(world: World) -> None:
    client, home = world.resident(world.wang), queries.homes_of(world.wang)[0]
    for wrong in (("", "x"), ("name", " "), ("phone", "1")):
        assert asked(client, home.binding_id, wrong) == 422
    assert asked(world.resident(world.zhao), home.binding_id, ("name", "王秀")) == 404
    assert asked(client, home.binding_id, ("name", "王秀瑛")) == 303
    assert asked(client, home.binding_id, ("other", "面积写错了")) == 303
    clerk, (first, second) = world.staff(world.clerk), queries.requests_in([world.compound.id])
    page = seen(clerk, "/committee/roster/claims")
    assert "要求更正资料的（2）" in page
    url = f"/committee/roster/corrections/{first.id}"
    for outsider in (world.staff(world.official), world.staff(make.a_clerk(world.next_compound)), client):
        assert outsider.post(url, data={"act": "grant"}).status_code in (303, 403)
    assert clerk.post(url, data={"act": "grant"}).status_code == 303
    assert clerk.post(url, data={"act": "grant"}).status_code == 409
    assert queries.homes_of(world.wang)[0].person_name == "王秀瑛"
    url = f"/committee/roster/corrections/{second.id}"
    assert clerk.post(url, data={"act": "refuse", f"answer-{second.id}": ""}).status_code == 422
    assert clerk.post(url, data={"act": "refuse", f"answer-{second.id}": "请带房产证"}).status_code == 303
    page = seen(client, "/my/privacy")
    assert "请带房产证" in page
    assert "已经改好" in page


def a_member(world: World) -> tuple[int, FlaskClient]:
    """Somebody who gave a name by code and a claim with a number, chatted and answered."""
    contact = make.a_contact("the-openid-of-li-xiaoyun")
    with transaction():
        code = roster.reissue_code(world.second_room.id, "staff:CLERK", clock.now())
        roster.redeem(contact, code, clock.now(), name="李小云")
        roster.request_binding(contact, world.room.id, clock.now(), name="李小云", phone="13977778888")
        chats.open_help(contact, world.compound.id, "李小云的电话是 13977778888", clock.now())
        chats.hold_conversation(contact, clock.now())
        chats.keep_conversation(contact, {"memo": {"name": "李小云"}}, clock.now())
    (dispute,) = [one for one in queries.disputes_in([world.compound.id]) if one.cause == "owner-bound"]
    with transaction():
        roster.speak_in_dispute(contact, dispute.id, "我是李小云", clock.now())
        binding = queries.homes_of(contact)[0].binding_id
        roster.ask_change(contact, binding, roster.Asked("name", "李小云儿"), clock.now())
    answer(an_open_poll(world.compound, per="resident"), queries.homes_of(contact)[0])
    return contact, world.resident(contact)


def traces(*words: str) -> list[str]:
    """Where any table still holds one of these words, in the open or under its seal."""
    db.session.rollback()
    found = []
    for table in inspect(db.engine).get_table_names():
        for row in db.session.execute(text(f'SELECT * FROM "{table}"')):
            found += [table for word in words if any(word in str(value) for value in row)]
    for column in sealed_columns():
        for row in db.session.execute(select(column.table).where(is_sealed(column))).mappings():
            opened = keyring().open(row[column.name], column.bound_to(row))
            found += [str(column) for word in words if word in opened]
    return found


@pytest.mark.parametrize("how", ["erase", "unfollow"])
def test_nothing_in_any_table_names_somebody_who_left(world: World, how: str) -> None:
    contact, client = a_member(world)
    marks = ("the-openid-of-li-xiaoyun", "李小云", "13977778888")
    assert {"contact", "person.name_sealed", "conversation.state_sealed", "help_message.text_sealed",
            "dispute_side.words_sealed", "data_request.words_sealed"} <= set(traces(*marks))  # fmt: skip
    before = world.app.test_client()
    if how == "erase":
        page = seen(client, "/my/privacy/erase")
        assert "要留下的，为什么" in page
        assert client.post("/my/privacy/erase").status_code == 422
        assert queries.homes_of(contact)
        reply = client.post("/my/privacy/erase", data={"sure": "1"})
        check_page(reply.text, "/my/privacy/erase")
        assert "删好了" in reply.text
    else:
        phone_leaves(contact)
    assert traces(*marks) == []
    assert client.get("/my/privacy").status_code == 303, "the session is worth nothing any more"
    assert before.get("/").status_code == 200
    assert db.session.execute(text("SELECT count(*) FROM answer")).scalar() == 1


def phone_leaves(contact: int) -> None:
    """What the webhook does on WeChat's word."""
    openid = queries.get_contact(contact).openid
    with transaction():
        chats.hold_conversation(contact, clock.now())
        roster.unfollow("main", openid, clock.now())
        chats.forget_conversation(contact, clock.now())


def test_who_comes_back_with_a_code_is_bound_again_and_the_log_shows_both(world: World) -> None:
    contact, client = a_member(world)
    client.post("/my/privacy/erase", data={"sure": "1"})
    with transaction():
        again = roster.follow("main", "the-openid-of-li-xiaoyun", clock.now())
        roster.consent(again, NOTICE_VERSION, clock.now())
        code = queries.house_code_of(world.second_room.id)
        assert code
        roster.redeem(again, code, clock.now(), name="李小云")
    assert again != contact
    rows = [row for row in queries.history_of(world.second_room.id) if row.evidence == "code"]
    assert [(row.state, row.ended_why) for row in rows] == [("active", None), ("ended", "deleted")]


def test_a_withdrawn_consent_ends_what_it_allowed_and_keeps_the_rest(world: World) -> None:
    contact, client = a_member(world)
    seen(client, "/my/privacy/withdraw")
    assert client.post("/my/privacy/withdraw").status_code == 422
    assert client.post("/my/privacy/withdraw", data={"sure": "1"}).status_code == 303
    page = seen(client, "/my/privacy?done=withdrawn")
    assert "收回同意" in page
    assert "没有绑定房屋" in page
    assert queries.homes_of(contact) == []
    assert queries.get_contact(contact).consent_version is None
    assert "13977778888" not in "".join(traces("person.phone_sealed"))
    assert set(traces("李小云")) == {"help_message.text_sealed"}
    assert "绑定之前" in client.get("/my/bind").text


def test_who_agreed_to_an_older_notice_is_asked_again_at_the_next_page(world: World) -> None:
    with transaction():
        roster.consent(world.wang, "2026-11", clock.now())
    client = world.resident(world.wang)
    reply = client.get("/my/polls?x=1")
    assert (reply.status_code, reply.location) == (303, "/my/privacy/consent?to=/my/polls%3Fx%3D1")
    page = seen(client, reply.location)
    assert NOTICE_VERSION in page
    seen(client, "/my/privacy")
    form = client.post("/my/speaking-for", data={"binding": "1"})
    assert (form.status_code, form.location) == (303, "/my/privacy/consent?to=/my/&unsent=1")
    assert "还没有收下" in seen(client, form.location)
    assert "还没有收下" not in page
    assert client.post("/my/privacy/consent", data={"to": "//evil.example"}).location == "/my/"
    assert client.get("/my/polls").status_code == 200
    assert seen(world.resident(make.a_contact(consented=False)), "/my/")
