"""The clerk's desk: paper, door and telephone, each home counted once, residents never overwritten."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.core.db import transaction
from app.polls import operations, queries
from app.polls.operations import AnswerReceipt, Given, Slip
from app.polls.queries import PollRow
from surveys.errors import Forbidden, Invalid, Refusal
from tests.app.polls.making import CLERK, CLOSE, OPEN, an_open_poll, answer, home_of
from tests.factories import AT
from tests.people import a_world


def write_down(
    poll: PollRow, room_id: int, *, key: str = "slip", at: datetime = OPEN, **facts: object
) -> AnswerReceipt:
    """One slip of paper, copied by the clerk."""
    channel, first = facts.pop("channel", "paper"), facts.pop("first", "roof")
    given = Given({"first": first}, channel, key)
    slip = Slip(room_id, given, **({"happened_at": at} | facts))
    with transaction():
        return operations.record_paper_answer(operations.hold_poll(poll.id), slip, CLERK, at)


@pytest.mark.parametrize("channel", ["paper", "door", "phone"])
def test_an_answer_on_paper_counts_like_any_other(app: Flask, channel: str) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    write_down(poll, world.room.id, channel=channel)
    standing = queries.find_standing(poll.id, f"room:{world.room.id}")
    assert standing is not None
    assert (standing.channel, standing.recorded_by, standing.person_id) == (channel, str(CLERK), None)
    assert queries.turnout_for(poll).by_channel == {channel: 1}


def test_what_a_resident_answered_is_never_overwritten(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    answer(poll, home_of(world.wang))
    with pytest.raises(Refusal, match="already-answered-online") as refused:
        write_down(poll, world.room.id, first="road", is_correction=True)
    assert refused.value.facts["channel"] == "wechat"
    own = queries.find_own_answer(poll, home_of(world.wang))
    assert own is not None
    assert own.answers == {"first": "roof"}


def test_a_resident_may_change_what_was_written_down_for_them(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    paper = write_down(poll, world.room.id)
    assert queries.find_own_answer(poll, home_of(world.wang)) is None
    online = answer(poll, home_of(world.wang), {"first": "road"})
    assert (online.receipt, online.revision) == (paper.receipt, 2)
    assert queries.turnout_for(poll).by_channel == {"wechat": 1}


def test_a_second_slip_is_a_correction_or_nothing(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    write_down(poll, world.room.id)
    with pytest.raises(Refusal, match="already-recorded"):
        write_down(poll, world.room.id, key="second", first="road")
    assert write_down(poll, world.room.id, key="third", first="road", is_correction=True).revision == 2


@pytest.mark.parametrize("minutes", [-61, 1])
def test_it_was_answered_while_the_poll_was_open(app: Flask, minutes: int) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    with pytest.raises(Invalid, match="answered-at-impossible"):
        write_down(poll, world.room.id, happened_at=OPEN + timedelta(minutes=minutes))
    assert write_down(poll, world.room.id, happened_at=AT).revision == 1


def test_the_desk_closes_with_the_poll(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    with pytest.raises(Refusal, match="poll-closed"):
        write_down(poll, world.room.id, at=CLOSE)


def test_homes_that_are_not_asked_and_ways_that_are_none_are_refused(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    with pytest.raises(Forbidden, match="not-in-scope"):
        write_down(poll, world.next_room.id)
    with pytest.raises(Invalid, match="channel-unknown"):
        write_down(poll, world.room.id, channel="wechat")


def test_where_each_person_answers_the_clerk_names_one(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound, per="resident")
    with pytest.raises(Invalid, match="person-missing"):
        write_down(poll, world.room.id)
    with pytest.raises(Invalid, match="person-missing"):
        write_down(poll, world.room.id, person_id=world.zhao_person.id)
    write_down(poll, world.room.id, person_id=world.wang_person.id)
    write_down(poll, world.room.id, key="li", person_id=world.li_person.id)
    assert queries.turnout_for(poll).answered == 2
    assert [name for _, name in queries.people_in_room(poll, world.room.id)] == ["王秀英", "李建国"]
