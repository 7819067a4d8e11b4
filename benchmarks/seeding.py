"""A compound full of residents who have answered a poll of one question in the chat and only must confirm."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, update

from app.chats import operations as chats
from app.chats.models import Conversation
from app.core import clock
from app.core.accounts import default_account
from app.core.db import db, transaction
from app.core.ids import new_public_id
from app.polls import operations as polls
from app.polls.models import Draft
from app.polls.operations import Plan, Start, Whose
from app.polls.queries import PollRow
from app.roster import queries as roster
from app.roster.models import Binding, BindingLevel, BindingState, Building, Contact, Person, Room, Unit
from benchmarks.pushes import Push, sealed_request
from bots.desk import NOTICE_VERSION
from tests import factories as make
from tests.app.polls.making import CLERK

FLOORS = 12
ACCOUNT = "main"
ANSWERS = {"first": "roof"}
QUESTIONS = {
    "title": "先修什么",
    "purpose": "定下先修哪一样。",
    "questions": [
        {"key": "first", "kind": "single", "title": "先修哪一样", "options": [
            {"key": "roof", "label": "屋顶"}, {"key": "road", "label": "道路"}]},
    ],
}  # fmt: skip
UNTIL_REVIEW = ("菜单", "1", "1")
CONFIRMING = "1"
PLAIN_NAME = "住户甲"


@dataclass(frozen=True)
class Crowd:
    """Residents by openid, with what ties each of them to a home, and the poll they are asked."""

    poll: PollRow
    openids: Sequence[str]
    contact_ids: Sequence[int]
    binding_ids: Sequence[int]
    room_ids: Sequence[int]
    person_ids: Sequence[int]


def gather(app: Flask, count: int) -> Crowd:
    """A compound with one resident in each of `count` homes and an open poll; nobody has written yet."""
    with app.app_context():
        at = clock.now()
        building = make.a_building(make.a_compound("向阳小区"), "1号楼")
        openids = [f"bench-{index:06d}" for index in range(count)]
        with transaction():
            _insert_people(building, openids, at)
        return _crowd(_poll(building.compound_id, at), openids)


def bring_to_review(app: Flask, crowd: Crowd) -> None:
    """Lead one of them through the chat, and put every other to where that one arrived."""
    with app.app_context():
        for number, words in enumerate(UNTIL_REVIEW):
            deliver(app, Push(crowd.openids[0], words, 1_000 + number, int(clock.now().timestamp())))
        db.session.remove()
        at = clock.now()
        with transaction():
            first = crowd.contact_ids[0]
            state = chats.state_in(chats.hold_conversation(first, at), first)
            for index in range(1, len(crowd.openids)):
                _place(crowd, index, state, at)


def write_plainly(app: Flask, crowd: Crowd) -> None:
    """Take the seals off what the peer written by hand reads: it has no keys."""
    with app.app_context(), transaction():
        first = crowd.contact_ids[0]
        state = chats.state_in(chats.hold_conversation(first, clock.now()), first)
        for contact_id, binding_id in zip(crowd.contact_ids, crowd.binding_ids, strict=True):
            plain = json.dumps({**state, "memo": {**state["memo"], "home": str(binding_id)}})
            own = Conversation.contact_id == contact_id
            db.session.execute(update(Conversation).where(own).values(state_sealed=plain))
        db.session.execute(update(Draft).values(content_sealed=json.dumps(ANSWERS)))
        db.session.execute(update(Person).values(name_sealed=PLAIN_NAME))


def deliver(app: Flask, push: Push) -> None:
    """Hand a push to the application without a network."""
    head, _, body = sealed_request(push, default_account()).partition(b"\r\n\r\n")
    target = head.split(b" ", 2)[1].decode("ascii")
    answer = app.test_client().post(target, data=body, content_type="text/xml")
    if answer.status_code != 200:
        raise RuntimeError(f"the seeding conversation met status {answer.status_code}")


def _place(crowd: Crowd, index: int, state: Any, at: datetime) -> None:
    contact_id, memo = crowd.contact_ids[index], {**state["memo"], "home": str(crowd.binding_ids[index])}
    whose = Whose(crowd.poll.id, contact_id, crowd.room_ids[index], crowd.person_ids[index])
    polls.save_draft(whose, ANSWERS, "chat", at)
    chats.hold_conversation(contact_id, at)
    chats.keep_conversation(contact_id, {**state, "memo": memo}, at)


def _poll(compound_id: int, at: datetime) -> PollRow:
    plan = Plan(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(days=7))
    start = Start(questionnaire=QUESTIONS, plan=plan)
    with transaction():
        poll = polls.create_poll(CLERK, roster.get_compound(compound_id), start, at)
        polls.open_poll(CLERK, poll.id, at)
    return poll


def _insert_people(building: Building, openids: Sequence[str], at: datetime) -> None:
    """In bulk: thousands of homes, each with a person, a contact and the tie between them."""
    follows = {"account": ACCOUNT, "followed": True, "followed_at": at, "created_at": at}
    consented = {"consent_version": NOTICE_VERSION, "consented_at": at}
    owner = {"level": BindingLevel.OWNER, "state": BindingState.ACTIVE, "wants_owner": False}
    columns = zip(
        _insert(Room, _rooms(building, len(openids))),
        _insert(Person, [_person(building.compound_id, index, at) for index in range(len(openids))]),
        _insert(Contact, [{"openid": openid, **follows, **consented} for openid in openids]),
        strict=True,
    )
    bindings = [
        {"room_id": room, "person_id": person, "contact_id": contact, "asked_at": at, "bound_at": at, **owner}
        for room, person, contact in columns
    ]
    db.session.execute(insert(Binding), bindings)


def _rooms(building: Building, count: int) -> list[dict[str, Any]]:
    """Twelve floors to a stairwell, one home to a floor."""
    names = [f"{number + 1}单元" for number in range(-(-count // FLOORS))]
    rows = [
        {"public_id": new_public_id(), "building_id": building.id, "name": name, "position": position}
        for position, name in enumerate(names)
    ]
    units = _insert(Unit, rows)
    place = {"building_id": building.id, "compound_id": building.compound_id, "area": 8960}
    rooms = []
    for index in range(count):
        unit, floor = divmod(index, FLOORS)
        number = f"{floor + 1}01"
        label = f"{building.name}{names[unit]}{number}"
        rooms.append({"unit_id": units[unit], "floor": floor + 1, "number": number, "label": label, **place})
    return rooms


def _person(compound_id: int, index: int, at: datetime) -> dict[str, Any]:
    person = Person(compound_id=compound_id, name=f"住户{index}", created_at=at)
    return {name: getattr(person, name) for name in ("compound_id", "uid", "name_sealed", "created_at")}


def _insert(table: Any, rows: list[dict[str, Any]]) -> list[int]:
    """Insert many; their numbers in the order given."""
    statement = insert(table).returning(table.id, sort_by_parameter_order=True)
    return list(db.session.execute(statement, rows).scalars())


def _crowd(poll: PollRow, openids: Sequence[str]) -> Crowd:
    statement = select(Contact.openid, Contact.id, Binding.id, Binding.room_id, Binding.person_id).join(
        Binding, Binding.contact_id == Contact.id
    )
    ties = {openid: tuple(rest) for openid, *rest in db.session.execute(statement)}
    columns = zip(*(ties[openid] for openid in openids), strict=True)
    return Crowd(poll, openids, *columns)
