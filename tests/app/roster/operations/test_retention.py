"""What need not be kept is forgotten in time, and the operators' page names every period."""

import io
import os
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
from app.roster.models import (
    Contact,
    EvidencePhoto,
    Person,
    RosterCorrection,
    SignInMiss,
    StaffSession,
    WrongTry,
)
from app.roster.operations import misses, photos, rehearsals, retention, tries
from app.roster.views.committee import waiting
from app.roster.views.official import importing
from surveys.errors import Missing
from tests import factories as make

DAY = timedelta(days=1)
TENANTS = ("赵租客", "钱租客")
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
    "roster.operations.rehearsals.KEPT": rehearsals.KEPT,
    "roster.operations.tries.KEPT": tries.KEPT,
    "roster.operations.misses.KEPT": misses.KEPT,
}


@pytest.mark.parametrize("name", PERIODS)
def test_the_operators_page_names_the_period(name: str) -> None:
    days = PERIODS[name].days
    assert f"| `{name}` | {days} day{'s' if days > 1 else ''} |" in GUIDE.read_text("utf-8")


def a_guardian_bound_by_wechat() -> tuple[int, int]:
    """The guardian's contact, and their entry on the roster."""
    room = make.a_room()
    ward = make.an_owner(room, "小宝")
    guardian = make.a_person(db.session.get_one(make.Compound, room.compound_id), "李妈妈", "13806350009")
    contact = make.a_resident_contact(room, person=guardian)
    told = operations.Appointment(ward.id, operations.Somebody(guardian.id), "minor", "household book seen")
    with transaction():
        operations.appoint_guardian(room.compound_id, told, "staff:CLERK", make.AT)
    return contact, guardian.id


def test_a_guardian_who_leaves_wechat_keeps_the_name_the_roster_needs(app: Flask) -> None:
    contact, guardian_id = a_guardian_bound_by_wechat()
    with transaction():
        operations.erase_contact(contact, make.AT + timedelta(hours=1))
    with transaction():
        retention.forget_ended_ties(make.AT + timedelta(days=40))
    assert queries.names_of([guardian_id]) == {guardian_id: "李妈妈"}


def corrections_of(contact: int) -> list[tuple[str | None, str | None]]:
    db.session.expire_all()
    rows = db.session.execute(select(RosterCorrection).order_by(RosterCorrection.id)).scalars()
    return [(row.said, row.answer) for row in rows if row.contact_id == contact]


def asked_about_the_roster() -> tuple[int, int]:
    """Who asked two things about their entry, one of which was answered; and the compound."""
    room = make.a_room()
    contact = make.a_resident_contact(room, is_owner=True)
    window = operations.Window(make.AT, make.AT + timedelta(days=9))
    with transaction():
        operations.open_publication(room.compound_id, window, "staff:CLERK", make.AT)
        binding = queries.homes_of(contact)[0].binding_id
        numbers = [
            operations.ask_correction(contact, operations.Complaint(binding, topic, "我母亲住院"), make.AT)
            for topic in ("other", "area")
        ]
        answer = operations.Answer(numbers[0], False, "您母亲的事请到居委会")
        operations.answer_correction(room.compound_id, answer, "staff:CLERK", make.AT)
    return contact, room.compound_id


def test_erasing_takes_the_words_about_the_roster_and_of_their_answer(app: Flask) -> None:
    contact, _ = asked_about_the_roster()
    with transaction():
        operations.erase_contact(contact, make.AT + timedelta(hours=1))
    assert corrections_of(contact) == [(None, "")]


def test_words_about_the_roster_are_forgotten_half_a_year_after_their_answer(app: Flask) -> None:
    contact, _ = asked_about_the_roster()
    for days, words in ((179, "我母亲住院"), (181, None)):
        with transaction():
            retention.forget_old_words(make.AT + timedelta(days=days))
        assert corrections_of(contact)[0][0] == words
    assert corrections_of(contact)[1][0] == "我母亲住院"  # nobody has answered it


def test_a_tenant_who_left_is_forgotten_after_a_month_and_who_stays_is_not(app: Flask) -> None:
    room = make.a_room()
    compound = room.compound_id
    told = [
        operations.Use(room.id, operations.Somebody(name=name), "tenant") for name in ("赵租客", "钱租客")
    ]
    with transaction():
        uses = [operations.record_use(compound, one, "staff:CLERK", make.AT) for one in told]
    with transaction():
        operations.end_use(compound, uses[0], "staff:CLERK", make.AT)
    forget_after(29)
    assert names() == list(TENANTS)
    forget_after(31)
    assert names() == [TENANTS[1]]


def names() -> list[str]:
    """The names the roster still knows."""
    return [one.name for one in db.session.execute(select(Person).order_by(Person.id)).scalars() if one.name]


@pytest.mark.parametrize("shelf", [waiting.SHELF, importing.SHELF])
def test_a_list_that_nobody_confirmed_is_gone_the_next_day(app: Flask, shelf: str) -> None:
    token = files.keep_upload(shelf, "王秀英,13806350001".encode())
    left = Path(app.config["UPLOAD_DIR"]) / shelf / token
    os.utime(left, (make.AT.timestamp(), make.AT.timestamp()))
    jobs.forget_old({}, make.AT + timedelta(hours=11))
    assert left.is_file()
    forget_after(1)
    assert not left.exists()
