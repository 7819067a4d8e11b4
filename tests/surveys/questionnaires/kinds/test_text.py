"""Answers in a resident's own words."""

import pytest

from surveys.errors import Invalid
from surveys.questionnaires import Kind, Option, Question, Questionnaire, check_answer, read_answer, summarise


def asked(**more: object) -> Question:
    return Questionnaire("意见", (Question("q", Kind.TEXT, "还想说什么？", **more),)).questions[0]


def test_two_hundred_characters_unless_told() -> None:
    assert asked().bounds == (0, 200)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"least": 1}, "bounds-not-allowed"),
        ({"most": 0}, "bounds-impossible"),
        ({"most": 2001}, "bounds-impossible"),
        ({"options": (Option("a", "好"),)}, "options-not-allowed"),
    ],
)
def test_a_text_question_is_only_limited_in_length(more: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        asked(**more)


@pytest.mark.parametrize(
    ("given_answer", "kept"),
    [("  下水道\r\n老堵 \x00", "下水道\n老堵"), ("好" * 200 + " \n", "好" * 200), ("=1+1", "=1+1")],
)
def test_a_text_is_tidied_before_it_is_measured(given_answer: str, kept: str) -> None:
    assert check_answer(asked(), given_answer) == kept


@pytest.mark.parametrize(
    ("given_answer", "code"),
    [
        ("好" * 201, "text-too-long"),
        (" \u200b\n", "answer-required"),
        (None, "answer-required"),
        (5, "answer-wrong-type"),
        (["好"], "answer-wrong-type"),
    ],
)
def test_what_is_no_text_is_refused_by_name(given_answer: object, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_answer(asked(), given_answer)
    assert refused.value.code == code


def test_a_long_text_is_told_its_length_and_the_limit() -> None:
    with pytest.raises(Invalid) as refused:
        check_answer(asked(most=3), "一二三四")
    assert (refused.value.facts["most"], refused.value.facts["length"]) == (3, 4)


def test_a_web_form_sends_one_text() -> None:
    assert read_answer(asked(), ["好的"]) == "好的"
    assert read_answer(asked(required=False), ["  "]) is None
    with pytest.raises(Invalid, match="one-answer-only"):
        read_answer(asked(), ["好", "坏"])


def test_texts_are_listed_without_the_order_they_came_in() -> None:
    survey = Questionnaire("意见", (asked(),))
    said = [{"q": "乙"}, {"q": "甲"}, {}, {"q": "乙"}]
    assert summarise(survey, said) == summarise(survey, reversed(said))
    assert summarise(survey, said)[0].base == 3


def test_a_stored_answer_that_is_no_text_is_not_listed_silently() -> None:
    with pytest.raises(Invalid, match="answer-wrong-type"):
        summarise(Questionnaire("意见", (asked(),)), [{"q": 3}])
