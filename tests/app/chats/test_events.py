"""Every kind of event that WeChat sends, through the real door: taken in once, answered properly."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.chats.models import HelpRequest, InboundMessage
from app.core.db import db, transaction
from app.notifications import operations as notifications
from app.notifications import queries as notices
from app.roster.models import Contact
from tests import factories as make
from tests.app.chats.phone import Phone
from tests.bots.wechat import pushes

MESSAGES = {
    "text": {"Content": "你好", "MsgId": "1"},
    "voice": {"MediaId": "m", "Format": "amr", "MsgId": "2"},
    "image": {"MediaId": "m", "PicUrl": "http://x.example/a.jpg", "MsgId": "3"},
    "video": {"MediaId": "m", "ThumbMediaId": "t", "MsgId": "4"},
    "shortvideo": {"MediaId": "m", "ThumbMediaId": "t", "MsgId": "5"},
    "location": {"Location_X": "36.45", "Location_Y": "115.98", "Scale": "15", "Label": "x", "MsgId": "6"},
    "link": {"Title": "t", "Description": "d", "Url": "http://x.example/", "MsgId": "7"},
    "file": {"Title": "t", "Description": "d", "FileKey": "k", "FileMd5": "5", "MsgId": "8"},
    "something_new": {"New": "x", "MsgId": "9"},
}


def rows() -> list[InboundMessage]:
    db.session.rollback()
    return list(db.session.execute(select(InboundMessage).order_by(InboundMessage.id)).scalars())


@pytest.mark.parametrize("event", pushes.EVENTS)
def test_every_event_is_answered_and_noted_once_however_often_it_comes(app: Flask, event: str) -> None:
    phone = Phone(app, "resident")
    phone.event("subscribe")
    body = phone.body("event", Event=event, **pushes.EVENTS[event])
    replies = {phone.words(phone.push(body)) for _ in range(3)}
    assert len(replies) == 1
    (row,) = [row for row in rows() if row.event == event.lower()][-1:]
    assert row.reference is None
    assert len(rows()) == 2


@pytest.mark.parametrize("kind", MESSAGES)
def test_every_message_is_answered_kindly_and_noted_once(app: Flask, kind: str) -> None:
    phone = Phone(app, "resident")
    body = phone.body(kind, **MESSAGES[kind])
    replies = [phone.words(phone.push(body)) for _ in range(2)]
    assert replies[0] == replies[1]
    assert (replies[0] != "") == (kind != "something_new")
    (row,) = rows()
    assert row.reference is None


def test_a_spoken_message_is_understood_by_its_words(app: Flask) -> None:
    phone = Phone(app, "resident")
    spoken = phone.body("voice", MediaId="m", Format="amr", Recognition="菜单。", MsgId="1")
    assert phone.words(phone.push(spoken)) == phone.say("菜单")


def test_two_events_of_one_second_are_told_apart(app: Flask) -> None:
    phone = Phone(app, "resident")
    for key in ("menu:polls", "menu:help"):
        phone.push(phone.body("event", Event="CLICK", EventKey=key))
    assert len(rows()) == 2


def test_permissions_are_kept_and_a_refusal_in_the_settings_takes_them_all(app: Flask) -> None:
    phone = Phone(app, "resident")
    phone.event("subscribe_msg_popup_event", **pushes.EVENTS["subscribe_msg_popup_event"])
    contact = db.session.execute(select(Contact.id)).scalar_one()
    assert notices.credit_for(contact, "T1") is not None
    withdrawn = pushes.EVENTS["subscribe_msg_change_event"]["SubscribeMsgChangeEvent"].replace("T2", "T1")
    phone.event("subscribe_msg_change_event", SubscribeMsgChangeEvent=withdrawn)
    assert notices.credit_for(contact, "T1") is None


def test_a_permission_that_arrives_twice_counts_once(app: Flask) -> None:
    phone = Phone(app, "resident")
    body = phone.body(
        "event", Event="subscribe_msg_popup_event", **pushes.EVENTS["subscribe_msg_popup_event"]
    )
    for _ in range(3):
        phone.push(body)
    contact = db.session.execute(select(Contact.id)).scalar_one()
    credit = notices.credit_for(contact, "T1")
    assert credit is not None
    with transaction():
        notifications.use_credit(credit, make.AT)
    assert notices.credit_for(contact, "T1") is None


def test_a_report_on_a_message_nobody_sent_changes_nothing(app: Flask) -> None:
    phone = Phone(app, "resident")
    for event in ("TEMPLATESENDJOBFINISH", "subscribe_msg_sent_event"):
        assert phone.event(event, **pushes.EVENTS[event]) == ""


def test_who_leaves_in_the_middle_is_forgotten_and_their_request_closed(app: Flask) -> None:
    room = make.a_room()
    contact = make.a_resident_contact(room)
    openid = db.session.get_one(Contact, contact).openid
    phone = Phone(app, openid)
    phone.say("人工")
    phone.say("三楼漏水")
    phone.event("unsubscribe")
    db.session.rollback()
    (request,) = db.session.execute(select(HelpRequest)).scalars().all()
    assert request.closed_at is not None
    assert openid not in repr([(row.account, row.reply_sealed) for row in rows()])
    assert all(row.reply_sealed is None for row in rows() if row.contact_id == contact)


@pytest.mark.parametrize("openid", ["o" * 64, "o-_1", "!"])
def test_any_name_that_wechat_may_give_is_taken(app: Flask, openid: str) -> None:
    assert Phone(app, openid).say("菜单")
