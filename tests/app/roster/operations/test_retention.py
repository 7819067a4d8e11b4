"""What need not be kept is forgotten in time, and the operators' page names every period."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from app.chats import jobs as chat_jobs
from app.chats import operations as chats
from app.chats.models import Conversation, HelpMessage, InboundMessage
from app.core import files
from app.core.db import db, transaction
from app.roster import jobs, operations, queries
from app.roster.models import Contact, EvidencePhoto, Person, SignInMiss, StaffSession, WrongTry
from app.roster.operations import misses, photos, retention, tries
from surveys.errors import Missing
from tests import factories as make

DAY = timedelta(days=1)
GUIDE = Path(__file__).resolve().parents[4] / "docs/operations.md"


def forget_after(days: int) -> None:
    jobs.forget_old({}, make.AT + days * DAY)
    db.session.expire_all()


def rows(table: type) -> int:
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def a_photo(binding_id: int, contact: int) -> str:
    body = io.BytesIO()
    Image.new("RGB", (30, 20)).save(body, "PNG")
    body.seek(0)
    sealed = files.keep_sealed_picture(body)
    with transaction():
        operations.add_photo(contact, binding_id, sealed, make.AT)
    return sealed[0]


def test_what_somebody_gave_for_a_home_they_left_goes_after_a_month(app: Flask) -> None:
    room = make.a_room()
    owner = make.an_owner(room, "王秀英")
    leaver, stayer = (
        make.a_resident_contact(room, name="王小明"),
        make.a_resident_contact(room, name="王小红"),
    )
    as_owner = make.a_resident_contact(room, person=owner, is_owner=True)
    with transaction():
        for contact in (leaver, as_owner):
            operations.unbind(contact, queries.homes_of(contact)[0].binding_id, make.AT)

    def names() -> set[str | None]:
        return {person.name for person in db.session.execute(select(Person)).scalars()}

    forget_after(30)
    assert names() == {"王秀英", "王小明", "王小红"}
    forget_after(31)
    assert names() == {"王秀英", None, "王小红"}
    assert queries.homes_of(stayer)[0].person_name == "王小红"
    assert [row.name for row in queries.history_of(room.id) if row.state == "ended"] == ["王秀英", ""]


def test_a_photograph_goes_a_month_after_the_decision_file_and_all(app: Flask) -> None:
    contact, room = make.a_contact(), make.a_room()
    with transaction():
        decided = operations.request_binding(contact, room.id, make.AT, name="王秀英")
    file = a_photo(decided, contact)
    with transaction():
        operations.refuse_binding(decided, "staff:CLERK", "看不清", make.AT + DAY)
    forget_after(30)
    ((photo_id,),) = queries.photos_of([decided]).values()
    photo = queries.get_photo(photo_id)
    assert files.open_sealed_picture(photo.file, photo.key)
    forget_after(32)
    assert queries.photos_of([decided]) == {}
    assert rows(EvidencePhoto) == 0
    with pytest.raises(Missing, match="picture-not-found"):
        files.open_sealed_picture(file, photo.key)


def test_a_photograph_of_a_claim_nobody_decides_goes_in_the_end(app: Flask) -> None:
    contact, room = make.a_contact(), make.a_room()
    with transaction():
        claim = operations.request_binding(contact, room.id, make.AT, name="王秀英")
    a_photo(claim, contact)
    forget_after(180)
    assert queries.photos_of([claim])
    forget_after(181)
    assert not queries.photos_of([claim])


def test_whoever_leaves_takes_their_photographs_along_at_once(app: Flask) -> None:
    contact, room = make.a_contact(), make.a_room()
    with transaction():
        claim = operations.request_binding(contact, room.id, make.AT, name="王秀英")
    a_photo(claim, contact)
    with transaction():
        operations.unbind(contact, claim, make.AT)
    assert queries.photos_of([claim]) == {}


def test_words_of_what_is_long_settled_go_and_how_it_was_settled_stays(app: Flask) -> None:
    room = make.a_room()
    wang = make.an_owner(room, "王秀英")
    first, second = make.a_resident_contact(room, person=wang, is_owner=True), make.a_contact()
    with transaction():
        operations.request_binding(second, room.id, make.AT, name="王秀英")
    (dispute,) = queries.disputes_in([room.compound_id])
    with transaction():
        operations.speak_in_dispute(first, dispute.id, "我住了二十年", make.AT)
        binding = queries.homes_of(first)[0].binding_id
        wish = operations.ask_change(first, binding, operations.Asked("other", "面积"), make.AT)
    with transaction():
        operations.decide_dispute(dispute.id, "staff:C", operations.Ruling("holder", "房产证"), make.AT)
        operations.refuse_change(wish, "staff:C", "没有错", make.AT)
    forget_after(180)
    assert queries.get_dispute(dispute.id).sides[1].words == "我住了二十年"
    forget_after(181)
    assert queries.get_dispute(dispute.id).sides[1].words == ""
    assert queries.get_dispute(dispute.id).reason == "房产证"
    assert (queries.get_request(wish).words, queries.get_request(wish).answer) == ("", "")


def test_counts_sessions_and_visitors_go_each_in_time(app: Flask) -> None:
    with transaction():
        tries.count_wrong("wechat:somebody", make.AT)
        misses.count_miss("203.0.113.9", make.AT)
        visitor = operations.contact_for("main", "looked-in-once", make.AT)
    follower = make.a_contact()
    make.a_staff_session(make.a_clerk(), make.AT)
    forget_after(2)
    assert (rows(WrongTry), rows(SignInMiss), rows(StaffSession)) == (1, 0, 1)
    forget_after(8)
    assert rows(WrongTry) == 0
    forget_after(31)
    assert db.session.get_one(Contact, visitor).openid.startswith("gone-")
    assert not db.session.get_one(Contact, follower).openid.startswith("gone-")
    forget_after(184)
    assert rows(StaffSession) == 0


def test_conversations_go_when_nobody_goes_on_with_them(app: Flask) -> None:
    compound, contact = make.a_compound(), make.a_contact()
    with transaction():
        chats.hold_conversation(contact, make.AT)
        chats.open_help(contact, compound.id, "楼道灯坏了", make.AT)
        chats.leave_help(contact, make.AT)
        chats.take_in({"dedupe_key": "k", "account": "main", "kind": "text", "event": "",
                       "received_at": make.AT, "contact_id": contact})  # fmt: skip
    counts = []
    for days in (30, 31, 181, 184):
        chat_jobs.forget_old_talks({}, make.AT + days * DAY)
        counts.append((rows(Conversation), rows(HelpMessage), rows(InboundMessage)))
    assert counts == [(1, 1, 1), (0, 1, 1), (0, 0, 1), (0, 0, 0)]


PERIODS = {
    "chats.operations.TALKS_KEPT": chats.TALKS_KEPT,
    "chats.operations.HELP_KEPT": chats.HELP_KEPT,
    "chats.operations.MESSAGES_KEPT": chats.MESSAGES_KEPT,
    "chats.jobs.KEPT": chat_jobs.KEPT,
    "roster.operations.photos.KEPT_AFTER_DECISION": photos.KEPT_AFTER_DECISION,
    "roster.operations.photos.KEPT_UNDECIDED": photos.KEPT_UNDECIDED,
    "roster.operations.retention.ENDED_TIES_KEPT": retention.ENDED_TIES_KEPT,
    "roster.operations.retention.DISPUTE_WORDS_KEPT": retention.DISPUTE_WORDS_KEPT,
    "roster.operations.retention.REQUEST_WORDS_KEPT": retention.REQUEST_WORDS_KEPT,
    "roster.operations.retention.STAFF_SESSIONS_KEPT": retention.STAFF_SESSIONS_KEPT,
    "roster.operations.retention.VISITORS_KEPT": retention.VISITORS_KEPT,
    "roster.operations.tries.KEPT": tries.KEPT,
    "roster.operations.misses.KEPT": misses.KEPT,
}


@pytest.mark.parametrize("name", PERIODS)
def test_the_operators_page_names_the_period(name: str) -> None:
    days = PERIODS[name].days
    assert f"| `{name}` | {days} day{'s' if days > 1 else ''} |" in GUIDE.read_text("utf-8")
