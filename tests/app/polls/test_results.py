"""Results: honest counts, small cells withheld, turnout by the roster, nothing before the close."""

import json

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.polls import operations, queries
from app.polls.models import PollResult
from app.roster.models import Compound
from surveys.electorate import scopes
from surveys.errors import Refusal
from tests import factories as make
from tests.app.polls.making import CLOSE, OPEN, a_draft, an_open_poll, answer, close, home_of
from tests.people import a_world


def homes(compound: Compound, count: int) -> list:
    """That many homes on one stairwell, each with somebody bound to it."""
    unit = make.a_unit(make.a_building(compound, "1号楼"))
    rooms = [
        make.a_room(unit, f"{number // 4 + 1}{number % 4 + 1:02d}", floor=number // 4 + 1)
        for number in range(count)
    ]
    return [home_of(make.a_resident_contact(room)) for room in rooms]


def test_each_option_counts_once_a_respondent_and_the_base_is_respondents(app: Flask) -> None:
    compound = make.a_compound()
    voices = homes(compound, 12)
    make.a_room(make.a_unit(make.a_building(compound, "2号楼")))
    poll = an_open_poll(compound)
    for place, home in enumerate(voices[:11]):
        also = ["light", "green"] if place < 6 else []
        answer(poll, home, {"first": "roof" if place < 6 else "road"} | ({"also": also} if also else {}))
    answer(poll, voices[0], {"first": "road", "also": ["light"]}, key="changed")
    found = queries.get_result(close(poll), CLOSE).result
    assert (found["answered"], found["eligible"]) == (11, 13)
    first, also = found["questions"][0], found["questions"][1]
    assert first["base"] == 11
    assert {row["key"]: row["count"] for row in first["rows"]} == {"roof": 5, "road": 6}
    assert [row["percent"] for row in first["rows"]] == ["45.5%", "54.5%"]
    assert also["base"] == 6, "who left a question out is not in its base"


def test_cells_under_five_are_withheld_and_cannot_be_worked_out(app: Flask) -> None:
    compound = make.a_compound()
    poll, voices = an_open_poll_for(compound, 12)
    for place, home in enumerate(voices):
        answer(poll, home, {"first": "roof" if place < 9 else "road", "score": 5 if place < 10 else 1})
    found = queries.get_result(close(poll), CLOSE).result
    assert [row["count"] for row in found["questions"][0]["rows"]] == [None, None], (
        "12 - 9 would give the 3 away"
    )
    assert found["questions"][3]["total"] is None


def an_open_poll_for(compound: Compound, count: int) -> tuple:
    voices = homes(compound, count)
    return an_open_poll(compound), voices


def test_all_of_one_mind_is_withheld_and_four_answers_show_nothing(app: Flask) -> None:
    compound = make.a_compound()
    voices = homes(compound, 6)
    unanimous, few = an_open_poll(compound), an_open_poll(compound)
    for home in voices:
        answer(unanimous, home)
    for home in voices[:4]:
        answer(few, home)
    same = queries.get_result(close(unanimous), CLOSE).result["questions"][0]
    assert {row["count"] for row in same["rows"]} == {None}
    little = queries.get_result(close(few), CLOSE).result
    assert little["questions"][0]["base"] is None
    assert little["answered"] == 4, "turnout tells nobody's choice"


def test_texts_are_counted_in_public_and_read_by_the_committee_without_names(app: Flask) -> None:
    compound = make.a_compound()
    poll, voices = an_open_poll_for(compound, 6)
    for place, home in enumerate(voices):
        answer(poll, home, {"first": "roof", "words": f"第{9 - place}句"})
    closed = close(poll)
    public = queries.get_result(closed, CLOSE)
    assert "句" not in json.dumps(public.result, ensure_ascii=False)
    assert public.result["questions"][4]["base"] == 6
    texts = queries.texts_for_committee(closed, CLOSE)["words"]
    assert texts == sorted(texts)
    db.session.rollback()
    assert "句" not in db.session.query(PollResult.texts_sealed).scalar()


def test_nobody_gets_a_result_before_the_close(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    answer(poll, home_of(world.wang))
    for ask in (queries.get_result, queries.texts_for_committee):
        with pytest.raises(Refusal, match="not-closed"):
            ask(poll, OPEN)
    with transaction():
        assert not operations.count_result(poll.id, OPEN)
        operations.close_due_poll(poll.id, CLOSE)
    with pytest.raises(Refusal, match="not-counted-yet"):
        queries.get_result(queries.get_poll(poll.id), CLOSE)


def test_turnout_goes_by_the_roster_building_by_building(app: Flask) -> None:
    world = a_world(app)
    other = make.a_unit(make.a_building(world.compound, "4号楼"), "1单元")
    make.a_room(other, "101")
    poll = an_open_poll(world.compound)
    answer(poll, home_of(world.wang))
    came = queries.turnout_for(poll)
    assert (came.answered, came.eligible, came.percent, came.width) == (1, 3, "33.3%", 33)
    assert [(row.building_name, row.answered, row.eligible) for row in came.by_building] == [
        ("3号楼", 1, 2), ("4号楼", 0, 1),
    ]  # fmt: skip
    assert came.by_channel == {"wechat": 1}
    assert [(cell.room.number, cell.channel) for cell in queries.cells_for(poll)] == [
        ("501", "wechat"), ("502", ""), ("101", ""),
    ]  # fmt: skip
    assert queries.rooms_missing_in(poll.id, [world.room.id, world.second_room.id]) == [world.second_room.id]


def test_persons_are_counted_once_however_many_homes_they_own(app: Flask) -> None:
    world = a_world(app)
    make.a_resident_contact(world.second_room)
    owners = an_open_poll(world.compound, per="resident", audience="owners")
    everybody = an_open_poll(world.compound, per="resident")
    assert (owners.eligible, everybody.eligible) == (2, 3)
    answer(owners, home_of(world.wang, 1))
    came = queries.turnout_for(owners)
    assert (came.answered, came.eligible) == (1, 2)
    assert (came.by_building, came.by_unit) == ((), ()), "somebody with two homes fits into neither"


def test_the_whole_goes_by_the_roster_of_the_opening_and_the_parts_by_todays(
    app: Flask,
) -> None:
    world = a_world(app)
    draft = a_draft(world.compound)
    poll = an_open_poll(world.compound)
    assert not queries.turnout_for(poll).has_changed
    make.a_room(world.unit, "601", floor=6)
    came = queries.turnout_for(poll)
    assert (came.eligible, poll.eligible, came.known, came.has_changed) == (2, 2, 3, True)
    assert sum(row.eligible for row in came.by_building) == came.known
    assert queries.turnout_for(draft).eligible == 3, "before it opens the roster of today counts"
    shut = close(poll)
    assert queries.turnout_for(shut).eligible == queries.get_result(shut, CLOSE).result["eligible"] == 3


def test_a_part_of_the_compound_is_measured_by_itself(app: Flask) -> None:
    world = a_world(app)
    building = make.a_building(world.compound, "4号楼")
    make.a_room(make.a_unit(building))
    poll = an_open_poll(world.compound, scope=scopes.of_buildings([str(building.id)]))
    assert poll.eligible == 1
    assert [row.building_name for row in queries.turnout_for(poll).by_building] == ["4号楼"]


def test_a_person_sees_what_is_held_about_them(app: Flask) -> None:
    world = a_world(app)
    poll = an_open_poll(world.compound)
    answer(poll, home_of(world.wang))
    held = queries.held_about(world.wang_person.id)
    assert [(entry["poll"], entry["answers"]) for entry in held] == [(poll.public_id, {"first": "roof"})]
    assert queries.held_about(world.zhao_person.id) == []
    records = queries.records_for([world.wang_person.id])
    assert [(found.id, standing.channel) for found, standing in records] == [(poll.id, "wechat")]


def test_a_compound_is_summed_up_by_state(app: Flask) -> None:
    world = a_world(app)
    an_open_poll(world.compound)
    close(an_open_poll(world.compound))
    assert queries.summary_for(world.compound.id, OPEN) == {"scheduled": 0, "open": 1, "closed": 1, "void": 0}
    assert len(queries.polls_under(["371500.371502"])) == 2
    assert queries.polls_under(["371500.3715"]) == []
