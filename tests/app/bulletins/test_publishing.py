"""The timeline: everybody reads it, nothing in it is ever edited, a correction is a further entry."""

from datetime import date, timedelta

import pytest
from flask import Flask

from app.audit import queries as audit
from app.bulletins import operations, queries
from app.bulletins.models import Stage
from app.bulletins.operations import Story
from app.core import clock
from app.core.db import db, transaction
from surveys.errors import Invalid, Missing, Refusal
from tests import factories as make
from tests.factories import AT

TODAY = clock.local(AT).date()


@pytest.fixture
def compound(app: Flask) -> int:
    """A compound that has told nothing."""
    return make.a_compound().id


def publish(compound: int, text: str = "开始摸底。", day: date = TODAY, *, stage: str = "survey") -> str:
    with transaction():
        return operations.publish_entry(compound, Story(day, stage, text), "staff:C", AT)


def correct(entry: str, text: str = "开始入户摸底。") -> str:
    with transaction():
        return operations.correct_entry(entry, text, "staff:D", AT + timedelta(hours=1))


def test_an_entry_is_published_with_day_stage_words_and_who(compound: int) -> None:
    public_id = publish(compound)
    entry = queries.get_entry(public_id)
    assert (entry.happened_on, entry.stage, entry.text) == (TODAY, Stage.survey, "开始摸底。")
    assert (entry.posted_by, entry.posted_at, entry.is_corrected) == ("staff:C", AT, False)
    (noted,) = [one for one in audit.entries_about(f"compound:{compound}") if one.act == "timeline.published"]
    assert noted.facts == {"entry": public_id, "stage": "survey"}


def test_the_newest_day_comes_first_whenever_it_was_written(compound: int) -> None:
    names = ["二", "一", "三"]
    for text, days in zip(names, (2, 9, 1), strict=True):
        publish(compound, text, TODAY - timedelta(days=days))
    assert [entry.text for entry in queries.timeline_in(compound)] == ["三", "二", "一"]


def test_tomorrow_has_not_happened_yet_and_today_is_liaochengs(compound: int) -> None:
    with pytest.raises(Invalid, match="day-in-the-future"):
        publish(compound, day=TODAY + timedelta(days=1))
    late = AT.replace(hour=16, minute=30)  # half past midnight in Liaocheng
    with transaction():
        story = Story(TODAY + timedelta(days=1), "survey", "今天")
        operations.publish_entry(compound, story, "staff:C", late)
    assert len(queries.timeline_in(compound)) == 1


@pytest.mark.parametrize("text", ["", "   ", "\n\t\r\n", "好" * 501])
def test_words_must_be_there_and_not_too_many(compound: int, text: str) -> None:
    with pytest.raises(Invalid, match="entry-text-length"):
        publish(compound, text)
    assert queries.timeline_in(compound) == []


def test_five_hundred_characters_fit_and_a_new_line_counts_as_one(compound: int) -> None:
    words = "好" * 249 + "\r\n" + "好" * 250
    entry = queries.get_entry(publish(compound, f"  {words}  "))
    assert entry.text == words.replace("\r\n", "\n")


@pytest.mark.parametrize("stage", ["", "nonsense", "Survey", "survey "])
def test_an_unknown_stage_is_refused(compound: int, stage: str) -> None:
    with pytest.raises(Invalid, match="stage-unknown"):
        publish(compound, stage=stage)


def test_a_correction_is_a_further_entry_and_the_first_stays_readable(compound: int) -> None:
    first = publish(compound)
    second = correct(first)
    assert [(entry.public_id, entry.is_corrected) for entry in queries.timeline_in(compound)] == [
        (second, False),
        (first, True),
    ]
    entry = queries.get_entry(second)
    assert (entry.text, entry.happened_on, entry.posted_by) == ("开始入户摸底。", TODAY, "staff:D")
    assert entry.corrects_id == queries.get_entry(first).id


def test_an_entry_is_corrected_once_and_a_correction_may_be_corrected(compound: int) -> None:
    first = publish(compound)
    second = correct(first)
    with pytest.raises(Refusal, match="entry-already-corrected"):
        correct(first, "又改")
    third = correct(second, "再改")
    current = [entry.public_id for entry in queries.timeline_in(compound) if not entry.is_corrected]
    assert current == [third]


def test_a_refused_correction_leaves_nothing_behind(compound: int) -> None:
    first = publish(compound)
    for text in ("", "好" * 501):
        with pytest.raises(Invalid, match="entry-text-length"):
            correct(first, text)
    with pytest.raises(Missing, match="entry-not-found"):
        correct("NOSUCHENTRY")
    db.session.rollback()
    assert len(queries.timeline_in(compound)) == 1
    assert not queries.get_entry(first).is_corrected


def test_the_compounds_stage_is_that_of_its_newest_entry_nobody_corrected(compound: int) -> None:
    assert queries.stage_in(compound) is None
    publish(compound, stage="works", day=TODAY - timedelta(days=3))
    wrong = publish(compound, stage="upkeep")
    assert queries.stage_in(compound) is Stage.upkeep
    publish(compound, stage="acceptance")
    assert queries.stage_in(compound) is Stage.acceptance
    assert queries.stages_in([compound, 0]) == {compound: Stage.acceptance}
    assert queries.summary_for(compound) == {"stage": Stage.acceptance, "entries": 3}
    correct(wrong)
    assert queries.stages_in([compound]) == {compound: queries.stage_in(compound)}


def test_words_that_look_like_markup_or_sql_are_only_words(compound: int) -> None:
    words = "<script>alert(1)</script> '); DROP TABLE timeline_entry; -- {{ 7*7 }} 😀"
    assert queries.get_entry(publish(compound, words)).text == words
