"""What has happened in the made-up compound: people bound, polls answered, things told."""

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, TypeVar

from app.bulletins import operations as bulletins
from app.chats import operations as chats
from app.cli.demo.city import ACTOR, NAMES, Resident
from app.core import clock
from app.polls import operations as polls
from app.polls.operations import Given, Plan, Start
from app.polls.queries import PollRow
from app.roster import operations as roster
from app.roster import queries as roster_queries
from app.roster.queries import CompoundRow, HomeRow
from bots.desk import NOTICE_VERSION
from bots.wechat.quota import Act
from surveys.electorate.scopes import COMPOUND
from surveys.questionnaires import Kind, Question

T = TypeVar("T")
ACCOUNT = "main"
BOUND, ANSWERED, ON_PAPER, ANSWERED_LIVE = 120, 96, 31, 22
STRIDE = 97  # no factor of it divides the number of homes: every home comes once, from all over the compound
ASKED_BEFORE = timedelta(hours=5)
BOUND_BEFORE = timedelta(days=50)  # before the first poll, and before anybody claimed a home of theirs
WEEKS_2 = timedelta(days=14)


def bind_residents(compound: CompoundRow, residents: list[Resident], at: datetime) -> list[HomeRow]:
    """Half of the homes have somebody in WeChat: by house code, most of them proved as owner by telephone."""
    rooms = {room.label: room.id for room in roster_queries.rooms_in(compound.id, COMPOUND)}
    homes = []
    for index, resident in enumerate(_all_over(residents)[:BOUND]):
        contact = roster.follow(ACCOUNT, f"demo-{index + 1:03d}", at)
        roster.consent(contact, NOTICE_VERSION, at)
        label = NAMES["room_label"].format(
            building=resident.building, unit=resident.unit, number=resident.number
        )
        room_id = rooms[label]
        code = roster_queries.house_code_of(room_id) or ""
        roster.redeem(contact, code, at, name=resident.name)
        if index % 4:
            roster.prove_owner(contact, room_id, resident.phone, at)
        homes.append(roster_queries.homes_of(contact)[0])
    return homes


def _all_over(found: Sequence[T]) -> list[T]:
    """The same homes in an order that goes from building to building."""
    return [found[STRIDE * place % len(found)] for place in range(len(found))]


def _evening(at: datetime) -> datetime:
    """Six o'clock of that day, as a committee would choose it."""
    return _at_oclock(18, at)


def _at_oclock(hour: int, at: datetime) -> datetime:
    """That hour of that day: clerks write nothing down at night."""
    return clock.from_local(datetime.combine(clock.local(at).date(), time(hour)))


def tell_the_story(compound: CompoundRow, at: datetime) -> None:
    """The compound's timeline so far."""
    for entry in NAMES["timeline"]:
        moment = at - timedelta(days=entry["days_ago"])
        story = bulletins.Story(clock.local(moment).date(), entry["stage"], entry["text"])
        bulletins.publish_entry(compound.id, story, ACTOR, moment)


def closed_poll(chance: random.Random, compound: CompoundRow, homes: list[HomeRow], at: datetime) -> PollRow:
    """A poll of last month: answered in WeChat and on paper, closed, counted, published."""
    words = NAMES["closed_poll"]
    options = [{"key": key, "label": label} for key, label in words["options"]]
    question = {"key": "most-urgent", "kind": "single", "title": words["question"], "options": options}
    questionnaire = {"title": words["title"], "purpose": words["summary"], "questions": [question]}
    opened, closes = at - timedelta(days=44), _evening(at - timedelta(days=31))
    plan = Plan(summary=words["summary"], opens_at=opened, closes_at=closes)
    poll = polls.create_poll(ACTOR, compound, Start(questionnaire=questionnaire, plan=plan), opened)
    polls.open_poll(ACTOR, poll.id, opened)
    keys = [key for key, _ in words["options"]]
    picks = chance.choices(keys, words["weights"], k=ANSWERED + ON_PAPER)
    moment = _at_oclock(10, opened + timedelta(days=1))
    for index, home in enumerate(homes[:ANSWERED]):
        given = Given({"most-urgent": picks[index]}, "wechat", f"demo-{index}")
        polls.answer_poll(polls.hold_poll(poll.id), home, given, moment + timedelta(minutes=11 * index))
    silent = _all_over(roster_queries.rooms_in(compound.id, COMPOUND))[BOUND : BOUND + ON_PAPER]
    for index, room in enumerate(silent):
        given = Given(
            {"most-urgent": picks[ANSWERED + index]}, ("paper", "door", "phone")[index % 3], f"paper-{index}"
        )
        polls.record_paper_answer(
            polls.hold_poll(poll.id), polls.Slip(room.id, given, moment), ACTOR, moment + timedelta(days=2)
        )
    polls.close_due_poll(poll.id, closes)
    polls.count_result(poll.id, closes + timedelta(minutes=1))
    return poll


def live_poll(chance: random.Random, compound: CompoundRow, homes: list[HomeRow], at: datetime) -> PollRow:
    """The willingness poll on the plan's catalogue, running now; some have answered."""
    opened = at - timedelta(days=6)
    plan = Plan(opens_at=opened, closes_at=_evening(opened + WEEKS_2))
    start = Start(template_key="willingness-and-menu", plan=plan)
    poll = polls.create_poll(ACTOR, compound, start, opened)
    polls.open_poll(ACTOR, poll.id, opened)
    for index, home in enumerate(homes[-ANSWERED_LIVE:]):
        answers = {
            question.key: answer
            for question in poll.questionnaire.questions
            if (answer := _some_answer(chance, question)) is not None
        }
        given = Given(answers, "wechat", f"demo-live-{index}")
        polls.answer_poll(polls.hold_poll(poll.id), home, given, opened + timedelta(hours=3 + 5 * index))
    return poll


def waiting_work(compound: CompoundRow, at: datetime) -> None:
    """Something for the clerk's desk: a question, and somebody who wants to be recognised as owner."""
    asker = roster.follow(ACCOUNT, "demo-002", at)
    asked_at = at - ASKED_BEFORE
    chats.open_help(asker, compound.id, NAMES["help"], asked_at)
    chats.take_in(_said(asker, asked_at))
    newcomer = roster.follow(ACCOUNT, "demo-newcomer", at)
    roster.consent(newcomer, NOTICE_VERSION, at)
    room = roster_queries.rooms_in(compound.id, COMPOUND)[-1]
    claim = NAMES["claim"]
    roster.request_binding(
        newcomer, room.id, at - timedelta(hours=26), name=claim["name"], phone=claim["phone"]
    )


def _said(contact_id: int, at: datetime) -> dict[str, Any]:
    """A message as WeChat would have brought it: it lets the clerk answer for two days."""
    return {
        "dedupe_key": f"demo:{contact_id}",
        "account": ACCOUNT,
        "contact_id": contact_id,
        "kind": "text",
        "event": "",
        "opening": str(Act.MESSAGE),
        "received_at": at,
        "reply_sealed": None,
    }


def _some_answer(chance: random.Random, question: Question) -> Any:
    """A plausible answer; free texts stay empty."""
    if question.kind is Kind.TEXT:
        return None
    if question.kind is Kind.RATING:
        return chance.randint(question.least or 1, question.most or 5)
    keys = [key for key in question.option_keys if key not in question.exclusive_keys]
    if question.kind is Kind.MULTIPLE:
        most = min(question.most or len(keys), len(keys), 4)
        picked = set(chance.sample(keys, chance.randint(question.least or 1, most)))
        return [key for key in keys if key in picked]
    return chance.choice(keys)
