"""Many messages at the same instant, and a database that is busy: nothing twice, nothing lost."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.chats.models import Conversation, InboundMessage
from app.core.db import db
from app.roster.models import Contact
from tests.app.chats.phone import Phone
from tests.app.core.holding import held

TABLES = ("inbound_message", "contact", "conversation", "binding")


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """All acts in threads that start together; what came out, in the order of the acts."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int) -> None:
        gate.wait()
        found[place] = acts[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def count(table: type) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def pushed(app: Flask, body: str) -> Callable[[], tuple[int, str]]:
    """Deliver this XML from a thread of its own, with its own seal."""
    phone = Phone(app, "resident")

    def act() -> tuple[int, str]:
        with app.app_context():
            answer = phone.push(body)
            return answer.status_code, phone.words(answer)

    return act


def test_copies_that_arrive_together_are_one_message_with_one_reply(app: Flask) -> None:
    body = Phone(app, "resident").text("菜单")
    for _ in range(3):
        replies = at_once([pushed(app, body) for _ in range(4)])
        assert len(set(replies)) == 1
        assert replies[0][0] == 200
        assert replies[0][1]
    assert (count(InboundMessage), count(Contact), count(Conversation)) == (1, 1, 1)


def test_a_newcomer_whose_first_messages_come_together_is_one_contact(app: Flask) -> None:
    phone = Phone(app, "resident")
    bodies = [phone.text("菜单"), phone.text("帮助"), phone.body("event", Event="subscribe"), phone.text("1")]
    replies = at_once([pushed(app, body) for body in bodies])
    assert {status for status, _ in replies} == {200}
    assert (count(InboundMessage), count(Contact), count(Conversation)) == (4, 1, 1)
    db.session.rollback()
    assert db.session.execute(select(InboundMessage.reference)).scalars().all() == [None] * 4


def test_events_that_arrive_together_are_noted_once_each(app: Flask) -> None:
    phone = Phone(app, "resident")
    bodies = [phone.body("event", Event="VIEW", EventKey=f"http://x.example/{number}") for number in range(3)]
    replies = at_once([pushed(app, body) for body in bodies * 2])
    assert set(replies) == {(200, "")}
    assert count(InboundMessage) == 3


def test_people_do_not_wait_for_each_other(app: Flask) -> None:
    def say(name: str) -> Callable[[], str]:
        phone = Phone(app, name)

        def act() -> str:
            with app.app_context():
                return phone.say("菜单")

        return act

    replies = at_once([say(f"resident-{number}") for number in range(8)])
    assert len(set(replies)) == 1
    assert count(Contact) == 8


def test_a_database_locked_too_long_is_503_and_nothing_is_lost(app: Flask) -> None:
    phone = Phone(app, "resident")
    phone.say("菜单")
    message = phone.text("帮助")
    with held(app, *TABLES):
        (refused,) = at_once([lambda: _status(app, phone, message)])
    assert refused == (503, b"")
    assert count(InboundMessage) == 1
    assert phone.words(phone.push(message))
    assert phone.say("菜单")
    assert count(InboundMessage) == 3


def _status(app: Flask, phone: Phone, message: str) -> tuple[int, bytes]:
    with app.app_context():
        answer = phone.push(message)
        return answer.status_code, answer.data


def test_a_pool_without_a_free_connection_is_503_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_free(*_details: object, **_more: object) -> None:
        raise PoolTimeout("QueuePool limit reached")

    phone = Phone(app, "resident")
    message = phone.text("菜单")
    with monkeypatch.context() as patched:
        patched.setattr("app.chats.desk.take_message", nothing_free)
        patched.setattr("app.chats.operations.note_broken", nothing_free)
        answer = phone.push(message)
    assert (answer.status_code, answer.data) == (503, b"")
    assert phone.words(phone.push(message))
