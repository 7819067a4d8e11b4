"""A survey of the will to renovate reaches the registry with its n and its day, or not at all."""

from typing import Any

from flask import Flask

from app.core import clock
from app.core.db import transaction
from app.polls import jobs, operations, queries
from app.polls.operations import Plan, Start
from app.polls.queries import PollRow
from app.roster import queries as roster
from app.roster.models import Compound
from surveys.electorate.scopes import COMPOUND, Scope, of_buildings
from surveys.works import Key
from tests import factories as make
from tests.app.polls.making import CLERK, CLOSE, OPEN, answer, close
from tests.app.polls.test_results import homes
from tests.factories import AT


def survey(compound: Compound, scope: Scope = COMPOUND) -> PollRow:
    """The ready survey, open."""
    start = Start(template_key="willingness-and-menu", plan=Plan(opens_at=OPEN, closes_at=CLOSE, scope=scope))
    with transaction():
        poll = operations.create_poll(CLERK, roster.get_compound(compound.id), start, AT)
        operations.open_poll(CLERK, poll.id, AT)
    return queries.get_poll(poll.id)


def say(poll: PollRow, home: Any, willingness: str) -> None:
    others = {
        question.key: "none" if question.kind == "single" else ["none"]
        for question in poll.questionnaire.questions
        if question.key != "willingness" and question.required
    }
    answer(poll, home, {"willingness": willingness} | others)


def will_of(compound: Compound) -> dict[str, Any] | None:
    sheet = roster.sheet_of(compound.id, clock.now())
    standing = sheet.assessment.standings.get(Key.WANTED)
    return standing.value if standing else None


def held(compound: Compound, picks: list[str], *, is_whole: bool = True) -> None:
    """The survey from the first answer to the registry."""
    voices = homes(compound, len(picks))
    poll = survey(compound, COMPOUND if is_whole else of_buildings([str(voices[0].building_id)]))
    for home, pick in zip(voices, picks, strict=True):
        say(poll, home, pick)
    jobs.note_willingness({"poll": close(poll).id}, CLOSE)


def test_the_registry_learns_how_many_answered_and_how_many_want_it(app: Flask) -> None:
    compound = make.a_compound()
    held(compound, ["very-willing"] * 5 + ["willing"] * 6 + ["unwilling"] * 5)
    assert will_of(compound) == {"yes": True, "answered": 16, "agreed": 11}
    (fact,) = roster.sheet_of(compound.id, CLOSE).facts
    assert fact.as_of_on == clock.local(CLOSE).date()


def test_counts_that_are_withheld_tell_the_registry_nothing(app: Flask) -> None:
    compound = make.a_compound()
    held(compound, ["very-willing"] * 5 + ["willing"] * 3 + ["unwilling"] * 5)
    assert will_of(compound) is None


def test_a_survey_of_one_building_does_not_speak_for_the_compound(app: Flask) -> None:
    compound = make.a_compound()
    held(compound, ["very-willing"] * 5 + ["willing"] * 6 + ["unwilling"] * 5, is_whole=False)
    assert will_of(compound) is None
